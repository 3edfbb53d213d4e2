"""Exhibits for the pages of the knowledge: see `knowledge.pages.pictures`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from cases.learn.finding import finding_shown
from cases.learn.pages import entity_shown
from cases.models import Picture, Pool, Provenance, State
from knowledge.pages.pictures import Thumbnail


class Exhibits:
    """The illustrator that `cases` registers when it starts."""

    def thumbnails(self) -> Mapping[str, Thumbnail]:
        """The thumbnail of every entity with an exhibit. One query."""
        rows = Picture.objects.filter(
            kind=Picture.Kind.THUMBNAIL,
            series__study__case__state=State.PUBLISHED,
            series__study__case__pool=Pool.EXHIBIT,
        ).values_list(
            "series__study__case__diagnosis_slug", "series__study__case__provenance",
            "series__token", "digest", "width", "height",
        ).order_by("-series__study__case__provenance", "-pk")  # fmt: skip
        # Later rows replace earlier ones: real before simulated, an entity's own before a pair's.
        return {
            slug: Thumbnail(
                reverse("cases:picture", args=[token, digest]),
                width,
                height,
                provenance == Provenance.SIMULATED,
            )
            for slug, provenance, token, digest, width, height in rows
        }

    def entity(self, slug: str, beside: str) -> Mapping[str, Any]:
        """`shown`: an `EntityShown`, `levels` of its lesions; empty where no exhibit shows it."""
        shown = entity_shown(slug, beside)
        return {"shown": shown, "levels": shown.exhibit.levels} if shown else {}

    def finding(self, slug: str, entities: Sequence[str]) -> Mapping[str, Any]:
        """`shown`: a `FindingShown`; empty where no exhibit's key names the finding."""
        shown = finding_shown(slug, entities)
        return {"shown": shown} if shown else {}
