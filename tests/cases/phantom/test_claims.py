"""Bounds of every entity: readable, and kept by what is measured inside the masks."""

import json
from dataclasses import asdict, replace

import pytest

from cases.phantom import survey as survey_module
from cases.phantom.claims import Bound, load, of_content, value_of, values_of, verdict
from cases.phantom.measure import Measured, measure
from cases.phantom.recipes.loader import load as load_recipes
from cases.phantom.recipes.spec import spec_of
from cases.phantom.survey import Survey, measurable
from cases.phantom.table import BEGIN, END, markdown, put_into, rows_of
from knowledge.schema.loader import load as load_content

CLAIMS = load()
CONTENT = load_content().library
ENTITIES = {one.slug: one for one in CONTENT.entities}
REFERENCES = {one.id for one in CONTENT.references}
RECIPES = measurable(load_recipes().cases)
#: Measured in the default run: bright and dark, focal and diffuse, shape and texture.
FEW = (
    "bone-islands",
    "vertebral-hemangioma",
    "sclerotic-metastases",
    "lytic-metastases",
    "renal-osteodystrophy",
    "fluorosis",
)


def measured(**more):
    numbers = {
        "volume_ml": 3.0, "ratio": {"T1": 0.5, "T2": 1.2, "STIR": 2.0, "T1G": 1.0, "IP": 1.0, "OP": 1.0, "DWI": 1.0},
        "t1_disc": 0.9, "t1_muscle": 1.0, "drop": 10.0, "hu": 150.0, "hu_p95": 300.0, "hu_marrow": 120.0,
        "adc": 0.8, "fat": 0.2, "lesions": 2,
    }  # fmt: skip
    return Measured(**(numbers | more))


def test_the_files_can_be_read():
    assert [str(one) for one in CLAIMS.problems] == []
    assert set(CLAIMS.entities) <= set(ENTITIES)


@pytest.mark.parametrize("slug", sorted(CLAIMS.entities))
def test_bounds_make_sense(slug):
    claims = CLAIMS.entities[slug]
    assert claims.weakest.strip()
    assert claims.bounds
    for one in claims.bounds:
        value_of(measured(), replace(one, phase=""))
        assert one.source in {"general", ""} or one.source in REFERENCES, one.source
        if one.low is not None and one.high is not None:
            assert one.low < one.high
        if one.status == "claimed":
            assert (one.low, one.high) != (None, None)


@pytest.mark.parametrize("slug", sorted(ENTITIES))
def test_every_entity_with_cases_has_bounds(slug):
    if any(one.diagnosis == slug for one in RECIPES):
        assert slug in CLAIMS.entities


@pytest.mark.parametrize("slug", FEW)
def test_a_case_keeps_to_the_bounds(slug):
    claims = CLAIMS.entities.get(slug)
    own = [one for one in measurable(RECIPES, slug) if one.region == "lumbar"]
    if claims is None or not own:
        pytest.skip("not written yet")
    chosen = [next((one for one in own if one.difficulty == d), own[0]) for d in ("typical",)]
    values = [measure(spec_of(one), 5, pixel=1.6, slug=slug) for one in chosen]
    assert failing(slug, values) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("slug", sorted(CLAIMS.entities))
def test_all_cases_keep_to_the_bounds_and_to_the_content(slug, tmp_path):
    taken = list(Survey(tmp_path / "survey.json").take_all(measurable(RECIPES, slug)))
    assert [one.slug for one, found in taken if found is None] == []
    rows = rows_of(ENTITIES[slug], CLAIMS.entities[slug], [found for _, found in taken])
    assert [one for one in rows if one.verdict == "contradicts"] == []


def failing(slug, values):
    return [
        (one.series, one.claim, one.range, value_of(case, one))
        for one in CLAIMS.entities[slug].bounds
        for case in values
        if one.status == "claimed" and not one.holds(value_of(case, one))
    ]


def test_verdicts():
    bound = Bound("T1", "ratio", "low", "claimed", "general", None, 0.9)
    assert verdict(bound, [0.5, 0.6]) == "agrees"
    assert verdict(bound, [0.5, 0.6, 1.0]) == "partly"
    assert verdict(bound, [0.5, 1.0, 1.1]) == "contradicts"
    assert verdict(bound, [0.5, 1.0]) == "contradicts"
    assert verdict(bound, []) == "unknown"
    assert verdict(Bound("T1", "ratio", "low", "contested"), [9.0]) == "contested"
    assert verdict(Bound("T1", "ratio", "unknown", "unknown"), [9.0]) == "unknown"


@pytest.mark.parametrize(
    ("measure", "series", "expected"),
    [
        ("ratio", "STIR", 2.0),
        ("drop", "IP/OP", 10.0),
        ("hu", "CT", 150.0),
        ("delta_hu", "CT", 30.0),
        ("t1_disc", "T1", 0.9),
    ],
)
def test_what_a_bound_is_about(measure, series, expected):
    assert value_of(measured(), Bound(series, measure, "x", "claimed")) == expected


def test_words_of_the_content_become_bounds():
    bounds = {one.series: one for one in of_content(ENTITIES["bone-islands"])}
    assert bounds["T1"].claim == "markedly-low"
    assert not bounds["T1"].holds(0.8)
    assert bounds["CT"].low == 50
    assert {one.status for one in of_content(ENTITIES["melorheostosis"])} <= {
        "claimed",
        "variable",
        "unknown",
    }


