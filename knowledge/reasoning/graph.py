"""Entities × features: how often each entity shows what a reader can tick.

A feature is a finding or a clue (age, place, history). A cell is a `Word`: the typicality of the
content, `contrary` where the entity's own table names another word of the same kind (its T1 is
low, the feature is high T1), or missing where nobody knows. Nothing is filled in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.schema.types import Clue, Entity, Finding, Typicality

Word = Literal["always", "usual", "sometimes", "rare", "never", "contrary"]
_UNTOLD = (None, "variable", "not-interpretable")


@dataclass(frozen=True)
class Feature:
    """Something that can be ticked. kind: that of the finding or of the clue."""

    slug: str
    name: str
    kind: str
    modalities: tuple[str, ...] = ()
    is_clue: bool = False


@dataclass(frozen=True)
class Graph:
    """All entities against all features. `words[entity][feature]`; what is missing is unknown."""

    features: Mapping[str, Feature]
    words: Mapping[str, Mapping[str, Word]]

    def word(self, entity: str, feature: str) -> Word | None:
        """How often `entity` shows `feature`; None is unknown."""
        return self.words[entity].get(feature)


def build_graph(
    entities: Iterable[Entity], findings: Iterable[Finding], clues: Iterable[Clue] = ()
) -> Graph:
    """Put the graph together; what an entity says of an unknown feature is left out."""
    vocabulary = tuple(findings)
    features = {
        item.slug: Feature(item.slug, item.name, item.kind, item.modalities) for item in vocabulary
    }
    features |= {
        item.slug: Feature(item.slug, item.name, item.kind, is_clue=True) for item in clues
    }
    words: dict[str, dict[str, Word]] = {}
    for entity in entities:
        told: dict[str, Typicality] = {**entity.findings, **entity.clues}
        row: dict[str, Word] = {
            item.slug: "contrary" for item in vocabulary if contradicts(entity, item)
        }
        for slug, typicality in told.items():
            if typicality != "unknown" and slug in features:
                row[slug] = typicality
        words[entity.slug] = row
    return Graph(features, words)


def contradicts(entity: Entity, finding: Finding) -> bool:
    """Whether the entity's own table names another word than the one `finding` stands for."""
    for sequence, fitting in finding.signal_of.items():
        row = entity.imaging.get(sequence)
        if row is not None and row.signal not in (*_UNTOLD, *fitting):
            return True
    if finding.drop_of:
        shift = entity.imaging.get("chemical_shift")
        drop = shift.opposed_phase_drop if shift else None
        return drop not in (*_UNTOLD, *finding.drop_of)
    if finding.ct_class_of:
        return finding.ct_class_of not in (entity.ct_class, *entity.ct_class_alternatives)
    return bool(finding.pattern_of) and finding.pattern_of != entity.distribution.pattern
