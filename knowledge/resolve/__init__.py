"""What the learner typed → what it names: one of our entities, a group, "normal", or nothing.

`resolve` grades free text, `suggest` offers names while typing; both are pure and read nothing
but a `Vocabulary`. False acceptance is the worst error here: a text that does not surely name
something names nothing. The rules are those of the grading design; each module holds one step:

normalise.py   spelling, plurals, Greek letters, numerals → words that compare
tables.py      the words that the rules are about (qualifiers, prefixes …), as data
phrases.py     the phrases that hedge or negate, as data
split.py       a text → pieces, each hedged, negated or plain
vocabulary.py  the index of all names
match.py       one piece → what it names, with qualifiers dropped and typos corrected
typos.py       which known words a mistyped word may be
resolver.py    pieces → entries
prefixes.py    the index of the type-ahead
suggest.py     type-ahead
explain.py     how an entry is shown back
build.py       loaded content → `Vocabulary`
"""

from knowledge.resolve.explain import shown_back
from knowledge.resolve.resolver import MAX_CHARACTERS, resolve
from knowledge.resolve.suggest import suggest
from knowledge.resolve.types import Entry, Kind, Status, Suggestion, Term
from knowledge.resolve.vocabulary import Vocabulary

__all__ = [
    "MAX_CHARACTERS",
    "Entry",
    "Kind",
    "Status",
    "Suggestion",
    "Term",
    "Vocabulary",
    "resolve",
    "shown_back",
    "suggest",
]
