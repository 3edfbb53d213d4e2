"""Reading a file that wants to keep us: it is refused after a bounded number of elements."""

import time

import pytest

from cases.dicom.errors import Refused
from cases.dicom.read import read
from tests.cases import make


@pytest.mark.parametrize("beginning", [b"", b"\0" * 128 + b"DICM", b"\x08\0\x05\0CS\0\0"])
def test_endless_elements_are_refused_at_once(tmp_path, beginning):
    path = tmp_path / "zeros"
    path.write_bytes(beginning + b"\0" * 8_000_000)
    started = time.process_time()
    with pytest.raises(Refused):
        read(path, pixels=False)
    assert time.process_time() - started < 2


def test_pixels_are_read_when_they_are_wanted(tmp_path):
    path = make.write(tmp_path, make.dataset())
    assert "PixelData" in read(path, pixels=True)
    assert "PixelData" not in read(path, pixels=False)
