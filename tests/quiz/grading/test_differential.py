"""LO1: the worked examples of GRADING.md, each match and each deduction, ambiguous entries."""

from dataclasses import replace

import pytest

from cases.answerkey.types import NORMAL, Alternative, AnswerKey, Exclusion
from quiz.grading.differential import score_differential
from quiz.grading.rubric import RUBRIC
from quiz.grading.types import DifferentialEntry
from tests.quiz.grading.cases import ATYPICAL, HEMANGIOMA, SCLEROTIC
from tests.quiz.grading.worlds import LIBRARY, named, named_all

UNRELATED = ("paget-disease", "brown-tumor", "sarcoidosis", "multifocal-tuberculosis")
LIST_LIMIT = 5


def scored(key, *entries, mode="practice"):
    listed = [named(e) if isinstance(e, str) else e for e in entries]
    return score_differential(listed, key, LIBRARY, rubric=RUBRIC, mode=mode)


def score(key, *entries, mode="practice"):
    return scored(key, *entries, mode=mode).breakdown.score


@pytest.mark.parametrize(
    ("key", "listed", "expected"),
    [
        (HEMANGIOMA, ["vertebral-hemangioma"], 1.00),
        (HEMANGIOMA, ["metastases", "vertebral-hemangioma"], 0.64),
        (HEMANGIOMA, ["vertebral-hemangioma", *UNRELATED], 0.76),
        (HEMANGIOMA, [DifferentialEntry("osteosarcoma", None, "known-other")], 0),
        (HEMANGIOMA, [], 0),
        (ATYPICAL, ["atypical-hemangioma"], 0.60),
        (ATYPICAL, ["atypical-hemangioma", "metastases"], 1.00),
        (ATYPICAL, ["atypical-hemangioma", "lytic-metastases"], 1.00),
        (ATYPICAL, ["metastases", "atypical-hemangioma"], 0.85),
        (ATYPICAL, ["metastases"], 0.25),
        (ATYPICAL, ["vertebral-hemangioma", "metastases"], 0.625),
        (SCLEROTIC, ["bone-islands"], 0),
        (SCLEROTIC, ["metastases"], 0.75),
        (SCLEROTIC, ["sclerotic-metastases"], 0.75),
        (SCLEROTIC, ["lytic-metastases"], 0.60),
        (SCLEROTIC, ["sclerotic-metastases", "lymphoma-leukemia-marrow"], 1.00),
    ],
)
def test_worked_examples(key, listed, expected):
    assert score(key, *listed) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("diagnosis", "slug", "match", "credit"),
    [
        ("vertebral-hemangioma", "vertebral-hemangioma", "same", 1.0),
        ("vertebral-hemangioma", "atypical-hemangioma", "narrower", 0.8),
        ("lytic-metastases", "metastases", "one-above", 0.5),
        ("lytic-metastases", "malignancy", "two-above", 0.25),
        ("lytic-metastases", "mixed-metastases", "sibling", 0.3),
        ("lytic-metastases", "multiple-myeloma", "none", 0.0),
        ("lytic-metastases", "hematologic-malignancy", "none", 0.0),
        ("bone-islands", "osteopoikilosis", "sibling", 0.3),
        (NORMAL, NORMAL, "same", 1.0),
        (NORMAL, "bone-islands", "none", 0.0),
    ],
)
def test_credit_for_names_near_the_diagnosis(diagnosis, slug, match, credit):
    key = AnswerKey(diagnosis, diagnosis in LIBRARY.malignant)
    read = scored(key, slug).reads[0]
    assert (read.match, read.match_credit) == (match, credit)


@pytest.mark.parametrize(
    ("rank", "expected"), [(1, 1.0), (2, 0.8), (3, 0.6), (4, 0.45), (5, 0.35)]
)
def test_the_rank_of_the_diagnosis_sets_its_credit(rank, expected):
    listed = [*UNRELATED[: rank - 1], "vertebral-hemangioma"]
    found = scored(HEMANGIOMA, *listed).breakdown
    assert found.target == expected
    assert found.wrong == pytest.approx(0.06 * (rank - 1))


