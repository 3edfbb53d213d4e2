"""The editor's form as it is posted → the content of the case. Nothing typed is thrown away.

Rows come as parallel lists of fields; a row whose fields are all empty is no row. What cannot
be read (a window that is no number) leaves what was there, and `Read.remarks` says so.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.answerkey import codec
from cases.answerkey.records import RecordError, decode, encode
from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey, Region
from cases.models import Case, Difficulty, Pool, Proof
from cases.services.content import Content, key_in
from cases.teach.labels import CONTRASTS, PLANES, compose
from cases.teach.names import Findings, entity_slug
from knowledge.selectors import relations

CT_CLASSES = ("lucent", "sclerotic", "mixed", "occult")
EXTENTS = ("focal", "diffuse", "normal")
PLAUSIBILITIES = ("likely", "possible")
ROLES = ("key", "supporting", "absent")
VERDICTS = ("best", "acceptable", "neutral", "harmful")
MOST_ROWS = 200
LONGEST_TEXT = 40_000


@dataclass(frozen=True)
class Read:
    """The content that the form holds, and sentences about what could not be read."""

    content: Content
    remarks: tuple[str, ...]


def read_form(data: QueryDict, before: Content) -> Read:
    """Return the content of the posted form; `before` supplies what the form does not hold."""
    remarks: list[str] = []
    content = dict(before)
    for name in ("title", "credit", "licence"):
        longest = getattr(Case._meta.get_field(name), "max_length", None) or 300
        content[name] = _line(data.get(name, ""), longest)
    for name in ("history", "source_text"):
        content[name] = _text(data.get(name, ""))
    choices: tuple[tuple[str, Any], ...] = (
        ("difficulty", Difficulty), ("pool", Pool), ("proof", Proof),
    )  # fmt: skip
    for name, kind in choices:
        content[name] = _one_of(data.get(name, ""), kind.values, before[name])
    content["series"] = _series(data, before["series"], remarks)
    content["key_view"] = _key_view(data, content["series"], before["key_view"], remarks)
    content["answer_key"] = codec.to_json(_key(data, key_in(before), remarks))
    return Read(json.loads(json.dumps(content)), tuple(remarks))


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]


def _text(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_TEXT]


def _one_of(value: str, choices: Sequence[str], otherwise: str) -> str:
    return value if value in choices else otherwise


def rows(data: QueryDict, prefix: str, names: Sequence[str]) -> list[dict[str, str]]:
    """Return the filled rows of parallel lists `prefix_name`; shorter lists count as empty."""
    columns = [data.getlist(f"{prefix}_{name}")[:MOST_ROWS] for name in names]
    count = max(map(len, columns), default=0)
    found = []
    for place in range(count):
        values = [_text(column[place]) if place < len(column) else "" for column in columns]
        found.append(dict(zip(names, values, strict=True)))
    return found


def _filled(data: QueryDict, prefix: str, names: Sequence[str], by: Sequence[str]) -> Any:
    """Rows in which one of the fields `by` is filled; choices alone make no row."""
    return [row for row in rows(data, prefix, names) if any(row[name] for name in by)]


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e6 else None


def _series(data: QueryDict, before: Any, remarks: list[str]) -> list[dict[str, Any]]:
    """Labels, planes, order and windows; series that the form does not name stay as they are."""
    posted = {row["token"]: row for row in rows(data, "series", SERIES_NAMES) if row["token"]}
    windows: dict[str, list[dict[str, str]]] = {}
    for row in _filled(data, "window", WINDOW_NAMES, ("name", "center", "width")):
        windows.setdefault(row["series"], []).append(row)
    found = []
    for one in before:
        row = posted.get(one["token"])
        found.append(_one_series(one, row, windows.get(one["token"], []), remarks) if row else one)
    return found


SERIES_NAMES = ("token", "order", "sequence", "contrast", "plane")
WINDOW_NAMES = ("series", "name", "center", "width")


def _one_series(
    one: Mapping[str, Any],
    row: Mapping[str, str],
    windows: Sequence[Mapping[str, str]],
    remarks: list[str],
) -> dict[str, Any]:
    plane = _one_of(row["plane"], [value for value, _label in PLANES], one["plane"])
    contrast = _one_of(row["contrast"], [value for value, _label in CONTRASTS], "")
    label = compose(row["sequence"], contrast, plane)
    order = _number(row["order"])
    shown = [_window(window, label, one["windows"], remarks) for window in windows]
    kept = [window for window in shown if window is not None]
    return {
        "token": one["token"],
        "label": label,
        "plane": plane,
        "order": int(order) if order is not None and order >= 0 else one["order"],
        "windows": kept or one["windows"],
    }


def _window(
    row: Mapping[str, str], label: str, before: Sequence[Mapping[str, Any]], remarks: list[str]
) -> dict[str, Any] | None:
    """A preset, or what stood there under that name where its numbers cannot be read."""
    center, width = _number(row["center"]), _number(row["width"])
    name = _line(row["name"], 40) or _("Window")
    if center is not None and width is not None and width > 0:
        same = [old for old in before if old["name"] == name]
        if same and (same[0]["center"], same[0]["width"]) == (center, width):
            return dict(same[0])
        return {"name": name, "center": center, "width": width}
    remarks.append(
        _("The window “%(name)s” of %(label)s needs a level and a width above 0, in numbers.")
        % {"name": name, "label": label}
    )
    return next((dict(old) for old in before if old["name"] == name), None)


def _key_view(
    data: QueryDict, series: Sequence[Mapping[str, Any]], before: Any, remarks: list[str]
) -> dict[str, Any] | None:
    token = data.get("view_series", "")
    if token not in {one["token"] for one in series}:
        return None
    number = _number(data.get("view_slice", ""))
    if number is None or number < 1:
        remarks.append(_("The key view needs the number of a slice, from 1 up."))
        return dict(before) if before else None
    center, width = _number(data.get("view_center", "")), _number(data.get("view_width", ""))
    place = [_number(data.get(f"view_{name}", "")) for name in ("zoom", "col", "row")]
    whole = all(value is not None for value in place) and (place[0] or 0) > 0
    return {
        "series": token,
        "slice": int(number) - 1,
        "center": center if width else None,
        "width": width if width and width > 0 else None,
        "zoom": place[0] if whole else None,
        "at": place[1:] if whole else None,
    }


def _key(data: QueryDict, before: AnswerKey, remarks: list[str]) -> AnswerKey:
    """The answer key; whether it makes sense is the checklist's business."""
    diagnosis = entity_slug(data.get("diagnosis", ""))
    findings = Findings()
    body: dict[str, Any] = {
        **encode(before),
        "diagnosis": diagnosis,
        "malignant": malignant_of(diagnosis),
        "also_exact": _entities(data, "also_exact"),
        "coexisting": _entities(data, "coexisting"),
        "must_not_miss": _entities(data, "must_not_miss"),
        "alternatives": [
            {
                "entity": entity_slug(row["entity"]),
                "plausibility": _one_of(row["plausibility"], PLAUSIBILITIES, "possible"),
                "reason": row["reason"],
            }
            for row in _filled(
                data, "alt", ("entity", "plausibility", "reason"), ("entity", "reason")
            )
        ],
        "excluded": [
            {
                "entity": entity_slug(row["entity"]),
                "reason": row["reason"],
                "source": _line(row["source"], 80),
            }
            for row in _filled(
                data, "ex", ("entity", "reason", "source"), ("entity", "reason", "source")
            )
        ],
        "breadth": _whole(data.get("breadth", ""), before.breadth),
        "clicks": _whole(data.get("clicks", ""), before.clicks),
        "ct_class": data.get("ct_class") if data.get("ct_class") in CT_CLASSES else None,
        "ct_class_alternatives": [
            value for value in data.getlist("ct_class_alternatives") if value in CT_CLASSES
        ],
        "compartments": [
            word for part in data.get("compartments", "").split(",") if (word := _line(part, 60))
        ],
        "findings": [
            {
                "finding": findings.slug(row["name"]),
                "role": _one_of(row["role"], ROLES, "supporting"),
                "note": row["note"],
            }
            for row in _filled(data, "finding", ("name", "role", "note"), ("name", "note"))
        ],
        "extent": _one_of(data.get("extent", ""), EXTENTS, before.extent),
        "lesions": _lesions(data, before, remarks),
        "next_steps": _steps(data),
        "discussion": _text(data.get("discussion", "")),
        "references": list(
            dict.fromkeys(ref for text in data.getlist("reference") if (ref := _line(text, 80)))
        ),
    }
    return codec.from_json(body)


