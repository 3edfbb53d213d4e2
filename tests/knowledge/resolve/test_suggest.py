"""The type-ahead."""

import pytest

from knowledge.resolve import resolve, suggest


def slugs(text, vocabulary, **options):
    return [item.slug for item in suggest(text, vocabulary, **options)]


def test_beginnings_of_names_synonyms_and_abbreviations(small):
    assert slugs("neuro", small)[0] == "nf1"
    assert slugs("hyperp", small) == ["brown-tumor"]
    assert slugs("met", small)[0] == "metastases"
    assert slugs("VH", small) == ["vertebral-hemangioma"]


def test_any_word_of_a_name_may_begin_and_all_typed_words_must(small):
    assert slugs("albr", small) == ["mccune"]
    assert slugs("hemang lipid", small) == ["atypical-hemangioma"]
    assert slugs("hemang xyz", small) == []


def test_what_matched_is_said(small):
    (item,) = suggest("enost", small)
    assert (item.slug, item.name, item.matched, item.note) == (
        "bone-islands",
        "Bone islands",
        "enostosis",
        "",
    )


def test_groups_and_known_others_are_noted_and_ours_come_first(small):
    found = suggest("neurofib", small)
    assert [(item.slug, item.note) for item in found] == [("nf1", ""), ("other-nf2", "other")]
    assert suggest("mets", small)[0].note == "group"


def test_a_known_other_typed_in_full_comes_first(full):
    assert suggest("osteoma", full)[0].name == "Osteoma"


@pytest.mark.parametrize("text", ["hemnagioma", "haemangi", "hemagnio", "Hémang"])
def test_mistyped_and_british_beginnings(full, text):
    assert slugs(text, full)[0] == "vertebral-hemangioma"


def test_mistyped_come_after_well_typed(full):
    found = slugs("osteopetrosis", full)
    assert found[0] == "osteopetrosis"


def test_ambiguous_abbreviation_offers_all_it_stands_for(full):
    assert set(slugs("SIF", full)) == {
        "osteoporotic-insufficiency-fractures",
        "radiation-osteitis",
    }


def test_last_entry_of_a_list_is_completed(small):
    assert slugs("mets vs hemang", small)[0] in ("vertebral-hemangioma", "atypical-hemangioma")
    assert slugs("? neurofi", small)[0] == "nf1"


def test_each_term_once_and_no_more_than_the_limit(full):
    found = slugs("o", full, limit=5)
    assert len(found) == len(set(found)) == 5
    assert slugs("o", full, limit=0) == []


@pytest.mark.parametrize("text", ["", " ", "😀", ",", "qqqq", "\x00"])
def test_nothing_fits_nothing(full, text):
    assert suggest(text, full) == ()


def test_what_is_suggested_resolves_to_what_it_says(full):
    for start in ("he", "os", "pa", "sa", "ma", "met", "b", "ra"):
        for item in suggest(start, full, limit=20):
            if item.note == "other":
                assert resolve(item.name, full)[0].status == "known-other"
            else:
                assert resolve(item.name, full)[0].entity == item.slug, item
