"""Stored values: every kind of object becomes frames, bit for bit, and the kept file holds them."""

import io
import zlib

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_modality_lut
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from cases.dicom import convert, frames, pixels
from cases.dicom.errors import Refused
from cases.dicom.header import scan
from cases.dicom.profile import Options
from tests.cases import make


class Shelf(dict):
    """A store in memory: (kind, digest) → content."""

    def put(self, kind, digest, content):
        self[kind, digest] = content


def converted(tmp_path, ds, name="one.dcm", **changes):
    path = make.write(tmp_path, ds, name)
    header = scan(path, b"key", "")
    info = header.frames[0]
    order = convert.Order(
        path,
        header,
        changes.get("rescale", (info.slope, info.intercept)),
        (500, 1000),
        b"key",
        Options(),
    )
    shelf = Shelf()
    made = convert.convert(order, shelf.put)
    return header, made, shelf


def shown(header, made, shelf, index=0):
    content = shelf["frames", made.frames[index].digest]
    if header.pixels.kind == "bitmap":
        return frames.decode_color(content)
    return frames.decode_gray(content, header.rows, header.cols, signed=header.pixels.signed)


def kept(made, shelf):
    return pydicom.dcmread(io.BytesIO(shelf["dicom", made.digest]))


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16])
@pytest.mark.parametrize("shape", [(24, 20), (1, 7), (7, 1)])
def test_native_values_of_every_type_are_bit_exact(tmp_path, dtype, shape):
    info = np.iinfo(dtype)
    image = np.random.default_rng(3).integers(info.min, info.max + 1, shape).astype(dtype)
    header, made, shelf = converted(tmp_path, make.dataset(image))
    assert np.array_equal(shown(header, made, shelf), image)


@pytest.mark.parametrize("dtype", [np.uint16, np.int16])
@pytest.mark.parametrize("intercept", [0, -1024])
def test_the_kept_object_means_the_same_values(tmp_path, dtype, intercept):
    image = make.phantom(dtype=dtype) - (500 if dtype == np.int16 else 0)
    ds = make.dataset(image, RescaleSlope="1.5", RescaleIntercept=str(intercept))
    expected = image * 1.5 + intercept
    _, made, shelf = converted(tmp_path, ds)
    again = kept(made, shelf)
    assert again.file_meta.TransferSyntaxUID == JPEGLSLossless
    assert np.array_equal(apply_modality_lut(again.pixel_array, again), expected)


@pytest.mark.parametrize("syntax", [JPEGLSLossless, JPEG2000Lossless, RLELossless])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16])
def test_compressed_objects_are_bit_exact(tmp_path, syntax, dtype):
    image = make.phantom(shape=(70, 64), dtype=dtype, top=100) - (60 if dtype == np.int16 else 0)
    ds = make.dataset(image)
    ds.compress(syntax, generate_instance_uid=False)
    header, made, shelf = converted(tmp_path, ds)
    assert np.array_equal(shown(header, made, shelf), image)


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian]
)
def test_every_uncompressed_syntax_is_bit_exact(tmp_path, syntax):
    image = make.phantom()
    ds = make.dataset(image)
    ds.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        ds.PixelData = image.astype(">u2").tobytes()
    del ds[0x0029, 0x1010]
    path = tmp_path / "one.dcm"
    big = syntax == ExplicitVRBigEndian
    pydicom.dcmwrite(path, ds, implicit_vr=syntax == ImplicitVRLittleEndian, little_endian=not big)
    header = scan(path, b"key", "")
    shelf = Shelf()
    made = convert.convert(
        convert.Order(path, header, (1.0, 0.0), (1, 2), b"key", Options()), shelf.put
    )
    assert np.array_equal(shown(header, made, shelf), image)


def test_a_file_without_meta_and_preamble_is_read(tmp_path):
    image = make.phantom()
    ds = make.dataset(image)
    del ds.file_meta
    path = tmp_path / "bare"
    with path.open("wb") as stream:
        pydicom.dcmwrite(stream, ds, implicit_vr=True, little_endian=True)
    header = scan(path, b"key", "")
    shelf = Shelf()
    made = convert.convert(
        convert.Order(path, header, (1.0, 0.0), (1, 2), b"key", Options()), shelf.put
    )
    assert np.array_equal(shown(header, made, shelf), image)


def test_frames_of_a_multi_frame_object_are_kept_apart(tmp_path):
    images = np.stack([make.phantom(seed) for seed in range(4)])
    header, made, shelf = converted(tmp_path, make.dataset(images))
    assert len(made.frames) == 4
    for index in range(4):
        assert np.array_equal(shown(header, made, shelf, index), images[index])
    assert np.array_equal(kept(made, shelf).pixel_array, images)


