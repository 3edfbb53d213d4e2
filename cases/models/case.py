"""A case, what was published of it, and the view that its reveal opens on."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.answerkey.types import NOT_PROVEN
from cases.models.ids import public_id
from cases.querysets import CaseQuerySet


class Difficulty(models.TextChoices):
    """How hard the educator (or the recipe) believes the case to be."""

    EASY = "easy", _("Easy")
    TYPICAL = "typical", _("Typical")
    HARD = "hard", _("Hard")


class Provenance(models.TextChoices):
    """Whether a patient or the simulator made the images."""

    SIMULATED = "simulated", _("Simulated")
    REAL = "real", _("Real")


class Pool(models.TextChoices):
    """Which sessions may serve the case.

    An exhibit is shown with its diagnosis in self-study, so no session ever serves it: whoever
    has looked at it could recognize a case by the addresses of its images.
    """

    PRACTICE = "practice", _("Practice")
    HELD_BACK = "held_back", _("Held back for exams")
    EXHIBIT = "exhibit", _("Shown in self-study, never asked")


#: Pools whose published images are open to everybody.
OPEN_POOLS = frozenset({Pool.PRACTICE, Pool.EXHIBIT})


class State(models.TextChoices):
    """Life of a case."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Proof(models.TextChoices):
    """How the diagnosis of the case is known. Not proven: shown, but never graded."""

    NOT_PROVEN = "not_proven", _("Not proven")
    HISTOLOGY = "histology", _("Histology")
    FOLLOW_UP = "follow_up", _("Follow-up")
    TYPICAL_IMAGING = "typical_imaging", _("Typical imaging")
    CONSENSUS = "consensus", _("Consensus of readers")
    SIMULATED = "simulated", _("Simulated, known by construction")


class Case(models.Model):
    """One patient's images with a history and, if the diagnosis is known, an answer key.

    `public_id` is the only identifier in learners' addresses; `slug` and `title` are for
    educators and may name the diagnosis. `answer_key` is the JSON of `cases.answerkey.codec`;
    an empty object means that the diagnosis is not proven, and then nothing is graded.
    `diagnosis_slug` and `malignant` repeat the key so that the database can choose by them.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("For educators; learners never see it."),
    )
    history = models.TextField(_("clinical history"), blank=True)
    difficulty = models.CharField(
        _("difficulty"), max_length=10, choices=Difficulty, default=Difficulty.TYPICAL
    )
    provenance = models.CharField(
        _("provenance"), max_length=10, choices=Provenance, default=Provenance.REAL
    )
    pool = models.CharField(_("pool"), max_length=10, choices=Pool, default=Pool.PRACTICE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    answer_key = models.JSONField(_("answer key"), default=dict, blank=True)
    diagnosis_slug = models.CharField(_("diagnosis"), max_length=80, blank=True, db_index=True)
    malignant = models.BooleanField(_("malignant"), default=False)
    proof = models.CharField(
        _("proof of diagnosis"), max_length=20, choices=Proof, default=Proof.NOT_PROVEN
    )
    source_text = models.TextField(_("source"), blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    still_images = models.BooleanField(
        _("still images"),
        default=False,
        editable=False,
        help_text=_("Pictures without scale and Hounsfield units are among its images."),
    )
    recipe = models.JSONField(_("simulator's recipe"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()
    #: Who changed which column when; the keys themselves are kept by revisions and versions.
    records = HistoricalRecords(excluded_fields=["answer_key", "recipe"])

    class Meta:
        ordering = ["slug"]
        indexes = [models.Index(fields=["state", "pool"])]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.title or self.slug

    @staticmethod
    def is_public(state: str, pool: str) -> bool:
        """Whether guests may see images of this state and pool: `public()` and `exhibits()`."""
        return state == State.PUBLISHED and pool in OPEN_POOLS

    @property
    def simulated(self) -> bool:
        """Whether the images come from the simulator; every page that shows them says so."""
        return self.provenance == Provenance.SIMULATED

    @property
    def workbench_url(self) -> str:
        """Return the address where educators edit the case."""
        return reverse("teach:case", args=[self.public_id])

    @property
    def graded(self) -> bool:
        """Whether a read of this case can be right or wrong: only with a proven diagnosis."""
        return self.diagnosis_slug not in {"", NOT_PROVEN} and self.proof != Proof.NOT_PROVEN


class CaseRevision(models.Model):
    """What a case was when it was published: written once; attempts point here."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_revision_per_number")
        ]
        verbose_name = _("case revision")
        verbose_name_plural = _("case revisions")

    def __str__(self) -> str:
        return f"{self.case_id} r{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the revision once; a second save is a mistake in the program."""
        if not self._state.adding:
            raise TypeError("A case revision is never changed after it has been written.")
        super().save(*args, **kwargs)


class KeyView(models.Model):
    """Where the reveal opens: series, slice (index in the series) and window (output units).

    `zoom` counts from the whole image fitted into its view (1); `col` and `row` are the image
    point in the middle. Empty where nobody has zoomed.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="key_view")
    series = models.ForeignKey("cases.Series", on_delete=models.CASCADE, related_name="+")
    slice = models.PositiveIntegerField()
    center = models.FloatField(null=True, blank=True)
    width = models.FloatField(null=True, blank=True)
    zoom = models.FloatField(null=True, blank=True)
    col = models.FloatField(null=True, blank=True)
    row = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("key view")
        verbose_name_plural = _("key views")

    def __str__(self) -> str:
        return f"{self.series} · {self.slice + 1}"
