"""Which sources a part of the content names, and where."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.schema.problems import Path
from knowledge.schema.types import Claim, Entity, Pair


def sources_of(entity: Entity) -> Iterator[tuple[str, Path]]:
    """Every source id of an entity with the place where it stands."""
    for name in ("signs", "discriminators", "measurements", "management"):
        for index, item in enumerate(getattr(entity, name)):
            yield from ((source, (name, index, "sources")) for source in item.sources)
    for name in (
        "why_it_mimics",
        "pitfalls",
        "next_steps",
        "teaching_points",
        "clinical_context",
    ):
        claims: tuple[Claim, ...] = getattr(entity, name)
        for index, claim in enumerate(claims):
            yield from ((source, (name, index)) for source in claim.sources)
    for index, dispute in enumerate(entity.contested):
        for side_index, side in enumerate(dispute.sides):
            where = ("contested", index, "sides", side_index)
            yield from ((source, where) for source in side.sources)
    yield from ((source, ("further_reading",)) for source in entity.further_reading)


def sources_of_pair(pair: Pair) -> Iterator[tuple[str, Path]]:
    """Every source id of a pair with the place where it stands, below the pair's own."""
    for index, claim in enumerate(pair.look):
        yield from ((source, ("look", index)) for source in claim.sources)
    yield from ((source, ("settles",)) for source in pair.settles.sources)
    yield from ((source, ("mixes",)) for source in pair.mixes.sources)
