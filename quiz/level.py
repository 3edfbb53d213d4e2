"""What the site takes a reader's ability for when it chooses cases, in words: never a grade."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import ngettext

from quiz.models import ReaderRating, Reading
from quiz.scheduling.elo import Rating, chance_of_typical, rested
from quiz.selectors import Reader, untold


def level_of(reader: Reader) -> str:
    """Return a sentence on the account's level as of now. Two queries.

    Said as the chance to name a typical case first, with its 95 % interval: logits mean nothing
    to a reader. Empty for guests, and while a result counts in it that is not told yet.
    """
    if not isinstance(reader.user, User):
        return ""
    row = ReaderRating.objects.filter(user=reader.user).first()
    if row is None or Reading.objects.filter(session__in=untold(reader)).exists():
        return ""
    days = (timezone.now() - row.read_at).total_seconds() / 86400
    low, middle, high = chance_of_typical(rested(Rating(row.value, row.deviation), days))
    return ngettext(
        "Of 100 cases of middling difficulty you would name about %(middle)d first, as far as"
        " one read tells: between %(low)d and %(high)d (95 %% interval).",
        "Of 100 cases of middling difficulty you would name about %(middle)d first, as far as"
        " %(reads)d reads tell: between %(low)d and %(high)d (95 %% interval).",
        row.reads,
    ) % {
        "low": round(100 * low),
        "middle": round(100 * middle),
        "high": round(100 * high),
        "reads": row.reads,
    }
