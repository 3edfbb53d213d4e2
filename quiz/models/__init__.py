"""What the learner did: one file for each family of tables."""

from .classroom import Assignment, Attempt, Cohort, Membership, Quiz, QuizCase
from .educators import KeyChallenge, UnmatchedAnswer
from .facts import AlteredFact
from .memory import CaseRating, MemoryCard, ReaderRating, SeenCase
from .note import Note
from .reading import Reading
from .regrading import RegradeNotice, Regrading
from .response import Draft, Grade, Response
from .session import Session, SessionItem

__all__ = [
    "AlteredFact",
    "Assignment",
    "Attempt",
    "CaseRating",
    "Cohort",
    "Draft",
    "Grade",
    "KeyChallenge",
    "Membership",
    "MemoryCard",
    "Note",
    "Quiz",
    "QuizCase",
    "ReaderRating",
    "Reading",
    "RegradeNotice",
    "Regrading",
    "Response",
    "SeenCase",
    "Session",
    "SessionItem",
    "UnmatchedAnswer",
]
