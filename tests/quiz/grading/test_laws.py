"""The seven laws of GRADING.md over random hierarchies, valid keys and wild lists.

The default run takes a few hundred examples per law; `-m exhaustive` takes many thousands.
"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from cases.answerkey.model import alternatives, model_answer
from cases.answerkey.validate import problems
from quiz.grading.differential import score_differential
from quiz.grading.rubric import RUBRIC
from quiz.grading.types import DifferentialEntry
from tests.quiz.grading import oracle
from tests.quiz.grading.worlds import RESOLVED, TEXTS, Scene, named, scenes

RELAXED = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
DEFAULT = settings(max_examples=300, suppress_health_check=RELAXED)
EXHAUSTIVE = settings(max_examples=10_000, suppress_health_check=RELAXED)


def scored(scene: Scene, written=None):
    entries = scene.list if written is None else tuple(written)
    return score_differential(entries, scene.key, scene.relations, rubric=RUBRIC, mode=scene.mode)


def score(scene: Scene, written=None) -> float:
    return scored(scene, written).breakdown.score


def law_0_keys_are_valid(scene, data):
    """Not a law: the keys that the laws are tried on keep every rule of an answer key."""
    assert problems(scene.key, set(scene.relations.names), scene.relations) == []


def law_0_agrees_with_the_page(scene, data):
    """Not a law: the engine says what a naive reading of GRADING.md says."""
    plain = [entry for entry in scene.list if entry.slug is not None and entry.status != "negated"]
    slugs = list(dict.fromkeys(entry.slug for entry in plain))[:5]
    assert score(scene, plain) == pytest.approx(
        oracle.plain_score(slugs, scene.key, scene.relations), abs=2e-6
    )


def law_1_the_model_answer_earns_all(scene, data):
    assert 0.0 <= score(scene) <= 1.0
    model = model_answer(scene.key, scene.relations)
    assert len(model) <= 5
    assert score(scene, [named(slug) for slug in model]) == 1.0


def law_2_moving_the_diagnosis_up_never_costs(scene, data):
    before = scored(scene)
    assume(all(read.dropped != "beyond" for read in before.reads))
    places = [
        index
        for index, read in enumerate(before.reads)
        if read.counts and read.match in ("same", "accepted") and index > 0
    ]
    if not places:
        moved = [*scene.list, named(scene.key.diagnosis)]
        scene = replace(scene, list=tuple(moved))
        assume(1 < sum(read.counts for read in scored(scene).reads) <= 5)
        before, places = scored(scene), [len(moved) - 1]
        assume(before.reads[-1].counts)
    start = data.draw(st.sampled_from(places))
    end = data.draw(st.integers(0, start - 1))
    written = list(scene.list)
    written.insert(end, written.pop(start))
    assert score(scene, written) >= before.breakdown.score


def law_3_a_wrong_entry_never_helps(scene, data):
    key, relations = scene.key, scene.relations
    useful = [w.entity for w in alternatives(key)] + list(key.must_not_miss)
    wrong = [
        slug
        for slug in relations.names
        if oracle.match(slug, key, relations) == 0
        and not any(oracle.cover(slug, a, key, relations) for a in useful)
    ]
    options = [DifferentialEntry("zzzz", None, "unrecognised")]
    options.append(DifferentialEntry("chordoma", None, "known-other", (), "Chordoma"))
    options += [named(slug) for slug in wrong]
    added = data.draw(st.sampled_from(options))
    event("excluded" if added.slug in [e.entity for e in key.excluded] else "other")
    assert score(scene, [*scene.list, added]) <= score(scene)


def law_4_what_the_key_wants_never_costs(scene, data):
    wanted = [w.entity for w in alternatives(scene.key)] + list(scene.key.must_not_miss)
    assume(wanted)
    written = list(scene.list)
    written.insert(data.draw(st.integers(0, len(written))), named(scene.key.diagnosis))
    added = named(data.draw(st.sampled_from(wanted)))
    assert score(scene, [*written, added]) >= score(scene, written)


def law_5_repeating_changes_nothing(scene, data):
    assume(scene.list)
    first = data.draw(st.integers(0, len(scene.list) - 1))
    entry = scene.list[first]
    if entry.slug is not None and entry.status != "negated":
        text, status = data.draw(st.sampled_from(TEXTS)), data.draw(st.sampled_from(RESOLVED))
        again = DifferentialEntry(text, entry.slug, status)
    elif entry.name:
        again = replace(entry, text="by another synonym")
    else:
        again = replace(
            entry, text=f"  {entry.text.upper() if entry.text.isascii() else entry.text} "
        )
    place = data.draw(st.integers(first + 1, len(scene.list)))
    written = list(scene.list)
    written.insert(place, again)
    assert scored(scene, written).breakdown == scored(scene).breakdown


def law_6_only_the_meaning_counts(scene, data):
    respelt = []
    for entry in scene.list:
        if entry.slug is not None and entry.status != "negated":
            text, status = data.draw(st.text(max_size=9)), data.draw(st.sampled_from(RESOLVED))
            entry = replace(entry, text=text, status=status)
        entry = replace(entry, candidates=tuple(data.draw(st.permutations(entry.candidates))))
        respelt.append(entry)
    foreign = {slug: f"Ü-{name[::-1]}" for slug, name in scene.relations.names.items()}
    abroad = replace(scene, relations=replace(scene.relations, names=foreign))
    assert scored(abroad, respelt).breakdown == scored(scene).breakdown


def law_7_no_list_fails(scene, data):
    negated = [replace(entry, status="negated") for entry in scene.list]
    unread = [replace(e, slug=None, candidates=(), status="unrecognised") for e in scene.list]
    assert score(scene, []) == 0.0
    assert score(scene, negated) == 0.0
    assert score(scene, unread) == 0.0
    assert 0.0 <= score(scene) <= 1.0


LAWS = [value for name, value in sorted(globals().items()) if name.startswith("law_")]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@DEFAULT
@given(scene=scenes(), data=st.data())
def test_law(law, scene, data):
    law(scene, data)


@pytest.mark.exhaustive
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@EXHAUSTIVE
@given(scene=scenes(), data=st.data())
def test_law_exhaustively(law, scene, data):
    law(scene, data)
