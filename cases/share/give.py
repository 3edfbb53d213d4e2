"""A case on its way out: why it may not go, its part of the list, the zip as a stream."""

from __future__ import annotations

import hashlib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from cases.dicom.errors import Refused
from cases.models import Arrival, Case, CaseEvent, Frame, Instance, Takedown
from cases.services import store
from cases.services.content import COLUMNS, Content, content_of
from cases.services.held import waiting_among, waiting_sentence
from cases.services.takedown import Receiver
from cases.share.licence import not_to_pass_on
from cases.share.manifest import NAME, Entry, Manifest, to_bytes

CHUNK = 1 << 18
#: The same moment for every member, so that the same case makes the same zip.
MOMENT = (1980, 1, 1, 0, 0, 0)
#: What of a case's life is told elsewhere: that it happened and on which day, nobody's name.
TOLD = {CaseEvent.Kind.APPROVED: "approved", CaseEvent.Kind.PUBLISHED: "published"}


def refusals(case: Case) -> list[str]:
    """Return in sentences why the case may not leave; empty if it may. Three queries."""
    return refusals_of([case])[case.pk]


def refusals_of(cases: Sequence[Case]) -> dict[int, list[str]]:
    """Return for each case by its id why it may not leave. Three queries, however many."""
    gone = set(Takedown.objects.filter(case__in=cases).values_list("case", flat=True))
    waiting = waiting_among(cases)
    files: dict[int, list[str]] = defaultdict(list)
    stored = Instance.objects.filter(series__study__case__in=cases).order_by("file")
    for case_id, file in stored.values_list("series__study__case", "file"):
        files[case_id].append(file)
    return {
        case.pk: [_("This case was taken down. Nothing of it is left to share.")]
        if case.pk in gone
        else _lacking(case, files[case.pk], waiting[case.pk])
        for case in cases
    }


def _lacking(case: Case, files: list[str], waiting: int) -> list[str]:
    reasons = [*filter(None, [not_to_pass_on(case.licence)]), *waiting_sentence(waiting)]
    if not files:
        reasons.append(_("The case has no images yet."))
    elif not all((store.root() / file).is_file() for file in files):
        reasons.append(_("Some of its image files are missing on this installation."))
    return reasons


def entry_of(case: Case) -> Entry:
    """Return the case's part of the list. Seven queries and one look at every file.

    Raises Refused where a file is not what was stored.
    """
    content = content_of(case)
    images = _images(case)
    series = [one for one in content["series"] if images.get(one["token"])]
    places = {one["token"]: number for number, one in enumerate(series)}
    return {
        "id": case.public_id,
        "slug": case.slug,
        "provenance": case.provenance,
        **{name: content[name] for name in COLUMNS},
        "answer_key": content["answer_key"],
        "recipe": case.recipe,
        "origin": _origin(case),
        "series": [_series(one, images[one["token"]]) for one in series],
        "key_view": _key_view(content, images, places),
        "files": _files(case),
    }


def _instances(case: Case) -> Iterable[Instance]:
    return Instance.objects.filter(series__study__case=case).order_by("file")


def _images(case: Case) -> dict[str, list[Any]]:
    """Return by series (token) its study, its UID and its images in reading order. One query."""
    rows = (
        Frame.objects.filter(series__study__case=case)
        .order_by("series", "index")
        .values_list(
            "series__token",
            "series__study__study_instance_uid",
            "series__series_instance_uid",
            "instance__sop_instance_uid",
            "number",
        )
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for token, *facts in rows:
        found[token].append(facts)
    return found


def _series(content: dict[str, Any], images: list[Any]) -> dict[str, Any]:
    study, uid = images[0][:2]
    shown = {name: content[name] for name in ("label", "plane", "order", "windows")}
    return {"study": study, "uid": uid, **shown, "images": [one[2:] for one in images]}


def _key_view(
    content: Content, images: dict[str, list[Any]], places: dict[str, int]
) -> dict[str, Any] | None:
    view = content["key_view"]
    if view is None or view["slice"] >= len(images.get(view["series"], ())):
        return None
    return {
        "series": places[view["series"]],
        "image": images[view["series"]][view["slice"]][2:],
        **{name: view[name] for name in ("center", "width", "zoom", "at")},
    }


def _files(case: Case) -> list[dict[str, Any]]:
    found = {}
    for one in _instances(case):
        path = store.root() / one.file
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if not digest.startswith(path.stem):
            raise Refused(_("An image file of the case %(case)s is damaged.") % {"case": case})
        name = f"dicom/{path.stem}.dcm"
        found[name] = {"path": name, "sha256": digest, "size": path.stat().st_size}
    return [found[name] for name in sorted(found)]


def _origin(case: Case) -> dict[str, Any]:
    """Where it comes from first, and what was decided about it since: days, no names."""
    own = case.events.filter(kind__in=TOLD).order_by("at", "pk").values_list("kind", "at")
    reviews = [{"what": TOLD[CaseEvent.Kind(kind)], "on": f"{at:%Y-%m-%d}"} for kind, at in own]
    arrival = Arrival.objects.filter(case=case).first()
    if arrival is not None and arrival.entry.get("origin"):
        before = arrival.entry["origin"]
        return {
            "from": before["from"],
            "revision": before["revision"],
            "reviews": [*before["reviews"], *reviews],
        }
    return {"from": settings.SHARE_NAME[:120], "revision": case.revision, "reviews": reviews}


class _Pipe:
    """What a zip is written into, piece by piece, without ever going back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.pieces.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> Iterator[bytes]:
        yield from self.pieces
        self.pieces.clear()


def stream(manifest: Manifest, cases: Iterable[Case]) -> Iterator[bytes]:
    """Yield the zip: the list first, then every file as it is stored, each once."""
    paths = {f"dicom/{path.name}": path for case in cases for path in _paths(case)}
    wanted = {file["path"] for case in manifest["cases"] for file in case["files"]}
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        listed = _member(NAME, zipfile.ZIP_DEFLATED)
        archive.writestr(listed, to_bytes(manifest))
        yield from pipe.taken()
        for name in sorted(wanted):
            with (
                paths[name].open("rb") as source,
                archive.open(_member(name, zipfile.ZIP_STORED), "w") as sink,
            ):
                while chunk := source.read(CHUNK):
                    sink.write(chunk)
                    yield from pipe.taken()
            yield from pipe.taken()
    yield from pipe.taken()


def _paths(case: Case) -> Iterator[Path]:
    for one in _instances(case):
        yield store.root() / one.file


def _member(name: str, method: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type = method
    member.external_attr = 0o100644 << 16
    return member


def note(cases: Iterable[Case], user: User | None) -> None:
    """Write down who took the cases along: a case that is taken down lists them."""
    CaseEvent.objects.bulk_create(
        CaseEvent(case=case, by=user, kind=CaseEvent.Kind.SHARED, revision=case.revision or None)
        for case in cases
    )


def received(case: Case) -> list[Receiver]:
    """Return everybody who has downloaded the case to share it."""
    rows = case.events.filter(kind=CaseEvent.Kind.SHARED).select_related("by").order_by("at")
    return [
        Receiver(
            f"{row.by.get_username() if row.by else 'Command line'} (zip)",
            row.by_id,
            row.at.isoformat(),
        )
        for row in rows
    ]
