"""Figures in words: shares in per cent, intervals as ranges, a rate as one tile."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from quiz.analytics.progress import Rate
from quiz.psychometrics.intervals import Interval

register = template.Library()


@register.filter
def percent(value: float | None) -> str:
    """Return a share as "83 %", a dash for none."""
    return "–" if value is None else f"{100 * value:.0f} %"


@register.filter
def percent_range(interval: Interval | None) -> str:
    """Return an interval of shares as "71 to 92 %", empty for none."""
    if interval is None:
        return ""
    low, high = interval
    return _("%(low).0f to %(high).0f %%") % {"low": 100 * low, "high": 100 * high}


@register.filter
def decimal_range(interval: Interval | None) -> str:
    """Return an interval with two decimals, "0.71 to 0.92"."""
    if interval is None:
        return ""
    low, high = interval
    return _("%(low)s to %(high)s") % {
        "low": number_format(low, 2),
        "high": number_format(high, 2),
    }


@register.inclusion_tag("quiz/progress/_rate.html")
def rate(name: str, about: str, value: Rate) -> dict[str, Any]:
    """Draw one rate: its share, its interval, and of how many."""
    return {"name": name, "about": about, "rate": value}


@register.filter
def add_number(value: float, amount: float) -> float:
    """Return the sum, for the place of a label beside its mark."""
    return round(float(value) + float(amount), 2)
