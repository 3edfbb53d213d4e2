"""What a reading page asks for: decided once, when its item is frozen."""

from dataclasses import replace

from cases.answerkey.types import AnswerKey
from cases.services.spoilers import spoilers
from knowledge.selectors import findings_for
from quiz.grading.types import ASK_ALL, AskItem


def ask_of(key: AnswerKey) -> frozenset[AskItem]:
    """Return the parts that the page of this case asks for.

    Everything is asked in every case, so that a missing question never tells that a case is
    normal or unproven; the engine grades what the key can judge. Only a next step needs options
    to choose from.
    """
    return ASK_ALL if key.next_steps else ASK_ALL - {"next_step"}


def without_telling_findings(key: AnswerKey) -> AnswerKey:
    """Return the key without findings whose names are names of its diagnosis.

    "Spotted bones" is a finding, and a synonym of osteopoikilosis: as an option it would give
    that case away, so there it is neither offered nor graded. One query, plus those of the names.
    """
    rows = findings_for(finding.finding for finding in key.findings)
    names = {slug: f"{row.name} {slug}" for slug, row in rows.items()}
    if not spoilers(key, names):  # nearly always: one look through all of them
        return key
    telling = {slug for slug, name in names.items() if spoilers(key, {slug: name})}
    return replace(key, findings=tuple(f for f in key.findings if f.finding not in telling))
