"""The rules of an answer key: valid keys pass, and each broken rule is one clear sentence."""

from dataclasses import replace

import pytest

from cases.answerkey.types import (
    NORMAL,
    NOT_PROVEN,
    Alternative,
    AnswerKey,
    Exclusion,
    KeyFinding,
    Lesion,
    NextStep,
    PlanarSlab,
    Region,
)
from cases.answerkey.validate import problems, region_problem
from tests.cases.answerkey.test_regions import SQUARE, stack
from tests.quiz.grading.cases import (
    ALL_KEYS,
    ATYPICAL,
    HEALTHY,
    HEMANGIOMA,
    ISLANDS,
    SCLEROTIC,
    UNPROVEN,
    ball,
)
from tests.quiz.grading.worlds import GROUPS, LIBRARY

ENTITIES = set(LIBRARY.names) - {
    "metastases",
    "malignancy",
    "hematologic-malignancy",
    "hemoglobinopathy",
}


def said(key, **more):
    return problems(key, ENTITIES, LIBRARY, **more)


def with_(key, **fields):
    return said(replace(key, **fields))


@pytest.mark.parametrize("key", ALL_KEYS, ids=lambda key: key.diagnosis)
def test_valid_keys_have_no_problems(key):
    assert said(key) == []


def lesion(**fields):
    return replace(ISLANDS.lesions[0], **fields)


FAR = tuple(Alternative(s, "likely") for s in ("paget-disease", "sarcoidosis", "brown-tumor"))
STEP = ISLANDS.next_steps[0]


