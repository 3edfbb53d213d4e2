"""What the reads of an account add up to for choosing the next case: derived, rebuildable.

All of it follows from `Reading` and `SessionItem` rows (`manage.py rebuild_memory`), is kept for
accounts only, and is as long as the knowledge and the library, however much is read.
"""

from django.conf import settings
from django.db import models


class MemoryCard(models.Model):
    """What FSRS keeps of an entity, or of a pair of entities that were taken for each other.

    Of an entity `other` is empty; of a pair `entity` and `other` stand in alphabetical order and
    `other` may be a group. `streak` counts right reads in a row.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memory_cards"
    )
    entity = models.SlugField(max_length=80)
    other = models.SlugField(max_length=80, blank=True)
    stability = models.FloatField()
    difficulty = models.FloatField()
    due = models.DateTimeField()
    reviewed = models.DateTimeField()
    reads = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    streak = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["user", "due"], name="card_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["user", "entity", "other"], name="one_card_each")
        ]

    def __str__(self) -> str:
        return f"{self.entity} | {self.other}" if self.other else self.entity


class ReaderRating(models.Model):
    """How able a reader is, in logits, with its standard deviation; see `scheduling.elo`."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="reader_rating",
    )
    value = models.FloatField()
    deviation = models.FloatField()
    reads = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Reader {self.user_id}: {self.value:.2f}"


class CaseRating(models.Model):
    """How hard a case is, in logits, with its standard deviation; see `scheduling.elo`."""

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="rating"
    )
    value = models.FloatField()
    deviation = models.FloatField()
    reads = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Case {self.case_id}: {self.value:.2f}"


class SeenCase(models.Model):
    """How often a case was put before a reader, and when last."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seen_cases"
    )
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(default=0)
    shown_at = models.DateTimeField()

    class Meta:
        ordering = ["-shown_at"]
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="one_row_a_case")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.case_id} {self.times} times"