def malignant_of(diagnosis: str) -> bool | None:
    """Return the truth of a diagnosis; None while it is none that the knowledge has."""
    known = relations()
    if diagnosis == NOT_PROVEN or (diagnosis not in known.names and diagnosis != NORMAL):
        return None
    return diagnosis in known.malignant


def _entities(data: QueryDict, name: str) -> list[str]:
    slugs = (entity_slug(text) for text in data.getlist(name)[:MOST_ROWS])
    return list(dict.fromkeys(slug for slug in slugs if slug))


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else otherwise


def _steps(data: QueryDict) -> list[dict[str, str]]:
    """Next steps; a new one gets a short name that no other has."""
    names = ("slug", "text", "verdict", "reason", "source")
    listed = _filled(data, "step", names, ("text", "reason", "source"))
    taken = {row["slug"] for row in listed}
    found = []
    for row in listed:
        slug = _line(row["slug"], 64)
        if not slug:
            slug = next(name for n in range(1, 999) if (name := f"step-{n}") not in taken)
            taken.add(slug)
        found.append(
            {
                **row,
                "slug": slug,
                "text": _line(row["text"], 300),
                "verdict": _one_of(row["verdict"], VERDICTS, "neutral"),
                "source": _line(row["source"], 80),
            }
        )
    return found


def _lesions(data: QueryDict, before: AnswerKey, remarks: list[str]) -> list[dict[str, Any]]:
    """Lesions with their regions, which the viewer wrote; an unreadable region stays as it was."""
    names = ("name", "level", "entity", "region", "vertebra")
    known = {lesion.name: lesion for lesion in before.lesions}
    found = []
    for row in _filled(data, "lesion", names, ("name", "level", "region")):
        old = known.get(_line(row["name"], 80))
        try:
            region = _region(row["region"]) or (encode(old.region) if old else None)
            vertebra = _region(row["vertebra"])
        except (ValueError, RecordError):
            region, vertebra = (encode(old.region), None) if old else (None, None)
            remarks.append(
                _("What was drawn for “%s” could not be read: draw again.") % row["name"]
            )
        name = _line(row["name"], 80)
        found.append(
            {
                "name": name,
                "level": _line(row["level"], 10).upper(),
                "entity": entity_slug(row["entity"]),
                "region": region or encode(Region(name=name, kind="contours", thickness=1.0)),
                "vertebra": vertebra,
            }
        )
    return found


def _region(text: str) -> dict[str, Any] | None:
    """Return a region as JSON types; None for an empty field. Raises for what is no region."""
    if not text:
        return None
    region: dict[str, Any] = encode(decode(Region, json.loads(text)))
    return region