@pytest.mark.parametrize(
    ("key", "fields", "sentence"),
    [
        # names
        (
            HEMANGIOMA,
            {"diagnosis": ""},
            "Choose the diagnosis of the case, or mark it as not proven.",
        ),
        (
            HEMANGIOMA,
            {"diagnosis": "hemangiom"},
            "The diagnosis “hemangiom” is not an entity of the knowledge.",
        ),
        (
            SCLEROTIC,
            {"diagnosis": "metastases", "also_exact": ()},
            "The diagnosis “metastases” is not an entity of the knowledge.",
        ),
        (
            HEMANGIOMA,
            {"must_not_miss": ("mets",)},
            "“mets” (must not miss) is neither an entity nor a group of the knowledge.",
        ),
        (
            HEMANGIOMA,
            {"excluded": (Exclusion("mets", "No."),)},
            "“mets” (excluded) is neither an entity nor a group of the knowledge.",
        ),
        # the truth
        (
            HEMANGIOMA,
            {"malignant": True},
            "The case is marked malignant, and that does not fit Vertebral hemangioma: correct one of them.",
        ),
        (
            SCLEROTIC,
            {"malignant": False},
            "The case is marked benign, and that does not fit Sclerotic metastases: correct one of them.",
        ),
        (
            HEMANGIOMA,
            {"also_exact": ("metastases",)},
            "The case is marked benign, and that does not fit Metastases: correct one of them.",
        ),
        (HEMANGIOMA, {"malignant": None}, "Say whether the case is benign or malignant."),
        (
            UNPROVEN,
            {"malignant": False},
            "The diagnosis is not proven, so the case is neither benign nor malignant.",
        ),
        (
            HEMANGIOMA,
            {"coexisting": ("lytic-metastases",)},
            "Lytic metastases is really there too and malignant: make it the diagnosis.",
        ),
        # the list
        (
            SCLEROTIC,
            {"also_exact": ("metastases", "metastases")},
            "Metastases stands twice among the also accepted names.",
        ),
        (
            ATYPICAL,
            {"alternatives": (*ATYPICAL.alternatives, ATYPICAL.alternatives[0])},
            "Metastases stands twice among the alternatives and coexisting entities.",
        ),
        (
            ATYPICAL,
            {"coexisting": ("fluorosis",), "alternatives": (Alternative("fluorosis", "likely"),)},
            "Fluorosis stands twice among the alternatives and coexisting entities.",
        ),
        (
            SCLEROTIC,
            {"also_exact": ("sclerotic-metastases",)},
            "The diagnosis need not be repeated among the also accepted names.",
        ),
        (
            SCLEROTIC,
            {"alternatives": (Alternative("metastases", "likely"),)},
            "Metastases is the diagnosis and cannot be an alternative to it.",
        ),
        (
            ATYPICAL,
            {"alternatives": (Alternative("vertebral-hemangioma", "likely"),)},
            "Vertebral hemangioma is wider than the diagnosis: naming the diagnosis covers it already.",
        ),
        # exclusions
        (
            HEMANGIOMA,
            {"excluded": (Exclusion("vertebral-hemangioma", "No."),)},
            "Vertebral hemangioma is the diagnosis, so it cannot be excluded as well.",
        ),
        (
            SCLEROTIC,
            {"excluded": (Exclusion("metastases", "No."),)},
            "Metastases is also accepted, so it cannot be excluded as well.",
        ),
        (
            SCLEROTIC,
            {"excluded": (Exclusion("metastases", "No."),)},
            "Metastases must not be missed, so it cannot be excluded as well.",
        ),
        (
            SCLEROTIC,
            {"excluded": (Exclusion("lymphoma-leukemia-marrow", "No."),)},
            "Lymphoma leukemia marrow is an alternative, so it cannot be excluded as well.",
        ),
        (
            HEMANGIOMA,
            {"coexisting": ("fluorosis",), "excluded": (Exclusion("fluorosis", "No."),)},
            "Fluorosis is really there too, so it cannot be excluded as well.",
        ),
        (
            HEMANGIOMA,
            {"excluded": (Exclusion("fluorosis", " "),)},
            "Say why these images exclude Fluorosis: the learner is shown the reason.",
        ),
        (
            HEMANGIOMA,
            {"excluded": (Exclusion("fluorosis", "No."),) * 2},
            "Fluorosis stands twice among the excluded entities.",
        ),
        # breadth
        (HEMANGIOMA, {"breadth": 1}, "The key owes more alternatives (1) than it lists (0)."),
        (HEMANGIOMA, {"breadth": -1}, "A reader can owe 0 to 3 alternatives, not -1."),
        (
            HEMANGIOMA,
            {"breadth": 4, "alternatives": (*FAR, Alternative("fluorosis", "possible"))},
            "A reader can owe 0 to 3 alternatives, not 4.",
        ),
        (
            HEMANGIOMA,
            {
                "breadth": 3,
                "alternatives": FAR,
                "must_not_miss": ("metastases", "multiple-myeloma"),
            },
            "The model answer has 6 entries and a list holds 5: ask for fewer alternatives or must-not-miss entities.",
        ),
        # the class on CT and findings
        (ISLANDS, {"ct_class": None}, "The class on CT has alternatives but no best one."),
        (
            ISLANDS,
            {"ct_class": "mixed"},
            "On CT, mixed is the class and cannot be its own alternative.",
        ),
        (
            ISLANDS,
            {"findings": (ISLANDS.findings[0],) * 2},
            "The finding “spiculated-margin” stands twice.",
        ),
        (
            HEALTHY,
            {"findings": (KeyFinding("halo", "key"),)},
            "A normal case has no key or supporting findings, only absent ones.",
        ),
        # next steps
        (
            ISLANDS,
            {"next_steps": ISLANDS.next_steps[1:]},
            "Mark exactly one next step as the best one: now it is none.",
        ),
        (
            ISLANDS,
            {"next_steps": (STEP, replace(STEP, slug="two"))},
            "Mark exactly one next step as the best one: now it is 2.",
        ),
        (
            ISLANDS,
            {"next_steps": (STEP, replace(STEP, verdict="neutral"))},
            "Two next steps share the short name “nothing”.",
        ),
        (
            ISLANDS,
            {"next_steps": (STEP, NextStep("x", " ", "neutral"))},
            "Each next step needs a short name and a text.",
        ),
        (
            ISLANDS,
            {"next_steps": (STEP, NextStep("x", "Biopsy", "harmful"))},
            "Say why “Biopsy” harms: the learner is shown the reason.",
        ),
        # extent and clicks
        (
            ISLANDS,
            {"lesions": ()},
            "Mark at least one lesion, or flag the case as diffuse or normal.",
        ),
        (
            ISLANDS,
            {"extent": "diffuse"},
            "The case is flagged diffuse, so it cannot have lesions to click.",
        ),
        (
            HEALTHY,
            {"extent": "diffuse"},
            "A normal case is flagged normal, and only a normal case is.",
        ),
        (
            HEMANGIOMA,
            {"extent": "normal"},
            "A normal case is flagged normal, and only a normal case is.",
        ),
        (ISLANDS, {"clicks": 0}, "A case asks for 1 to 3 lesions, not 0."),
        (ISLANDS, {"clicks": 4}, "A case asks for 1 to 3 lesions, not 4."),
        (ISLANDS, {"clicks": 3}, "The case asks for 3 lesions, but only 2 are marked."),
        # lesions
        (ISLANDS, {"lesions": (lesion(), lesion())}, "Two lesions are called “island at L4”."),
        (ISLANDS, {"lesions": (lesion(name=" "),), "clicks": 1}, "Each lesion needs a name."),
        (
            ISLANDS,
            {"lesions": (lesion(level="L9"),), "clicks": 1},
            "“L9” is not a spinal level such as T12 or L3.",
        ),
        (
            ISLANDS,
            {"lesions": (lesion(entity="fluorosis"),), "clicks": 1},
            "The lesion “island at L4” is Fluorosis, which is not among what is really there.",
        ),
        (
            ISLANDS,
            {"lesions": (lesion(region=ball((0, 0, 0), 0.0)),), "clicks": 1},
            "The outline of “island at L4” is empty: its half-axes span no volume.",
        ),
        (
            ISLANDS,
            {"lesions": (lesion(vertebra=Region("v", "contours")),), "clicks": 1},
            "The vertebra of “island at L4” needs a slice thickness above 0 mm.",
        ),
    ],
)
def test_each_problem_is_said(key, fields, sentence):
    assert sentence in with_(key, **fields)


