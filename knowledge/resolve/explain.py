"""How an entry is shown back before the learner commits."""

from __future__ import annotations

from knowledge.resolve.types import Entry
from knowledge.resolve.vocabulary import Vocabulary

_SENTENCES = {
    "exact": "{name}",
    "synonym": "“{text}” is {name}.",
    "abbreviation": "“{text}” is {name}.",
    "corrected": "“{text}” is read as {name}.",
    "ambiguous": "“{text}” may be {candidates}: which one?",
    "negated": "“{text}” is a negation and does not count as an answer.",
    "known-other": "“{text}” is {name}: a real condition, none of those taught here.",
    "unrecognised": "“{text}” is not recognized.",
}
_ASK = "“{text}” is not recognized. Did you mean {candidates}?"


def shown_back(entry: Entry, vocabulary: Vocabulary) -> str:
    """What the entry was understood as, in one plain English sentence."""
    sentence = _SENTENCES[entry.status]
    if entry.status == "unrecognised" and entry.candidates:
        sentence = _ASK
    candidates = " or ".join(vocabulary.name(slug) for slug in entry.candidates)
    return sentence.format(text=entry.text, name=entry.name, candidates=candidates)
