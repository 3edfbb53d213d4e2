"""The installation is warned of a missing secret for identifiers."""

from cases.checks import secret_of_its_own


def test_a_secret_of_its_own_is_asked_for(settings):
    settings.DEIDENTIFY_SECRET = ""
    (warning,) = secret_of_its_own()
    assert warning.id == "cases.W001" and "DEIDENTIFY_SECRET" in warning.hint
    settings.DEIDENTIFY_SECRET = "x"
    assert secret_of_its_own() == []
