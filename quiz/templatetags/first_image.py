"""Which image a reading page shows first: the browser asks for it before any script runs."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def first_image(manifest: dict[str, Any]) -> str:
    """Return the address of the middle slice of the first series, "" where there is none."""
    series = manifest["series"]
    frames: list[str] = series[0]["frames"] if series else []
    return frames[len(frames) // 2] if frames else ""
