"""Frames and preview packs: the bytes that the browser fetches, and their decoder for tests.

A gray frame is the image predicted as in JPEG-LS (median edge detector), its residuals folded
to small numbers, and gzip. A browser inflates that by itself and undoes the prediction in a few
lines (static/viewer/worker.js mirrors `decode_gray`). Two layouts, told apart by their length:

- 1: all low bytes, then all high bytes, pixel by pixel. No longer written; stores hold it.
- 2: how many pixels each class has (little-endian uint32), the low bytes class by class, then all
  high bytes. The class says how busy the neighborhood is, so that each gets Huffman codes of its
  own: a twentieth smaller than layout 1.
"""

import io
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Run lengths and Huffman codes alone: as small as Z_FILTERED on residuals, four times as fast.
#: 31 asks zlib for a gzip header.
LEVEL, GZIP = 6, 31
SIGN = 0x8000
#: A pixel is of the class of |left - corner| + |above - corner|: below 4, below 8, … from 128 on.
CLASSES = 7
BUSIEST = 128
CLASS_OF = np.clip([int(n).bit_length() - 2 for n in range(BUSIEST + 1)], 0, CLASSES - 1).astype(
    np.uint8
)
COUNTS = np.dtype("<u4")
PREVIEW_QUALITY = 80
#: Longest side of a preview; a radiograph's preview is smaller than the radiograph.
PREVIEW_SIDE = 1024

U16 = NDArray[np.uint16]
U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]


def encode_gray(pixels: NDArray[np.integer], *, signed: bool) -> bytes:
    """Return the gzip bytes of one frame.

    `pixels`: (rows, cols) stored values that fit into 16 bits, two's complement when `signed`.
    Raises ValueError for another shape or for values out of range.
    """
    x = _as_words(pixels, signed=signed)
    left, above, corner = _neighbors(x)
    folded = _fold(x, _predict(left, above, corner)).ravel()
    kind = _classes(left, above, corner).ravel()
    low = (folded & 0xFF).astype(np.uint8)[np.argsort(kind, kind="stable")]
    counts = np.bincount(kind, minlength=CLASSES)
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP, 8, zlib.Z_RLE)
    parts = [packer.compress(counts.astype(COUNTS).tobytes())]
    for plane in np.split(low, np.cumsum(counts)[:-1]):
        if plane.size:
            parts.append(packer.compress(plane.tobytes()))
            parts.append(packer.flush(zlib.Z_PARTIAL_FLUSH))  # ends the Huffman tables of a class
    parts.append(packer.compress((folded >> 8).astype(np.uint8).tobytes()))
    parts.append(packer.flush())
    return b"".join(parts)


def _as_words(pixels: NDArray[np.integer], *, signed: bool) -> U16:
    """Return the values as uint16 in rising order (signed values shifted by 0x8000)."""
    if pixels.ndim != 2 or 0 in pixels.shape:
        raise ValueError(f"A frame has rows and columns, not the shape {pixels.shape}.")
    low, high = (-SIGN, SIGN - 1) if signed else (0, 0xFFFF)
    if pixels.min() < low or pixels.max() > high:
        raise ValueError("The values of this frame do not fit into 16 bits.")
    words = pixels.astype(np.int16).view(np.uint16) if signed else pixels.astype(np.uint16)
    return words ^ np.uint16(SIGN) if signed else words


def _neighbors(x: U16) -> tuple[I32, I32, I32]:
    """Return what is left of, above, and left above every pixel; 0 outside the image."""
    padded = np.zeros((x.shape[0] + 1, x.shape[1] + 1), np.int32)
    padded[1:, 1:] = x
    return padded[1:, :-1], padded[:-1, 1:], padded[:-1, :-1]


def _predict(left: I32, above: I32, corner: I32) -> I32:
    """Return the MED prediction of every pixel: median of left, above, left + above - corner."""
    guess = left + above
    guess -= corner
    np.maximum(guess, np.minimum(left, above), out=guess)
    np.minimum(guess, np.maximum(left, above), out=guess)
    return guess


def _classes(left: I32, above: I32, corner: I32) -> U8:
    """Return the class of every pixel."""
    busy = np.abs(left - corner)
    busy += np.abs(above - corner)
    kinds: U8 = CLASS_OF[np.minimum(busy, BUSIEST, out=busy)]
    return kinds


