"""What a reader keeps of a case for later: a bookmark, a note to self."""

from django.db import models

from .session import SessionItem


class Note(models.Model):
    """A reader's private mark on a case of a session; goes where the session goes."""

    item = models.OneToOneField(SessionItem, on_delete=models.CASCADE, related_name="note")
    bookmarked = models.BooleanField(default=False)
    text = models.TextField(max_length=4000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"Note on {self.item_id}"