def test_nothing_else_is_said_of_one_mistake():
    assert with_(HEMANGIOMA, malignant=True) == [
        "The case is marked malignant, and that does not fit Vertebral hemangioma: correct one of them."
    ]


def test_names_are_not_checked_without_the_knowledge():
    key = AnswerKey("of-tomorrow", False, must_not_miss=("unheard-of",), extent="diffuse")
    assert problems(key, None, LIBRARY) == []
    assert len(problems(key, ENTITIES, LIBRARY)) == 2


def test_findings_and_references_are_checked_where_they_are_known():
    found = said(ISLANDS, known_findings={"spiculated-margin"}, known_references={"ulano2016"})
    assert found == [
        "The finding “low-on-every-sequence” is not in the knowledge.",
        "The finding “bulls-eye-halo” is not in the knowledge.",
        "The finding “vertical-struts” is not in the knowledge.",
        "The reference “greenspan1995” is not in the knowledge.",
    ]


def test_coexisting_entities_count_towards_the_breadth():
    key = AnswerKey(
        "lytic-metastases", True, coexisting=("vertebral-hemangioma",), breadth=1, extent="diffuse"
    )
    assert said(key) == []


def test_a_wider_name_may_coexist():
    key = AnswerKey(
        "atypical-hemangioma", False, coexisting=("vertebral-hemangioma",), extent="diffuse"
    )
    assert said(key) == []


def test_a_group_may_be_accepted_for_a_metastasis():
    for entity in GROUPS["metastases"]:
        assert said(AnswerKey(entity, True, also_exact=("metastases",), extent="diffuse")) == []


def test_normal_and_not_proven_are_diagnoses():
    assert problems(AnswerKey(NORMAL, False, extent="normal"), set(), LIBRARY) == []
    assert problems(AnswerKey(NOT_PROVEN, None), set(), LIBRARY) == []


GOOD = stack((SQUARE,), (0.0, 4.0), 4.0)


def slabs(*polygons):
    return replace(GOOD, slabs=(PlanarSlab(tuple(polygons)),))


@pytest.mark.parametrize(
    ("region", "problem"),
    [
        (GOOD, None),
        (stack((SQUARE,), (0.0,), 3.0, (1.0, 2.0, 3.0)), None),
        (ball((0.0, 0.0, 0.0), 3.0), None),
        (
            replace(ball((0.0, 0.0, 0.0), 3.0), center=(0.0, float("nan"), 0.0)),
            "has a coordinate that is not a number",
        ),
        (replace(GOOD, thickness=float("inf")), "has a coordinate that is not a number"),
        (
            replace(ball((0.0, 0.0, 0.0), 3.0), axes=((1.0, 0.0, 0.0),)),
            "needs three half-axes, not 1",
        ),
        (replace(GOOD, normal=(0.0, 0.0, 0.0)), "has planes without a direction"),
        (replace(GOOD, thickness=0.0), "needs a slice thickness above 0 mm"),
        (replace(GOOD, slabs=()), "is empty: it has no contour"),
        (replace(GOOD, slabs=(PlanarSlab(()),)), "is empty: it has no contour"),
        (slabs(((0.0, 0.0, 0.0), (1.0, 0.0, 0.0))), "has a contour of fewer than three points"),
        (
            slabs(((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (2.0, 0.0, 0.0))),
            "has a contour without an area",
        ),
        (
            slabs(((0.0, 0.0, 0.0), (9.0, 0.0, 0.0), (0.0, 9.0, 9.0))),
            "has a contour that does not lie in its plane",
        ),
    ],
)
def test_regions(region, problem):
    assert region_problem(region) == problem


def test_a_lesion_may_state_no_level():
    assert said(replace(ISLANDS, lesions=(Lesion("x", ball((0, 0, 0), 2.0)),), clicks=1)) == []
