"""A draft to edit."""

import pytest

from tests.factories import CaseFactory, SeriesFactory


@pytest.fixture
def draft(db, media):
    """A draft with one series of two slices, licence stated, key still to be written."""
    case = CaseFactory(state="draft", revision=0, licence="CC0", answer_key={})
    SeriesFactory(study__case=case)
    return case
