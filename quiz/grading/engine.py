"""Grade one read of one case: the total, the parts, and why (GRADING.md is the source).

`grade` is a pure function of the response, the frozen key, the relations, what was asked and the
rubric; nothing else enters, so a stored response can be graded again at any time.

Decisions that GRADING.md leaves open:
- A part of which the case offers nothing (no class on CT in the key, no finding options, no
  management options) is not asked, and the weights are renormalised over the rest.
- Pass or fail is decided on the total as shown, two decimals: 0.70 on the page is a pass.
- Where the diagnosis is not proven, nothing that hangs on it is graded: the total is None, the
  points say why, and what can be seen (class on CT, findings, lesions) still gets its credit.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from cases.answerkey.types import AnswerKey
from quiz.grading.differential import DifferentialScore, score_differential
from quiz.grading.explain import (
    Teller,
    explain_clicks,
    explain_ct_class,
    explain_findings,
    explain_malignancy,
    explain_step,
    explain_ungraded,
    headline,
)
from quiz.grading.explain_differential import (
    entry_readings,
    explain_differential,
    model_differential,
)
from quiz.grading.findings import score_ct_class, score_findings
from quiz.grading.localization import score_clicks
from quiz.grading.malignancy import is_harmful, score_malignancy, score_step
from quiz.grading.messages import Lexicon, render
from quiz.grading.rubric import RUBRIC, Rubric
from quiz.grading.types import (
    ASK_ORDER,
    PART_OF,
    Answer,
    Ask,
    AskItem,
    Grade,
    Mode,
    Part,
    Point,
    RelationsLike,
)

ENGINE_VERSION = "1"

Graded = tuple[float, list[Point]]
_HANGS_ON_DIAGNOSIS: frozenset[AskItem] = frozenset({"differential", "malignancy", "next_step"})


def gradable(key: AnswerKey, ask: Ask) -> Ask:
    """Return what of `ask` this key can grade; the form need not ask for the rest."""
    offered: dict[AskItem, bool] = {
        "differential": key.proven,
        "malignancy": key.proven and key.malignant is not None,
        "next_step": key.proven and bool(key.next_steps),
        "ct_class": key.ct_class is not None,
        "findings": bool(key.findings),
        "click": key.extent != "focal" or bool(key.lesions),
    }
    return frozenset(item for item in ask if offered[item])


def grade(
    answer: Answer,
    key: AnswerKey,
    relations: RelationsLike,
    *,
    ask: Ask,
    rubric: Rubric = RUBRIC,
    mode: Mode = "practice",
    finding_names: Mapping[str, str] | None = None,
) -> Grade:
    """Grade a response against a valid key; never fails, whatever was answered.

    `finding_names` (slug to name) only serves the sentences: without it, slugs become words.
    """
    lexicon = Lexicon(names=relations.names, findings=finding_names or {})
    teller = Teller(key, relations, rubric, lexicon)
    asked = gradable(key, ask)
    listed = (
        score_differential(answer.differential, key, relations, rubric=rubric, mode=mode)
        if "differential" in asked
        else None
    )
    credits, points = _grade_items(teller, answer, listed, asked, ask)
    parts = _parts(credits, rubric)
    total, capped = _total(parts, answer, key, "next_step" in asked, rubric)
    line = headline(teller, answer, listed)
    graded = Grade(
        total=total,
        passed=total is not None and round(total, 2) >= rubric.pass_mark,
        parts=parts,
        points=points,
        capped=capped,
        engine_version=ENGINE_VERSION,
        rubric_version=rubric.version,
        headline=render(line, lexicon),
        headline_message=line,
        asked=tuple(item for item in ASK_ORDER if item in asked),
    )
    return _with_list(graded, teller, listed) if listed else graded


def _with_list(graded: Grade, teller: Teller, listed: DifferentialScore) -> Grade:
    """Add what feedback says of the differential: entries read back, model list, what missed."""
    return replace(
        graded,
        entries=entry_readings(teller, listed),
        breakdown=listed.breakdown,
        model=model_differential(teller, listed),
        missed_alternatives=tuple(wanted.entity for wanted in listed.owed_missed),
        missed_must_not_miss=listed.must_not_missed,
    )


def _grade_items(
    teller: Teller, answer: Answer, listed: DifferentialScore | None, asked: Ask, ask: Ask
) -> tuple[dict[AskItem, float], tuple[Point, ...]]:
    """Return the credit of each part that can be graded, and the points of all asked for."""
    credits: dict[AskItem, float] = {}
    points: list[Point] = []
    for item in (item for item in ASK_ORDER if item in asked):
        credits[item], told = _grade_item(item, teller, answer, listed, asked)
        points += told
    if not teller.key.proven:
        hanging = ask & _HANGS_ON_DIAGNOSIS
        points += [explain_ungraded(teller, item) for item in ASK_ORDER if item in hanging]
    return credits, tuple(points)


def _grade_item(
    item: AskItem, teller: Teller, answer: Answer, listed: DifferentialScore | None, asked: Ask
) -> Graded:
    """Return the credit of one part of the answer (0 to 1) and its points."""
    if item == "differential" and listed is not None:
        return listed.breakdown.score, explain_differential(teller, listed)
    share = 1.0 / len(asked & {"malignancy", "next_step"} or {item})
    graders: dict[AskItem, Callable[[], Graded]] = {
        "ct_class": lambda: _ct_class(teller, answer),
        "findings": lambda: _findings(teller, answer),
        "click": lambda: _click(teller, answer),
        "malignancy": lambda: _malignancy(teller, answer, share),
        "next_step": lambda: _next_step(teller, answer, share),
    }
    return graders[item]()


def _ct_class(teller: Teller, answer: Answer) -> Graded:
    credit = score_ct_class(answer.ct_class, teller.key, teller.rubric)
    return credit, explain_ct_class(teller, answer, credit)


def _findings(teller: Teller, answer: Answer) -> Graded:
    score = score_findings(answer.findings, teller.key, teller.rubric)
    return score.credit, explain_findings(teller, score)


def _click(teller: Teller, answer: Answer) -> Graded:
    score = score_clicks(answer, teller.key, teller.rubric)
    return score.credit, explain_clicks(teller, answer, score)


def _malignancy(teller: Teller, answer: Answer, weight: float) -> Graded:
    credit = score_malignancy(answer.malignancy, bool(teller.key.malignant))
    return credit, [explain_malignancy(teller, answer, credit, weight)]


def _next_step(teller: Teller, answer: Answer, weight: float) -> Graded:
    credit = score_step(answer.next_step, teller.key, teller.rubric)
    return credit, [explain_step(teller, answer, weight)]


def _parts(credits: Mapping[AskItem, float], rubric: Rubric) -> dict[Part, float | None]:
    """Return each part as the weighted mean of what was asked of it; None if nothing was."""
    weights: dict[AskItem, float] = {
        "differential": 1.0,
        "ct_class": rubric.ct_class,
        "findings": rubric.findings,
        "click": rubric.click,
        "malignancy": 0.5,
        "next_step": 0.5,
    }
    parts: dict[Part, float | None] = {}
    for part in ("LO1", "LO2", "LO3"):
        items = [item for item in ASK_ORDER if item in credits and PART_OF[item] == part]
        weight = sum(weights[item] for item in items)
        gained = sum(weights[item] * credits[item] for item in items)
        parts[part] = round(gained / weight, 6) if items else None
    return parts


def _total(
    parts: Mapping[Part, float | None],
    answer: Answer,
    key: AnswerKey,
    stepped: bool,
    rubric: Rubric,
) -> tuple[float | None, bool]:
    """Return the weighted total over the parts asked, and whether harm capped it."""
    weights: dict[Part, float] = {
        "LO1": rubric.identify,
        "LO2": rubric.recognise,
        "LO3": rubric.differentiate,
    }
    asked = {part: credit for part, credit in parts.items() if credit is not None}
    if not key.proven or not asked:
        return None, False
    weight = sum(weights[part] for part in asked)
    total = round(sum(weights[part] * credit for part, credit in asked.items()) / weight, 6)
    if stepped and is_harmful(answer.next_step, key) and total > rubric.harmful_cap:
        return rubric.harmful_cap, True
    return total, False
