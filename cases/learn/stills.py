"""Stills cut from a series' preview: pure pixels, no database.

A still is a window of so many millimeters around a patient point, at the series' opening window.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Point = tuple[float, float, float]
Polygon = Sequence[Sequence[float]]
#: Width and height in mm, and pixels a mm of the still.
THUMBNAIL = (62.0, 62.0, 2.4)
STRIP = (104.0, 180.0, 2.4)
QUALITY = 80
#: A ring around an outline stands for what the lesion is seen against: from, to (mm).
RING = (2.0, 8.0)


@dataclass(frozen=True)
class Plane:
    """A slice of a series: where its pixel [0, 0] lies, its directions, and pixel size (mm)."""

    origin: NDArray[np.float64]
    along: NDArray[np.float64]
    down: NDArray[np.float64]
    spacing: tuple[float, float]  # row, column as in DICOM

    def pixel(self, point: Point) -> tuple[float, float]:
        """The column and row over which a patient point lies."""
        away = np.asarray(point, float) - self.origin
        return float(away @ self.along) / self.spacing[1], float(away @ self.down) / self.spacing[
            0
        ]

    def point(self, col: float, row: float) -> Point:
        """The patient point of a pixel."""
        x, y, z = (
            self.origin + self.along * col * self.spacing[1] + self.down * row * self.spacing[0]
        )
        return float(x), float(y), float(z)


def planes(geometry: Mapping[str, Any]) -> list[Plane]:
    """The slices of a series; empty where its geometry is not known."""
    if not (geometry.get("orientation") and geometry.get("positions")):
        return []
    directions = np.asarray(geometry["orientation"], float)
    row, col = geometry.get("pixelSpacing") or (1.0, 1.0)
    return [
        Plane(np.asarray(position, float), directions[:3], directions[3:], (row, col))
        for position in geometry["positions"]
    ]


def nearest(slices: Sequence[Plane], point: Point) -> int:
    """The index of the slice that lies nearest to a patient point."""
    normal = np.cross(slices[0].along, slices[0].down)
    away = [abs(float((np.asarray(point, float) - one.origin) @ normal)) for one in slices]
    return int(np.argmin(away))


def step(slices: Sequence[Plane]) -> float:
    """The distance between neighboring slices, mm; 0 for a single one."""
    if len(slices) < 2:
        return 0.0
    normal = np.cross(slices[0].along, slices[0].down)
    return abs(float((slices[1].origin - slices[0].origin) @ normal))


def preview(pack: bytes, offsets: Sequence[int], index: int) -> Image.Image:
    """One slice of a preview pack as a gray image."""
    return Image.open(io.BytesIO(pack[offsets[index] : offsets[index + 1]])).convert("L")


def cut(
    image: Image.Image,
    center: tuple[float, float],
    spacing: tuple[float, float],
    size: tuple[float, float, float],
) -> tuple[bytes, int, int]:
    """Cut a still around a pixel: (WebP, width, height). It stays inside of the image."""
    wide, high, scale = size
    width = min(wide / spacing[1], image.width)
    height = min(high / spacing[0], image.height)
    left = min(max(center[0] - width / 2, 0), image.width - width)
    top = min(max(center[1] - height / 2, 0), image.height - height)
    pixels = (
        max(1, round(width * spacing[1] * scale)),
        max(1, round(height * spacing[0] * scale)),
    )
    box = (left, top, left + width, top + height)
    still = image.resize(pixels, Image.Resampling.LANCZOS, box=box)
    stream = io.BytesIO()
    still.save(stream, "WEBP", quality=QUALITY, method=4)
    return stream.getvalue(), still.width, still.height


def stands_out(image: Image.Image, polygons: Iterable[Polygon], spacing: float) -> float:
    """How far the gray inside the outlines is from the gray around them, 0 to 255."""
    inside = _filled(image, polygons, 0)
    near = _filled(image, polygons, RING[0] / spacing)
    far = _filled(image, polygons, RING[1] / spacing)
    pixels = np.asarray(image, float)
    ring = far & ~near
    if not inside.any() or not ring.any():
        return 0.0
    return abs(float(np.median(pixels[inside])) - float(np.median(pixels[ring])))


def _filled(image: Image.Image, polygons: Iterable[Polygon], reach: float) -> NDArray[np.bool_]:
    mask = Image.new("1", image.size)
    pen = ImageDraw.Draw(mask)
    for polygon in polygons:
        corners = [(float(x), float(y)) for x, y in polygon]
        if len(corners) >= 2:
            pen.polygon(corners, fill=1, outline=1)
            if reach:
                pen.line([*corners, corners[0]], fill=1, width=max(1, round(2 * reach)))
    return np.asarray(mask, bool)
