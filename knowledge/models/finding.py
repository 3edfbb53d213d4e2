"""What a reader can see, how often each entity shows it, and what is known beside the images."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knowledge.models.entity import Entity
from knowledge.models.shipped import Shipped


class Finding(Shipped):
    """Something that a reader can see, tick, and be asked about."""

    class FindingKind(models.TextChoices):
        SIGN = "sign", _("Named sign")
        SIGNAL = "signal", _("Signal or density")
        MORPHOLOGY = "morphology", _("Shape and structure")
        DISTRIBUTION = "distribution", _("Distribution")
        CONTEXT = "context", _("Context outside the lesion")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=FindingKind)
    modalities = models.JSONField(default=list)
    definition = models.TextField(_("definition"))
    separates = models.CharField(_("speaks for"), max_length=16, blank=True)
    content = models.JSONField(default=dict)
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The finding's page."""
        return reverse("knowledge:finding", args=[self.slug])


class EntityFinding(models.Model):
    """How often an entity shows a finding; ``unknown`` is an answer, never filled by guessing."""

    class Typicality(models.TextChoices):
        ALWAYS = "always", _("Always")
        USUAL = "usual", _("Usual")
        SOMETIMES = "sometimes", _("Sometimes")
        RARE = "rare", _("Rare")
        NEVER = "never", _("Never")
        UNKNOWN = "unknown", _("Unknown")

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="finding_links")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="entity_links")
    typicality = models.CharField(max_length=16, choices=Typicality)

    class Meta:
        ordering = ["entity_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "finding"], name="entity_finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} · {self.finding_id}: {self.typicality}"


class Clue(Shipped):
    """What a reader knows beside the images; entities say in their content how often."""

    class ClueKind(models.TextChoices):
        AGE = "age", _("Age")
        PLACE = "place", _("Place in the vertebra")
        HISTORY = "history", _("History")

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=ClueKind)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = _("clue")
        verbose_name_plural = _("clues")

    def __str__(self) -> str:
        return self.name
