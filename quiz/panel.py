"""The answer panel as values for the template: what can be chosen and what is filled in.

Nothing here may tell the diagnosis: options come from the frozen key without their roles, in an
order that is shuffled once per item.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.answerkey.types import AnswerKey
from quiz.answering import Remark
from quiz.submission import MOST_CLICKS, MOST_ENTRIES, Submission
from quiz.understanding import Understood

Option = TypeVar("Option")

CT_CLASS_LABELS: tuple[tuple[str, Promise], ...] = (
    ("lucent", _("Lucent")),
    ("sclerotic", _("Sclerotic")),
    ("mixed", _("Mixed")),
    ("occult", _("Occult")),
)
EXTENT_LABELS: tuple[tuple[str, Promise], ...] = (
    ("focal", _("Focal")),
    ("diffuse", _("Diffuse")),
    ("normal", _("Normal")),
)
#: Words for a probability of malignancy: (highest per cent, words).
PROBABILITY_WORDS: tuple[tuple[int, Promise], ...] = (
    (0, _("certainly benign")),
    (10, _("almost certainly benign")),
    (25, _("probably benign")),
    (45, _("more likely benign")),
    (54, _("as likely as not")),
    (74, _("more likely malignant")),
    (89, _("probably malignant")),
    (99, _("almost certainly malignant")),
    (100, _("certainly malignant")),
)


@dataclass(frozen=True)
class Choice:
    """One option of the panel and whether it is chosen."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True)
class Row:
    """One line of the differential with how its words were understood."""

    rank: int
    text: str
    understood: tuple[Understood, ...]


@dataclass(frozen=True)
class Panel:
    """Everything that the reading form shows."""

    history: str
    ct_classes: tuple[Choice, ...]
    findings: tuple[Choice, ...]
    extents: tuple[Choice, ...]
    rows: tuple[Row, ...]
    next_steps: tuple[Choice, ...]
    submission: Submission
    remarks: tuple[Remark, ...]
    most_clicks: int

    @property
    def chosen_findings(self) -> int:
        """How many findings are ticked."""
        return sum(choice.on for choice in self.findings)

    @property
    def filled_rows(self) -> int:
        """How many lines of the differential are filled."""
        return sum(bool(row.text) for row in self.rows)

    @property
    def marks_json(self) -> str:
        """The marked places as the viewer and the form's field write them; empty if none."""
        marks = [asdict(mark) for mark in self.submission.marks]
        return json.dumps(marks) if marks else ""

    @property
    def asked(self) -> tuple[str, ...]:
        """Codes of the questions that this page puts, so that the next commit may pass them."""
        fresh = [remark.code for remark in self.remarks if not remark.blocking]
        return tuple(dict.fromkeys((*self.submission.asked, *fresh)))


def build_panel(
    *,
    seed: str,
    key: AnswerKey,
    history: str,
    finding_names: dict[str, str],
    submission: Submission,
    understood: Sequence[Sequence[Understood]] = (),
    remarks: tuple[Remark, ...] = (),
) -> Panel:
    """Return the panel of one item. `finding_names` covers the key's and the added findings.

    `seed` makes the order of the options the item's own: the same at every visit, another one
    for every reader. `understood` holds, for each text of the submission, what it names.
    """
    offered = shuffled([finding.finding for finding in key.findings], f"{seed}:findings")
    added = [slug for slug in submission.findings if slug not in offered]
    steps = shuffled(key.next_steps, f"{seed}:steps")
    return Panel(
        history=history,
        ct_classes=_choices(CT_CLASS_LABELS, submission.ct_class),
        findings=tuple(
            Choice(slug, finding_names[slug], slug in submission.findings)
            for slug in (*offered, *added)
            if slug in finding_names
        ),
        extents=_choices(EXTENT_LABELS, submission.extent),
        rows=_rows(submission.differential, understood),
        next_steps=tuple(
            Choice(step.slug, step.text, step.slug == submission.next_step) for step in steps
        ),
        submission=submission,
        remarks=remarks,
        most_clicks=marks_offered(key, seed),
    )


def marks_offered(key: AnswerKey, seed: str) -> int:
    """Return how many marks the panel offers: those the case asks for.

    A diffuse or normal case offers a number too, drawn from the item's seed: a panel that offers
    none would tell the reader that there is no focal lesion.
    """
    if key.extent == "focal":
        return max(1, min(key.clicks, MOST_CLICKS))
    return shuffled(range(1, MOST_CLICKS), f"{seed}:marks")[0]


def shuffled(options: Iterable[Option], seed: str) -> list[Option]:
    """Return the options in an order that depends on the seed alone."""
    order = list(options)
    random.Random(seed).shuffle(order)  # noqa: S311 (an order, not a secret)
    return order


def _choices(labels: Iterable[tuple[str, Any]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), value == chosen) for value, label in labels)


def _rows(texts: Sequence[str], understood: Sequence[Sequence[Understood]]) -> tuple[Row, ...]:
    count = max(MOST_ENTRIES, len(texts))
    return tuple(
        Row(
            rank=place + 1,
            text=texts[place] if place < len(texts) else "",
            understood=tuple(understood[place]) if place < len(understood) else (),
        )
        for place in range(count)
    )
