"""Pictures of entities on the pages of the knowledge, from whoever has images.

The knowledge knows no images: another app registers an illustrator when it starts, and the pages
ask here. Without one they are complete in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Thumbnail:
    """A still of an entity: address and size in pixels of the screen."""

    url: str
    width: int
    height: int
    simulated: bool


class Illustrator(Protocol):
    """Who has images of entities."""

    def thumbnails(self) -> Mapping[str, Thumbnail]:
        """One picture an entity, by slug. A constant number of queries."""

    def entity(self, slug: str, beside: str) -> Mapping[str, Any]:
        """What an entity's page shows in its templates `learn/_*.html`: empty without images.

        `beside`: the entity of the other side. A constant number of queries.
        """

    def finding(self, slug: str, entities: Sequence[str]) -> Mapping[str, Any]:
        """What a finding's page shows in `learn/_exhibit.html`: empty without images.

        `entities`: those that show it, most often first. A constant number of queries.
        """


class _Nobody:
    def thumbnails(self) -> Mapping[str, Thumbnail]:
        return {}

    def entity(self, slug: str, beside: str) -> Mapping[str, Any]:
        return {}

    def finding(self, slug: str, entities: Sequence[str]) -> Mapping[str, Any]:
        return {}


_registered: list[Illustrator] = [_Nobody()]


def register(illustrator: Illustrator) -> None:
    """Let the pages ask this illustrator; the last one counts."""
    _registered[:] = [illustrator]


def illustrator() -> Illustrator:
    """Who is asked for pictures."""
    return _registered[0]
