"""Conditions: their groups, their names, and the names that stand for several of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knowledge.models.shipped import Shipped


class Kind(models.TextChoices):
    """Which side a name stands on: the question behind every case."""

    MIMIC = "mimic", _("Mimic")
    MALIGNANT = "malignant", _("Malignant")


class CtClass(models.TextChoices):
    """What CT shows; the second axis of the map."""

    LUCENT = "lucent", _("Lucent")
    SCLEROTIC = "sclerotic", _("Sclerotic")
    MIXED = "mixed", _("Mixed")
    OCCULT = "occult", _("Occult")


class ReviewState(models.TextChoices):
    """How far a person has checked a page."""

    DRAFTED = "drafted", _("Drafted from abstracts")
    REVIEWED = "reviewed", _("Reviewed")
    DISPUTED = "disputed", _("Under discussion")


class Group(Shipped):
    """One of the seven groups of the paper, or the malignant controls."""

    slug = models.SlugField(_("slug"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def __str__(self) -> str:
        return self.name


class Entity(Shipped):
    """One disease or normal variant that has a page and can be a diagnosis."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    group = models.ForeignKey(Group, models.PROTECT, related_name="entities")
    variant_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="variants"
    )
    ct_class = models.CharField(_("CT class"), max_length=16, choices=CtClass)
    ct_class_alternatives = models.JSONField(default=list, blank=True)
    compartments = models.JSONField(default=list, blank=True)
    content = models.JSONField(_("content"), default=dict)
    content_revision = models.PositiveIntegerField(_("content revision"), default=1)
    review_state = models.CharField(
        _("review state"), max_length=16, choices=ReviewState, default=ReviewState.DRAFTED
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer_name = models.CharField(_("reviewer"), max_length=200, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_revision = models.PositiveIntegerField(_("reviewed revision"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["group__order", "name"]
        verbose_name = _("entity")
        verbose_name_plural = _("entities")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The entity's page."""
        return reverse("knowledge:entity", args=[self.slug])

    @property
    def review_is_current(self) -> bool:
        """Whether the review speaks of the text as it stands now."""
        return (
            self.review_state == ReviewState.REVIEWED
            and self.reviewed_revision == self.content_revision
        )


class Umbrella(Shipped):
    """A name that stands for several entities ("bone metastases"): partial credit, no page."""

    slug = models.SlugField(_("slug"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    narrower = models.JSONField(
        default=list, help_text=_("Slugs of the entities and umbrella names right below.")
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("umbrella name")
        verbose_name_plural = _("umbrella names")

    def __str__(self) -> str:
        return self.name


class EntityName(models.Model):
    """A synonym or an abbreviation of an entity or of an umbrella name.

    Names from the content are switched off, never deleted, so that sync does not bring back
    what an educator removed.
    """

    class NameKind(models.TextChoices):
        SYNONYM = "synonym", _("Synonym")
        ABBREVIATION = "abbreviation", _("Abbreviation")

    class Source(models.TextChoices):
        CONTENT = "content", _("Shipped content")
        EDUCATOR = "educator", _("Educator")

    entity = models.ForeignKey(Entity, models.CASCADE, null=True, blank=True, related_name="names")
    umbrella = models.ForeignKey(
        Umbrella, models.CASCADE, null=True, blank=True, related_name="names"
    )
    text = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=NameKind, default=NameKind.SYNONYM)
    source = models.CharField(max_length=16, choices=Source, default=Source.EDUCATOR)
    language = models.CharField(_("language"), max_length=8, default="en")
    active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.CheckConstraint(
                name="name_belongs_to_one",
                condition=models.Q(entity__isnull=False, umbrella__isnull=True)
                | models.Q(entity__isnull=True, umbrella__isnull=False),
            ),
            models.UniqueConstraint(fields=["entity", "text", "kind"], name="entity_name_once"),
            models.UniqueConstraint(
                fields=["umbrella", "text", "kind"], name="umbrella_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class OtherName(models.Model):
    """A name that learners write and that is none of ours, as an educator decided.

    Both kinds are understood as a known other condition from then on. A proposed entity waits for
    whoever writes the content; `accept_other` writes, `withdraw_other` takes back.
    """

    class Kind(models.TextChoices):
        """What it is."""

        KNOWN = "known", _("Known other condition")
        PROPOSED = "proposed", _("Proposed entity")

    text = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.KNOWN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    class Meta:
        ordering = ["text"]
        verbose_name = _("name of another condition")
        verbose_name_plural = _("names of other conditions")

    def __str__(self) -> str:
        return self.text
