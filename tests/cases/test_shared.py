"""Real DICOM beside the repository: everything comes in or is turned away helpfully, clean."""

import gzip
import re
import warnings

import numpy as np
import pydicom
import pytest
from pydicom.datadict import keyword_dict

from cases.dicom import frames
from cases.models import Case, Instance, Series
from cases.selectors import manifest
from cases.services import store
from cases.services.ingest import ingest
from cases.services.publish import publish
from tests.conftest import SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

DATA = SHARED / "data"
#: Pieces too short or too common to search for.
COMMON = {"derived", "sample", "image", "spine", "none", "test", "head", "body", "body 3.0"}
TELLING = {"PN", "DA", "DT", "LO", "SH", "LT", "ST", "UT", "UI", "AE"}
#: Values that say how an image was made, which is kept.
TECHNIQUE = re.compile(
    "Manufacturer|Software|Kernel|Sequence|Filter|Coil|Contrast|CodeMeaning|CodeValue|Scheme|"
    "BodyPart|SOPClassUID|TransferSyntaxUID|Implementation|Nucleus|AnatomicRegion|Label|Modality|"
    "PulseSequence|Description|Model|Explanation"
)


@pytest.fixture(scope="module")
def data():
    if not DATA.is_dir():
        pytest.skip("needs ../shared/data beside the repository")
    return DATA


@pytest.fixture(scope="module")
def library(data, tmp_path_factory, django_db_setup, django_db_blocker):
    """Everything of the folder imported once; the rows are rolled back by hand at the end."""
    from django.test import override_settings

    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, INGEST_PROCESSES=2):
        before = set(Case.objects.values_list("pk", flat=True))
        report = ingest([data])
        yield report, media
        Case.objects.exclude(pk__in=before).delete()


def originals(data):
    for path in sorted(data.rglob("*")):
        if path.suffix == ".dcm" or path.name.startswith("CT."):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ds = pydicom.dcmread(path, force=True)
                yield [*ds.iterall(), *getattr(ds, "file_meta", [])]


def secrets(data):
    """Every name, identifier, date and UID of the originals that must not turn up again."""
    found = set()
    for elements in originals(data):
        for element in elements:
            if element.VR not in TELLING or element.tag.is_private:
                continue
            if element.VR not in {"UI", "PN", "DA", "DT"} and TECHNIQUE.search(element.keyword):
                continue
            values = element.value if element.VM > 1 else [element.value]
            for value in values:
                found |= set(pieces(element, str(value or "")))
    told = {piece for piece in found if piece.lower() not in COMMON and not is_digits(piece)}
    # Rows count elements by DICOM keyword; a value that is such a word tells nothing.
    return told - keyword_dict.keys()


def is_digits(piece):
    """Whether a piece is so short a number that any UID may hold it by chance."""
    return piece.isdigit() and (len(piece) < 7 or len(set(piece)) == 1)


def pieces(element, text):
    if element.VR == "UI":
        if not text.startswith("1.2.840.10008."):
            yield text
    elif element.VR in {"DA", "DT"}:
        yield text[:8]
    else:
        yield text
        yield from (part for part in re.split(r"[\^\s,]+", text) if element.VR == "PN")


def test_every_file_is_taken_or_turned_away_with_a_sentence(data, library):
    report, _ = library
    assert len(report.rows) == sum(path.is_file() for path in data.rglob("*"))
    assert all(row.sentence.endswith(".") and len(row.sentence) > 20 for row in report.rows)
    taken = {row.name for row in report.rows if row.status == "taken"}
    for folder, count in (("spine_mr_t2_sagittal", 38), ("spine_ct_totalsegmentator", 20)):
        assert sum(folder in name for name in taken) == count
    assert not any("phi_dicom" in name for name in taken)


def test_burned_in_text_does_not_pass_silently(library):
    report, _ = library
    held = [row for row in report.rows if "phi_dicom" in row.name and row.name.endswith(".dcm")]
    assert len(held) == 2
    assert all("may name the patient" in row.sentence for row in held)


