"""Each kind of broken content is told with file, line and a sentence that helps."""

import re

import pytest

from knowledge.schema.decode import from_plain, to_plain
from knowledge.schema.types import Claim, Entity

STRUTS = "entities/struts.yaml"
HOLES = "entities/holes.yaml"

BROKEN = [
    ("unknown key", STRUTS, "short_name:", "shortname:", STRUTS, 3, "Did you mean “short_name”"),
    ("missing key", STRUTS, "kind: mimic\n", "", STRUTS, 1, "lacks the key “kind”"),
    ("wrong word", STRUTS, "kind: mimic", "kind: mimick", STRUTS, 4, "one of: mimic, malignant"),
    ("wrong type", STRUTS, "name: Struts", "name: 5", STRUTS, 2, "must be text.*quotes"),
    ("empty text", STRUTS, "name: Struts", "name: ' '", STRUTS, 2, "leave the key out"),
    ("not a list", STRUTS, "pitfalls: [Read T1 too.]", "pitfalls: Read", STRUTS, 27, "a list"),
    ("not a table", STRUTS, "  ct: Dots.", "  ct: [Dots]", STRUTS, 15, "must be a table"),
    ("key twice", STRUTS, "summary:", "name: Again\nsummary:", STRUTS, 6, "a second time"),
    ("no yaml", STRUTS, "synonyms: [", "synonyms: {[", STRUTS, 11, "not valid YAML"),
    ("unknown sequence", STRUTS, "  t1:", "  t9:", STRUTS, 16, "one of: radiograph"),
    ("dangling group", STRUTS, "group: vascular", "group: nope", STRUTS, 5, "no group “nope”"),
    ("dangling beside", STRUTS, "beside: holes", "beside: nope", STRUTS, 7, "no entity “nope”"),
    (
        "dangling finding",
        STRUTS,
        "finding: polka",
        "finding: nope",
        STRUTS,
        21,
        "no finding “nope",
    ),
    ("unknown finding", STRUTS, "  polka-dot: usual", "  nope: usual", STRUTS, 34, "no finding"),
    ("bad typicality", STRUTS, "dot: usual", "dot: mostly", STRUTS, 34, "always, usual"),
    (
        "dangling option",
        STRUTS,
        "option: leave",
        "option: nope",
        STRUTS,
        32,
        "no management option",
    ),
    (
        "dangling source",
        STRUTS,
        "s: [smith-2020]\ndis",
        "s: [nope]\ndis",
        STRUTS,
        22,
        "not in ref",
    ),
    (
        "source in prose",
        STRUTS,
        "clue., sources: [smith",
        "clue., sources: [x",
        STRUTS,
        30,
        "x-2020",
    ),
    ("sign, no modality", STRUTS, "modalities: [ct]", "modalities: []", STRUTS, 19, "no modality"),
    (
        "no direction",
        STRUTS,
        "favours: entity, strength: weak",
        "strength: weak",
        STRUTS,
        24,
        "favours",
    ),
    ("no strength", STRUTS, ", strength: weak", "", STRUTS, 24, "lacks the key “strength”"),
    (
        "mimic says benign",
        STRUTS,
        "favours: entity, strength: weak",
        "favours: benign, strength: weak",
        STRUTS,
        24,
        "write “entity”",
    ),
    ("empty heading", STRUTS, "pitfalls: [Read T1 too.]", "pitfalls: []", STRUTS, 27, "empty"),
    ("same side", STRUTS, "beside: holes", "beside: struts", STRUTS, 7, "the other side"),
    (
        "class twice",
        STRUTS,
        "compartments:",
        "ct_class_alternatives: [lucent]\ncompartments:",
        STRUTS,
        9,
        "as its alternative",
    ),
    (
        "own differential",
        STRUTS,
        "management:",
        "differential: [struts]\nmanagement:",
        STRUTS,
        31,
        "own differential",
    ),
    (
        "contradiction",
        STRUTS,
        "t1-high: usual",
        "t1-high: never",
        STRUTS,
        35,
        "contradicts the imaging",
    ),
    (
        "drop on T1",
        STRUTS,
        "signal: high}",
        "signal: high, opposed_phase_drop: absent}",
        STRUTS,
        16,
        "Only chemical_shift",
    ),
    ("name repeated", STRUTS, "[strut disease]", "[a b, A B]", STRUTS, 10, "stands 2 times"),
    (
        "name of another",
        HOLES,
        "ct_class:",
        "synonyms: [strut disease]\nct_class:",
        "entities/struts.yaml",
        10,
        "already belongs to “holes”",
    ),
    (
        "name of umbrella",
        STRUTS,
        "[strut disease]",
        "[Bone metastases]",
        STRUTS,
        10,
        "belongs to “metastases”",
    ),
    (
        "file name",
        STRUTS,
        "slug: struts",
        "slug: strutz",
        STRUTS,
        1,
        "should be named “strutz.yaml”",
    ),
    (
        "lead",
        "references.yaml",
        "  doi: 10.1000/struts\n",
        "  url: https://blog.example\n",
        "references.yaml",
        1,
        "a lead, not a reference",
    ),
    (
        "paper twice",
        "references.yaml",
        "pmid: '123456'",
        "doi: 10.1000/STRUTS",
        "references.yaml",
        4,
        "same paper as “smith-2020”",
    ),
    (
        "reference twice",
        "references.yaml",
        "id: jones-2021",
        "id: smith-2020",
        "references.yaml",
        4,
        "exists twice",
    ),
    (
        "finding, no modality",
        "findings.yaml",
        "modalities: [ct]",
        "modalities: []",
        "findings.yaml",
        4,
        "no modality",
    ),
    (
        "group not a list",
        "groups.yaml",
        "- {slug: vascular, name: Vascular, kind: mimic}\n- ",
        "",
        "groups.yaml",
        1,
        "hold a list",
    ),
    (
        "umbrella dangles",
        "relations.yaml",
        "[holes]",
        "[nope]",
        "relations.yaml",
        5,
        "no entity or umbrella",
    ),
    (
        "umbrella is entity",
        "relations.yaml",
        "slug: metastases",
        "slug: struts",
        "relations.yaml",
        1,
        "cannot be an umbrella",
    ),
    (
        "circle",
        "relations.yaml",
        "[holes]",
        "[holes, metastases]",
        "relations.yaml",
        1,
        "narrower than itself",
    ),
    (
        "variant dangles",
        "relations.yaml",
        "narrower_than: {}",
        "narrower_than: {nope: struts}",
        "relations.yaml",
        7,
        "no entity “nope”",
    ),
    (
        "ambiguous dangles",
        "relations.yaml",
        "abbreviations: {}",
        "abbreviations: {SD: [struts, nope]}",
        "relations.yaml",
        8,
        "no entity “nope”",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "line", "sentence"),
    [row[1:] for row in BROKEN],
    ids=[row[0] for row in BROKEN],
)
def test_a_broken_file_is_told_with_file_line_and_sentence(
    content, file, old, new, where, line, sentence
):
    loaded = content.change(file, old, new).load()
    assert loaded.library is None
    told = [(problem.file, problem.line, problem.sentence) for problem in loaded.problems]
    fitting = [row for row in told if row[0] == where and re.search(sentence, row[2])]
    assert fitting, told
    assert line in {row[1] for row in fitting}, told


