"""Writing a case's answer key: the one place that keeps the columns beside it in step."""

from cases.answerkey import codec
from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey
from cases.models import Case, Proof
from knowledge.selectors import relations


def set_key(case: Case, key: AnswerKey, *, proof: str = "") -> None:
    """Store the key with its diagnosis and malignancy columns; `proof` is kept if empty.

    A proven diagnosis on a case that states no proof is put down to the readers' consensus, and
    an unproven one always states that it is not proven.
    """
    case.answer_key = codec.to_json(key)
    case.diagnosis_slug = key.diagnosis
    case.malignant = bool(key.malignant)
    if not key.proven:
        case.proof = Proof.NOT_PROVEN
    elif proof:
        case.proof = proof
    elif case.proof == Proof.NOT_PROVEN:
        case.proof = Proof.CONSENSUS
    case.save()


def minimal_key(diagnosis: str) -> AnswerKey:
    """Return the smallest key for a diagnosis: an entity's slug, "normal" or "not-proven".

    Raises ValueError with a sentence if the knowledge has no such entity.
    """
    if diagnosis == NORMAL:
        return AnswerKey(diagnosis=NORMAL, malignant=False, extent="normal")
    if diagnosis == NOT_PROVEN:
        return AnswerKey(diagnosis=NOT_PROVEN, malignant=None)
    known = relations()
    if diagnosis not in known.names:
        raise ValueError(f"The knowledge has no entity “{diagnosis}”.")
    return AnswerKey(diagnosis=diagnosis, malignant=diagnosis in known.malignant, extent="diffuse")
