"""A sitting of one learner: which cases were shown, in which order, under which terms."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def new_public_id() -> str:
    """A name for addresses that nobody can guess: 12 characters, 71 bits."""
    return get_random_string(12)


class SessionQuerySet(models.QuerySet["Session"]):
    """The doors to sessions."""

    def owned_by(self, *, user: AbstractBaseUser | AnonymousUser, guest_token: str = "") -> Self:
        """The sessions of an account, or of a guest's browser; of nobody else."""
        if user.is_authenticated:
            return self.filter(user_id=user.pk)
        if not guest_token:
            return self.none()
        return self.filter(user=None, guest_token=guest_token)


class Session(models.Model):
    """One sitting in one mode. A guest's belongs to a token in the browser session."""

    class Mode(models.TextChoices):
        """The five ways to read."""

        PRACTICE = "practice", _("Practice")
        EXAM = "exam", _("Exam")
        RAPID = "rapid", _("Rapid")
        REVIEW = "review", pgettext_lazy("repetition", "Review")
        ASSIGNED = "assigned", _("Assigned")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.PRACTICE)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE
    )
    guest_token = models.CharField(max_length=32, blank=True, db_index=True)
    settings = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["user", "-started_at"], name="session_by_user")]
        constraints = [
            models.CheckConstraint(
                name="session_has_one_owner",
                condition=models.Q(user__isnull=False, guest_token="")
                | (models.Q(user__isnull=True) & ~models.Q(guest_token="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.public_id}"

    @property
    def length(self) -> int | None:
        """How many cases were agreed on; None is open-ended."""
        length: int | None = self.settings.get("length")
        return length

    @property
    def like_exam(self) -> bool:
        """Whether answers may change until the whole is handed in."""
        return self.mode == self.Mode.EXAM or bool(self.settings.get("exam"))


class SessionItem(models.Model):
    """One case of a session, with everything that grading needs frozen at the start.

    `answer_key` is the JSON of `cases.answerkey`, `ask` lists what the page asks for. Later edits
    of the case do not reach a running item.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    case_revision = models.PositiveIntegerField()
    answer_key = models.JSONField()
    history = models.TextField(blank=True)
    proof = models.CharField(max_length=20, blank=True)
    content_revision = models.PositiveIntegerField(default=0)
    rubric_version = models.CharField(max_length=20)
    ask = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["session", "order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="one_item_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.order}"

    @property
    def committed(self) -> Any:
        """The response of this item, or None while it is open."""
        return getattr(self, "response", None)
