"""The table of docs/simulator.md: what is claimed of each entity and what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from cases.phantom.claims import Bound, Claims, Verdict, of_content, values_of, verdict
from cases.phantom.measure import Measured
from knowledge.schema.types import Entity

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
_UNITS = {
    "ratio": "×",
    "drop": "%",
    "hu": "HU",
    "delta_hu": "HU more",
    "hu_p95": "HU (p95)",
    "rise": "% rise",
}
_WORDS = {
    "low": "dark",
    "markedly-low": "very dark",
    "intermediate": "in between",
    "high": "bright",
    "very-high": "very bright",
}


@dataclass(frozen=True)
class Row:
    """One line: who claims what, the range that follows, the numbers, the verdict."""

    entity: str
    series: str
    claim: str
    by: str
    range: str
    measured: str
    verdict: Verdict


def rows_of(entity: Entity, claims: Claims | None, values: Sequence[Measured]) -> list[Row]:
    """Rows of the content's words, then of the bounds of the entity's file."""
    rows = [_row(entity.slug, one, "content", values) for one in of_content(entity, claims)]
    for one in claims.bounds if claims else ():
        rows.append(_row(entity.slug, one, one.source or "general", values))
    return rows


def _row(slug: str, bound: Bound, by: str, values: Sequence[Measured]) -> Row:
    numbers = values_of(values, bound)
    word, _, because = bound.claim.partition(": ")
    return Row(
        slug,
        f"{bound.series}, {bound.phase}" if bound.phase else bound.series,
        f"{_WORDS[word]}: {because}".removesuffix(": ") if word in _WORDS else bound.claim,
        by,
        "" if bound.status in {"unknown", "variable"} and bound.low is bound.high else bound.range,
        summary(numbers, _UNITS.get(bound.measure, "")),
        verdict(bound, numbers),
    )


def summary(numbers: Sequence[float], unit: str) -> str:
    """Median and range of what was measured: "0.62 (0.55 to 0.71) ×"."""
    if not numbers:
        return "not measured"
    digits = 2 if max(map(abs, numbers)) < 10 else 0
    middle, low, high = (
        f"{one:.{digits}f}" for one in (median(numbers), min(numbers), max(numbers))
    )
    return f"{middle} ({low} to {high}) {unit}".strip()


def contradictions(rows: Sequence[Row]) -> list[Row]:
    """The rows that somebody has to mend."""
    return [one for one in rows if one.verdict == "contradicts"]


def markdown(
    entities: Sequence[Entity],
    claims: Mapping[str, Claims],
    values: Mapping[str, Sequence[Measured]],
) -> str:
    """The whole generated part, entity by entity."""
    by_slug = {
        one.slug: rows_of(one, claims.get(one.slug), values.get(one.slug, ())) for one in entities
    }
    every = [row for rows in by_slug.values() for row in rows]
    parts = [_count(every), _listed(contradictions(every))]
    for one in sorted(entities, key=lambda e: e.name):
        parts.append(
            _entity(one, claims.get(one.slug), values.get(one.slug, ()), by_slug[one.slug])
        )
    return "\n\n".join(part for part in parts if part)


def _count(rows: Sequence[Row]) -> str:
    kinds = ("agrees", "partly", "contradicts", "contested", "variable", "unknown")
    counts = {kind: sum(one.verdict == kind for one in rows) for kind in kinds}
    said = ", ".join(f"{counts[kind]} {kind}" for kind in kinds)
    return f"{len(rows)} claims: {said}."


def _listed(rows: Sequence[Row]) -> str:
    if not rows:
        return "No claim is contradicted."
    lines = [
        f"- {r.entity}, {r.series}: said to be {r.claim} ({r.by}; {r.range}), "
        f"measured {r.measured}"
        for r in rows
    ]
    return "Contradicted, to be mended:\n\n" + "\n".join(lines)


def _entity(
    entity: Entity, claims: Claims | None, values: Sequence[Measured], rows: Sequence[Row]
) -> str:
    head = [
        f"### {entity.name}",
        f"{len(values)} case{'s' * (len(values) > 1)} measured."
        if values
        else "No case of a single disease could be measured.",
        f"Weakest: {claims.weakest}" if claims and claims.weakest else "Weakest: not stated yet.",
        _looked(claims.looked if claims else 0),
    ]
    table = ["| series | claim | by | range | measured | verdict |", "|---|---|---|---|---|---|"]
    for one in rows:
        cells = (one.series, one.claim, one.by, one.range, one.measured, one.verdict)
        table.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n\n".join(head) + "\n\n" + "\n".join(table)


def _looked(rounds: int) -> str:
    if not rounds:
        return "Sheet beside the fact sheet: no recorded round."
    return f"Sheet beside the fact sheet: {rounds} recorded round{'s' * (rounds > 1)}."


def put_into(text: str, table: str) -> str:
    """A document with its generated part replaced; raises ValueError where marks are missing."""
    if BEGIN not in text or END not in text:
        raise ValueError(f"The document lacks the marks {BEGIN} and {END}.")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
