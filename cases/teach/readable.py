"""The content of a case in words, field by field, and what differs between two states."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Difficulty, Pool, Proof
from cases.services.content import Content
from cases.services.merging import flat
from cases.teach.names import Findings, entity_name

LABELS: dict[str, str | Promise] = {
    "title": _("Title"),
    "history": _("Clinical history"),
    "difficulty": _("Difficulty"),
    "pool": _("Pool"),
    "proof": _("Proof"),
    "source_text": _("Source"),
    "licence": _("License"),
    "credit": _("Credit"),
    "series": _("Series"),
    "key_view": _("Key view"),
    "answer_key.diagnosis": _("Diagnosis"),
    "answer_key.malignant": _("Malignant"),
    "answer_key.also_exact": _("Also accepted"),
    "answer_key.coexisting": _("Also there"),
    "answer_key.alternatives": _("Alternatives"),
    "answer_key.breadth": _("Alternatives owed"),
    "answer_key.must_not_miss": _("Must not be missed"),
    "answer_key.excluded": _("Excluded by the images"),
    "answer_key.ct_class": _("CT class"),
    "answer_key.ct_class_alternatives": _("CT class, also accepted"),
    "answer_key.compartments": _("Compartments"),
    "answer_key.findings": _("Findings"),
    "answer_key.extent": _("Extent"),
    "answer_key.lesions": _("Lesions"),
    "answer_key.clicks": _("Lesions asked for"),
    "answer_key.next_steps": _("Next steps"),
    "answer_key.discussion": _("Discussion"),
    "answer_key.references": _("References"),
}
CHOICES: dict[str, Any] = {"difficulty": Difficulty, "pool": Pool, "proof": Proof}
ENTITY_FIELDS = {f"answer_key.{name}" for name in ("diagnosis", "also_exact", "coexisting")}
ENTITY_FIELDS |= {"answer_key.must_not_miss"}


@dataclass(frozen=True)
class Piece:
    """A run of words: "same", "old" (taken out) or "new" (put in)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that differs, as pieces to read in order."""

    label: str | Promise
    pieces: tuple[Piece, ...]


def field_label(name: str) -> str | Promise:
    """Return what a field is called; fields without a name of their own are told as they are."""
    return LABELS.get(name, name)


def field_text(name: str, value: Any) -> str:
    """Return a field in words, a line for each row of a list."""
    if value is None or value == "" or value == []:
        return ""
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "key_view":
        return _view_text(value)
    if name == "answer_key.findings":
        names = Findings()  # once for all rows
        value = [{**row, "finding": names.name(row["finding"])} for row in value]
    if isinstance(value, list):
        return "\n".join(_row_text(name, row) for row in value)
    return entity_name(value) if name in ENTITY_FIELDS else str(value)


def _view_text(view: Mapping[str, Any]) -> str:
    words = [str(_("slice %d")) % (view["slice"] + 1)]
    if view.get("width"):
        words.append(f"W {view['width']:.0f} L {view['center']:.0f}")
    if view.get("zoom"):
        words.append(f"× {view['zoom']:.2f}")
    return f"{view['series']}: " + ", ".join(words)


def _row_text(name: str, row: Any) -> str:
    if not isinstance(row, Mapping):
        return entity_name(row) if name in ENTITY_FIELDS else str(row)
    if "windows" in row:
        windows = ", ".join(
            f"{window['name']} W {window['width']:.0f} L {window['center']:.0f}"
            for window in row["windows"]
        )
        return f"{row['order']}. {row['label']} ({row['plane']}): {windows}"
    if "region" in row:
        return _lesion_text(row)
    head = entity_name(row["entity"]) if "entity" in row else row.get("text", row.get("finding"))
    standing = row.get("plausibility") or row.get("role") or row.get("verdict") or ""
    reason = row.get("reason") or row.get("note") or ""
    source = f" [{row['source']}]" if row.get("source") else ""
    return (
        f"{head}"
        + (f" ({standing})" if standing else "")
        + (f": {reason}" if reason else "")
        + source
    )


def _lesion_text(row: Mapping[str, Any]) -> str:
    region = row["region"]
    points = [
        point for slab in region["slabs"] for polygon in slab["polygons"] for point in polygon
    ]
    if region["kind"] == "ellipsoid":
        where = str(_("ellipsoid around %s")) % _point(region["center"])
    elif points:
        middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
        where = str(_("%(slices)d slices around %(point)s")) % {
            "slices": len(region["slabs"]),
            "point": _point(middle),
        }
    else:
        where = str(_("nothing drawn"))
    level = f" {row['level']}" if row.get("level") else ""
    return f"{row['name']}{level}: {where}"


def _point(point: Sequence[float]) -> str:
    return "(" + ", ".join(f"{round(value)}" for value in point) + ") mm"


def changes(before: Content, after: Content) -> list[Change]:
    """Return every field that differs, in the order of the editor."""
    old, new = flat(before), flat(after)
    found = []
    for name in LABELS:
        was, now = field_text(name, old.get(name)), field_text(name, new.get(name))
        if was != now:
            found.append(Change(field_label(name), words_diff(was, now)))
    return found


def words_diff(was: str, now: str) -> tuple[Piece, ...]:
    """Return two texts as one, word by word: what stayed, what went, what came."""
    a, b = _words(was), _words(now)
    pieces: list[Piece] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, a, b).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(a[i:j])))
            continue
        if j > i:
            pieces.append(Piece("old", "".join(a[i:j])))
        if m > k:
            pieces.append(Piece("new", "".join(b[k:m])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    """Words with the space after them, so that joining gives the text back."""
    found: list[str] = []
    for word in text.replace("\n", " \n ").split(" "):
        found += [word, " "]
    return found[:-1]