def test_a_sixth_entry_counts_for_nothing():
    listed = [*UNRELATED, "fluorosis", "vertebral-hemangioma"]
    found = scored(HEMANGIOMA, *listed)
    assert found.reads[-1].dropped == "beyond"
    assert found.breakdown.target == 0


def test_ranks_close_up_over_negated_and_repeated_entries():
    negated = DifferentialEntry("no mets", "metastases", "negated")
    found = scored(ATYPICAL, negated, "metastases", "metastases", "atypical-hemangioma")
    assert [read.rank for read in found.reads] == [0, 1, 0, 2]
    assert found.reads[2].repeats == 1
    assert found.breakdown.score == pytest.approx(0.85)


def test_a_list_of_negations_is_an_empty_list():
    assert score(HEMANGIOMA, DifferentialEntry("x", "vertebral-hemangioma", "negated")) == 0


def test_other_conditions_repeat_by_their_name():
    first = DifferentialEntry("osteoid osteoma", None, "known-other", (), "Osteoid osteoma")
    again = replace(first, text="OO")
    found = scored(HEMANGIOMA, "vertebral-hemangioma", first, again)
    assert found.breakdown.wrong == pytest.approx(0.06)


def test_missing_dangers_are_charged_up_to_a_limit():
    dangers = ("metastases", "multiple-myeloma", "multifocal-tuberculosis")
    key = replace(HEMANGIOMA, must_not_miss=dangers)
    assert score(key, "vertebral-hemangioma") == pytest.approx(0.70)
    assert score(key, "vertebral-hemangioma", "metastases") == pytest.approx(0.70)
    assert score(key, "vertebral-hemangioma", *dangers[:2]) == pytest.approx(0.85)


def test_a_group_covers_a_danger_below_it_and_is_not_charged_as_wrong():
    key = replace(HEMANGIOMA, must_not_miss=("multiple-myeloma",))
    assert score(key, "vertebral-hemangioma", "malignancy") == 1.0


def test_a_group_covers_half_of_an_alternative():
    key = replace(ATYPICAL, must_not_miss=())
    found = scored(key, "atypical-hemangioma", "malignancy").breakdown
    # half of metastases (.7) and half of myeloma (.4), over the one owed (.7)
    assert found.coverage == pytest.approx((0.35 + 0.2) / 0.7)


def test_coverage_is_at_most_one():
    found = scored(ATYPICAL, "atypical-hemangioma", "metastases", "multiple-myeloma")
    assert found.breakdown.coverage == 1.0


def test_coexisting_entities_are_alternatives_of_plausibility_one():
    key = AnswerKey(
        "lytic-metastases", True, coexisting=("vertebral-hemangioma",), breadth=1, extent="diffuse"
    )
    assert score(key, "lytic-metastases") == 0.75
    assert score(key, "lytic-metastases", "vertebral-hemangioma") == 1.0
    # first, it still excuses the wrong side, because it is really there
    assert scored(key, "vertebral-hemangioma", "lytic-metastases").breakdown.side == 0


@pytest.mark.parametrize(
    ("first", "side"),
    [
        ("brown-tumor", 0.0),  # benign, as the truth
        ("multiple-myeloma", 0.15),  # malignant, and only possible
        ("metastases", 0.0),  # malignant, but likely on these images
        ("malignancy", 0.0),  # covers half of what is likely
        (NORMAL, 0.0),
    ],
)
def test_the_side_of_the_first_entry(first, side):
    assert scored(ATYPICAL, first, "atypical-hemangioma").breakdown.side == side


def test_only_the_first_entry_takes_a_side():
    assert scored(ATYPICAL, "atypical-hemangioma", "multiple-myeloma").breakdown.side == 0


def test_nothing_named_takes_no_side():
    blank = DifferentialEntry("zzz", None, "unrecognised")
    assert scored(ATYPICAL, blank, "atypical-hemangioma").breakdown.side == 0


def test_benign_first_in_a_malignant_case():
    assert scored(SCLEROTIC, "paget-disease", "metastases").breakdown.side == 0.15


def test_excluded_names_match_and_cover_nothing():
    key = replace(SCLEROTIC, excluded=(Exclusion("lytic-metastases", "It is dense."),))
    read = scored(key, "lytic-metastases").reads[0]
    assert (read.match_credit, read.covers, read.covers_must_not_miss) == (0, (), ())
    assert not read.related


