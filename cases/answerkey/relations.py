"""What the answer key needs to know of how names relate, as a protocol.

`knowledge.schema.relations.Relations` fulfils it; tests may bring their own hierarchy. Keeping
it a protocol lets keys be validated and graded without loading the knowledge content.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol


class RelationsLike(Protocol):
    """Who is narrower than whom, who is malignant, and how each slug is called."""

    @property
    def broader(self) -> Mapping[str, tuple[str, ...]]:
        """Slug to the groups or entities right above it."""

    @property
    def malignant(self) -> AbstractSet[str]:
        """Slugs of the malignant entities and groups."""

    @property
    def names(self) -> Mapping[str, str]:
        """Slug to display name, for entities, groups and "normal"."""

    def is_narrower(self, slug: str, than: str) -> bool:
        """Whether `slug` lies below `than`, at any depth; nothing is narrower than itself."""

    def steps_above(self, slug: str, ancestor: str) -> int | None:
        """How many steps `ancestor` lies above `slug`; None where it does not."""

    def siblings(self, a: str, b: str) -> bool:
        """Whether two different slugs share a parent right above them."""
