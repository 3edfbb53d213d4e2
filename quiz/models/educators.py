"""What reaches the educators: doubts about a key, and names that nobody knew."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .response import Response


class KeyChallenge(models.Model):
    """A learner's "I think the key is wrong", with the response that it is about."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="key_challenge"
    )
    text = models.TextField(max_length=4000)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reply = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Challenge of {self.response_id}"


class UnmatchedAnswer(models.Model):
    """A text in a committed differential that resolved to nothing."""

    class State(models.TextChoices):
        """What an educator made of it."""

        NEW = "new", _("New")
        SYNONYM = "synonym", _("Accepted as a name")
        KNOWN = "known", _("Known, none of ours")
        ENTITY = "entity", _("To become an entity")
        REJECTED = "rejected", _("Nonsense")

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="unmatched_answers"
    )
    text = models.CharField(max_length=200, db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.NEW, db_index=True)
    entity = models.SlugField(max_length=80, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["response", "text"], name="unmatched_once_per_answer")
        ]

    def __str__(self) -> str:
        return self.text
