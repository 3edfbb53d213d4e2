"""Which name is broader than which: groups above entities, entities above their variants.

Pure values; the resolver shows the names and the grading engine gives partial credit by the
number of steps between what was answered and what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: The slug of "nothing abnormal"; a valid answer and a valid diagnosis, not an entity.
NORMAL = "normal"


class RelationsError(ValueError):
    """The relations contradict themselves; the message says where, in a sentence."""


@dataclass(frozen=True)
class Relations:
    """An acyclic graph of names.

    broader: each slug with the slugs right above it (a group, or the entity it is a variant of).
    malignant: slugs of the entities and of the groups that are malignant.
    names: how each slug is written for people, groups and ``normal`` included.
    """

    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    malignant: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a circle: a name cannot be narrower than itself."""
        for slug in self.broader:
            if slug in self._distances_above(slug):
                raise RelationsError(f"“{slug}” would be narrower than itself.")

    def steps_above(self, slug: str, ancestor: str) -> int | None:
        """How many steps `ancestor` lies above `slug`: 1 is right above, None is not above.

        The shortest way counts. A slug does not lie above itself.
        """
        return self._distances_above(slug).get(ancestor)

    def is_narrower(self, slug: str, than: str) -> bool:
        """Whether `slug` is a kind of `than`, over any number of steps, and not the same."""
        return self.steps_above(slug, than) is not None

    def siblings(self, a: str, b: str) -> bool:
        """Whether two different names share a parent right above both of them."""
        return a != b and bool(set(self.broader.get(a, ())) & set(self.broader.get(b, ())))

    def is_malignant(self, slug: str) -> bool:
        """Whether an entity or a group is malignant; unknown slugs are not."""
        return slug in self.malignant

    def narrower(self, slug: str) -> tuple[str, ...]:
        """Every name right below `slug`, in the order of the content."""
        return tuple(child for child, parents in self.broader.items() if slug in parents)

    def name(self, slug: str) -> str:
        """The written name of a slug, or the slug itself where none is known."""
        return self.names.get(slug, slug)

    def _distances_above(self, slug: str) -> dict[str, int]:
        distances: dict[str, int] = {}
        level: Iterable[str] = self.broader.get(slug, ())
        steps = 1
        while level:
            fresh = [parent for parent in level if parent not in distances]
            distances.update(dict.fromkeys(fresh, steps))
            level = [above for parent in fresh for above in self.broader.get(parent, ())]
            steps += 1
        return distances