def test_a_cut_multi_frame_object_is_refused(tmp_path):
    ds = make.dataset(np.stack([make.phantom(seed) for seed in range(4)]))
    ds.NumberOfFrames = 9
    with pytest.raises(Refused, match=r"cannot be decoded|cut short"):
        converted(tmp_path, ds)


def test_a_modality_lut_is_applied(tmp_path):
    image = np.arange(24 * 20, dtype=np.uint16).reshape(24, 20) % 90
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [64, 10, 16], "HU"
    table["LUTDescriptor"].VR = "US"
    values = np.arange(64, dtype=np.uint16) * 37
    table.add_new(0x00283006, "US", values.tolist())
    header, made, shelf = converted(
        tmp_path, make.dataset(image, ModalityLUTSequence=Sequence([table]))
    )
    assert np.array_equal(
        shown(header, made, shelf), values[np.clip(image.astype(int) - 10, 0, 63)]
    )
    assert (header.pixels.unit, header.frames[0].slope) == ("HU", 1.0)


def test_an_overlay_hidden_in_the_high_bits_is_gone(tmp_path):
    image = make.phantom(top=900) & 0x0FFF
    hidden = image | 0x4000
    ds = make.dataset(hidden)
    ds.BitsStored, ds.HighBit = 12, 11
    ds.add_new(0x60000102, "US", 14)
    header, made, shelf = converted(tmp_path, ds)
    assert np.array_equal(shown(header, made, shelf), image)
    assert np.array_equal(kept(made, shelf).pixel_array, image)


def test_color_and_palette_become_rgb(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (12, 10, 3), dtype=np.uint8)
    header, made, shelf = converted(tmp_path, make.dataset(image))
    assert np.array_equal(shown(header, made, shelf), image)
    assert np.array_equal(kept(made, shelf).pixel_array, image)
    palette = make.dataset(np.arange(120, dtype=np.uint8).reshape(12, 10) % 4)
    palette.PhotometricInterpretation = "PALETTE COLOR"
    for color, shade in (("Red", 10), ("Green", 60), ("Blue", 50)):
        setattr(palette, f"{color}PaletteColorLookupTableDescriptor", [4, 0, 16])
        data = (np.arange(4, dtype=np.uint16) * shade * 256).tobytes()
        setattr(palette, f"{color}PaletteColorLookupTableData", data)
    header, made, shelf = converted(tmp_path, palette)
    assert shown(header, made, shelf)[0, 3].tolist() == [30, 180, 150]


def test_monochrome1_is_told_and_its_preview_inverted(tmp_path):
    ds = make.dataset(np.zeros((8, 8), np.uint16))
    ds.PhotometricInterpretation = "MONOCHROME1"
    header, made, _ = converted(tmp_path, ds)
    assert header.pixels.inverted
    assert frames.decode_color(made.frames[0].preview).min() > 250


def test_frames_of_another_slope_are_requantized_within_half_a_step(tmp_path):
    image = make.phantom()
    ds = make.dataset(image, RescaleSlope="0.5", RescaleIntercept="3")
    header, made, shelf = converted(tmp_path, ds, rescale=(2.0, 0.0))
    error = shown(header, made, shelf) * 2.0 - (image * 0.5 + 3)
    assert np.abs(error).max() <= 1.0


def test_frames_deflated_one_by_one_are_decoded(tmp_path):
    image = make.phantom()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    ds = make.dataset(image)
    ds.PixelData = encapsulate([packer.compress(image.tobytes()) + packer.flush()])
    ds["PixelData"].is_undefined_length = True
    ds.file_meta.TransferSyntaxUID = pixels.DEFLATED_FRAMES
    assert np.array_equal(next(pixels.raw_frames(ds)), image)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Rows": 60000, "Columns": 60000}, "too large"),
        ({"NumberOfFrames": 100000}, "too many frames"),
        ({"BitsAllocated": 64}, "more than 32 bits"),
    ],
)
def test_sizes_beyond_the_limits_are_refused_before_decoding(change, sentence):
    ds = make.dataset()
    for name, value in change.items():
        setattr(ds, name, value)
    with pytest.raises(Refused, match=sentence):
        pixels.check_size(ds)


def test_damaged_pixels_are_refused_with_help(tmp_path):
    ds = make.dataset()
    ds.compress(JPEGLSLossless, generate_instance_uid=False)
    ds.PixelData = encapsulate([b"\xff\xd8 not an image at all"])
    with pytest.raises(Refused, match="Export it again"):
        converted(tmp_path, ds)
