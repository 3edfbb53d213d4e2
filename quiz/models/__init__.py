"""What the learner did: one file for each family of tables."""

from .classroom import Assignment, Attempt, Cohort, Membership, Quiz, QuizCase
from .educators import KeyChallenge, UnmatchedAnswer
from .facts import AlteredFact
from .reading import Reading
from .response import Draft, Grade, Response
from .session import Session, SessionItem

__all__ = [
    "AlteredFact",
    "Assignment",
    "Attempt",
    "Cohort",
    "Draft",
    "Grade",
    "KeyChallenge",
    "Membership",
    "Quiz",
    "QuizCase",
    "Reading",
    "Response",
    "Session",
    "SessionItem",
    "UnmatchedAnswer",
]
