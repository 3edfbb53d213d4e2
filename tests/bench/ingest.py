"""How many DICOM objects come into the library in a second, and how many bytes they become.

The floor is pydicom reading and writing the same files and nothing else; the ratio says how much
dearer it is to judge, de-identify, decode, compress twice, preview and file them. Goals P9 and
P12 of the viewer's design. Run: `make bench ONLY=ingest` (needs ../shared/data).
"""

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom

from tests.bench.library import CT, MR, SHARED, application, files

GOAL_PER_SECOND = 20.0  # P12: a process, JPEG-LS input, frames and previews included
GOAL_BYTES = 1.06  # P9: frame bytes over JPEG-LS of the same pixels
ROUNDS = 3


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def as_jpeg_ls(paths: list[Path], folder: Path) -> list[Path]:
    """Write the files anew as JPEG-LS, as an archive would send them."""
    from pydicom.uid import JPEGLSLossless

    written = []
    for path in paths:
        dataset = pydicom.dcmread(path)
        if dataset.file_meta.TransferSyntaxUID.is_compressed:
            dataset.decompress()
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID
        dataset.compress(JPEGLSLossless, encoding_plugin="pyjpegls", generate_instance_uid=False)
        written.append(folder / path.name)
        dataset.save_as(written[-1])
    return written


def floor(paths: list[Path]) -> None:
    """Read and write the files, nothing else."""
    for path in paths:
        pydicom.dcmread(path).save_as(io.BytesIO())


def frame_bytes(paths: list[Path]) -> float:
    """Return the bytes of our frames over those of JPEG-LS."""
    import jpeg_ls

    from cases.dicom.frames import encode_gray

    ours = theirs = 0
    for path in paths:
        image = pydicom.dcmread(path).pixel_array
        ours += len(encode_gray(image, signed=False))
        theirs += len(jpeg_ls.encode_array(np.ascontiguousarray(image)))
    return ours / theirs


def rate(paths: list[Path], processes: int) -> tuple[float, float]:
    """Return instances a second by wall clock, and a CPU second, over ROUNDS imports."""
    from django.conf import settings

    from cases.models import Case
    from cases.services import ingest as service

    settings.INGEST_PROCESSES = processes
    times = []
    for _ in range(ROUNDS):
        Case.objects.all().delete()
        for file in Path(settings.MEDIA_ROOT).rglob("*.*"):
            file.unlink()
        times.append(seconds(lambda: service.ingest(paths)))
        assert Case.objects.get().studies.get().series.get().frames_ready
    wall, cpu = (statistics.median(one) for one in zip(*times, strict=True))
    return len(paths) / wall, len(paths) / cpu


def main() -> int:
    """Measure and print; 1 if a goal is missed."""
    if not SHARED.is_dir():
        print("ingest: needs ../shared/data beside the repository, left out")
        return 0
    met = True
    with application() as store:
        folder = store.parent / f"{store.name}-in"
        folder.mkdir()
        slices = as_jpeg_ls(files(CT), folder)
        base = len(slices) / seconds(lambda: floor(slices))[0]
        print(f"floor: read and write alone {base:.0f} instances/s (512 × 512 CT, JPEG-LS)")
        for processes in (1, 2):
            wall, cpu = rate(slices, processes)
            print(
                f"ingest with {processes} process(es): {wall:.1f} instances/s, "
                f"1/{base / wall:.1f} of the floor"
                + (f"; {cpu:.1f} a CPU second (goal {GOAL_PER_SECOND:.0f})" * (processes == 1))
            )
            met = met and (processes > 1 or cpu >= GOAL_PER_SECOND)
        held = {
            kind: sum(f.stat().st_size for f in (store / kind).rglob("*.*")) / len(slices) / 1024
            for kind in ("dicom", "frames", "previews")
        }
        print("stored a slice: " + ", ".join(f"{k} {v:.0f} KiB" for k, v in held.items()))
        for path in slices:
            path.unlink()
        folder.rmdir()
    for name, where in (("CT", CT), ("MR", MR)):
        ratio = frame_bytes(files(where)[::3])
        print(f"frame bytes over JPEG-LS, {name}: {ratio:.3f} (goal {GOAL_BYTES})")
        met = met and ratio <= GOAL_BYTES
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
