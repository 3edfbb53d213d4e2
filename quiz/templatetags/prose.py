"""Markdown in templates: `{{ text|prose }}`."""

from django import template
from django.utils.safestring import SafeString

from config.lib import markdown

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Return the Markdown as safe HTML."""
    return markdown.render(text)
