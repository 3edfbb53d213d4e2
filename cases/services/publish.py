"""Publishing: the checks that must hold, and the revision that attempts will point to."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.answerkey import codec
from cases.answerkey.codec import KeyFormatError
from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey
from cases.answerkey.validate import problems
from cases.learn.prepare import prepare_if_shown
from cases.models import Case, CaseRevision, KeyView, Proof, Series, State, Study
from cases.selectors import key_of, manifest
from cases.services.apart import not_apart
from cases.services.content import COLUMNS, all_series
from cases.services.keys import set_key
from cases.services.spoilers import spoilers
from knowledge.selectors import entities, relations


class PublishError(Exception):
    """The case cannot be published; `reasons` are sentences for its educator."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def publish(case: Case, user: User | None) -> CaseRevision:
    """Check the case, write its revision and open it. Raises PublishError with every reason.

    A case that has not changed since it was published keeps its revision.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        reasons = unfit(locked)
        if reasons:
            raise PublishError(reasons)
        if not locked.answer_key:
            set_key(locked, AnswerKey(diagnosis=NOT_PROVEN, malignant=None))
        revision = _revision(locked, user)
        locked.revision = revision.number
        locked.state = State.PUBLISHED
        locked.published_at = locked.published_at or timezone.now()
        locked.save()
    case.refresh_from_db()
    prepare_if_shown(case)
    return revision


def unfit(case: Case) -> list[str]:
    """Return everything that keeps the case from being published, in sentences."""
    series = all_series(case)
    reasons = [*image_problems(series), *rights_problems(case), *not_apart(case)]
    try:
        key = key_of(case)
    except KeyFormatError as error:
        return [*reasons, str(error)]
    return [
        *reasons,
        *key_problems(case, key),
        *proof_problems(case, key),
        *spoilers(key, served(case, key, series)),
    ]


def image_problems(series: Sequence[Series]) -> list[str]:
    """There are images, and all of them can be shown."""
    if not series:
        return [_("The case has no images yet.")]
    if not all(one.frames_ready for one in series):
        return [_("Some of the images are not ready yet.")]
    return []


def rights_problems(case: Case) -> list[str]:
    """What may be done with the images is stated."""
    return [] if case.licence.strip() else [_("State the license of the images.")]


def key_problems(case: Case, key: AnswerKey) -> list[str]:
    """The key can be graded against, and the columns beside it say the same. Three queries."""
    known = set(entities().values_list("slug", flat=True))
    reasons = problems(key, {*known, NORMAL}, relations()) if case.answer_key else []
    if key.diagnosis != (case.diagnosis_slug or NOT_PROVEN) and key.diagnosis:
        reasons.append(
            _("The diagnosis in the key and in the list of cases differ: save the key.")
        )
    return reasons


def proof_problems(case: Case, key: AnswerKey) -> list[str]:
    """How the diagnosis is known is stated."""
    if case.simulated and case.proof not in {Proof.SIMULATED, Proof.NOT_PROVEN}:
        return [_("The images are simulated, so the proof of the diagnosis is too.")]
    if key.proven and case.proof == Proof.NOT_PROVEN:
        return [_("State how the diagnosis was proven, or mark it as not proven.")]
    return []


def served(case: Case, key: AnswerKey, series: Sequence[Series]) -> dict[str, str]:
    """Return all that a learner's browser gets before the answer, by where it stands."""
    return {
        "history": case.history,
        "series labels": " · ".join(one.label for one in series),
        "credit line": f"{case.credit} · {case.source_text} · {case.licence}",
        "viewer's data": json.dumps(manifest(case, series)),
    }


def _revision(case: Case, user: User | None) -> CaseRevision:
    snapshot = _snapshot(case)
    last = case.revisions.order_by("-number").first()
    if last is not None and _as_before(snapshot, last.snapshot):
        return last
    number = last.number + 1 if last else 1
    return CaseRevision.objects.create(
        case=case, number=number, snapshot=snapshot, created_by=user
    )


def _snapshot(case: Case) -> dict[str, Any]:
    key = key_of(case)
    view = KeyView.objects.filter(case=case).first()
    return {
        "version": 2,
        **{name: getattr(case, name) for name in COLUMNS},
        "answer_key": codec.to_json(key),
        "discussion": key.discussion,
        "provenance": case.provenance,
        "studies": Study.objects.filter(case=case).count(),
        "series": [
            {
                "id": one.pk,
                "token": one.token,
                "label": one.label,
                "plane": one.plane,
                "order": one.order,
                "windows": one.windows,
                "content": one.content_digest,
            }
            for one in all_series(case)
        ],
        "key_view": None
        if view is None
        else {
            "series": view.series_id,
            "slice": view.slice,
            "center": view.center,
            "width": view.width,
            "zoom": view.zoom,
            "at": None if view.col is None or view.row is None else [view.col, view.row],
        },
    }


def _as_before(snapshot: dict[str, Any], last: dict[str, Any]) -> bool:
    """Whether nothing has changed of what the last revision kept; old ones kept less."""
    if last.get("version") == snapshot["version"]:
        return last == snapshot
    now = {name: snapshot.get(name) for name in last}
    now["version"] = last.get("version")
    if last.get("key_view") and snapshot["key_view"]:
        now["key_view"] = {name: snapshot["key_view"].get(name) for name in last["key_view"]}
    now["series"] = [
        {name: one.get(name) for name in then}
        for one, then in zip(snapshot["series"], last["series"], strict=False)
    ]
    return now == last and len(snapshot["series"]) == len(last["series"])
