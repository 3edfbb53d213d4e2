"""Which claim to a name holds, and the file of other names."""

import pytest

from knowledge.resolve import Term, Vocabulary, resolve
from knowledge.resolve.build import (
    KnownOtherError,
    build,
    is_abbreviation,
    of_library,
    other_names,
    parse,
)
from tests.knowledge.resolve import content

GOOD = {"normal": ["normal"], "also": {}, "ambiguous": {}, "conditions": ["Osteoma"]}


def entity(slug, name, *synonyms, short=()):
    return Term(slug, "entity", name, synonyms, tuple(short))


def test_entity_wins_over_group_and_known_other():
    vocabulary = Vocabulary(
        [
            Term("other", "known-other", "Osteitis"),
            Term("group", "group", "Osteitis"),
            entity("ours", "Osteitis"),
        ]
    )
    assert resolve("osteitis", vocabulary)[0].entity == "ours"


def test_declared_name_wins_over_a_derived_one():
    vocabulary = Vocabulary(
        [entity("lymphoma", "Vertebral lymphoma"), Term("other", "known-other", "Lymphoma")]
    )
    assert resolve("lymphoma", vocabulary)[0].status == "known-other"


def test_name_that_two_entities_have_is_ambiguous():
    vocabulary = Vocabulary(
        [entity("a", "A disease", short=["XYZ"]), entity("b", "B", short=["XYZ"])]
    )
    assert resolve("xyz", vocabulary)[0].candidates == ("a", "b")


def test_derived_form_of_generic_words_is_not_learnt():
    vocabulary = Vocabulary(
        [entity("a", "Red bone disease"), entity("b", "Multiple lesions of the spine")]
    )
    assert resolve("red", vocabulary)[0].entity is None
    assert resolve("lesions", vocabulary)[0].entity is None


def test_umlauts_written_out_or_left_away():
    vocabulary = Vocabulary(
        [entity("a", "Hämangiom der Wirbelsäule"), entity("b", "Albers-Schönberg")]
    )
    for text in (
        "Haemangiom der Wirbelsaeule",
        "Hamangiom der Wirbelsaule",
        "HÄMANGIOM DER WIRBELSÄULE",
    ):
        assert resolve(text, vocabulary)[0].entity == "a", text
    for text in ("Albers Schoenberg", "albers schonberg", "Albers-Schönberg"):
        assert resolve(text, vocabulary)[0].entity == "b", text


def test_ambiguous_names_of_unknown_slugs_are_ignored():
    vocabulary = Vocabulary([entity("a", "Something")], {"SIF": ("a", "gone")})
    assert resolve("SIF", vocabulary)[0].entity == "a"


def test_empty_vocabulary_knows_nothing():
    vocabulary = Vocabulary([])
    assert [entry.status for entry in resolve("hemangioma, mets", vocabulary)] == [
        "unrecognised"
    ] * 2
    assert vocabulary.name("nothing") == "nothing"


def test_display_name_leaves_closing_brackets_away():
    assert entity("a", "Vertebral hemangioma (multiple)").display == "Vertebral hemangioma"
    assert (
        entity("a", "Atypical (fat-poor) hemangioma").display == "Atypical (fat-poor) hemangioma"
    )
    assert Term("a", "entity", "Long (name)", shown="Short").display == "Short"


def test_build_adds_names_normal_and_known_others():
    other = parse({**GOOD, "also": {"a": ["alpha", "ALP"]}, "ambiguous": {"both": ["a", "b"]}})
    vocabulary = build([entity("a", "Aaa"), entity("b", "Bbb")], {"AB": ("a", "b")}, other)
    found = {
        t: resolve(t, vocabulary)[0] for t in ("alpha", "ALP", "both", "AB", "osteoma", "normal")
    }
    assert [(entry.entity, entry.status) for entry in found.values()] == [
        ("a", "synonym"),
        ("a", "abbreviation"),
        (None, "ambiguous"),
        (None, "ambiguous"),
        (None, "known-other"),
        ("normal", "exact"),
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"normal": "normal"}, "normal must be a list of names"),
        ({"normal": [1]}, "quote numbers"),
        ({"also": []}, "must map a name to a list"),
        ({"conditions": {}}, "conditions must be a list"),
        ({"conditions": [{"A": [], "B": []}]}, "a condition is a name"),
        ({"conditions": ["Osteoma", "osteoma"]}, "stands twice"),
        ({"more": []}, "must hold the sections"),
    ],
)
def test_a_broken_file_is_told_in_a_sentence(change, sentence):
    with pytest.raises(KnownOtherError, match=sentence):
        parse({**GOOD, **change})


def test_an_unreadable_file_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "names.yaml"
    with pytest.raises(KnownOtherError, match=r"names\.yaml cannot be read"):
        other_names(path)
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(KnownOtherError, match=r"names\.yaml cannot be read"):
        other_names(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("LCH", True), ("HbSS", True), ("G-CSF", True), ("Modic", False), ("B cell", False)],
)
def test_abbreviations_are_told_from_words(text, expected):
    assert is_abbreviation(text) is expected


def test_shipped_names_are_many_and_name_entities_that_exist():
    names = other_names()
    slugs = {term.slug for term in content.own_terms()}
    assert len(names.terms) > 350
    assert set(names.also) <= slugs
    assert {slug for held in names.ambiguous.values() for slug in held} <= slugs


def test_shipped_known_others_share_no_name_with_ours_or_each_other():
    owner = {}
    for term in other_names().terms:
        for text in (term.name, *term.synonyms, *term.abbreviations):
            key = text.casefold()
            assert owner.setdefault(key, term.slug) == term.slug, text
    ours = {
        text.casefold()
        for term in content.own_terms()
        for text in (term.name, *term.synonyms, *term.abbreviations)
    }
    assert sorted(ours & set(owner)) == []


def test_vocabulary_of_the_loaded_library_is_the_same():
    from knowledge.schema.loader import load

    library = load().library
    assert library is not None
    loaded = of_library(library)
    for text in ("hemangioma", "mets", "SIF", "osteoma", "Modic 1", "normal"):
        assert resolve(text, loaded) == resolve(text, content.vocabulary())
