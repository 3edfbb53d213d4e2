"""The list in a shared zip: what it may hold (`schema.json`), read without trusting it.

`Entry` and `Manifest` are JSON objects of the shapes "case" and the whole in the schema.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from cases.dicom.errors import Refused

NAME = "spine-mimics.json"
FORMAT = "spine-mimics-share"
VERSION = 1
#: A hundred cases of five hundred slices take about six million bytes.
MOST_BYTES = 64 << 20

Entry = dict[str, Any]
Manifest = dict[str, Any]


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(Path(__file__).with_name("schema.json").read_text()))


def made(cases: list[Entry], quiz: dict[str, Any] | None = None) -> Manifest:
    """Return the list of these cases, and the quiz that they are of."""
    found: Manifest = {"format": FORMAT, "version": VERSION, "cases": cases}
    return found if quiz is None else {**found, "quiz": quiz}


def to_bytes(manifest: Manifest) -> bytes:
    """Return the list as it stands in the zip: the same for the same content."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return text.encode()


def parse(content: bytes) -> Manifest:
    """Return the list; raises Refused with a sentence for whatever is not one."""
    try:
        found = json.loads(content, parse_float=_finite, parse_constant=_finite)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused(_("The list in this zip is damaged and cannot be read.")) from error
    if b"\\u0000" in content:
        raise Refused(_("The list in this zip is damaged and cannot be read."))
    _check_version(found)
    problem = next(_validator().iter_errors(found), None)
    if problem is not None:
        raise Refused(
            _("The list in this zip is not as it should be, at %(place)s.")
            % {"place": problem.json_path[:120]}
        )
    _check_sense(found)
    return dict(found)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _check_version(found: Any) -> None:
    version = found.get("version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise Refused(
            _(
                "This zip was made by a newer version of Spine Mimics. Bring this installation "
                "up to date, then bring the zip in again."
            )
        )


def _check_sense(found: Manifest) -> None:
    """What a schema cannot say: what is named twice, and what is named but not there."""
    ids = Counter(case["id"] for case in found["cases"])
    twice = next((name for name, times in ids.items() if times > 1), "")
    if twice:
        raise Refused(_("The case %(id)s stands twice in the list of this zip.") % {"id": twice})
    missing = set(found.get("quiz", {}).get("cases", ())) - set(ids)
    if missing:
        raise Refused(_("The quiz in this zip names cases that are not in it."))
    for case in found["cases"]:
        view = case["key_view"]
        shown = [one["images"] for one in case["series"]]
        if view and (view["series"] >= len(shown) or view["image"] not in shown[view["series"]]):
            raise Refused(
                _("The key view of the case %(id)s is not among its images.") % {"id": case["id"]}
            )