def test_excluding_a_group_excludes_its_members_but_not_what_the_key_wants():
    key = AnswerKey(
        "atypical-hemangioma",
        False,
        excluded=(Exclusion("vertebral-hemangioma", "No fat."), Exclusion("metastases", "No.")),
    )
    found = scored(key, "atypical-hemangioma", "vertebral-hemangioma", "lytic-metastases")
    assert [read.exclusion is not None for read in found.reads] == [False, True, True]
    assert found.breakdown.score == pytest.approx(1 - 0.12)


def test_what_lies_below_a_wanted_name_under_an_excluded_group_is_kept():
    key = AnswerKey(
        "bone-islands",
        False,
        alternatives=(Alternative("metastases", "likely"),),
        excluded=(Exclusion("malignancy", "No."),),
        breadth=1,
    )
    reads = scored(key, "bone-islands", "lytic-metastases", "multiple-myeloma").reads
    assert [read.exclusion is not None for read in reads] == [False, False, True]


def test_a_slug_that_the_relations_do_not_know_is_unrelated():
    found = scored(HEMANGIOMA, "vertebral-hemangioma", "from-a-later-edition")
    assert found.breakdown.score == pytest.approx(0.94)


SIF = DifferentialEntry(
    "SIF", None, "ambiguous", ("radiation-osteitis", "osteoporotic-insufficiency-fractures")
)
FRACTURE = AnswerKey("osteoporotic-insufficiency-fractures", False)


def test_an_ambiguous_abbreviation_fits_the_case_on_an_exam():
    assert score(FRACTURE, SIF, mode="exam") == 1.0
    assert scored(FRACTURE, SIF, mode="exam").reads[0].guessed
    assert score(AnswerKey("radiation-osteitis", False), SIF, mode="exam") == 1.0


def test_an_ambiguous_abbreviation_left_open_in_practice_names_nothing():
    assert score(FRACTURE, SIF) == 0
    assert score(FRACTURE, "osteoporotic-insufficiency-fractures", SIF) == pytest.approx(0.94)


def test_a_near_miss_of_two_names_is_unrecognised_on_an_exam_too():
    near = replace(SIF, text="oseeoporotic", status="unrecognised")
    assert score(FRACTURE, near, mode="exam") == 0


def test_an_ambiguous_entry_that_the_learner_settled_is_what_they_chose():
    settled = replace(SIF, slug="radiation-osteitis")
    assert scored(FRACTURE, settled, mode="exam").reads[0].slug == "radiation-osteitis"


def test_the_order_of_candidates_does_not_matter():
    turned = replace(SIF, candidates=SIF.candidates[::-1])
    for key in (FRACTURE, HEMANGIOMA, SCLEROTIC):
        assert score(key, SIF, mode="exam") == score(key, turned, mode="exam")


def test_equal_candidates_are_settled_the_same_way_whatever_their_order():
    # both are unrelated here, and one of them stands on the list already
    for candidates in (("paget-disease", "sarcoidosis"), ("sarcoidosis", "paget-disease")):
        unclear = DifferentialEntry("PS", None, "ambiguous", candidates)
        found = scored(HEMANGIOMA, "vertebral-hemangioma", "paget-disease", unclear, mode="exam")
        assert found.reads[2].slug == "paget-disease"
        assert found.breakdown.wrong == pytest.approx(0.06)


def test_an_ambiguous_reading_repeats_the_entry_that_it_is():
    found = scored(FRACTURE, "osteoporotic-insufficiency-fractures", SIF, mode="exam")
    assert found.reads[1].dropped == "repeat"
    assert found.breakdown.score == 1.0


def test_what_was_owed_and_missed():
    found = scored(ATYPICAL, "atypical-hemangioma")
    assert [wanted.entity for wanted in found.owed_missed] == ["metastases"]
    assert found.must_not_missed == ("metastases",)
    assert scored(ATYPICAL, *named_all("atypical-hemangioma", "metastases")).owed_missed == ()


def test_a_key_that_owes_more_than_it_lists_does_not_fail():
    broken = replace(HEMANGIOMA, breadth=3)
    assert score(broken, "vertebral-hemangioma") == 1.0
