"""Recipe files become values or sentences; keys come from teaching, override and lesions."""

import pytest

from cases.answerkey.types import Lesion, Region
from cases.phantom.recipes.key import build_key, merge
from cases.phantom.recipes.loader import RecipeError, checked, load

ENTITY_FILE = """
teaching:
  entity: vertebral-hemangioma
  malignant: false
  extent: focal
  clicks: 2
  ct_class: lucent
  findings:
    - {finding: polka-dot, role: key, note: "Dots at {levels}."}
  next_steps:
    - {slug: nothing, text: No further imaging, verdict: best, reason: "{count} typical lesions."}
cases:
  - slug: hemangioma-1
    diagnosis: vertebral-hemangioma
    seed: 7
    age: 58
    sex: F
    difficulty: easy
    history: 58-year-old woman, back pain.
    series: [T1, T2]
    diseases:
      - entity: vertebral-hemangioma
        parameters: {count: 2}
"""


def region():
    return Region("r", "ellipsoid", axes=((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0)))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.yaml").write_text(ENTITY_FILE)
    return tmp_path


def test_reads_cases_and_teaching(folder):
    book = checked(folder)
    assert book.by_slug()["hemangioma-1"].diseases[0].parameters == {"count": 2}
    assert book.teaching["vertebral-hemangioma"].clicks == 2


def test_a_misspelt_key_is_named_with_its_line(folder):
    (folder / "a.yaml").write_text(ENTITY_FILE.replace("history:", "histroy:"))
    problem = load.__wrapped__(folder).problems[0]
    assert problem.line == 1 + ENTITY_FILE.split("history:")[0].count("\n")
    assert "history" in problem.sentence


def test_a_repeated_slug_is_refused(folder):
    (folder / "b.yaml").write_text(ENTITY_FILE)
    with pytest.raises(RecipeError, match="called “hemangioma-1” already"):
        checked(folder)


def test_the_key_holds_the_lesions_drawn_and_their_levels(folder):
    book = checked(folder)
    lesions = [
        Lesion("a", region(), "L2", entity="vertebral-hemangioma"),
        Lesion("b", region(), "L4", entity="vertebral-hemangioma"),
        Lesion("c", region(), "L5", entity="lytic-metastases"),
    ]
    key = build_key(book.cases[0], book.teaching, lesions)
    assert [one.name for one in key.lesions] == ["a", "b"]
    assert key.clicks == 2
    assert key.findings[0].note == "Dots at L2 and L4."
    assert key.next_steps[0].reason == "2 typical lesions."


def test_an_override_replaces_only_what_it_names(folder):
    base = checked(folder).teaching["vertebral-hemangioma"]
    changed = merge(
        base,
        {
            "breadth": 1,
            "alternatives": [{"entity": "lytic-metastases", "plausibility": "possible"}],
        },
    )
    assert changed.breadth == 1
    assert changed.alternatives[0].entity == "lytic-metastases"
    assert changed.findings == base.findings


def test_a_wrong_override_is_a_sentence(folder):
    base = checked(folder).teaching["vertebral-hemangioma"]
    with pytest.raises(ValueError, match="bredth"):
        merge(base, {"bredth": 1})
