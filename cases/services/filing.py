"""Writing one converted stack to the database: the whole series or nothing of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases.dicom import files, frames, geometry
from cases.dicom.convert import Converted, FrameBytes
from cases.dicom.stacks import Piece, Stack, geometry_json, parallel
from cases.dicom.windows import windows
from cases.models import Case, Frame, Instance, Intake, Series, Study
from cases.services import store

#: Localizers come after everything else.
LOCALIZERS_FROM = 1_000_000


@dataclass(frozen=True)
class Filed:
    """A frame on its way into its series: new ones come from a piece, old ones from a row."""

    place: geometry.Placed
    number: int
    digest: str
    size: int
    preview: bytes
    piece: Piece | None = None
    row: Frame | None = None


@dataclass(frozen=True)
class Pending:
    """A stack whose files are stored and whose rows are still to be written.

    `opening` is name, center and width; `rescale` slope and intercept of the series.
    """

    stack: Stack
    converted: dict[int, Converted]
    opening: tuple[str, float, float]
    rescale: tuple[float, float]


@transaction.atomic
def file_stack(*, case: Case, pending: Pending, intake: Intake | None = None) -> Series:
    """Create the series of a stack, or add the stack's frames to the series that it continues."""
    stack, converted, opening = pending.stack, pending.converted, pending.opening
    rescale, header = pending.rescale, stack.header
    study, _ = Study.objects.get_or_create(case=case, study_instance_uid=header.study)
    series = matching(study, stack)
    new = [_filed(piece, converted[piece.file].frames[piece.number]) for piece in stack.pieces]
    if series is None:
        series = _new_series(study, stack, opening, rescale)
        spreads = [converted[p.file].frames[p.number].spread for p in stack.pieces]
        series.windows = _windows(stack, opening, spreads)
        merged = new
    else:
        merged = _merged(series, new)
    done = Counter(series.deidentified)
    for one in converted.values():
        done.update(one.elements)
    series.deidentified = dict(sorted(done.items()))
    if header.still and not case.still_images:
        case.still_images = True
        Case.objects.filter(pk=case.pk).update(still_images=True)
    _write_rows(series, merged, converted, intake)
    _finish(series, stack, merged)
    return series


def matching(study: Study | None, stack: Stack) -> Series | None:
    """Return the series of the study that this stack continues, if there is one."""
    if study is None:
        return None
    orientation = stack.pieces[0].info.placed.orientation if stack.oriented else None
    for series in study.series.filter(series_instance_uid=stack.header.series):
        same = series.geometry.get("mark") == stack.mark
        if same and parallel(series.geometry.get("orientation"), orientation):
            return series
    return None


def _filed(piece: Piece, made: FrameBytes) -> Filed:
    return Filed(
        place=piece.info.placed,
        number=piece.header.number,
        digest=made.digest,
        size=made.size,
        preview=made.preview,
        piece=piece,
    )


def _windows(stack: Stack, opening: tuple[str, float, float], spreads: Sequence[Any]) -> Any:
    if stack.header.pixels.kind == "bitmap":
        return [{"name": "Full", "center": 127.5, "width": 255}]
    return windows(stack.header.modality, opening, spreads)


def _new_series(
    study: Study, stack: Stack, opening: tuple[str, float, float], rescale: tuple[float, float]
) -> Series:
    header = stack.header
    parts = study.series.filter(series_instance_uid=header.series).count()
    plane = geometry.plane(stack.pieces[0].info.placed.orientation) if stack.oriented else ""
    order = min(max(0, header.series_number), LOCALIZERS_FROM // 10) * 10 + parts
    return Series(
        study=study,
        series_instance_uid=header.series,
        part=str(parts),
        modality=header.modality,
        label=_label(study.case, header.label),
        plane=plane,
        order=order + (LOCALIZERS_FROM if header.localizer else 0),
        pixels={
            "kind": header.pixels.kind,
            "bits": header.pixels.bits,
            "signed": header.pixels.signed,
            "slope": rescale[0],
            "intercept": rescale[1],
            "unit": header.pixels.unit,
            "inverted": header.pixels.inverted,
        },
        frame_of_reference=header.frame_of_reference,
    )


def _label(case: Case, label: str) -> str:
    """Return the label, numbered if the case has a series of that name already."""
    taken = set(Series.objects.filter(study__case=case).values_list("label", flat=True))
    tries = [label, *(f"{label} {number}" for number in range(2, 100))]
    return next((one for one in tries if one not in taken), label)[:60]


def _merged(series: Series, new: Sequence[Filed]) -> list[Filed]:
    """Return old and new frames in reading order; previews of old ones are cut from the pack."""
    pack = store.path_of("previews", series.preview_digest).read_bytes()
    offsets = series.preview_offsets
    orientation = series.geometry.get("orientation")
    old = [
        Filed(
            place=geometry.Placed(
                position=tuple(row.position) if row.position else None,
                orientation=tuple(orientation) if orientation else None,
            ),
            number=row.instance.index,
            digest=row.digest,
            size=row.size,
            preview=pack[offsets[row.index] : offsets[row.index + 1]],
            row=row,
        )
        for row in series.frames.select_related("instance").order_by("index")
    ]
    both = [*old, *new]
    places = [one.place for one in both]
    return [both[index] for index in geometry.order(places, [one.number for one in both])]


def _write_rows(
    series: Series,
    merged: Sequence[Filed],
    converted: dict[int, Converted],
    intake: Intake | None,
) -> None:
    series.save()
    instances: dict[int, Instance] = {}
    for filed in merged:
        if filed.piece is not None and filed.piece.file not in instances:
            made = converted[filed.piece.file]
            instances[filed.piece.file] = Instance(
                series=series,
                sop_instance_uid=filed.piece.header.sop,
                sop_class_uid=filed.piece.header.sop_class,
                index=max(0, filed.piece.header.number),
                file=files.relative_path("dicom", made.digest),
                size=made.size,
                intake=intake,
            )
    Instance.objects.bulk_create(instances.values())
    series.frames.all().delete()
    Frame.objects.bulk_create(
        Frame(
            series=series,
            instance=filed.row.instance if filed.row else instances[filed.piece.file],  # type: ignore[union-attr]
            index=index,
            number=filed.row.number if filed.row else filed.piece.number,  # type: ignore[union-attr]
            digest=filed.digest,
            position=list(filed.place.position) if filed.place.position else None,
            size=filed.size,
        )
        for index, filed in enumerate(merged)
    )


def _finish(series: Series, stack: Stack, merged: Sequence[Filed]) -> None:
    """Write what the manifest repeats: geometry, digests, the preview pack; then it is ready."""
    described = geometry_json(stack)
    if described["positions"] is not None:
        orientation = stack.pieces[0].info.placed.orientation
        placed = [geometry.Placed(one.place.position, orientation, None, None) for one in merged]
        described["positions"] = [list(one.position or ()) for one in placed]
        described["gaps"] = geometry.gaps(placed)
    pack, offsets = frames.preview_pack(one.preview for one in merged)
    series.geometry = described
    series.frame_digests = [one.digest for one in merged]
    series.preview_digest = store.put("previews", pack)
    series.preview_offsets = offsets
    series.content_digest = content_digest([one.digest for one in merged], described)
    series.frames_ready = True
    series.save()


def content_digest(digests: Sequence[str], described: dict[str, Any]) -> str:
    """Return what two series share that show the same pixels at the same places."""
    told = repr((list(digests), described["positions"], described["orientation"]))
    return files.digest_of(told.encode())
