"""The bytes of a frame: every value of every type comes back, and stays small."""

import gzip
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cases.dicom import frames

SIGNED_RANGE = {True: (-32768, 32767), False: (0, 65535)}


def reference(pixels, signed, layout):
    """The contract of a layout, pixel by pixel, as its text says it."""
    x = [[(int(v) & 0xFFFF) ^ (0x8000 if signed else 0) for v in row] for row in pixels]
    low, high, classes = bytearray(), bytearray(), [bytearray() for _ in range(7)]
    for r, row in enumerate(x):
        for c, value in enumerate(row):
            a = row[c - 1] if c else 0
            b = x[r - 1][c] if r else 0
            above_left = x[r - 1][c - 1] if r and c else 0
            if r == 0:
                p = a
            elif c == 0:
                p = b
            elif above_left >= max(a, b):
                p = min(a, b)
            elif above_left <= min(a, b):
                p = max(a, b)
            else:
                p = a + b - above_left
            d = (value - p) & 0xFFFF
            d = d - 0x10000 if d >= 0x8000 else d
            z = ((d << 1) ^ (d >> 15)) & 0xFFFF
            busy = abs(a - above_left) + abs(b - above_left)
            low.append(z & 0xFF)
            classes[sum(busy >= limit for limit in (4, 8, 16, 32, 64, 128))].append(z & 0xFF)
            high.append(z >> 8)
    if layout == 1:
        return bytes(low + high)
    counts = b"".join(len(one).to_bytes(4, "little") for one in classes)
    return counts + b"".join(classes) + bytes(high)


@given(st.data())
@settings(max_examples=60)
def test_the_bytes_are_those_of_the_contract_and_decode_to_the_pixels(data):
    signed = data.draw(st.booleans())
    low, high = SIGNED_RANGE[signed]
    shape = data.draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    pixels = data.draw(arrays(np.int32, shape, elements=st.integers(low, high)))
    content = frames.encode_gray(pixels, signed=signed)
    assert gzip.decompress(content) == reference(pixels, signed, layout=2)
    assert np.array_equal(frames.decode_gray(content, *shape, signed=signed), pixels)
    old = gzip.compress(reference(pixels, signed, layout=1))
    assert np.array_equal(frames.decode_gray(old, *shape, signed=signed), pixels)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (67, 129)])
def test_noise_of_every_depth_is_bit_exact(bits, signed, shape):
    rng = np.random.default_rng(bits)
    low = -(2 ** (bits - 1)) if signed else 0
    pixels = rng.integers(low, low + 2**bits, shape)
    content = frames.encode_gray(pixels, signed=signed)
    decoded = frames.decode_gray(content, *shape, signed=signed)
    assert decoded.dtype == (np.int16 if signed else np.uint16)
    assert np.array_equal(decoded, pixels)


@pytest.mark.parametrize("signed", [True, False])
def test_the_extremes_of_16_bits_side_by_side_are_bit_exact(signed):
    low, high = SIGNED_RANGE[signed]
    pixels = np.tile(np.array([[low, high], [high, low]]), (5, 7))
    content = frames.encode_gray(pixels, signed=signed)
    assert np.array_equal(frames.decode_gray(content, 10, 14, signed=signed), pixels)


def test_a_smooth_image_becomes_much_smaller_than_its_raw_bytes():
    y, x = np.mgrid[:256, :256]
    pixels = (1000 + 300 * np.sin(x / 40) + 200 * np.cos(y / 30)).astype(np.uint16)
    raw = len(gzip.compress(pixels.tobytes(), 6))
    assert len(frames.encode_gray(pixels, signed=False)) < 0.4 * raw


@pytest.mark.parametrize(
    ("pixels", "signed"),
    [
        (np.full((4, 4), 65536), False),
        (np.full((4, 4), -1), False),
        (np.full((4, 4), 40000), True),
    ],
)
def test_values_beyond_16_bits_are_refused_and_never_wrapped(pixels, signed):
    with pytest.raises(ValueError, match="16 bits"):
        frames.encode_gray(pixels, signed=signed)


def test_a_stack_is_no_frame():
    with pytest.raises(ValueError, match="rows and columns"):
        frames.encode_gray(np.zeros((2, 3, 4), np.uint8), signed=False)


def test_a_cut_frame_is_refused_by_the_decoder():
    content = frames.encode_gray(np.zeros((4, 4), np.uint8), signed=False)
    with pytest.raises(ValueError, match="Expected 78 bytes"):
        frames.decode_gray(content, 5, 5, signed=False)


def test_classes_that_do_not_add_up_are_refused():
    body = bytearray(gzip.decompress(frames.encode_gray(np.zeros((4, 4), np.uint8), signed=False)))
    body[0] -= 1
    with pytest.raises(ValueError, match="do not add up"):
        frames.decode_gray(gzip.compress(bytes(body)), 4, 4, signed=False)


def test_busy_and_calm_parts_share_no_codes():
    """What layout 2 is for: calm and noisy halves side by side take fewer bytes than layout 1."""
    rng = np.random.default_rng(4)
    pixels = (1000 + rng.normal(0, 1, (128, 128)) * np.repeat([1, 60], 64)).astype(np.uint16)
    old = gzip.compress(reference(pixels, signed=False, layout=1), 9)
    assert len(frames.encode_gray(pixels, signed=False)) < 0.9 * len(old)


def test_color_is_lossless():
    pixels = np.random.default_rng(1).integers(0, 256, (31, 17, 3), dtype=np.uint8)
    assert np.array_equal(frames.decode_color(frames.encode_color(pixels)), pixels)


def test_the_preview_pack_is_cut_by_its_offsets():
    images = [frames.preview_image(np.full((8, 9), 30 * i, np.uint8)) for i in range(5)]
    pack, offsets = frames.preview_pack(images)
    assert offsets[0] == 0 and offsets[-1] == len(pack)
    cut = [pack[a:b] for a, b in itertools.pairwise(offsets)]
    assert cut == images
    assert abs(int(frames.decode_color(cut[3]).mean()) - 90) <= 3


def test_a_large_radiograph_has_a_small_preview():
    preview = frames.preview_image(np.zeros((3000, 2000), np.uint8))
    assert max(frames.decode_color(preview).shape) <= frames.PREVIEW_SIDE


def test_a_window_spans_black_to_white():
    values = np.array([[-1000.0, 0.0, 450.0, 900.0, 4000.0]], np.float32)
    assert frames.window_to_8bit(values, 450, 900).tolist() == [[0, 0, 127, 255, 255]]
