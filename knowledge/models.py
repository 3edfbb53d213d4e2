"""Rows of the knowledge: what the content files say, plus what educators changed.

The files under ``knowledge/content`` are shipped with the product; `knowledge.services.sync`
copies them into these rows. From then on the rows are the truth, so that an educator's
correction counts and is never overwritten.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


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


class Shipped(models.Model):
    """A row that comes from a content file.

    content_hash: hash of the shipped content this row was last taken from.
    edited: an educator changed the row here; sync then leaves it alone.
    pending_hash: hash of newer shipped content that waits because the row is edited.
    """

    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, editable=False)
    edited = models.BooleanField(_("edited here"), default=False, editable=False)
    pending_hash = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn = models.BooleanField(
        _("withdrawn"), default=False, help_text=_("Hidden from learners, kept for old cases.")
    )

    class Meta:
        abstract = True

    @property
    def in_conflict(self) -> bool:
        """Whether newer shipped content waits behind an educator's edit."""
        return bool(self.pending_hash)


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


class Report(models.Model):
    """What a reader says is wrong with a page; an educator settles it.

    content_revision: of the entity's text when it was written; empty for a finding.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CORRECTED = "corrected", _("Corrected")
        DECLINED = "declined", _("Nothing to correct")

    entity = models.ForeignKey(
        Entity, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    finding = models.ForeignKey(
        Finding, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    text = models.TextField(_("what is wrong"), max_length=4000)
    source = models.CharField(_("source"), max_length=500, blank=True)
    email = models.EmailField(_("email"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    content_revision = models.PositiveIntegerField(_("content revision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("report of a problem")
        verbose_name_plural = _("reports of problems")
        constraints = [
            models.CheckConstraint(
                name="report_is_about_one",
                condition=models.Q(entity__isnull=False, finding__isnull=True)
                | models.Q(entity__isnull=True, finding__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.text[:60]}"

    @property
    def about(self) -> Entity | Finding | None:
        """The entity or finding that it speaks of."""
        return self.entity or self.finding


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


class ContentState(models.Model):
    """One row: how often the knowledge has changed, and a token that caches are keyed by."""

    number = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=32)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("content state")

    def __str__(self) -> str:
        return f"{self.number} ({self.token})"
