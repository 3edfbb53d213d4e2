"""The exhibit that shows a finding: only one whose key names it, with outline and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.learn import exhibits
from cases.learn.pages import Exhibit, Note, Still, exhibit_of, notes_of, stills_of
from cases.learn.places import BESIDE, view_for
from cases.learn.techniques import ORDER, PHASES, SIMULATED, rank, technique
from cases.models import Case, Provenance, Series
from cases.phantom.imaging.protocols import SERIES
from cases.phantom.recipes.visible import visible
from knowledge import selectors
from knowledge.schema.types import Finding

#: Roles in a key that say that the finding is there to be seen.
_SEEN = ("key", "supporting")
_NAMES = {own: name for name, own in SIMULATED.items()}


@dataclass(frozen=True)
class FindingShown:
    """The images of a finding's page; the first note is the finding's own.

    `of`: the entity of the case; None for one without a page. `still`: for readers without
    scripts, of the series that the viewer opens; None where it would not show the finding.
    """

    exhibit: Exhibit
    notes: tuple[Note, ...]
    of: selectors.Brief | None
    still: Still | None


def finding_shown(finding: str, entities: Sequence[str]) -> FindingShown | None:
    """The best exhibit for `finding`; None where no key names it. Constant queries.

    `entities`: slugs that show it, those that show it most often first. A key finding comes
    before a supporting one, a real case before a simulated one. It opens on a series that can
    show the finding.
    """
    pk = _best(finding, entities)
    if pk is None:
        return None
    case = exhibits.load([pk])[pk]
    board = selectors.board()
    notes = sorted(notes_of(case), key=lambda note: note.slug != finding)
    own = board.findings[finding]
    opened = _opened(case, own, f"{own.definition} {notes[0].text}")
    return FindingShown(
        exhibit_of(case, view_for(finding, case, opened) if opened else None),
        tuple(notes),
        board.entities.get(case.diagnosis_slug),
        stills_of(case).get(technique(opened.label)) if opened and finding not in BESIDE else None,
    )


def _best(finding: str, entities: Sequence[str]) -> int | None:
    order = {slug: index for index, slug in enumerate(entities)}
    rows = Case.objects.exhibits().filter(showing__isnull=False, diagnosis_slug__in=order)
    found: list[tuple[int, bool, int, int]] = []
    for pk, slug, provenance, findings in rows.values_list(
        "pk", "diagnosis_slug", "provenance", "answer_key__findings"
    ):
        for item in findings or ():
            if item.get("finding") == finding and item.get("role") in _SEEN and item.get("note"):
                role = _SEEN.index(item["role"])
                found.append((role, provenance != Provenance.REAL, order[slug], pk))
    return min(found)[-1] if found else None


def _opened(case: Case, finding: Finding, text: str) -> Series | None:
    """The series to open: one that the text names before the key view, then by rank."""
    key_view = case.showing.view.get("series")
    words = _words(text)

    def order(one: Series) -> tuple[bool, bool, bool, int]:
        named, axial = _words(technique(one.label)) <= words, "axial" in words
        return not named, axial != (one.plane == "axial"), one.token != key_view, rank(one.label)

    return min((one for one in exhibits.series_in(case) if _shows(one, finding)),
               key=order, default=None)  # fmt: skip


def _words(text: str) -> set[str]:
    """The words, the name of a technique being one: "T1 Gd" does not speak of T1."""
    text = text.casefold()
    for name in ORDER:
        text = text.replace(name.casefold(), name.casefold().replace(" ", "_"))
    return set(re.findall(r"\w+", text))


def _shows(one: Series, finding: Finding) -> bool:
    """Whether this series can show it; what chemical shift compares is shown by either phase."""
    own = technique(one.label)
    names = [_NAMES.get(name, name) for name in (PHASES if own in PHASES else (own,))]
    return set(names) <= set(SERIES) and visible(finding, names)
