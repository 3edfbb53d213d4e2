"""Type-ahead: the names that fit what has been typed so far."""

from __future__ import annotations

from knowledge.resolve.types import Suggestion
from knowledge.resolve.vocabulary import Vocabulary


def suggest(text: str, vocabulary: Vocabulary, limit: int = 8) -> tuple[Suggestion, ...]:
    """The terms that fit, best first, each once."""
    return ()
