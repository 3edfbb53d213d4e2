"""The picture that stands for a case in lists: `{{ case|picture }}`."""

from django import template

from cases.models import Case, Series
from cases.teach.listing import picture_of

register = template.Library()


@register.filter
def picture(case: Case) -> Series | None:
    """Return the series whose middle slice is shown, as `with_picture` fetched it."""
    return picture_of(case)
