"""A case as an educator leaves it, and the way to another installation and back."""

import io
import zipfile

import pytest

from cases.answerkey import codec
from cases.intake import service
from cases.intake.folder import Folder
from cases.models import Case, Intake, KeyView
from cases.services import settings as image_settings
from cases.services.ingest import ingest
from cases.share import give
from cases.share.manifest import made
from tests.cases import make
from tests.personas import make_user

KEY = {
    "diagnosis": "vertebral-hemangioma",
    "malignant": False,
    "extent": "focal",
    "discussion": "Fat in the **vertebra**, äöü.",
    "references": [],
}


@pytest.fixture
def case(media, db, tmp_path) -> Case:
    """A draft with two series, a key with a region, labels of its own and a key view."""
    ingest(make.stack(tmp_path / "one", 4))
    case = Case.objects.get()
    second = [make.dataset(make.phantom(50 + i), index=i, series=2) for i in range(3)]
    ingest([make.write(tmp_path / "two", one) for one in second], case=case)
    case.title, case.history = "Haemangioma of L2", "70-year-old. Back pain."
    case.licence, case.credit = "CC BY-SA 4.0", "Spine Clinic"
    case.source_text, case.proof, case.difficulty = "Own case", "histology", "hard"
    case.answer_key = codec.to_json(codec.from_json({**KEY, "lesions": [lesion()]}))
    case.diagnosis_slug = "vertebral-hemangioma"
    case.save()
    first, other = case.studies.get().series.order_by("order")
    first.label, first.order, first.windows = (
        "Water",
        7,
        [{"name": "Mine", "center": 3.5, "width": 9}],
    )
    first.save()
    KeyView.objects.create(
        case=case, series=other, slice=2, center=400, width=80, zoom=1.5, col=3, row=4
    )
    return case


def lesion():
    return {
        "name": "lesion 1",
        "region": {
            "name": "lesion 1",
            "kind": "contours",
            "normal": [1.0, 0.0, 0.0],
            "thickness": 4.0,
            "slabs": [
                {"polygons": [[[4.0, -28.0, 38.0], [4.0, -26.0, 38.0], [4.0, -26.0, 36.0]]]}
            ],
        },
    }


@pytest.fixture
def parcel():
    """The zip of cases as bytes."""

    def _parcel(*cases, quiz=None) -> bytes:
        manifest = made([give.entry_of(case) for case in cases], quiz)
        return b"".join(give.stream(manifest, cases))

    return _parcel


@pytest.fixture
def bring():
    """Bring a zip in as an educator does; returns the finished intake and its rows."""

    def _bring(content: bytes, name="shared.zip", owner=None):
        intake = service.begin(owner or make_user("educator"))
        upload = service.announce(intake, name, len(content))
        service.append(intake, upload, io.BytesIO(content))
        service.start(intake)
        assert service.work_off(intake.public_id) == "done"
        intake.refresh_from_db()
        return intake, service.rows_of(Folder(intake.public_id).report())

    return _bring


@pytest.fixture
def elsewhere(settings, tmp_path):
    """From here on it is another installation: nothing of the first is left, nor its secret."""

    def _elsewhere():
        Case.objects.all().delete()
        Intake.objects.all().delete()
        settings.MEDIA_ROOT = tmp_path / "media elsewhere"
        settings.DEIDENTIFY_SECRET = "the key of another installation"
        assert image_settings.secret() == b"the key of another installation"

    return _elsewhere


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
