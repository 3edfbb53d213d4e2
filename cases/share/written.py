"""Shared zips as files on the machine, for the commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cases.dicom.errors import Refused
from cases.models import Case
from cases.share import give
from cases.share.manifest import made


def write(cases: Sequence[Case], target: Path, quiz: dict[str, Any] | None = None) -> int:
    """Write the zip, whole or not at all; returns its bytes. Raises Refused with every reason."""
    refused = give.refusals_of(cases)
    reasons = [f"{case.slug}: {reason}" for case in cases for reason in refused[case.pk]]
    if reasons:
        raise Refused("\n".join(reasons))
    manifest = made([give.entry_of(case) for case in cases], quiz)
    part = target.with_name(target.name + ".part")
    with part.open("wb") as sink:
        for piece in give.stream(manifest, cases):
            sink.write(piece)
    part.replace(target)
    give.note(cases, None)
    return target.stat().st_size