def test_nothing_of_the_originals_is_left_in_the_store(data, library):
    _, media = library
    words = {word.encode("utf-8", "ignore") for word in secrets(data) if len(word) >= 5}
    assert len(words) > 50 and b"SIMPSON" in words and b"20221208" in words
    pattern = re.compile(b"|".join(re.escape(word) for word in words))
    files = [path for path in media.rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        if path.suffix == ".dcm":
            content = without_pixels(content)
            assert not path_names(path, words)
        elif content[:2] == b"\x1f\x8b":
            gzip.decompress(content)
            continue
        match = pattern.search(content)
        assert match is None, (path, match.group())


def without_pixels(content):
    """The bytes of a file up to its pixel data: noise could spell anything."""
    return content[: content.rindex(b"\xe0\x7f\x10\x00")]


def path_names(path, words):
    return [word for word in words if word in str(path.name).encode()]


def test_nothing_of_the_originals_is_served_or_kept_in_rows(data, library):
    words = {word for word in secrets(data) if len(word) >= 5}
    for case in Case.objects.filter(studies__isnull=False):
        text = str(manifest(case)) + case.title + case.slug
        assert not [word for word in words if word in text]
    rows = str(list(Series.objects.values())) + str(list(Instance.objects.values()))
    assert not [word for word in words if word in rows]


def test_private_elements_and_telling_values_are_gone_from_every_kept_object(library):
    _, media = library
    for instance in Instance.objects.all():
        ds = pydicom.dcmread(media / instance.file)
        for element in ds.iterall():
            assert not element.tag.is_private
            assert element.tag.group & 0xFF00 not in (0x5000, 0x6000)
            if element.VR in {"PN", "DA", "DT", "TM"}:
                assert not element.value, element
            if element.VR == "UI":
                values = [element.value] if element.VM == 1 else element.value
                assert all(str(v).startswith(("1.2.840.10008.", "2.25.")) for v in values)
        assert (
            ds.PatientIdentityRemoved == "YES"
            and ds.file_meta.get("SourceApplicationEntityTitle") is None
        )


def test_the_kept_values_are_those_of_the_originals(data, library):
    """Every slice of the CT (JPEG 2000) and MR (native), as kept and as the browser gets it."""
    for folder, modality in (("spine_ct_totalsegmentator", "CT"), ("spine_mr_t2_sagittal", "MR")):
        originals_by_place = {}
        for path in (data / folder).iterdir():
            if path.name.startswith("LIC"):
                continue
            ds = pydicom.dcmread(path)
            originals_by_place[tuple(map(float, ds.ImagePositionPatient))] = ds.pixel_array
        series = next(
            one
            for one in Series.objects.filter(modality=modality)
            if len(one.frame_digests) == len(originals_by_place)
        )
        rows, cols = series.geometry["rows"], series.geometry["cols"]
        for frame in series.frames.select_related("instance"):
            image = originals_by_place[tuple(frame.position)]
            kept = pydicom.dcmread(store.root() / frame.instance.file).pixel_array
            assert np.array_equal(kept, image)
            if frame.index % 5 == 0:
                content = store.path_of("frames", frame.digest).read_bytes()
                assert np.array_equal(frames.decode_gray(content, rows, cols, signed=False), image)


def test_the_real_spine_can_be_published(library):
    series = next(
        one for one in Series.objects.filter(modality="MR") if one.label == "T2 sagittal"
    )
    case = series.study.case
    case.licence, case.history = "MIT", "Back pain."
    case.save()
    assert publish(case, None).number == 1
    case.refresh_from_db()
    assert (case.state, case.graded, len(series.frame_digests)) == ("published", False, 38)
    assert series.plane == "sagittal" and series.geometry["gaps"] == []


@pytest.mark.parametrize("folder", ["spine_ct_totalsegmentator", "spine_mr_t2_sagittal"])
def test_frames_are_not_much_larger_than_jpeg_ls(data, folder):
    import jpeg_ls

    ours = theirs = 0
    for path in sorted((data / folder).iterdir())[4:12]:
        image = pydicom.dcmread(path).pixel_array
        ours += len(frames.encode_gray(image, signed=False))
        theirs += len(jpeg_ls.encode_array(np.ascontiguousarray(image)))
    assert ours <= 1.10 * theirs
