"""Fixtures for every test: the personas, and a cache that starts empty."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import settings

from tests.personas import Persona, make_persona

# A machine that is busy with something else is no reason to fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

#: Real DICOM that may lie beside the repository; tests that need it skip where it does not.
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    """Throttles and cached selectors must not leak from one test into the next."""
    for cache in caches.all():
        cache.clear()
    yield


@pytest.fixture
def shared() -> Path:
    """The folder beside the repository with real DICOM and fact sheets."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared beside the repository")
    return SHARED


@pytest.fixture
def persona(db) -> Callable[[str], Persona]:
    """Make a persona by name: `persona("learner")`."""
    return make_persona


@pytest.fixture
def guest(db) -> Client:
    return make_persona("guest").client


@pytest.fixture
def learner(db) -> Client:
    return make_persona("learner").client


@pytest.fixture
def other_learner(db) -> Client:
    return make_persona("other_learner").client


@pytest.fixture
def educator(db) -> Client:
    return make_persona("educator").client


@pytest.fixture
def admin(db) -> Client:
    return make_persona("admin").client
