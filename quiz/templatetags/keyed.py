"""Looking things up by a key that a template only knows at run time."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at_key(values: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return what the mapping holds at the key, or None."""
    return values.get(key) if values else None
