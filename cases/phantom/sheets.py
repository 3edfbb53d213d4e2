"""Contact sheets: a case at its best slice, several series side by side."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from .grid import Stack
from .imaging.protocols import SERIES, SeriesProtocol
from .study import CaseSpec, RenderedSlice, Study

GAP, OUTLINE = 4, (255, 190, 60)


def windowed(pixels: NDArray[np.generic], protocol: SeriesProtocol) -> NDArray[np.uint8]:
    """Pixels at the protocol's window as 8-bit grey."""
    center, width = protocol.window
    grey = (pixels.astype(np.float32) - (center - width / 2)) * (255 / width)
    return np.clip(grey, 0, 255).astype(np.uint8)


def best_slice(spec: CaseSpec, stack: Stack) -> int:
    """The slice with most lesion near the middle; the middle one without lesions."""
    quick = replace(spec, pixel_scale=4.0)
    study = Study(quick)
    middle = (stack.count - 1) / 2
    areas = np.zeros(stack.count)
    small = replace(
        stack, rows=max(stack.rows // 4, 24), columns=max(stack.columns // 4, 24),
        pixel=stack.pixel * 4, samples=1,
    )  # fmt: skip
    for k in range(stack.count):
        label = study.scene.slab(small.grid(k), ("W",)).label
        areas[k] = (label > 0).sum()
    if not areas.any():
        return int(middle)
    return int(np.argmax(areas * np.exp(-(((np.arange(stack.count) - middle) / 4) ** 2))))


def _axial_spec(spec: CaseSpec, study: Study) -> CaseSpec:
    """Axial series go through the lesion that was registered first."""
    levels = [q.level for q in study.scene.lesions if q.level]
    return spec if spec.axial_levels or not levels else replace(spec, axial_levels=(levels[0],))


def panels(
    spec: CaseSpec, names: Sequence[str], *, slice_offset: int = 0
) -> list[tuple[SeriesProtocol, RenderedSlice, Stack]]:
    """One slice of each series, all through the same place."""
    study = Study(spec)
    study = Study(_axial_spec(spec, study))
    out, place = [], None
    for stack, protocols in study.groups(names):
        if stack.plane == "sagittal" and place is None:
            k = int(np.clip(best_slice(spec, stack) + slice_offset, 0, stack.count - 1))
            place = float(stack.grid(k).x.mean())
        elif stack.plane == "sagittal":
            positions = [float(stack.grid(i).x.mean()) for i in range(stack.count)]
            k = int(np.argmin([abs(p - (place or 0)) for p in positions]))
        else:
            k = best_slice(study.spec, stack)
        (shot,) = study.slices(stack, protocols, [k])
        out += [(p, shot[p.name], stack) for p in protocols]
    order = {name: i for i, name in enumerate(names)}
    return sorted(out, key=lambda q: order[q[0].name])


def panel_image(
    protocol: SeriesProtocol,
    shot: RenderedSlice,
    height: int,
    *,
    outline: bool = False,
    crop: bool = True,
) -> Image.Image:
    """One panel as RGB, scaled to a height."""
    grey = windowed(shot.pixels, protocol)
    rgb = np.repeat(grey[..., None], 3, axis=2)
    if outline:
        inside = shot.labels > 0
        rgb[inside & ~ndimage.binary_erosion(inside)] = OUTLINE
    if crop and protocol.plane == "sagittal" and protocol.modality == "MR":
        n = rgb.shape[1]
        rgb = rgb[:, int(n * 0.12) : int(n * 0.86)]
    image = Image.fromarray(rgb)
    return image.resize(
        (round(image.width * height / image.height), height), Image.Resampling.LANCZOS
    )


def row_image(
    spec: CaseSpec, names: Sequence[str], *, height: int = 448, outline: bool = False,
    title: str = "", slice_offset: int = 0,
) -> Image.Image:  # fmt: skip
    """One case as a row of labelled panels."""
    images = []
    for protocol, shot, _ in panels(spec, names, slice_offset=slice_offset):
        image = panel_image(protocol, shot, height, outline=outline)
        ImageDraw.Draw(image).text(
            (4, 3), f"SIMULATED {title} {protocol.name}", fill=(255, 255, 255)
        )
        images.append(image)
    return _join(images, across=True)


def _join(images: Sequence[Image.Image], *, across: bool) -> Image.Image:
    """Images side by side or one under the other."""
    if across:
        size = (sum(i.width + GAP for i in images), max(i.height for i in images))
    else:
        size = (max(i.width for i in images), sum(i.height + GAP for i in images))
    sheet = Image.new("RGB", size, (40, 40, 40))
    at = 0
    for image in images:
        sheet.paste(image, (at, 0) if across else (0, at))
        at += (image.width if across else image.height) + GAP
    return sheet


def contact_sheet(
    specs: CaseSpec | Sequence[CaseSpec], *, height: int = 448, outline: bool = False
) -> Image.Image:
    """A sheet with one row per case, showing the series of each spec."""
    rows = [specs] if isinstance(specs, CaseSpec) else list(specs)
    images = []
    for spec in rows:
        name = " + ".join(f"{d.slug} {d.difficulty}" for d in spec.diseases) or "normal"
        title = f"{name} {spec.age:g}{spec.sex} seed {spec.seed}"
        names = [s for s in spec.series if s in SERIES]
        images.append(row_image(spec, names, height=height, outline=outline, title=title))
    return _join(images, across=False)
