"""Frames and preview packs: the bytes that the browser fetches, and their decoder for tests.

A gray frame is the image predicted as in JPEG-LS (median edge detector), its residuals folded
to small numbers, all low bytes before all high bytes, then gzip. A browser inflates that by
itself and undoes the prediction in a few lines (static/viewer/worker.js mirrors `decode_gray`).
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
PREVIEW_QUALITY = 80
#: Longest side of a preview; a radiograph's preview is smaller than the radiograph.
PREVIEW_SIDE = 1024

U16 = NDArray[np.uint16]
U8 = NDArray[np.uint8]


def encode_gray(pixels: NDArray[np.integer], *, signed: bool) -> bytes:
    """Return the gzip bytes of one frame.

    `pixels`: (rows, cols) stored values that fit into 16 bits, two's complement when `signed`.
    Raises ValueError for another shape or for values out of range.
    """
    x = _as_words(pixels, signed=signed)
    folded = _fold(x, _predict(x))
    low, high = (folded & 0xFF).astype(np.uint8), (folded >> 8).astype(np.uint8)
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP, 8, zlib.Z_RLE)
    return b"".join(
        (
            packer.compress(low.tobytes()),
            packer.flush(zlib.Z_SYNC_FLUSH),  # the planes want Huffman tables of their own
            packer.compress(high.tobytes()),
            packer.flush(),
        )
    )


def _as_words(pixels: NDArray[np.integer], *, signed: bool) -> U16:
    """Return the values as uint16 in rising order (signed values shifted by 0x8000)."""
    if pixels.ndim != 2 or 0 in pixels.shape:
        raise ValueError(f"A frame has rows and columns, not the shape {pixels.shape}.")
    low, high = (-SIGN, SIGN - 1) if signed else (0, 0xFFFF)
    if pixels.min() < low or pixels.max() > high:
        raise ValueError("The values of this frame do not fit into 16 bits.")
    words = pixels.astype(np.int16).view(np.uint16) if signed else pixels.astype(np.uint16)
    return words ^ np.uint16(SIGN) if signed else words


def _predict(x: U16) -> NDArray[np.int32]:
    """Return the MED prediction of every pixel: median of left, above, left + above - corner."""
    padded = np.zeros((x.shape[0] + 1, x.shape[1] + 1), np.int32)
    padded[1:, 1:] = x
    left, above, corner = padded[1:, :-1], padded[:-1, 1:], padded[:-1, :-1]
    guess = left + above
    guess -= corner
    np.maximum(guess, np.minimum(left, above), out=guess)
    np.minimum(guess, np.maximum(left, above), out=guess)
    return guess


def _fold(x: U16, guess: NDArray[np.int32]) -> U16:
    """Return the residuals modulo 2^16 zig-zag folded: 0, -1, 1, -2 … become 0, 1, 2, 3 …"""
    residual = (x - guess.astype(np.uint16)).view(np.int16)
    return ((residual << 1) ^ (residual >> 15)).view(np.uint16)


def decode_gray(content: bytes, rows: int, cols: int, *, signed: bool) -> NDArray[np.integer]:
    """Undo `encode_gray`: return (rows, cols) int16 when `signed`, else uint16.

    Goes along anti-diagonals, whose pixels do not depend on one another.
    """
    body = np.frombuffer(zlib.decompress(content, GZIP), np.uint8)
    if body.size != 2 * rows * cols:
        raise ValueError(f"Expected {2 * rows * cols} bytes for this frame, got {body.size}.")
    folded = body[: rows * cols].astype(np.int32) | body[rows * cols :].astype(np.int32) << 8
    residual = ((folded >> 1) ^ -(folded & 1)).reshape(rows, cols)
    padded = np.zeros((rows + 1, cols + 1), np.int32)
    for diagonal in range(rows + cols - 1):
        row = np.arange(max(0, diagonal - cols + 1), min(rows, diagonal + 1))
        col = diagonal - row
        left, above, corner = padded[row + 1, col], padded[row, col + 1], padded[row, col]
        guess = np.clip(left + above - corner, np.minimum(left, above), np.maximum(left, above))
        padded[row + 1, col + 1] = (guess + residual[row, col]) & 0xFFFF
    words = padded[1:, 1:].astype(np.uint16)
    return (words ^ np.uint16(SIGN)).view(np.int16) if signed else words


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
