"""Publishing: the checks that must hold, and the revision that attempts will point to."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.answerkey import codec
from cases.answerkey.codec import KeyFormatError
from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey
from cases.answerkey.validate import problems
from cases.models import Case, CaseRevision, KeyView, Proof, Series, State, Study
from cases.selectors import key_of, manifest
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
    return revision


def unfit(case: Case) -> list[str]:
    """Return everything that keeps the case from being published, in sentences."""
    reasons = _images(case)
    if not case.licence.strip():
        reasons.append(_("State the licence of the images."))
    if case.simulated and case.proof not in {Proof.SIMULATED, Proof.NOT_PROVEN}:
        reasons.append(_("The images are simulated, so the proof of the diagnosis is too."))
    try:
        key = key_of(case)
    except KeyFormatError as error:
        return [*reasons, str(error)]
    return [*reasons, *_key(case, key), *spoilers(key, _served(case))]


def _images(case: Case) -> list[str]:
    ready = list(Series.objects.filter(study__case=case).values_list("frames_ready", flat=True))
    if not ready:
        return [_("The case has no images yet.")]
    if not all(ready):
        return [_("Some of the images are not ready yet.")]
    return []


def _key(case: Case, key: AnswerKey) -> list[str]:
    known = set(entities().values_list("slug", flat=True))
    reasons = problems(key, {*known, NORMAL}, relations()) if case.answer_key else []
    if key.diagnosis != (case.diagnosis_slug or NOT_PROVEN):
        reasons.append(
            _("The diagnosis in the key and in the list of cases differ: save the key.")
        )
    if key.proven and case.proof == Proof.NOT_PROVEN:
        reasons.append(_("State how the diagnosis was proven, or mark it as not proven."))
    return reasons


def _served(case: Case) -> dict[str, str]:
    """Return all that a learner's browser gets before the answer, by where it stands."""
    labels = Series.objects.filter(study__case=case).values_list("label", flat=True)
    return {
        "history": case.history,
        "series labels": " · ".join(labels),
        "credit line": f"{case.credit} · {case.source_text} · {case.licence}",
        "viewer's data": json.dumps(manifest(case)),
    }


def _revision(case: Case, user: User | None) -> CaseRevision:
    snapshot = _snapshot(case)
    last = case.revisions.order_by("-number").first()
    if last is not None and last.snapshot == snapshot:
        return last
    number = last.number + 1 if last else 1
    return CaseRevision.objects.create(
        case=case, number=number, snapshot=snapshot, created_by=user
    )


def _snapshot(case: Case) -> dict[str, Any]:
    key = key_of(case)
    view = KeyView.objects.filter(case=case).first()
    series = Series.objects.filter(study__case=case).order_by("order", "pk")
    return {
        "version": 1,
        "history": case.history,
        "answer_key": codec.to_json(key),
        "discussion": key.discussion,
        "difficulty": case.difficulty,
        "provenance": case.provenance,
        "proof": case.proof,
        "licence": case.licence,
        "credit": case.credit,
        "source_text": case.source_text,
        "studies": Study.objects.filter(case=case).count(),
        "series": [
            {
                "id": one.pk,
                "token": one.token,
                "label": one.label,
                "order": one.order,
                "content": one.content_digest,
            }
            for one in series
        ],
        "key_view": None
        if view is None
        else {
            "series": view.series_id,
            "slice": view.slice,
            "center": view.center,
            "width": view.width,
        },
    }
