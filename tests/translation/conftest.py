import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english_again():
    """A page leaves its language behind in the process; the next test starts without."""
    translation.deactivate()
    yield
    translation.deactivate()
