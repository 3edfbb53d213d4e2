"""The exhibit that shows a finding: only one whose key names it, with outline and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.learn import exhibits
from cases.learn.pages import Exhibit, Note, exhibit_of, notes_of
from cases.models import Case, Provenance

#: Roles in a key that say that the finding is there to be seen.
_SEEN = ("key", "supporting")


@dataclass(frozen=True)
class FindingShown:
    """The images of a finding's page; the first note is the finding's own."""

    exhibit: Exhibit
    notes: tuple[Note, ...]


def finding_shown(finding: str, entities: Sequence[str]) -> FindingShown | None:
    """The best exhibit for `finding`; None where no key names it. Constant queries.

    `entities`: slugs that show it, those that show it most often first. A key finding comes
    before a supporting one, a real case before a simulated one.
    """
    pk = _best(finding, entities)
    if pk is None:
        return None
    case = exhibits.load([pk])[pk]
    notes = sorted(notes_of(case), key=lambda note: note.slug != finding)
    return FindingShown(exhibit_of(case), tuple(notes))


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
