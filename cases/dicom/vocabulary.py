"""Neutral words about how an image was made: all that is ever kept of a free description."""

import re
from pathlib import Path

#: Sequences, planes, regions and technique. No finding, no disease, no name.
NEUTRAL = frozenset(Path(__file__).with_name("neutral_words.txt").read_text("ascii").split())
WORD = re.compile(r"[a-z0-9*]+")
MOST_WORDS = 8


def neutral_words(text: str) -> list[str]:
    """Return the neutral words of a description in lower case, in order, at most eight."""
    return [word for word in WORD.findall(text.lower()) if word in NEUTRAL][:MOST_WORDS]
