"""Rules of typicality: no entity shows a finding more or less often than its own page says.

A finding may stand for a word of the entity's table: a signal, an opposed-phase drop, a CT class,
a pattern. Then `always` and `usual` need that word there, `never` and `rare` need another one, and
where the table says `variable`, or nothing, the finding is at most `sometimes`: what the table
does not know is not filled in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge.schema.document import Document
from knowledge.schema.draft import Draft
from knowledge.schema.types import Entity, Finding, Kind, Sequence, Typicality

_RULE: tuple[Typicality, ...] = ("always", "usual")
_SELDOM: tuple[Typicality, ...] = ("never", "rare")
#: Modalities that are one row of the imaging table.
_ROW_OF: dict[str, Sequence] = {"bone-scan": "bone_scan", "pet": "fdg_pet"}


def _links(draft: Draft) -> Iterator[tuple[Entity, Document, Finding, Typicality]]:
    findings = {item.slug: item for item, _, _ in draft.findings}
    for entity, doc in draft.entities:
        for slug, typicality in entity.findings.items():
            if slug in findings:
                yield entity, doc, findings[slug], typicality


def _contradict(doc: Document, slug: str, typicality: Typicality, why: str) -> None:
    doc.complain(("findings", slug), f"“{slug}: {typicality}” contradicts the {why}.")


def _signals_agree(draft: Draft) -> None:
    """Of several sequences each has to fit for `usual`, and all of them to refuse `never`."""
    for entity, doc, finding, typicality in _links(draft):
        rows = {name: entity.imaging.get(name) for name in finding.signal_of}
        signals = {name: row.signal if row else None for name, row in rows.items()}
        misfits = [name for name, words in finding.signal_of.items() if signals[name] not in words]
        if misfits and typicality in _RULE:
            signal = signals[misfits[0]] or "not known"
            told = f"imaging table, where {misfits[0]} is {signal}"
            _contradict(doc, finding.slug, typicality, told)
        if signals and not misfits and typicality in _SELDOM:
            name = next(iter(signals))
            told = f"imaging table, where {name} is {signals[name]}"
            _contradict(doc, finding.slug, typicality, told)


def _drops_agree(draft: Draft) -> None:
    for entity, doc, finding, typicality in _links(draft):
        if not finding.drop_of:
            continue
        row = entity.imaging.get("chemical_shift")
        drop = row.opposed_phase_drop if row else None
        if typicality in (_SELDOM if drop in finding.drop_of else _RULE):
            told = f"imaging table, where the opposed-phase drop is {drop or 'not known'}"
            _contradict(doc, finding.slug, typicality, told)


def _ct_classes_agree(draft: Draft) -> None:
    for entity, doc in draft.entities:
        classes = (entity.ct_class, *entity.ct_class_alternatives)
        for finding in (item for item, _, _ in draft.findings if item.ct_class_of):
            typicality = entity.findings.get(finding.slug, "unknown")
            if finding.ct_class_of == entity.ct_class:
                fits = typicality in _RULE
            elif finding.ct_class_of in classes:
                fits = typicality not in ("never", "unknown")
            else:
                fits = typicality in ("rare", "never", "unknown")
            if not fits:
                told = f"CT class, which is {' or '.join(classes)}"
                _contradict(doc, finding.slug, typicality, told)


def _patterns_agree(draft: Draft) -> None:
    for entity, doc in draft.entities:
        for finding in (item for item, _, _ in draft.findings if item.pattern_of):
            typicality = entity.findings.get(finding.slug, "unknown")
            own = finding.pattern_of == entity.distribution.pattern
            if own != (typicality in _RULE):
                told = f"pattern, which is {entity.distribution.pattern}"
                _contradict(doc, finding.slug, typicality, told)


def _modalities_are_known(draft: Draft) -> None:
    """What only the bone scan or PET shows needs its row in the table."""
    for entity, doc, finding, typicality in _links(draft):
        rows = [_ROW_OF.get(name) for name in finding.modalities]
        if None in rows or typicality == "unknown":
            continue
        if not any(name in entity.imaging for name in rows):
            told = f"imaging table, which does not know {' or '.join(finding.modalities)}"
            _contradict(doc, finding.slug, typicality, told)


def _strength_has_a_direction(draft: Draft) -> None:
    for finding, doc, path in draft.findings:
        if bool(finding.separates) != bool(finding.strength):
            doc.complain(
                path,
                f"“{finding.slug}” needs both `separates` and `strength`, or neither: how far it "
                "separates from metastasis says nothing without the direction.",
            )


def _strong_findings_separate(draft: Draft) -> None:
    """A strong finding is the rule for nobody of the other side."""
    other: dict[Kind, Kind] = {"mimic": "malignant", "malignant": "mimic"}
    for entity, doc, finding, typicality in _links(draft):
        if finding.strength != "strong" or finding.separates is None or typicality not in _RULE:
            continue
        if entity.kind == other[finding.separates]:
            told = f"vocabulary, where it speaks strongly for the {finding.separates} side"
            _contradict(doc, finding.slug, typicality, told)


RULES: tuple[Callable[[Draft], None], ...] = (
    _signals_agree,
    _drops_agree,
    _ct_classes_agree,
    _patterns_agree,
    _modalities_are_known,
    _strength_has_a_direction,
    _strong_findings_separate,
)
