"""Pictures become Secondary Captures: their pixels and nothing else of them."""

import struct
import zlib

import numpy as np
import pydicom
import pytest
from PIL import Image

from cases.dicom import still
from cases.dicom.errors import Refused
from cases.dicom.header import scan
from cases.dicom.pixels import raw_frames
from tests.cases import make, stills


def converted(path, tmp_path, **given):
    order = {"study": "folder", "series": "a", "number": 1, **given}
    target = tmp_path / "made.dcm"
    still.write(still.Still(path, target, **order))
    return target, pydicom.dcmread(target)


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb(path, side):
    """A PNG that says it has side × side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    path.write_bytes(
        still.BEGINNINGS[0] + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
    return path


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("pixels", [stills.gray(), stills.colored()], ids=["gray", "color"])
def test_pixels_are_kept_as_they_are(tmp_path, name, pixels):
    path, dataset = converted(stills.save(tmp_path / name, pixels), tmp_path)
    assert (next(raw_frames(dataset)) == pixels).all()
    header = scan(path, b"key", cleared=True)
    assert header.still and header.label == "Image" and header.pixels.unit == ""
    assert header.frames[0].placed.spacing is None and header.frames[0].placed.position is None
    assert dataset.LossyImageCompression == "00"


def test_a_gray_jpeg_stored_as_color_is_gray_and_said_to_be_lossy(tmp_path):
    image = np.repeat(stills.gray()[:, :, None], 3, axis=2)
    _path, dataset = converted(stills.save(tmp_path / "a.jpg", image, quality=95), tmp_path)
    assert (dataset.SamplesPerPixel, dataset.LossyImageCompression) == (1, "01")
    apart = next(raw_frames(dataset)).astype(int) - image[:, :, 0]
    assert np.abs(apart).mean() < 3


def test_sixteen_bits_stay_sixteen(tmp_path):
    words = stills.gray().astype(np.uint16) * 257
    _path, dataset = converted(stills.save(tmp_path / "a.png", words), tmp_path)
    assert (next(raw_frames(dataset)) == words).all() and dataset.BitsStored == 16


def test_the_orientation_of_a_camera_is_applied(tmp_path):
    pixels = stills.colored()
    path = stills.save(tmp_path / "a.png", pixels, exif=stills.exif(stills.ROTATED))
    _path, dataset = converted(path, tmp_path)
    assert (next(raw_frames(dataset)) == np.rot90(pixels, -1)).all()


def test_nothing_else_of_the_file_is_left(tmp_path):
    folder = tmp_path / "Hasenpfeffer"
    path = stills.telling_png(folder / "MRN-4711-X metastasis.png", stills.gray())
    made, _dataset = converted(path, tmp_path, study=str(folder), series=path.stem)
    content = made.read_bytes()
    for word in (*make.SECRETS, "metastasis"):
        assert word.encode() not in content


def test_transparent_places_are_black(tmp_path):
    clear = np.dstack([stills.colored(), np.full((96, 96), 255, np.uint8)])
    clear[40:50, 40:50, 3] = 0
    _path, dataset = converted(stills.save(tmp_path / "a.png", clear), tmp_path)
    shown = next(raw_frames(dataset))
    assert (shown[40:50, 40:50] == 0).all() and (shown[:40] == clear[:40, :, :3]).all()


def test_pages_become_frames_of_one_size_and_kind(tmp_path):
    small = stills.gray(1, 64)
    path = stills.tiff(tmp_path / "a.tiff", [stills.gray(), small, stills.colored(2)])
    made, dataset = converted(path, tmp_path)
    frames = list(raw_frames(dataset))
    assert dataset.NumberOfFrames == 3 and len(scan(made, b"key", cleared=True).frames) == 3
    assert (frames[1][16:80, 16:80, 0] == small).all() and (frames[1][:16] == 0).all()
    assert (frames[2] == stills.colored(2)).all()
    assert dataset.SOPClassUID == still.COLOR_PAGES


def test_the_same_picture_is_the_same_object_wherever_it_lies(tmp_path):
    path = stills.save(tmp_path / "a.png", stills.gray())
    one = converted(path, tmp_path)[1]
    other = converted(path, tmp_path, study="elsewhere", series="b")[1]
    assert one.SOPInstanceUID == other.SOPInstanceUID
    assert one.StudyInstanceUID != other.StudyInstanceUID


def animated(path):
    frames = [Image.fromarray(stills.gray(seed)) for seed in (1, 2)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    return path


def cut(path):
    stills.save(path, stills.gray())
    path.write_bytes(path.read_bytes()[:-2000])
    return path


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda tmp: bomb(tmp / "a.png", 60_000), "too large"),
        (lambda tmp: bomb(tmp / "a.png", 9_000), "too large"),
        (lambda tmp: bomb(tmp / "a.png", 100), "damaged"),
        (lambda tmp: animated(tmp / "a.png"), "animation"),
        (lambda tmp: cut(tmp / "a.jpg"), "damaged"),
        (lambda tmp: cut(tmp / "a.tif"), "damaged"),
        (lambda tmp: stills.save(tmp / "a.png", stills.gray()[:9, :9]), "too small"),
        (lambda tmp: stills.save(tmp / "a.tif", stills.gray().astype(np.float32)), "floating"),
        (lambda tmp: stills.tiff(tmp / "a.tif", [stills.gray(0, 16)] * 1001), "1000 pages"),
    ],
    ids=["bomb", "large", "lie", "animated", "jpeg", "tiff", "small", "float", "pages"],
)
def test_what_is_no_picture_for_here_is_refused_with_a_sentence(tmp_path, given, words):
    with pytest.raises(Refused, match=words) as refusal:
        converted(given(tmp_path), tmp_path)
    assert str(refusal.value).endswith(".")
    assert not (tmp_path / "made.dcm").exists()


def test_dicom_with_a_picture_as_preamble_stays_dicom(tmp_path):
    path = make.write(tmp_path, make.dataset())
    content = path.read_bytes()
    path.write_bytes(b"II*\0" + content[4:])
    assert not still.is_picture(path)
    path.write_bytes(b"II*\0" + content[132:])
    assert still.is_picture(path)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a/im-0007.png", ("im-#", 7)),
        ("x.zip › b\\s1_t2.jpg", ("s1_t#", 2)),
        ("t2-0.png", ("t2-#", 0)),
        ("lateral.png", ("lateral", None)),
    ],
)
def test_numbered_names_are_of_one_stack(name, told):
    assert still.stack_name(name) == told


def test_a_secondary_capture_with_a_place_is_no_still():
    dataset = make.dataset(SOPClassUID=make.SC)
    assert not still.is_still(dataset)
    del dataset.PixelSpacing, dataset.ImagePositionPatient
    assert still.is_still(dataset)