@pytest.mark.parametrize("slug", sorted(CLAIMS.entities))
def test_readings_are_about_something(slug):
    """A reading names a claim of the content and a phase that the disease can show."""
    said = {one.series: one for one in of_content(ENTITIES[slug])}
    for one in CLAIMS.entities[slug].readings:
        assert said[one.series].status == "claimed", one.series
        assert one.because
    phases = {
        one.phase for one in (*CLAIMS.entities[slug].readings, *CLAIMS.entities[slug].bounds)
    }
    if phases - {""}:
        source = (survey_module.MODELS / f"{slug.replace('-', '_')}.py").read_text("utf-8")
        assert "phase=" in source or "phases=" in source


def test_a_word_is_read_in_the_phase_that_it_speaks_of():
    bound = next(
        one
        for one in of_content(
            ENTITIES["axial-spondyloarthritis"], CLAIMS.entities["axial-spondyloarthritis"]
        )
        if one.series == "T1G"
    )
    assert (bound.phase, bound.low, bound.status) == ("active", 1.05, "claimed")
    old, active = measured(), measured(ratio={**measured().ratio, "T1G": 1.8})
    both = measured(phases={"active": active, "fatty": old})
    assert values_of([both, old], bound) == [1.8]
    assert verdict(bound, values_of([old], bound)) == "unknown"


def test_a_word_about_uptake_is_read_as_the_rise_by_contrast():
    def read(slug):
        bounds = of_content(ENTITIES[slug], CLAIMS.entities[slug])
        return next(one for one in bounds if one.series == "T1G")

    little, moderate = read("gaucher-disease"), read("lymphoma-leukemia-marrow")
    assert (little.measure, moderate.measure) == ("rise", "rise")
    assert little.holds(15)
    assert not little.holds(75)
    assert moderate.holds(75)
    assert not moderate.holds(140)


def test_what_cannot_be_judged_is_said_and_why():
    bounds = of_content(ENTITIES["radiation-osteitis"], CLAIMS.entities["radiation-osteitis"])
    bound = next(one for one in bounds if one.series == "DWI")
    assert verdict(bound, [9.0]) == "unknown"
    assert "steady-state" in bound.claim


def test_contrast_and_phases_are_measured(make_case):
    found = measure(
        make_case(seed=1, age=30, slug="axial-spondyloarthritis", difficulty="easy"), 5, pixel=1.8
    )
    assert {"active", "fatty"} <= set(found.phases)
    active, fatty = found.phases["active"], found.phases["fatty"]
    assert active.ratio["STIR"] > 1.3 > 1 > fatty.ratio["STIR"]
    assert active.rise > 2 * found.rise_marrow > 0
    assert abs(fatty.rise) < 15
    assert active.volume_ml + fatty.volume_ml <= found.volume_ml + 1e-6


def test_a_survey_is_kept_and_taken_again_when_the_recipe_changes(tmp_path, monkeypatch):

    calls = []
    monkeypatch.setattr(survey_module, "measure", lambda *a, **k: calls.append(a) or measured())
    recipe, path = RECIPES[0], tmp_path / "kept" / "survey.json"
    first = Survey(path).take(recipe)
    assert Survey(path).take(recipe) == first
    assert len(calls) == 1
    Survey(path).take(replace(recipe, age=recipe.age + 1))
    assert len(calls) == 2
    path.write_text("{torn")
    assert Survey(path).known(recipe) is None


def test_an_empty_mask_is_told_and_does_not_stop_the_survey(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise ValueError("The lesion mask is empty in this field of view.")

    monkeypatch.setattr(survey_module, "measure", refuse)
    told = []
    rows = list(Survey(tmp_path / "s.json").take_all(RECIPES[:2], lambda *said: told.append(said)))
    assert [found for _, found in rows] == [None, None]
    assert [(done, total) for done, total, _ in told] == [(1, 2), (2, 2)]


def test_the_table_lists_contradictions_and_the_weakest_point():
    entity = ENTITIES["bone-islands"]
    wrong = measured(ratio={**measured().ratio, "T1": 1.4})
    text = markdown([entity], CLAIMS.entities, {entity.slug: [wrong]})
    assert "Contradicted" in text
    assert "bone-islands, T1" in text
    assert f"Weakest: {CLAIMS.entities[entity.slug].weakest}" in text
    for rounds, said in ((0, "no recorded round."), (3, "3 recorded rounds.")):
        seen = {entity.slug: replace(CLAIMS.entities[entity.slug], looked=rounds)}
        assert f"fact sheet: {said}" in markdown([entity], seen, {entity.slug: [wrong]})
    assert "1.40 (1.40 to 1.40) ×" in text
    assert "1 case measured." in text
    document = put_into(f"before\n{BEGIN}\nold\n{END}\nafter", text)
    assert "old" not in document
    assert document.startswith("before")
    assert document.endswith("after")
    with pytest.raises(ValueError, match="lacks the marks"):
        put_into("nothing", text)


def test_measurements_survive_json():
    both = measured(phases={"active": measured(drop=3.0)})
    assert Measured.of(json.loads(json.dumps(asdict(both)))) == both
