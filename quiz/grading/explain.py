"""Why each point was given or lost: one sentence each, with its evidence.

Every point names what it rests on: the entity in the knowledge, the finding, the lesion and its
level on these images, or the reference that the key gives. Sentences are `messages`; this module
chooses among them for LO2, LO3 and the headline, and `explain_differential` for LO1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.answerkey.levels import reading_order
from cases.answerkey.regions import on_still
from cases.answerkey.types import NORMAL, AnswerKey, KeyFinding, Lesion
from quiz.grading.differential import DifferentialScore
from quiz.grading.findings import FindingsScore, finding_weight
from quiz.grading.localization import ClickScore, Mark
from quiz.grading.malignancy import best_step, chosen_step, score_step
from quiz.grading.messages import Lexicon, message, render
from quiz.grading.rubric import Rubric
from quiz.grading.types import (
    PART_OF,
    Answer,
    AskItem,
    Evidence,
    Message,
    Point,
    RelationsLike,
    Verdict,
)

_MOST_PLACES = 4  # beyond these a list of places stops helping


@dataclass(frozen=True)
class Teller:
    """What every explanation needs: the case, who relates to whom, the numbers, the words."""

    key: AnswerKey
    relations: RelationsLike
    rubric: Rubric
    lexicon: Lexicon

    def point(
        self,
        item: AskItem,
        label: str,
        verdict: Verdict,
        what: Message,
        evidence: Evidence,
        *,
        credit: float = 0.0,
        weight: float = 0.0,
        deduction: float = 0.0,
    ) -> Point:
        """Return the point with its sentence in English."""
        return Point(
            part=PART_OF[item],
            item=item,
            label=label,
            credit=round(credit, 6),
            weight=weight,
            verdict=verdict,
            sentence=render(what, self.lexicon),
            evidence=evidence,
            message=what,
            deduction=round(deduction, 6),
        )

    def label(self, item: AskItem) -> str:
        """Return how a part of the answer is headed."""
        return self.lexicon.template(f"label.{item}")

    def truth(self, *, finding: str = "", reference: str = "", record: str = "") -> Evidence:
        """Return evidence that points at the diagnosis and its first lesion, if it has one."""
        own = main_lesions(self.key)
        return Evidence(
            entity=self.key.diagnosis if self.key.proven else "",
            finding=finding,
            lesion=own[0].name if own else "",
            level=own[0].level if own else "",
            reference=reference,
            record=record or ("" if self.key.proven else "proof"),
        )

    def at(self, lesion: Lesion) -> Evidence:
        """Return evidence that points at one lesion."""
        entity = lesion.entity or (self.key.diagnosis if self.key.proven else "")
        return Evidence(entity=entity, lesion=lesion.name, level=lesion.level)


def main_lesions(key: AnswerKey) -> tuple[Lesion, ...]:
    """Return the lesions of the diagnosis itself, without those of coexisting entities."""
    return tuple(
        lesion
        for lesion in key.lesions
        if not lesion.entity or lesion.entity in (key.diagnosis, *key.also_exact)
    )


def place(lesion: Lesion) -> str:
    """Return where a lesion is, in few words: its level, else its name."""
    return lesion.level or lesion.name


def places(lesions: Iterable[Lesion]) -> str:
    """Return the different places of lesions, newline-separated, from the head down.

    Of many, the first few of the key are named: keys list the largest first.
    """
    chosen = list(dict.fromkeys(place(lesion) for lesion in lesions))[:_MOST_PLACES]
    return "\n".join(sorted(chosen, key=reading_order))


def with_note(ids: Sequence[str], note_id: str, note: str) -> tuple[str, ...]:
    """Return the ids, with the one that says an educator's own sentence if there is one."""
    return (*ids, note_id) if note.strip() else tuple(ids)


