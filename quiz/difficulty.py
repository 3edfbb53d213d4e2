"""How hard a case is, in words: a measurement of the case, never a grade of the reader."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.models import Case, Difficulty
from quiz.scheduling.elo import Rating, average_chance
from quiz.services.filters import EASY_BELOW, HARD_FROM

#: With fewer reads the rating says mostly what its maker believed.
ENOUGH = 10


def difficulty_of(case: Case) -> str:
    """Return a sentence on the case's difficulty. No query where its rating is there."""
    rating = getattr(case, "rating", None)
    if rating is None or rating.reads < ENOUGH:
        believed = Difficulty(case.difficulty).label
        return _("%(word)s in the eyes of its maker; too few reads to measure it.") % {
            "word": believed
        }
    measured = Rating(rating.value, rating.deviation)
    low, middle, high = (round(100 * share) for share in average_chance(measured))
    ends = {_word(value) for value in measured.interval}
    word = Difficulty(_word(rating.value)).label
    figures = {"word": word, "percent": middle, "low": low, "high": high, "reads": rating.reads}
    if len(ends) == 1:
        return (
            _(
                "%(word)s: an average reader names it %(percent)d times in 100"
                " (95 %% interval %(low)d to %(high)d, from %(reads)d reads)."
            )
            % figures
        )
    return _(
        "Probably %(word)s: an average reader names it %(percent)d times in 100, but from"
        " %(reads)d reads it may be %(low)d to %(high)d."
    ) % (figures | {"word": str(word).lower()})


def _word(value: float) -> str:
    if value < EASY_BELOW:
        return Difficulty.EASY
    return Difficulty.HARD if value >= HARD_FROM else Difficulty.TYPICAL
