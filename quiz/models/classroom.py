"""Quizzes that educators set, the cohorts that take them, and who started when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .session import Session, new_public_id


def new_invitation() -> str:
    """The secret part of an invitation link: 24 characters, 142 bits."""
    return get_random_string(24)


class Quiz(models.Model):
    """A fixed list of cases with its terms. Once somebody has started it, it does not change.

    `blueprint` is what the list was drawn by, for the record; `undo` holds earlier lists of case
    ids, newest last. `minutes` is the time for the whole set, None without a clock.
    """

    class Feedback(models.TextChoices):
        """When a learner is told the results."""

        EACH = "each", _("After each case")
        END = "end", _("When the quiz is handed in")
        DUE = "due", _("After the due date")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(_("note for learners"), blank=True, max_length=2000)
    minutes = models.PositiveSmallIntegerField(
        _("minutes for the whole set"), null=True, blank=True
    )
    feedback = models.CharField(
        _("feedback"), max_length=4, choices=Feedback, default=Feedback.END
    )
    attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=1)
    cases = models.ManyToManyField("cases.Case", through="QuizCase", related_name="+")
    blueprint = models.JSONField(default=dict, blank=True, editable=False)
    undo = models.JSONField(default=list, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords(excluded_fields=["undo"])

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def __str__(self) -> str:
        return self.title

    @property
    def like_exam(self) -> bool:
        """Whether answers stay open until the whole is handed in, as in an exam."""
        return self.feedback != self.Feedback.EACH

    @cached_property
    def locked(self) -> bool:
        """Whether somebody has started it, so that cases and terms stay. One query."""
        return Attempt.objects.filter(assignment__quiz=self).exists()


class QuizCase(models.Model):
    """One case of a quiz, in its place (from 1)."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="places")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["quiz", "order"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "order"], name="one_case_per_place"),
            models.UniqueConstraint(fields=["quiz", "case"], name="a_case_once_per_quiz"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}/{self.order}"


class Cohort(models.Model):
    """A class of learners. Whoever has the link, and an account, may join while it is open."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    token = models.CharField(max_length=24, unique=True, default=new_invitation, editable=False)
    link_open = models.BooleanField(_("joining by link"), default=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="cohorts"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["token"])

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who belongs to a cohort, since when, and how they came."""

    class Via(models.TextChoices):
        """How somebody became a member."""

        LINK = "link", _("by the link")
        LIST = "list", _("by a list")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    via = models.CharField(max_length=4, choices=Via, default=Via.LINK)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["cohort", "user__username"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="member_once_per_cohort")
        ]
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return f"{self.user} · {self.cohort}"


class Assignment(models.Model):
    """A quiz given to a cohort. It can be started from `opens_at` to `due_at`.

    `zone` is the IANA name of the time zone in which both were meant and are shown.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="assignments")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="assignments")
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_due_after_opening",
                condition=models.Q(due_at__gt=models.F("opens_at")),
            )
        ]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.quiz} → {self.cohort}"

    @property
    def opens(self) -> str:
        """The opening in words, in the assignment's time zone."""
        return self._in_words(self.opens_at)

    @property
    def due(self) -> str:
        """The due date in words, in the assignment's time zone."""
        return self._in_words(self.due_at)

    def _in_words(self, moment: object) -> str:
        local = timezone.localtime(moment, ZoneInfo(self.zone))  # type: ignore[arg-type]
        return f"{date_format(local, 'DATETIME_FORMAT')} ({self.zone})"


class Attempt(models.Model):
    """One learner's sitting of an assignment; the number is counted from 1.

    The constraint is what keeps a double click from starting two.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="taken")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts"
    )
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="attempt")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["assignment", "user", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "user", "number"], name="attempts_are_counted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.user_id}/{self.number}"

    @property
    def late(self) -> bool:
        """Whether it was handed in after the due date."""
        ended = self.session.finished_at
        return ended is not None and ended > self.assignment.due_at
