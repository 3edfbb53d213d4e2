"""An archive that speaks DICOMweb: searched without names, one study fetched for an intake.

Only servers of the settings are asked (`DICOMWEB_SERVERS`), and none of them may send us to
another host: an archive's sign-in data would go along. QIDO-RS searches, WADO-RS fetches
(PS3.18). What arrives is written as files, which then go the way of every upload.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from dicomweb_client import DICOMwebClient
from django.conf import settings
from django.utils.translation import gettext as _

from cases.dicom.vocabulary import neutral_words

#: Seconds until a connection stands, and between two pieces of an answer.
TIMEOUT = (5.0, 30.0)
MOST_RESULTS = 50
CHUNK = 1 << 20
MODALITIES = ("CT", "MR", "DX", "CR", "NM", "PT", "RF", "XA")
UID = re.compile(r"[0-9]+(\.[0-9]+)+")
FIELDS = (
    "StudyInstanceUID", "StudyDate", "ModalitiesInStudy", "StudyDescription",
    "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances",
)  # fmt: skip
TAGS = {
    "uid": "0020000D", "day": "00080020", "modalities": "00080061", "description": "00081030",
    "series": "00201206", "images": "00201208",
}  # fmt: skip


class ArchiveError(Exception):
    """The archive could not be asked or did not answer; the message is a sentence."""


class _Elsewhere(requests.RequestException):
    """The archive wanted to send us to another host."""


@dataclass(frozen=True)
class Server:
    """One archive of the settings; `headers` sign in."""

    name: str
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """One study as an archive tells it, without anything of the patient."""

    uid: str
    day: str  # "2021-04-17", empty where the archive does not say
    modalities: str
    words: str  # neutral words of the description
    series: int
    images: int


def servers() -> dict[str, Server]:
    """Return the archives that may be asked, by name."""
    given: Mapping[str, Mapping[str, Any]] = getattr(settings, "DICOMWEB_SERVERS", {})
    return {
        name: Server(name, str(one["url"]).rstrip("/"), dict(one.get("headers", {})))
        for name, one in given.items()
    }


class _Session(requests.Session):
    """Follows redirects within the host only; knows no proxies and passwords of the machine."""

    def __init__(self, url: str):
        super().__init__()
        self.trust_env = False
        self.max_redirects = 3
        self.home = _origin(url)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return where to go on; raise _Elsewhere if that is another host."""
        target = super().get_redirect_target(resp)
        if target and urlsplit(target).netloc and _origin(target) != self.home:
            raise _Elsewhere
        return target


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _client(server: Server) -> DICOMwebClient:
    client = DICOMwebClient(
        server.url,
        session=_Session(server.url),
        headers=dict(server.headers),
        chunk_size=CHUNK,
        timeout=TIMEOUT,
    )
    client.set_http_retry_params(retry=False)
    return client


def search(server: Server, filters: Mapping[str, str]) -> list[Found]:
    """Return up to `MOST_RESULTS` studies, the newest first. Raises ArchiveError."""
    with _told(server):
        rows = _client(server).search_for_studies(
            search_filters=dict(filters), fields=list(FIELDS), limit=MOST_RESULTS
        )
        found = [_found(row) for row in rows[:MOST_RESULTS]]
    sound = [one for one in found if UID.fullmatch(one.uid)]
    return sorted(sound, key=lambda one: one.day, reverse=True)


def _found(row: Mapping[str, Any]) -> Found:
    def many(name: str) -> list[str]:
        values = (row.get(TAGS[name]) or {}).get("Value") or []
        return [str(value) for value in values if isinstance(value, (str, int))]

    def number(name: str) -> int:
        text = "".join(many(name)[:1])
        return int(text) if text.isdecimal() and len(text) < 8 else 0

    day = "".join(many("day")[:1])
    return Found(
        uid="".join(many("uid")[:1]),
        day=f"{day[:4]}-{day[4:6]}-{day[6:8]}" if re.fullmatch(r"\d{8}", day) else "",
        modalities=", ".join(one for one in many("modalities") if one.isalnum()),
        words=" ".join(neutral_words(" ".join(many("description")))),
        series=number("series"),
        images=number("images"),
    )


def fetch(server: Server, study: str, folder: Path, arrived: Callable[[int], None]) -> list[Path]:
    """Write every object of the study into the folder; return the files. Raises ArchiveError.

    `arrived` is told how many there are. More than an intake may hold is refused, and so is a
    study that ends before its archive said that it does: half a study is worse than none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files: list[Path] = []
    size = 0
    with _told(server):
        for dataset in _client(server).iter_study(
            study, media_types=(("application/dicom", "*"),)
        ):
            path = folder / f"{len(files):06d}.dcm"
            dataset.save_as(path, enforce_file_format=True)
            files.append(path)
            size += path.stat().st_size
            if len(files) > settings.INTAKE_MAX_FILES or size > settings.INTAKE_MAX_BYTES:
                raise ArchiveError(_("This study is larger than may be brought in at once."))
            arrived(len(files))
    if not files:
        raise ArchiveError(_("The archive sent nothing of this study."))
    return files


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """Turn whatever goes wrong on the way into a sentence."""
    name = {"name": server.name}
    try:
        yield
    except ArchiveError:
        raise
    except _Elsewhere as error:
        raise ArchiveError(
            _("%(name)s wanted to send us to another server, which is not allowed.") % name
        ) from error
    except requests.Timeout as error:
        raise ArchiveError(
            _("%(name)s did not answer in time. Try again later.") % name
        ) from error
    except requests.HTTPError as error:
        raise ArchiveError(_status(error, name)) from error
    except requests.RequestException as error:
        raise ArchiveError(
            _("%(name)s cannot be reached, or the connection broke. Nothing was taken.") % name
        ) from error
    except OSError:
        raise  # our own disk
    except Exception as error:  # whatever is not DICOM in what it sends
        raise ArchiveError(
            _("%(name)s sent something that is not DICOM. Nothing was taken.") % name
        ) from error


def _status(error: requests.HTTPError, name: dict[str, str]) -> str:
    status = error.response.status_code if error.response is not None else 0
    if status in {401, 403}:
        return _("%(name)s refused: the sign-in data in the settings are missing or wrong.") % name
    if status == 404:
        return _("%(name)s does not know this study (any more).") % name
    return _("%(name)s answered with error %(status)s.") % {**name, "status": status}
