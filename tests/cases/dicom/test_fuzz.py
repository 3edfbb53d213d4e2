"""Hostile and damaged files: always a header and frames, or a sentence; never a crash or a hang.

The default run takes a small seeded part; `-m exhaustive` takes thousands.
"""

import random
import time
from functools import partial

import pytest

from cases.dicom import convert, files, workers
from cases.dicom.errors import Refused
from cases.dicom.header import Header
from cases.dicom.profile import Options
from tests.cases import make

pytestmark = pytest.mark.filterwarnings("ignore")

#: Elements whose values a mutation replaces by nonsense.
ELEMENTS = [
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "NumberOfFrames",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "PixelSpacing",
    "RescaleSlope",
    "RescaleIntercept",
    "WindowCenter",
    "WindowWidth",
    "SliceThickness",
    "InstanceNumber",
    "SeriesNumber",
    "ImageType",
    "Modality",
    "SOPInstanceUID",
    "StudyInstanceUID",
    "EchoTime",
    "PlanarConfiguration",
    "SpecificCharacterSet",
    "PixelPaddingValue",
]
NONSENSE = (
    "", "0", "-1", "1e400", "nan", "x", "\\", "1\\2\\3", "9" * 40, [], [0, 0], None, 65535, -7, 0, 3,
    b"\xff\xfe", "\u00e9" * 70,
)  # fmt: skip


def nonsense(rng):
    """A sound object with a few elements replaced, or its bytes cut, flipped or doubled."""
    ds = make.dataset(make.phantom(rng.randrange(5)))
    for name in rng.sample(ELEMENTS, rng.randrange(0, 4)):
        try:
            setattr(ds, name, rng.choice(NONSENSE))
        except Exception:
            continue
    try:
        content = bytearray(make.content(ds))
    except Exception:
        content = bytearray(make.content(make.dataset()))
    for _ in range(rng.randrange(0, 6)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    cut = rng.choice((None, None, rng.randrange(len(content))))
    return bytes(content[:cut])


def attempt(path, root):
    """What ingest does with one file, in its own order: a header, then the conversion."""
    header = workers.scan_file(b"key", workers.Look(path, "near"))
    if isinstance(header, Refused):
        return header
    assert isinstance(header, Header)
    info = header.frames[0]
    order = convert.Order(
        path, header, (info.slope, info.intercept), (40.0, 400.0), b"key", Options()
    )
    return workers.convert_into(root, order)


def run(tmp_path, seeds):
    taken = 0
    for seed in seeds:
        path = tmp_path / "one"
        path.write_bytes(nonsense(random.Random(seed)))
        started = time.monotonic()
        result = attempt(path, tmp_path / "store")
        assert time.monotonic() - started < 10, seed
        if isinstance(result, Refused):
            assert str(result).endswith("."), seed
        else:
            taken += 1
    return taken


def test_mutated_files_are_taken_or_refused_with_a_sentence(tmp_path):
    assert 0 < run(tmp_path, range(150)) < 150


@pytest.mark.exhaustive
def test_many_mutated_files(tmp_path):
    assert run(tmp_path, range(1000, 11_000)) > 100


@pytest.mark.parametrize("kept", [0, 1, 131, 132, 140, 400, 900])
def test_files_cut_anywhere_are_refused(tmp_path, kept):
    path = tmp_path / "one"
    path.write_bytes(make.content(make.dataset())[:kept])
    assert isinstance(attempt(path, tmp_path / "store"), Refused)


def test_nothing_half_written_is_left_in_the_store(tmp_path, monkeypatch):
    root = tmp_path / "store"

    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        files.put(root, "dicom", "ab" * 20, b"content")
    assert not [path for path in root.rglob("*") if path.is_file()]


def test_writing_twice_is_writing_once(tmp_path):
    put = partial(files.put, tmp_path, "frames")
    put("ab" * 20, b"one")
    put("ab" * 20, b"two")
    assert (tmp_path / files.relative_path("frames", "ab" * 20)).read_bytes() == b"one"
