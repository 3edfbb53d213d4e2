"""What a reading page asks for: decided once, when its item is frozen."""

from cases.answerkey.types import AnswerKey
from quiz.grading.types import ASK_ALL, AskItem


def ask_of(key: AnswerKey) -> frozenset[AskItem]:
    """Return the parts that the page of this case asks for.

    Everything is asked in every case, so that a missing question never tells that a case is
    normal or unproven; the engine grades what the key can judge. Only a next step needs options
    to choose from.
    """
    return ASK_ALL if key.next_steps else ASK_ALL - {"next_step"}