def explain_ct_class(teller: Teller, answer: Answer, credit: float) -> list[Point]:
    """Say how the class on CT stands to the truth."""
    given = answer.ct_class
    verdict: Verdict = "right" if credit == 1 else "partly" if credit > 0 else "wrong"
    words = {"right": "ct.right", "partly": "ct.alternative", "wrong": "ct.wrong"}[verdict]
    if given is None:
        verdict, words = "missed", "ct.missing"
    what = message(
        words,
        term_given=f"ct-class.{given or teller.key.ct_class}",
        term_truth=f"ct-class.{teller.key.ct_class}",
    )
    weight = teller.rubric.ct_class
    label = teller.label("ct_class")
    return [
        teller.point(
            "ct_class", label, verdict, what, teller.truth(), credit=credit, weight=weight
        )
    ]


def explain_findings(teller: Teller, score: FindingsScore) -> list[Point]:
    """Say, finding by finding, what was seen, missed and not there."""
    points = [_finding(teller, f, f"finding.seen-{f.role}", "right", score) for f in score.seen]
    points += [
        _finding(teller, f, f"finding.missed-{f.role}", "missed", score) for f in score.missed
    ]
    points += [_finding(teller, f, "finding.invented", "wrong", score) for f in score.invented]
    if score.absent and not score.invented and (score.seen or not score.present_weight):
        absent = next(f for f in teller.key.findings if f.role == "absent")
        points.append(
            teller.point(
                "findings",
                teller.label("findings"),
                "right",
                message("finding.none-invented"),
                teller.truth(finding=absent.finding),
                credit=1.0,
                weight=0.0 if score.present_weight else teller.rubric.findings,
            )
        )
    return points


def _finding(
    teller: Teller, finding: KeyFinding, words: str, verdict: Verdict, score: FindingsScore
) -> Point:
    share = finding_weight(finding, teller.rubric) / (score.present_weight or 1.0)
    lost = teller.rubric.findings / score.absent if verdict == "wrong" else 0.0
    return teller.point(
        "findings",
        teller.lexicon.finding(finding.finding),
        verdict,
        message(*with_note([words], "note", finding.note), note=finding.note),
        teller.truth(finding=finding.finding),
        credit=float(verdict == "right"),
        weight=teller.rubric.findings * share,
        deduction=lost,
    )


def explain_clicks(teller: Teller, answer: Answer, score: ClickScore) -> list[Point]:
    """Say, mark by mark, what it hit and how far off it was, and what was left unfound."""
    key = teller.key
    if key.extent != "focal" or answer.extent is not None:
        return [_button(teller, answer, score)]
    weight = teller.rubric.click / max(score.asked, 1)
    points = [_mark(teller, mark, weight) for mark in score.marks]
    if score.missed:
        words = "click.missed" if points else "click.none"
        what = message(words, places=places(score.missed))
        lost = teller.rubric.click * (1.0 - score.credit)
        label, evidence = teller.label("click"), teller.at(score.missed[0])
        points.append(teller.point("click", label, "missed", what, evidence, weight=lost))
    return points


def _button(teller: Teller, answer: Answer, score: ClickScore) -> Point:
    extent = teller.key.extent
    words = f"click.said-{extent}" if score.credit else f"click.is-{extent}"
    verdict: Verdict = "right" if score.credit else "wrong"
    if not score.credit and answer.extent is None and not answer.clicks:
        verdict = "missed"
    return teller.point(
        "click",
        teller.label("click"),
        verdict,
        message(words, places=places(teller.key.lesions)),
        teller.truth(),
        credit=score.credit,
        weight=teller.rubric.click,
    )


def _mark(teller: Teller, mark: Mark, weight: float) -> Point:
    if mark.credit and mark.inside:
        verdict: Verdict = "right"
        words = "click.near" if mark.distance > 0 else "click.inside"
    elif mark.credit:
        verdict, words = "partly", "click.vertebra"
    else:
        verdict, words = "wrong", "click.again" if mark.inside else "click.outside"
    if on_still(mark.lesion.region):  # no millimeters there, and the place may be another picture
        words = {"click.near": "click.beside", "click.outside": "click.elsewhere"}.get(
            words, words
        )
    return teller.point(
        "click",
        mark.lesion.name,
        verdict,
        message(words, place=place(mark.lesion), mm=str(round(mark.distance, 3))),
        teller.at(mark.lesion),
        credit=mark.credit,
        weight=weight,
    )