def _fold(x: U16, guess: I32) -> U16:
    """Return the residuals modulo 2^16 zig-zag folded: 0, -1, 1, -2 … become 0, 1, 2, 3 …"""
    residual = (x - guess.astype(np.uint16)).view(np.int16)
    return ((residual << 1) ^ (residual >> 15)).view(np.uint16)


def decode_gray(content: bytes, rows: int, cols: int, *, signed: bool) -> NDArray[np.integer]:
    """Undo `encode_gray`, in either layout: return (rows, cols) int16 when `signed`, else uint16.

    For tests and checks: layout 2 goes pixel by pixel. Raises ValueError for another length.
    """
    body, count = np.frombuffer(zlib.decompress(content, GZIP), np.uint8), rows * cols
    head = CLASSES * COUNTS.itemsize
    if body.size == 2 * count:
        words = _undo_diagonals(body, rows, cols)
    elif body.size == 2 * count + head:
        counts = body[:head].view(COUNTS)
        if counts.sum() != count:
            raise ValueError("The classes of this frame do not add up to its pixels.")
        words = _undo_classes(counts, body[head:], rows, cols)
    else:
        raise ValueError(f"Expected {2 * count + head} bytes for this frame, got {body.size}.")
    return (words ^ np.uint16(SIGN)).view(np.int16) if signed else words


def _undo_diagonals(body: U8, rows: int, cols: int) -> U16:
    """Undo layout 1 along anti-diagonals, whose pixels do not depend on one another."""
    folded = body[: rows * cols].astype(np.int32) | body[rows * cols :].astype(np.int32) << 8
    residual = ((folded >> 1) ^ -(folded & 1)).reshape(rows, cols)
    padded = np.zeros((rows + 1, cols + 1), np.int32)
    for diagonal in range(rows + cols - 1):
        row = np.arange(max(0, diagonal - cols + 1), min(rows, diagonal + 1))
        col = diagonal - row
        left, above, corner = padded[row + 1, col], padded[row, col + 1], padded[row, col]
        padded[row + 1, col + 1] = (_predict(left, above, corner) + residual[row, col]) & 0xFFFF
    return padded[1:, 1:].astype(np.uint16)


def _undo_classes(counts: NDArray[np.uint32], planes: U8, rows: int, cols: int) -> U16:
    """Undo layout 2: where a low byte lies is known only when the pixels before it are."""
    class_of, data = CLASS_OF.tolist(), planes.tobytes()
    place = [0, *np.cumsum(counts).tolist()]
    high = rows * cols
    words, before = [], [0] * (cols + 1)
    for _ in range(rows):
        line = [0]
        for col in range(cols):
            left, above, corner = line[col], before[col + 1], before[col]
            kind = class_of[min(BUSIEST, abs(left - corner) + abs(above - corner))]
            folded = data[place[kind]] | data[high] << 8
            guess = sorted((left, above, left + above - corner))[1]
            line.append((guess + ((folded >> 1) ^ -(folded & 1))) & 0xFFFF)
            place[kind] += 1
            high += 1
        words.append(line[1:])
        before = line
    return np.array(words, np.uint16)


def encode_color(pixels: U8) -> bytes:
    """Return one color frame, (rows, cols, 3) uint8, as lossless WebP without metadata."""
    stream = io.BytesIO()
    Image.fromarray(pixels, "RGB").save(stream, "WEBP", lossless=True, quality=60, method=2)
    return stream.getvalue()


def decode_color(content: bytes) -> U8:
    """Undo `encode_color`: return (rows, cols, 3) uint8."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def preview_image(image: U8) -> bytes:
    """Return a lossy WebP of an 8-bit image, (rows, cols) gray or (rows, cols, 3) color."""
    picture = Image.fromarray(image)
    longest = max(picture.size)
    if longest > PREVIEW_SIDE:
        picture = picture.reduce(-(-longest // PREVIEW_SIDE))
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=PREVIEW_QUALITY, method=2)
    return stream.getvalue()


def preview_pack(images: Iterable[bytes]) -> tuple[bytes, list[int]]:
    """Return the images of a series as one body and the n + 1 offsets that cut it."""
    parts: Sequence[bytes] = list(images)
    offsets = [0]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join(parts), offsets


def window_to_8bit(values: NDArray[np.floating], center: float, width: float) -> U8:
    """Return the values mapped linearly so that center ± width / 2 spans 0 to 255."""
    scale = 255.0 / max(width, 1e-6)
    mapped = (values - np.float32(center - width / 2)) * np.float32(scale)
    np.clip(mapped, 0, 255, out=mapped)
    return mapped.astype(np.uint8)
