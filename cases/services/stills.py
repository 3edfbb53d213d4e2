"""Pictures among the files of an import: made DICOM, so that they go the way of all images.

Numbered pictures of one folder and size become one stack that is scrolled; the others are a
series each. The pictures of a folder are one study, that of the DICOM beside them if there is
exactly one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cases.dicom.errors import Refused
from cases.dicom.header import Header
from cases.dicom.still import Still, is_picture, stack_name
from cases.dicom.workers import Workers, write_still
from cases.services.intake import Source


def converted(
    found: Iterable[Source],
    room: Path,
    workers: Workers,
    progress: Callable[[int, int, str], None],
) -> list[Source]:
    """Return the sources with every picture replaced by a Secondary Capture in `room`.

    A picture that cannot be read is returned with the sentence that says why.
    """
    made = list(found)
    numbers = [n for n, one in enumerate(made) if one.path and not one.refused and _is(one)]
    if not numbers:
        return made
    room.mkdir(parents=True, exist_ok=True)
    orders = [_order(made[number], number, room) for number in numbers]
    for done, (job, result) in enumerate(workers.run(write_still, orders)):
        progress(done + 1, len(orders), "reading")
        source = made[numbers[job]]
        if isinstance(result, Refused):
            made[numbers[job]] = replace(source, refused=str(result))
        else:
            made[numbers[job]] = replace(source, path=orders[job].target, picture=True)
    return made


def _is(source: Source) -> bool:
    try:
        return source.path is not None and source.clearance is None and is_picture(source.path)
    except OSError:
        return False


def _order(source: Source, number: int, room: Path) -> Still:
    assert source.path is not None  # noqa: S101  (asked before)
    named, place = stack_name(source.name)
    series = source.stack or (source.name if place is None else named)
    return Still(source.path, room / f"{number:06d}.dcm", source.near, series, place or 0)


def joined(found: Sequence[Source], headers: Mapping[int, Header]) -> dict[int, Header]:
    """Return the headers with each picture filed where it belongs.

    A source that names its study goes there; other pictures join the one DICOM study that lies
    in the same folder.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    for file, header in headers.items():
        if not found[file].picture and not header.segmentation:
            beside[found[file].near].add(header.study)
    placed = {}
    for file, header in headers.items():
        source, near = found[file], beside.get(found[file].near, set())
        if source.study:
            header = replace(header, study=source.study)
        elif source.picture and len(near) == 1:
            header = replace(header, study=next(iter(near)))
        placed[file] = header
    return placed
