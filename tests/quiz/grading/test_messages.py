"""Messages: English, another language without regrading, names, numbers and lists."""

import ast
from pathlib import Path

import pytest

import quiz.grading
from quiz.grading.engine import grade
from quiz.grading.messages import TEMPLATES, Lexicon, message, render
from quiz.grading.types import ASK_ALL
from tests.quiz.grading.cases import ISLANDS, PERFECT
from tests.quiz.grading.worlds import LIBRARY

GERMAN = {
    "This is the diagnosis, and you put it first.": "Das ist die Diagnose, und Sie haben sie an erster Stelle.",
    "{entity} at {places}.": "{entity}: {places}.",
    "{first} and {last}": "{first} und {last}",
    "You had the diagnosis {term_rank}.": "Die Diagnose stand bei Ihnen an {term_rank} Stelle.",
    "first": "erster",
    "A wrong entry costs {number_cost}.": "Ein falscher Eintrag kostet {number_cost}.",
}


def german_number(value, digits):
    return f"{value:.{digits}f}".replace(".", ",")


DEUTSCH = Lexicon(
    names={"bone-islands": "Kompaktainseln"},
    translate=lambda text: GERMAN.get(text, text),
    number=german_number,
)


def test_a_stored_grade_is_told_in_german_without_grading_again():
    found = grade(PERFECT, ISLANDS, LIBRARY, ask=ASK_ALL)
    assert render(found.headline_message, DEUTSCH) == (
        "Kompaktainseln: L4 und L5. Die Diagnose stand bei Ihnen an erster Stelle."
    )
    first = next(point for point in found.points if point.item == "differential")
    assert render(first.message, DEUTSCH).startswith("Das ist die Diagnose")
    assert render(first.message, Lexicon(LIBRARY.names)) == first.sentence


def test_numbers_follow_the_language():
    cost = message("entry.cost", number_cost="0.06")
    assert render(cost, Lexicon()) == "A wrong entry costs 0.06."
    assert render(cost, DEUTSCH) == "Ein falscher Eintrag kostet 0,06."


@pytest.mark.parametrize(
    ("choices", "said"), [("a", "A"), ("a\nb", "A or B"), ("a\nb\nc", "A, B or C")]
)
def test_lists_are_joined(choices, said):
    assert said in render(message("entry.near", choices=choices), Lexicon())


def test_names_without_an_entry_become_words():
    assert Lexicon().entity("bone-islands") == "Bone islands"
    assert Lexicon().finding("bulls-eye-halo") == "Bulls eye halo"


def test_an_educators_sentence_gets_one_full_stop():
    for reason in ("No rim", "No rim.", " No rim. "):
        assert render(message("reason", reason=reason), Lexicon()) == "No rim."


def test_braces_in_an_educators_sentence_are_only_text():
    assert render(message("reason", reason="{entity} 5 % {x}"), Lexicon()) == "{entity} 5 % {x}."


def used_ids():
    """Every text in the package that is a message id, or begins or ends one."""
    found = set()
    for path in Path(quiz.grading.__file__).parent.glob("*.py"):
        if path.name == "messages.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_no_template_is_unused():
    used = used_ids()
    built = ("finding.seen-", "finding.missed-", "click.said-", "click.is-", "ct-class.", "rank.")
    built += ("step.", "not-proven.", "label.", "entry.", "join.", "headline.normal")
    assert {i for i in TEMPLATES if i not in used and not i.startswith(built)} == set()


def test_no_id_lacks_a_template():
    heads = {template_id.split(".")[0] for template_id in TEMPLATES}
    for text in used_ids():
        head, _, tail = text.partition(".")
        if head in heads and tail and " " not in text and not tail.endswith("-"):
            assert text in TEMPLATES, text
