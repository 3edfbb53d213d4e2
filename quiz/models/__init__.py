"""What the learner did: one file for each family of tables."""

from .educators import KeyChallenge, UnmatchedAnswer
from .facts import AlteredFact
from .response import Draft, Grade, Response
from .session import Session, SessionItem

__all__ = [
    "AlteredFact",
    "Draft",
    "Grade",
    "KeyChallenge",
    "Response",
    "Session",
    "SessionItem",
    "UnmatchedAnswer",
]
