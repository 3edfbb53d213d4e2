"""A committed read in figures: what statistics ask for, in columns instead of JSON."""

from django.db import models

from .response import Response
from .session import Session


class Reading(models.Model):
    """What one response said and what was true, as its newest grade sees it.

    Derived from response, grade and frozen key, so it may be written anew at any time; see
    `quiz.services.figures`. `malignant`, `probability`, `localised` and the scores are null where
    they were not asked or cannot be judged. `named` is the first entry of the differential that
    was understood.
    """

    response = models.OneToOneField(
        Response, primary_key=True, on_delete=models.CASCADE, related_name="reading"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="readings")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(db_index=True)
    seconds = models.FloatField(null=True)
    diagnosis = models.SlugField(max_length=80, blank=True, db_index=True)
    named = models.SlugField(max_length=80, blank=True)
    named_right = models.BooleanField(default=False)
    malignant = models.BooleanField(null=True)
    probability = models.FloatField(null=True)
    localised = models.FloatField(null=True)
    total = models.FloatField(null=True)
    lo1 = models.FloatField(null=True)
    lo2 = models.FloatField(null=True)
    lo3 = models.FloatField(null=True)

    class Meta:
        ordering = ["committed_at", "pk"]
        indexes = [models.Index(fields=["session", "committed_at"], name="reading_by_session")]

    def __str__(self) -> str:
        return f"Reading of {self.response_id}"
