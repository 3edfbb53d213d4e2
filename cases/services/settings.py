"""What the settings say about images, with the values that hold where they say nothing."""

import os

from django.conf import settings

from cases.dicom.profile import Options


def secret() -> bytes:
    """Return the key under which UIDs and dates are replaced. It must outlive the library."""
    value: str = getattr(settings, "DEIDENTIFY_SECRET", "") or settings.SECRET_KEY
    return value.encode()


def options() -> Options:
    """Return the options of the de-identification profile, `DEIDENTIFY_OPTIONS` by name."""
    return Options(**getattr(settings, "DEIDENTIFY_OPTIONS", {}))


def processes() -> int:
    """Return on how many cores an import may decode."""
    return int(getattr(settings, "INGEST_PROCESSES", 0) or os.cpu_count() or 1)
