"""Mean grey levels alone must not tell the malignant one of a look-alike pair."""

import pytest

from cases.phantom.measure import measure
from cases.phantom.recipes.loader import load
from cases.phantom.recipes.spec import spec_of
from knowledge.schema.loader import load as load_content
from tests.cases.phantom.classifiers import linear_accuracy

BOOK = load()
MALIGNANT = {one.slug for one in load_content().library.entities if one.kind == "malignant"}


def pairs():
    sets = {}
    for one in BOOK.cases:
        if one.same_patient:
            sets.setdefault(one.same_patient, []).append(one)
    mixed = []
    for members in sets.values():
        kinds = {one.diagnosis in MALIGNANT for one in members}
        if kinds == {True, False}:
            mixed.append(members)
    return mixed


def test_pairs_are_there():
    assert len(pairs()) >= 10


def test_the_classifier_learns_a_grey_level_that_tells():
    rows = [[k % 2 + 0.01 * k, 0.3 * (k % 5)] for k in range(30)]
    assert linear_accuracy(rows, [k % 2 for k in range(30)]) > 0.9


@pytest.mark.exhaustive
def test_mean_grey_levels_do_not_tell_the_malignant_one():
    rows, labels = [], []
    for members in pairs():
        for one in members:
            found = measure(spec_of(one), 7, pixel=1.6, slug=one.diagnosis)
            rows.append([found.ratio[s] for s in ("T1", "T2", "STIR", "T1G")])
            labels.append(one.diagnosis in MALIGNANT)
    accuracy = linear_accuracy(rows, labels)
    assert accuracy < 0.60, f"{accuracy:.2f} of {len(labels)} cases by mean grey levels alone"