def test_the_tiny_content_is_sound(content):
    library = content.library()
    assert [entity.slug for entity in library.entities] == ["holes", "struts"]
    assert library.relations().is_narrower("holes", "metastases")
    assert library.relations().is_malignant("metastases")


def test_several_problems_are_all_told_in_order(content):
    content.change(STRUTS, "kind: mimic", "kind: x").change(HOLES, "kind: malignant", "kind: y")
    problems = content.load().problems
    assert [problem.file for problem in problems] == [HOLES, STRUTS]
    assert str(problems[0]).startswith("entities/holes.yaml:4: ")


def test_what_points_to_an_unreadable_entity_is_not_blamed(content):
    problems = content.change(STRUTS, "kind: mimic", "kind: x").load().problems
    assert len(problems) == 1


@pytest.mark.parametrize("name", ["groups.yaml", "relations.yaml", "references.yaml"])
def test_a_missing_file_is_a_problem_not_a_crash(content, name):
    (content.folder / name).unlink()
    assert any(
        problem.file == name and "missing" in problem.sentence
        for problem in content.load().problems
    )


def test_an_empty_file_and_bytes_that_are_no_text_are_problems(content):
    (content.folder / "groups.yaml").write_text("")
    (content.folder / HOLES).write_bytes(b"\xff\xfe\x00")
    sentences = " ".join(problem.sentence for problem in content.load().problems)
    assert "empty" in sentences and "UTF-8" in sentences


def test_python_objects_in_yaml_are_refused(content):
    content.change("groups.yaml", "name: Vascular", "name: !!python/name:os.system x")
    (problem,) = content.load().problems
    assert problem.file == "groups.yaml" and "not valid YAML" in problem.sentence


def test_an_empty_list_is_a_problem(content):
    (content.folder / "findings.yaml").write_text("[]")
    assert [str(problem) for problem in content.load().problems] == [
        "findings.yaml:1: The list is empty."
    ]


def test_an_abbreviation_declared_ambiguous_may_stand_for_two(content):
    content.change(HOLES, "ct_class:", "abbreviations: [SD]\nct_class:")
    assert "already belongs" in str(content.load().problems[0])
    content.change("relations.yaml", "tions: {}", "tions: {SD: [struts, holes]}")
    assert content.library().relations_file.ambiguous_abbreviations == {"SD": ("struts", "holes")}


def test_radiopaedia_and_official_pages_are_references(content):
    content.change("references.yaml", "doi: 10.1000/struts", "url: https://radiopaedia.org/a")
    content.change("references.yaml", "pmid: '123456'", "url: https://s.org/c\n  official: true")
    content.library()


def test_a_bare_sentence_is_a_claim_without_source(content):
    struts = content.library().entities[1]
    assert struts.pitfalls == (Claim("Read T1 too."),)
    assert struts.teaching_points == (Claim("Fat is a clue.", ("smith-2020",)),)
    assert struts.imaging["ct"].signal is None


def test_values_survive_the_way_into_a_row_and_back(library):
    for entity in library.entities:
        assert from_plain(Entity, to_plain(entity)) == entity


def test_a_broken_row_says_what_is_wrong():
    with pytest.raises(ValueError, match="lacks the key"):
        from_plain(Entity, {"slug": "x"})
