"""What the pages cite, what they advise, and what they set side by side."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knowledge.models.entity import Entity
from knowledge.models.shipped import Shipped


class Reference(Shipped):
    """A published source that claims point to."""

    ref_id = models.SlugField(_("id"), max_length=80, unique=True)
    citation = models.TextField(_("citation"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    pmid = models.CharField("PMID", max_length=16, blank=True)
    pmcid = models.CharField("PMCID", max_length=16, blank=True)
    url = models.URLField("URL", max_length=500, blank=True)
    checked = models.CharField(_("checked against"), max_length=16, default="abstract")
    history = HistoricalRecords()

    class Meta:
        ordering = ["ref_id"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return self.citation


class ManagementOption(Shipped):
    """A next step that an answer key may offer ("Leave alone, no follow-up")."""

    slug = models.SlugField(max_length=64, unique=True)
    text = models.CharField(_("text"), max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = _("management option")
        verbose_name_plural = _("management options")

    def __str__(self) -> str:
        return self.text


class Pair(Shipped):
    """Two entities that are taken for each other, with a paragraph on what to look at.

    content: a `knowledge.schema.types.Pair` as plain data.
    """

    slug = models.CharField(max_length=170, unique=True, editable=False)
    a = models.ForeignKey(Entity, models.CASCADE, related_name="+", verbose_name=_("first"))
    b = models.ForeignKey(Entity, models.CASCADE, related_name="+", verbose_name=_("second"))
    content = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order"]
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")

    def __str__(self) -> str:
        return self.slug
