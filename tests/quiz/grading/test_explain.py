"""Feedback: every point has its sentence and its evidence, and the words are right."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cases.answerkey.types import Alternative, Lesion, PlanarSlab, Region
from quiz.grading.engine import grade
from quiz.grading.messages import TEMPLATES
from quiz.grading.types import ASK_ALL, Answer, Click, DifferentialEntry
from tests.quiz.grading.cases import (
    ATYPICAL,
    DIFFUSE,
    HEALTHY,
    HEMANGIOMA,
    ISLANDS,
    PERFECT,
    SCLEROTIC,
)
from tests.quiz.grading.test_engine import reads
from tests.quiz.grading.worlds import LIBRARY, named, named_all

SIF = DifferentialEntry(
    "SIF", None, "ambiguous", ("radiation-osteitis", "osteoporotic-insufficiency-fractures")
)


def points(answer, key, item=None, **more):
    found = grade(answer, key, LIBRARY, ask=ASK_ALL, **more).points
    return [point for point in found if item in (None, point.item)]


def told(entries, key, **more):
    """What is said of a list, as (verdict, sentence)."""
    listed = tuple(named(e) if isinstance(e, str) else e for e in entries)
    found = points(Answer(differential=listed), key, "differential", **more)
    return [(point.verdict, point.sentence) for point in found]


@settings(max_examples=300)
@given(read=reads())
def test_no_sentence_without_evidence(read):
    answer, key, ask = read
    for point in grade(answer, key, LIBRARY, ask=ask).points:
        evidence = point.evidence
        assert evidence
        if key.proven:
            # something to look up or to look at, never only the case's record
            assert evidence.entity or evidence.finding or evidence.lesion or evidence.reference
            assert not evidence.record
        assert point.label
        assert re.fullmatch(r"[^a-z{}].*[.]", point.sentence), point.sentence
        assert "{" not in point.sentence


@settings(max_examples=300)
@given(read=reads())
def test_what_was_lost_is_always_explained(read):
    answer, key, _ = read
    found = grade(answer, key, LIBRARY, ask=ASK_ALL)
    if found.parts["LO1"] is not None and found.parts["LO1"] < 1:
        lost = [
            point
            for point in found.points
            if point.item == "differential"
            and (point.verdict in ("wrong", "missed", "partly") or point.credit < 1)
        ]
        assert lost
    # whatever was asked has its say, graded or not
    assert set(found.asked) <= {point.item for point in found.points}
    ungraded = {point.item for point in found.points} - set(found.asked)
    assert ungraded == (set() if key.proven else {"differential", "malignancy", "next_step"})


@settings(max_examples=200)
@given(read=reads())
def test_deductions_told_are_the_deductions_made(read):
    answer, key, _ = read
    found = grade(answer, key, LIBRARY, ask=frozenset({"differential"}))
    if found.breakdown is not None:
        told_off = sum(point.deduction for point in found.points)
        terms = found.breakdown
        assert told_off == pytest.approx(terms.wrong + terms.missed + terms.side, abs=1e-6)


@settings(max_examples=200)
@given(read=reads())
def test_entries_are_read_back_in_the_order_they_were_written(read):
    answer, key, _ = read
    found = grade(answer, key, LIBRARY, ask=frozenset({"differential"}))
    if key.proven:
        assert [entry.text for entry in found.entries] == [e.text for e in answer.differential]
        ranks = [entry.rank for entry in found.entries if entry.rank]
        assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.parametrize(
    ("listed", "key", "first"),
    [
        (["bone-islands"], ISLANDS, ("right", "This is the diagnosis, and you put it first.")),
        (
            ["metastases"],
            SCLEROTIC,
            ("right", "Accepted as the diagnosis, which is Sclerotic metastases here."),
        ),
        (
            ["atypical-hemangioma"],
            HEMANGIOMA,
            (
                "partly",
                "A form of the diagnosis, and more than this case can show: Vertebral hemangioma.",
            ),
        ),
        (
            ["lytic-metastases"],
            SCLEROTIC,
            (
                "partly",
                "The right family, but another form: the diagnosis is Sclerotic metastases.",
            ),
        ),
        (
            ["vertebral-hemangioma"],
            ATYPICAL,
            (
                "partly",
                "The right family, one step too wide: the diagnosis is Atypical hemangioma.",
            ),
        ),
        (
            ["malignancy"],
            SCLEROTIC,
            (
                "partly",
                "The right family, two steps too wide: the diagnosis is Sclerotic metastases. Wider than Lymphoma leukemia marrow, which belongs on the list: half counts.",
            ),
        ),
        (
            ["melorheostosis"],
            ISLANDS,
            ("partly", "A close relative of the diagnosis, which is Bone islands here."),
        ),
        (
            ["metastases"],
            ATYPICAL,
            (
                "right",
                "A likely alternative here: a careful reader lists it too. Dark on T1 and enhancing.",
            ),
        ),
        (
            ["lytic-metastases"],
            ATYPICAL,
            (
                "right",
                "It counts for Metastases, which belongs on the list. Dark on T1 and enhancing.",
            ),
        ),
        (
            ["metastases"],
            ISLANDS,
            (
                "wrong",
                "Excluded here: The margin merges with normal trabeculae. A wrong entry costs 0.06.",
            ),
        ),
        (
            ["lytic-metastases"],
            ISLANDS,
            (
                "wrong",
                "Excluded here, with all of Metastases: The margin merges with normal trabeculae. A wrong entry costs 0.06.",
            ),
        ),
        (
            ["brown-tumor"],
            ISLANDS,
            (
                "wrong",
                "Neither the diagnosis nor an alternative that fits these images. A wrong entry costs 0.06.",
            ),
        ),
        (
            [DifferentialEntry("OO", None, "known-other", (), "Osteoid osteoma")],
            ISLANDS,
            (
                "wrong",
                "A real condition, but neither the diagnosis nor an alternative here. A wrong entry costs 0.06.",
            ),
        ),
        (
            [DifferentialEntry("zz", None, "unrecognised")],
            ISLANDS,
            (
                "wrong",
                "Not recognised as a condition: please check the spelling. A wrong entry costs 0.06.",
            ),
        ),
        (
            [SIF],
            ISLANDS,
            (
                "wrong",
                "It may mean Osteoporotic insufficiency fractures or Radiation osteitis, and you did not say which: it cannot count. A wrong entry costs 0.06.",
            ),
        ),
        (
            [DifferentialEntry("no islands", "bone-islands", "negated")],
            ISLANDS,
            ("info", "You ruled this out, so it cannot count, yet it is the diagnosis."),
        ),
        (
            [DifferentialEntry("no mets", "metastases", "negated")],
            ATYPICAL,
            ("info", "You ruled this out, yet these images do not exclude it."),
        ),
        (
            [DifferentialEntry("no tb", "multifocal-tuberculosis", "negated")],
            ATYPICAL,
            ("info", "You ruled this out, so it does not count as an entry."),
        ),
    ],
)
def test_what_is_said_of_an_entry(listed, key, first):
    assert told(listed, key)[0] == first


def test_what_is_said_of_an_entry_that_fits_best_on_an_exam():
    verdict, sentence = told(
        [SIF], replace(HEMANGIOMA, diagnosis="radiation-osteitis"), mode="exam"
    )[0]
    assert verdict == "right"
    assert sentence.startswith(
        "Read as Radiation osteitis, of its meanings the one that fits best"
    )


def test_what_is_said_of_ranks():
    second = told(["brown-tumor", "bone-islands"], ISLANDS)[1]
    assert second == (
        "right",
        "This is the diagnosis. You had it second; first place would have earned more.",
    )
    outdone = told(["bone-islands", "melorheostosis"], ISLANDS)[1][1]
    assert outdone.endswith("Your entry 1 earns more, so this one adds nothing.")


def test_what_is_said_of_repeats_and_a_sixth_entry():
    lines = told(
        [
            "bone-islands",
            "bone-islands",
            "sarcoidosis",
            "fluorosis",
            "brown-tumor",
            "thalassemia",
            "paget-disease",
        ],
        ISLANDS,
    )
    assert lines[1] == ("info", "The same as your entry 1: it counts once.")
    assert lines[6] == ("info", "Only the first 5 entries count.")


def test_what_is_said_of_what_is_missing():
    lines = told(["brown-tumor"], ATYPICAL)
    assert ("missed", "Not on your list: the diagnosis, Atypical hemangioma.") in lines
    assert (
        "missed",
        "Not on your list: Metastases, an alternative owed here. Dark on T1 and enhancing.",
    ) in lines
    assert (
        "missed",
        "Not to be missed: Metastases. These images do not exclude it. Leaving it out can harm a patient, and costs 0.15.",
    ) in lines


def test_an_alternative_below_the_diagnosis_is_half_covered_by_it():
    key = replace(
        HEMANGIOMA, alternatives=(Alternative("atypical-hemangioma", "likely"),), breadth=1
    )
    assert told(["vertebral-hemangioma"], key)[1:] == [
        ("partly", "Only half covered: Atypical hemangioma, an alternative owed here.")
    ]


def test_an_empty_list_is_told_the_diagnosis():
    assert told([], HEMANGIOMA) == [
        ("missed", "You named nothing. The diagnosis is Vertebral hemangioma.")
    ]


def test_the_third_danger_missed_costs_nothing_more():
    key = replace(
        HEMANGIOMA, must_not_miss=("metastases", "multiple-myeloma", "multifocal-tuberculosis")
    )
    found = points(Answer(differential=named_all("vertebral-hemangioma")), key, "differential")
    assert [point.deduction for point in found] == [0.0, 0.15, 0.15, 0.0]
    assert found[-1].sentence.endswith("the deduction is at its limit.")


def test_a_danger_that_is_named_is_praised():
    key = replace(HEMANGIOMA, must_not_miss=("multifocal-tuberculosis",))
    assert told(["vertebral-hemangioma", "multifocal-tuberculosis"], key)[1] == (
        "right",
        "These images do not exclude it and missing it harms: well listed.",
    )


@pytest.mark.parametrize(
    ("listed", "key", "sentence"),
    [
        (
            ["metastases"],
            ISLANDS,
            "You put a malignant condition first, but this case is benign. Starting on the wrong side costs 0.15.",
        ),
        (
            ["brown-tumor"],
            SCLEROTIC,
            "You put a benign condition first, but this case is malignant. Starting on the wrong side costs 0.15.",
        ),
    ],
)
def test_what_is_said_of_the_wrong_side(listed, key, sentence):
    assert ("wrong", sentence) in told(listed, key)


def test_exclusions_carry_their_reference():
    first = points(Answer(differential=named_all("metastases")), ISLANDS, "differential")[0]
    assert (first.evidence.entity, first.evidence.reference) == ("metastases", "ulano2016")
    assert (first.evidence.lesion, first.evidence.level) == ("island at L4", "L4")


@pytest.mark.parametrize(
    ("given", "verdict", "sentence"),
    [
        ("sclerotic", "right", "On CT this is sclerotic, as you said."),
        ("mixed", "partly", "Mixed can be argued; sclerotic fits this CT best. Half counts."),
        ("occult", "wrong", "You said occult; on CT this is sclerotic."),
        (None, "missed", "You gave no class; on CT this is sclerotic."),
    ],
)
def test_what_is_said_of_the_class_on_ct(given, verdict, sentence):
    point = points(Answer(ct_class=given), ISLANDS, "ct_class")[0]
    assert (point.verdict, point.sentence) == (verdict, sentence)


def test_what_is_said_of_findings():
    answer = Answer(findings=("spiculated-margin", "bulls-eye-halo"))
    names = {"bulls-eye-halo": "Bull’s-eye or halo"}
    found = points(answer, ISLANDS, "findings", finding_names=names)
    assert [(p.verdict, p.label, p.evidence.finding) for p in found] == [
        ("right", "Spiculated margin", "spiculated-margin"),
        ("missed", "Low on every sequence", "low-on-every-sequence"),
        ("wrong", "Bull’s-eye or halo", "bulls-eye-halo"),
    ]
    assert found[0].sentence.endswith("Brush border at L4.")
    assert found[2].sentence == "You chose it, but it is not on these images. No rim on STIR."


def test_distractors_left_alone_are_praised():
    assert points(PERFECT, ISLANDS, "findings")[-1].message.ids == ("finding.none-invented",)
    assert points(Answer(), HEALTHY, "findings")[0].credit == 1.0
    # but not of someone who chose nothing where there was something to see
    assert {p.verdict for p in points(Answer(), ISLANDS, "findings")} == {"missed"}


@pytest.mark.parametrize(
    ("marks", "sentences"),
    [
        ([(0.0, 0.0, 100.0)], ["Your mark is in the lesion (L4).", "Not found: L5."]),
        (
            [(0.0, 0.0, 109.0)],
            ["Your mark is 3.0 mm from the lesion (L4): near enough.", "Not found: L5."],
        ),
        (
            [(0.0, 0.0, 88.0)],
            [
                "The right vertebra (L4), but 6.0 mm from the lesion: half counts.",
                "Not found: L5.",
            ],
        ),
        (
            [(0.0, 90.0, 100.0)],
            ["No lesion here: the nearest one (L4) is 84 mm away.", "Not found: L4 and L5."],
        ),
        (
            [(0.0, 0.0, 100.0), (1.0, 0.0, 100.0)],
            [
                "Your mark is in the lesion (L4).",
                "In a lesion already found (L4): a second mark there counts once.",
                "Not found: L5.",
            ],
        ),
        ([], ["You marked no lesion. There was something to mark: L4 and L5."]),
    ],
)
def test_what_is_said_of_marks(marks, sentences):
    answer = Answer(clicks=tuple(Click(mark) for mark in marks))
    found = points(answer, ISLANDS, "click")
    assert [point.sentence for point in found] == sentences
    assert all(point.evidence.lesion and point.evidence.level for point in found)


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        ((50.0, 54.0, 2e6), "Your mark is just beside the lesion (L4): near enough."),
        ((50.0, 90.0, 2e6), "No lesion here. There is one to mark elsewhere: L4."),
        ((50.0, 50.0, 3e6), "No lesion here. There is one to mark elsewhere: L4."),
    ],
)
def test_on_a_still_image_nothing_is_told_in_millimeters(mark, sentence):
    corners = ((40.0, 50.0, 2e6), (60.0, 50.0, 2e6), (60.0, 20.0, 2e6), (40.0, 20.0, 2e6))
    region = Region(
        "A", "contours", normal=(0, 0, 1), thickness=1, slabs=(PlanarSlab((corners,)),)
    )
    key = replace(ISLANDS, lesions=(Lesion("A", region, "L4"),), clicks=1)
    assert points(Answer(clicks=(Click(mark),)), key, "click")[0].sentence == sentence


@pytest.mark.parametrize(
    ("key", "extent", "verdict", "sentence"),
    [
        (DIFFUSE, "diffuse", "right", "The change is diffuse, as you said."),
        (DIFFUSE, "normal", "wrong", "The change is diffuse: there is no single lesion to mark."),
        (DIFFUSE, None, "missed", "The change is diffuse: there is no single lesion to mark."),
        (HEALTHY, "normal", "right", "There is no lesion to find, as you said."),
        (HEALTHY, "diffuse", "wrong", "There is no lesion on these images."),
        (ISLANDS, "normal", "wrong", "There is a lesion to mark: L4 and L5."),
    ],
)
def test_what_is_said_of_the_buttons(key, extent, verdict, sentence):
    point = points(Answer(extent=extent), key, "click")[0]
    assert (point.verdict, point.sentence) == (verdict, sentence)


@pytest.mark.parametrize(
    ("given", "verdict", "sentence"),
    [
        (0.1, "right", "You gave 10 % for malignancy, and it is benign."),
        (0.5, "partly", "You left it open at 50 %; it is benign."),
        (
            0.9,
            "wrong",
            "You gave 90 % for malignancy, but it is benign. This earns 0.19; honest doubt at 50 % earns 0.75.",
        ),
        (None, "missed", "You gave no probability of malignancy; it is benign."),
    ],
)
def test_what_is_said_of_the_probability(given, verdict, sentence):
    point = points(Answer(malignancy=given), ISLANDS, "malignancy")[0]
    assert (point.verdict, point.sentence) == (verdict, sentence)


@pytest.mark.parametrize(
    ("slug", "verdict", "sentence"),
    [
        ("nothing", "right", "The best next step here. Over 885 HU it may be left."),
        (
            "ct",
            "partly",
            "Acceptable, but not the best next step. Not needed. Best: Nothing to do. Over 885 HU it may be left.",
        ),
        (
            "scan",
            "partly",
            "It does no harm, but it does not help this patient on. Best: Nothing to do. Over 885 HU it may be left.",
        ),
        (
            "biopsy",
            "harmful",
            "Harmful here. A leave-alone lesion needs no needle. A harmful next step keeps the total at 0.65 or below. Best: Nothing to do. Over 885 HU it may be left.",
        ),
        (
            None,
            "missed",
            "You chose no next step. Best: Nothing to do. Over 885 HU it may be left.",
        ),
    ],
)
def test_what_is_said_of_the_next_step(slug, verdict, sentence):
    point = points(Answer(next_step=slug), ISLANDS, "next_step")[0]
    assert (point.verdict, point.sentence) == (verdict, sentence)
    assert point.evidence.reference == "ulano2016"


def test_every_template_ends_as_a_sentence_or_is_a_part_of_one():
    for message_id, template in TEMPLATES.items():
        if message_id.split(".")[0] not in {"rank", "label", "ct-class", "join"} and not (
            message_id.startswith("malignancy.is-")
        ):
            assert template.endswith("."), message_id
