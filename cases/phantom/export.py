"""One simulated study as files: DICOM images, mask, and the specification that rebuilds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cases.answerkey.types import Lesion

from .dicom import slices
from .lesions import lesions_of
from .segmentation import segmentation
from .study import CaseSpec, RenderedSeries, Study

#: Told after every series: how many of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Exported:
    """What was written: files, and the lesions that the images show (LPS, mm)."""

    files: tuple[Path, ...]
    lesions: tuple[Lesion, ...]


def export(
    spec: CaseSpec,
    folder: Path,
    *,
    salt: str = "",
    mask: bool = True,
    progress: Progress | None = None,
) -> Exported:
    """Render every series of a case into `folder` as DICOM; the same spec gives the same files.

    File names say the series' number and the slice only. Lesions are outlined on the first
    sagittal MR series, or the first series where there is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    study = Study(spec)
    files: list[Path] = []
    lesions: list[Lesion] = []
    rank = best_for_outlines(study)
    done = 0
    numbers = {name: k for k, name in enumerate(spec.series, 1)}
    for stack, protocols in study.groups():
        rendered = list(study.slices(stack, protocols))
        for protocol in protocols:
            images = np.stack([one[protocol.name].pixels for one in rendered])
            labels = np.stack([one[protocol.name].labels for one in rendered])
            series = RenderedSeries(
                protocol, images, labels, stack.geometry(), tuple(study.scene.lesions)
            )
            files += _write(spec, series, numbers[protocol.name], folder, salt, mask)
            if protocol.name == rank:
                lesions = lesions_of(study.scene, labels, series.geometry)
            done += 1
            if progress:
                progress(done, len(spec.series))
    (folder / "recipe.json").write_text(spec.to_json() + "\n", encoding="utf-8")
    return Exported(tuple(sorted(files)), tuple(lesions))


def best_for_outlines(study: Study) -> str:
    """The series on which lesions are outlined: sagittal MR first."""
    protocols = [one for _, members in study.groups() for one in members]
    sagittal = [p for p in protocols if p.plane == "sagittal" and p.coarse == 1]
    mr = [p for p in sagittal if p.modality == "MR"]
    return (mr or sagittal or protocols)[0].name


def _write(
    spec: CaseSpec, series: RenderedSeries, number: int, folder: Path, salt: str, mask: bool
) -> list[Path]:
    files, images = [], []
    for index, image in enumerate(
        slices(spec, number, series.protocol, series.pixels, series.geometry, salt=salt), 1
    ):
        path = folder / f"{number:02d}-{index:03d}.dcm"
        image.save_as(path, enforce_file_format=True)
        files.append(path)
        images.append(image)
    marked = segmentation(images, series.labels, salt) if mask else None
    if marked is not None:
        path = folder / f"{number:02d}-mask.dcm"
        marked.save_as(path)
        files.append(path)
    return files