def explain_malignancy(teller: Teller, answer: Answer, credit: float, weight: float) -> Point:
    """Say what the probability earned, and why doubt would have earned more if it would."""
    given, malignant = answer.malignancy, bool(teller.key.malignant)
    params = {"term_truth": "malignancy.is-malignant" if malignant else "malignancy.is-benign"}
    ids = ["malignancy.missing"]
    verdict: Verdict = "missed"
    if given is not None:
        params |= {"percent": str(given), "number_credit": str(credit)}
        off = abs(given - float(malignant))
        if off < 0.5:
            ids, verdict = ["malignancy.sure"], "right"
        elif off == 0.5:
            ids, verdict = ["malignancy.open"], "partly"
        else:
            params["number_doubt"] = "0.75"
            ids, verdict = ["malignancy.wrong", "malignancy.doubt"], "wrong"
    what = message(*ids, **params)
    label = teller.label("malignancy")
    evidence = teller.truth()
    return teller.point("malignancy", label, verdict, what, evidence, credit=credit, weight=weight)


def explain_step(teller: Teller, answer: Answer, weight: float) -> Point:
    """Say why the chosen step is best, acceptable, neutral or harmful, and which is best."""
    step, best = chosen_step(answer.next_step, teller.key), best_step(teller.key)
    verdicts: dict[str, Verdict] = {
        "best": "right",
        "acceptable": "partly",
        "neutral": "partly",
        "harmful": "harmful",
        "missing": "missed",
    }
    kind = step.verdict if step else "missing"
    ids = with_note([f"step.{kind}"], "reason", step.reason if step else "")
    if kind == "harmful":
        ids = (*ids, "step.cap")
    if best is not None and kind != "best":
        ids = with_note((*ids, "step.better"), "best-reason", best.reason)
    what = message(
        *ids,
        reason=step.reason if step else "",
        best=best.text if best else "",
        best_reason=best.reason if best else "",
        number_cap=str(teller.rubric.harmful_cap),
    )
    source = (step.source if step else "") or (best.source if best else "")
    return teller.point(
        "next_step",
        step.text if step else teller.label("next_step"),
        verdicts[kind],
        what,
        teller.truth(reference=source),
        credit=score_step(answer.next_step, teller.key, teller.rubric),
        weight=weight,
    )


def explain_ungraded(teller: Teller, item: AskItem) -> Point:
    """Say why a part that was asked for cannot be graded: the diagnosis is not proven."""
    what = message(f"not-proven.{item}")
    references = teller.key.references
    evidence = teller.truth(reference=references[0] if references else "", record="proof")
    return teller.point(item, teller.label(item), "info", what, evidence)


def headline(teller: Teller, answer: Answer, score: DifferentialScore | None) -> Message:
    """Return the result in one line: what it is, where, and how the learner had it."""
    key = teller.key
    if not key.proven:
        return message("headline.not-proven")
    where = places(lesion for lesion in main_lesions(key) if lesion.level)
    ids = ["headline.at" if where else "headline.entity"]
    if key.diagnosis == NORMAL:
        ids = ["headline.normal"]
    elif key.extent == "diffuse":
        ids = ["headline.diffuse"]
    params = {"entity": key.diagnosis, "places": where}
    if score is not None:
        ids.append(_standing(score, key, params))
    elif answer.malignancy is not None:
        ids.append("headline.malignant" if key.malignant else "headline.benign")
        params["percent"] = str(answer.malignancy)
    return message(*ids, **params)


def _standing(score: DifferentialScore, key: AnswerKey, params: dict[str, str]) -> str:
    """Return how the diagnosis stood on the list; adds its rank to the parameters."""
    counted = [read for read in score.reads if read.counts]
    named = [read for read in counted if read.names_diagnosis]
    prefix = "headline.normal" if key.diagnosis == NORMAL else "headline"
    if named:
        params["term_rank"] = f"rank.{named[0].rank}"
        if key.diagnosis == NORMAL:
            return f"{prefix}-first" if named[0].rank == 1 else f"{prefix}-later"
        return "headline.ranked"
    if not counted:
        return "headline.empty"
    if any(read.match_credit > 0 for read in counted):
        return "headline.family"
    return "headline.normal-not-named" if key.diagnosis == NORMAL else "headline.not-named"
