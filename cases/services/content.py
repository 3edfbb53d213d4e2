"""A case's content as one JSON value: what the editor edits, a version keeps, a revision restores.

Shape: the text columns by name (`COLUMNS`); "answer_key", the JSON of `cases.answerkey.codec`
(it may be incomplete while it is a draft); "series", a list of {"token", "label", "plane",
"order", "windows"}; "key_view", None or {"series": token, "slice", "center", "width", "zoom",
"at": [col, row] or None}.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.answerkey import codec
from cases.answerkey.codec import KeyFormatError
from cases.answerkey.types import AnswerKey
from cases.models import Case, CaseRevision, KeyView, Proof, Series

Content = dict[str, Any]

COLUMNS = (
    "title", "history", "difficulty", "pool", "proof", "source_text", "licence", "credit",
)  # fmt: skip
SERIES_FIELDS = ("label", "plane", "order", "windows")


@dataclass(frozen=True)
class Working:
    """A case as its content says it is, in memory: nothing of it is saved."""

    case: Case
    series: tuple[Series, ...]
    key: AnswerKey
    key_view: KeyView | None


def empty_key() -> AnswerKey:
    """Return the key of a case that nobody has looked at yet."""
    return AnswerKey(diagnosis="", malignant=None)


def all_series(case: Case) -> list[Series]:
    """Return every series of the case, ready or not, in the educator's order. One query."""
    return list(Series.objects.filter(study__case=case).order_by("order", "pk"))


def content_of(case: Case) -> Content:
    """Return what the rows of the case hold. Two queries."""
    series = all_series(case)
    tokens = {one.pk: one.token for one in series}
    view = KeyView.objects.filter(case=case).first()
    return {
        **{name: getattr(case, name) for name in COLUMNS},
        "answer_key": case.answer_key or codec.to_json(empty_key()),
        "series": [_series_content(one) for one in series],
        "key_view": _view_content(view, tokens),
    }


def _series_content(series: Series) -> dict[str, Any]:
    return {
        "token": series.token,
        **{name: getattr(series, name) for name in SERIES_FIELDS},
    }


def _view_content(view: KeyView | None, tokens: Mapping[int, str]) -> dict[str, Any] | None:
    if view is None or view.series_id not in tokens:
        return None
    placed = view.col is not None and view.row is not None
    return {
        "series": tokens[view.series_id],
        "slice": view.slice,
        "center": view.center,
        "width": view.width,
        "zoom": view.zoom,
        "at": [view.col, view.row] if placed else None,
    }


def content_of_revision(case: Case, revision: CaseRevision) -> Content:
    """Return what was published; what old revisions did not keep stays as it is."""
    snapshot = revision.snapshot
    content = content_of(case)
    for name in COLUMNS:
        content[name] = snapshot.get(name, content[name])
    content["answer_key"] = snapshot["answer_key"]
    series = snapshot.get("series", [])
    kept = {one["token"]: one for one in series}
    for one in content["series"]:
        then = kept.get(one["token"], {})
        one.update({name: then[name] for name in SERIES_FIELDS if name in then})
    tokens = {one["id"]: one["token"] for one in series}
    view = snapshot.get("key_view")
    known = view is not None and view["series"] in tokens  # else its series is none of this case
    content["key_view"] = (
        {"zoom": None, "at": None, **view, "series": tokens[view["series"]]} if known else None
    )
    return content


def key_in(content: Content) -> AnswerKey:
    """Return the key; an unreadable one counts as empty (publishing says so)."""
    try:
        return codec.from_json(content["answer_key"])
    except KeyFormatError:
        return empty_key()


def working(case: Case, content: Content) -> Working:
    """Return the case, its series and its key view as `content` says, unsaved. One query."""
    shown = copy.copy(case)
    shown._state = copy.copy(case._state)
    _fill(shown, content)
    series = all_series(case)
    _fill_series(series, content)
    series.sort(key=lambda one: (one.order, one.pk))
    view = _view(shown, series, content)
    return Working(shown, tuple(series), key_in(content), view)


def _fill(case: Case, content: Content) -> None:
    """Set the columns, and those that repeat the key."""
    for name in COLUMNS:
        setattr(case, name, content[name])
    key = key_in(content)
    case.answer_key = content["answer_key"]
    case.diagnosis_slug = key.diagnosis[:80]
    case.malignant = bool(key.malignant)
    if not key.proven:
        case.proof = Proof.NOT_PROVEN


def _fill_series(series: Sequence[Series], content: Content) -> list[Series]:
    """Set label, plane, order and windows; return what has changed."""
    wanted = {one["token"]: one for one in content["series"]}
    changed = []
    for one in series:
        new = wanted.get(one.token, {})
        before = [getattr(one, name) for name in SERIES_FIELDS]
        for name in SERIES_FIELDS:
            setattr(one, name, new.get(name, getattr(one, name)))
        if before != [getattr(one, name) for name in SERIES_FIELDS]:
            changed.append(one)
    return changed


def _view(case: Case, series: Sequence[Series], content: Content) -> KeyView | None:
    view = content["key_view"]
    shown = {one.token: one for one in series}.get(view["series"]) if view else None
    if shown is None:
        return None
    col, row = view.get("at") or (None, None)
    return KeyView(
        case=case,
        series=shown,
        slice=view["slice"],
        center=view["center"],
        width=view["width"],
        zoom=view.get("zoom"),
        col=col,
        row=row,
    )


def write(case: Case, content: Content) -> None:
    """Write the content into the rows of the case; `case` is saved."""
    _fill(case, content)
    case.save()
    series = all_series(case)
    changed = _fill_series(series, content)
    if changed:
        Series.objects.bulk_update(changed, SERIES_FIELDS)
    view = _view(case, series, content)
    if view is None:
        KeyView.objects.filter(case=case).delete()
        return
    fields = ("series", "slice", "center", "width", "zoom", "col", "row")
    KeyView.objects.update_or_create(
        case=case, defaults={name: getattr(view, name) for name in fields}
    )


def digest(content: Content) -> str:
    """Return a hash of the whole content: an approval is of this and of nothing else."""
    return _hash(content)


def shown_digest(content: Content) -> str:
    """Return a hash of what a learner sees before the answer: a preview is of this."""
    key = content["answer_key"]
    return _hash(
        [
            content["history"],
            content["series"],
            [finding["finding"] for finding in key.get("findings", ())],
            [step["text"] for step in key.get("next_steps", ())],
            [key.get("extent"), key.get("clicks")],
            [content["source_text"], content["licence"], content["credit"]],
        ]
    )


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
