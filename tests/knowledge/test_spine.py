"""The drawn spine says what the words say, and no more."""

import pytest

from knowledge.pages.spine import LEVELS, MOST, OFTEN, RARELY, draw, weights


def shaded(text):
    return {name for name, weight in weights([text]).items() if weight}


@pytest.mark.parametrize(
    ("text", "first", "last", "weight"),
    [
        ("lumbar", "L1", "L5", OFTEN),
        ("cervical (rare)", "C1", "C7", RARELY),
        ("lumbar spine scored first", "L1", "L5", MOST),
        ("lumbar (L3-L5)", "L3", "L5", OFTEN),
        ("thoracolumbar junction", "T11", "L2", OFTEN),
        ("lower cervical (C5-C7) first", "C5", "C7", MOST),
        ("sacral", "S1", "S3", OFTEN),
        ("whole spine and pelvis, wherever red marrow is", "C1", "S3", OFTEN),
    ],
)
def test_words_shade_the_levels_that_they_name(text, first, last, weight):
    found = weights([text])
    assert found[first] == found[last] == weight
    inside = LEVELS[LEVELS.index(first) : LEVELS.index(last) + 1]
    assert {name for name in LEVELS if found.get(name) == weight} == set(inside)


def test_a_part_and_the_levels_in_it_that_carry_most():
    found = weights(["thoracic most often (peak T4-T7)"])
    assert (found["T1"], found["T4"], found["T7"], found["T12"]) == (OFTEN, MOST, MOST, OFTEN)
    assert "L1" not in found


@pytest.mark.parametrize(
    "text", ["within the beam", "the treated segment only, e.g. L2 to sacrum after pelvic fields"]
)
def test_what_names_no_level_shades_none(text):
    assert shaded(text) == set()
    assert not draw([text]).shaded


def test_the_strongest_word_wins_and_lesions_are_marked():
    drawing = draw(["lumbar", "lumbar (L3-L5) first"], shown=("L4",))
    by_name = {body.name: body for body in drawing.bodies}
    assert by_name["L1"].weight == OFTEN and by_name["L4"].weight == MOST
    assert [body.name for body in drawing.bodies if body.shown] == ["L4"]
    assert drawing.most and not drawing.rare


def test_bodies_lie_below_each_other_inside_of_the_picture():
    drawing = draw([])
    bottoms = [body.y + body.height for body in drawing.bodies]
    assert [body.name for body in drawing.bodies] == list(LEVELS)
    assert all(low <= body.y for low, body in zip(bottoms, drawing.bodies[1:], strict=False))
    assert bottoms[-1] < drawing.height
    assert all(body.x > 0 and body.mark + 4 < drawing.width for body in drawing.bodies)
