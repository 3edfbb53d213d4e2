"""System checks of the installation: what would be noticed too late otherwise."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def secret_of_its_own(**kwargs: Any) -> list[CheckMessage]:
    """Warn when UIDs and dates are replaced under SECRET_KEY, which may have to change."""
    if getattr(settings, "DEIDENTIFY_SECRET", ""):
        return []
    return [
        Warning(
            "DEIDENTIFY_SECRET is not set: identifiers are replaced under SECRET_KEY.",
            hint=(
                "When SECRET_KEY changes, studies are no longer recognized, and whoever knows it "
                "can tell which original an identifier stands for. Set DEIDENTIFY_SECRET to a "
                "value of its own and keep it as long as the library (see docs/administration.md)."
            ),
            id="cases.W001",
        )
    ]


@register()
def archives(**kwargs: Any) -> list[CheckMessage]:
    """Refuse archives without a sound address: nobody should notice at the first search."""
    given = getattr(settings, "DICOMWEB_SERVERS", {})
    sound = isinstance(given, dict) and all(
        isinstance(one, dict)
        and str(one.get("url", "")).startswith(("https://", "http://"))
        and isinstance(one.get("headers", {}), dict)
        for one in given.values()
    )
    if sound:
        return []
    hint = 'Write JSON: {"PACS": {"url": "https://pacs.example.org/dicom-web", "headers": {}}}.'
    return [Error("DICOMWEB_SERVERS does not name archives.", hint=hint, id="cases.E001")]
