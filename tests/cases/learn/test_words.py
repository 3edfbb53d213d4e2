"""Gray levels in words and swatches: both from the same numbers."""

import pytest
from django.utils import translation

from cases.learn.words import shade

WINDOW = {"center": 500.0, "width": 1000.0}


def test_swatches_show_the_values_at_the_window_the_lesion_first():
    found = shade("t1", {"muscle": 250.0, "lesion": 750.0}, WINDOW, "")
    assert [(str(one.name), one.gray, one.lesion) for one in found.swatches] == [
        ("Lesion", 191, True),
        ("Muscle", 63, False),
    ]


@pytest.mark.parametrize(("value", "gray"), [(-300, 0), (0, 0), (1000, 255), (5000, 255)])
def test_a_swatch_never_leaves_the_range_of_grays(value, gray):
    assert shade("t1", {"lesion": value}, WINDOW, "").swatches[0].gray == gray


@pytest.mark.parametrize(
    ("lesion", "said"),
    [
        (100, "much darker than marrow."),
        (180, "darker than marrow."),
        (300, "about as bright as marrow."),
        (400, "brighter than marrow."),
        (700, "much brighter than marrow."),
    ],
)
def test_the_sentence_compares_with_what_was_measured(lesion, said):
    assert str(shade("t1", {"lesion": lesion, "marrow": 300.0}, WINDOW, "").said) == said


def test_tissues_on_one_side_share_a_word():
    values = {"lesion": 400.0, "marrow": 600.0, "disc": 200.0, "muscle": 220.0}
    said = str(shade("t1", values, WINDOW, "").said)
    assert said == "darker than marrow; brighter than disc and muscle."


def test_density_is_told_in_hounsfield_units():
    values = {"lesion": 92.4, "marrow": 178.0, "disc": 90.0}
    assert str(shade("ct", values, WINDOW, "HU").said).startswith("92 HU in the lesion, 178 HU")
    assert "in the discs" in str(shade("ct", {"lesion": 700.0, "disc": 90.0}, WINDOW, "HU").said)
    assert str(shade("ct", {"lesion": 700.0}, WINDOW, "HU").said) == "700 HU in the lesion."


@pytest.mark.parametrize(
    ("opposed", "said"),
    [(40, "60 % less on the opposed phase: drops."), (85, "drops little"), (95, "no drop"),
     (120, "brighter here: no drop")],
)  # fmt: skip
def test_chemical_shift_compares_the_phases(opposed, said):
    found = shade("chemical_shift", {"lesion in": 100.0, "lesion opposed": opposed}, WINDOW, "")
    assert said in str(found.said)
    assert len(found.swatches) == 2


def test_nothing_to_compare_with_says_nothing():
    assert shade("t1", {"lesion": 100.0}, WINDOW, "").said == ""


def test_german_nouns_keep_their_capitals_inside_a_sentence():
    values = {"lesion": 100.0, "marrow": 600.0, "disc": 200.0}
    with translation.override("de"):
        said = str(shade("t1", values, WINDOW, "").said)
    assert said == "viel dunkler als Mark; dunkler als Bandscheibe."
