"""What a reader keeps of a case for later: a bookmark and a note, both private."""

from __future__ import annotations

from django.db import transaction

from quiz.models import Note, SessionItem

LONGEST = 4000


class NoteTooLong(ValueError):
    """A note holds `LONGEST` characters at most; what was typed is not kept."""


@transaction.atomic
def toggle_bookmark(*, item: SessionItem) -> Note:
    """Bookmark the case, or take the bookmark away."""
    note, _ = Note.objects.select_for_update().get_or_create(item=item)
    note.bookmarked = not note.bookmarked
    return _kept(note)


@transaction.atomic
def write_note(*, item: SessionItem, text: str) -> Note:
    """Keep this text as the note on the case; an empty one takes it away.

    Raises `NoteTooLong`.
    """
    cleaned = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(cleaned) > LONGEST:
        raise NoteTooLong
    note, _ = Note.objects.select_for_update().get_or_create(item=item)
    note.text = cleaned
    return _kept(note)


def _kept(note: Note) -> Note:
    """Write the note, or forget it where it holds nothing."""
    if note.bookmarked or note.text:
        note.save()
    else:
        note.delete()
    return note
