"""What the learner did: one file for each family of tables."""

from .educators import KeyChallenge, UnmatchedAnswer
from .facts import AlteredFact
from .reading import Reading
from .response import Draft, Grade, Response
from .session import Session, SessionItem

__all__ = [
    "AlteredFact",
    "Draft",
    "Grade",
    "KeyChallenge",
    "Reading",
    "Response",
    "Session",
    "SessionItem",
    "UnmatchedAnswer",
]
