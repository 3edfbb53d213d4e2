"""A store of its own for every test that writes images."""

import pytest


@pytest.fixture
def media(tmp_path, settings):
    """An empty MEDIA_ROOT; imports run in this process."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    return settings.MEDIA_ROOT
