"""One test for each rule of the grading design, on a small vocabulary of its own."""

import pytest

from knowledge.resolve import MAX_CHARACTERS, resolve, shown_back
from knowledge.resolve.types import Entry


def read(text, vocabulary):
    return [(entry.entity, entry.status) for entry in resolve(text, vocabulary)]


def one(text, vocabulary):
    entries = resolve(text, vocabulary)
    assert len(entries) == 1, entries
    return entries[0]


# --- the full phrase first ----------------------------------------------------------------------


def test_own_names_win_over_known_others_of_the_same_name(small):
    assert read("hemangioma", small) == [("vertebral-hemangioma", "synonym")]


def test_own_name_wins_over_the_qualifier_in_it(small):
    assert read("diffuse bone metastases", small) == [("diffuse", "synonym")]
    assert read("diffuse metastases", small) == [("metastases", "synonym")]


def test_name_that_looks_negated_is_a_name(small):
    assert read("no lesion", small) == [("normal", "synonym")]


def test_name_with_and_in_it_is_one(full):
    assert read("radiation osteitis, osteonecrosis and insufficiency fracture", full) == [
        ("radiation-osteitis", "synonym")
    ]


# --- spelling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "HEMANGIOMA",
        "haemangioma",
        "hæmangioma",
        "hémangioma",
        "hemangiomas",
        "hemangiomata",
        "hemangioma's",
        "ｈｅｍａｎｇｉｏｍａ",
        "hem\u00adangioma",
    ],
)
def test_spelling_variants_are_the_same(small, text):
    assert read(text, small) == [("vertebral-hemangioma", "synonym")]


@pytest.mark.parametrize(
    "text",
    [
        "neurofibromatosis type 1",
        "neurofibromatosis type I",
        "Type I neurofibromatosis",
        "neurofibromatosis 1",
        "neurofibromatosis-1",
        "neurofibromatosis type one",
    ],
)
def test_numerals_and_word_order(small, text):
    assert [entity for entity, _ in read(text, small)] == ["nf1"]


def test_type_numbers_are_never_corrected(small):
    assert read("neurofibromatosis type 3", small) == [(None, "unrecognised")]
    assert read("NF3", small) == [(None, "unrecognised")]


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "separator",
    [", ", ",", "; ", "/", " / ", "\n", " vs ", " vs. ", " versus ", " or ", " and ", "\r\n"],
)
def test_separators(small, separator):
    text = f"lipid-poor hemangioma{separator}mets"
    assert read(text, small) == [
        ("atypical-hemangioma", "synonym"),
        ("metastases", "abbreviation"),
    ]


def test_and_splits_only_where_both_sides_resolve(small):
    assert read("hemangioma and something", small) == [(None, "unrecognised")]
    assert read("hemangioma and mets and something", small) == [(None, "unrecognised")]


def test_each_entry_keeps_its_own_text(small):
    texts = [entry.text for entry in resolve("1. likely hemangioma; 2. no mets", small)]
    assert texts == ["likely hemangioma", "no mets"]


def test_brackets_that_say_the_same_are_one_entry(small):
    entry = one("Fibrous dysplasia (FD)", small)
    assert (entry.text, entry.entity) == ("Fibrous dysplasia (FD)", "mccune")


def test_brackets_that_say_something_unknown_spoil_the_name(small):
    assert one("Fibrous dysplasia (jaw)", small).status == "unrecognised"


def test_a_number_alone_repeats_the_words_before_it(small):
    assert read("NF1/2", small) == [("nf1", "abbreviation"), (None, "known-other")]


# --- hedges and qualifiers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "hedge",
    [
        "likely {}",
        "probable {}",
        "possible {}",
        "suspected {}",
        "r/o {}",
        "rule out {}",
        "?{}",
        "{}?",
        "c/w {}",
        "consistent with {}",
        "cannot exclude {}",
        "{} not excluded",
        "most likely {}",
    ],
)
def test_hedges_name_it_all_the_same(small, hedge):
    assert [entity for entity, _ in read(hedge.format("hemangioma"), small)] == [
        "vertebral-hemangioma"
    ]


@pytest.mark.parametrize("qualifier", ["multiple", "known", "vertebral", "L3", "thoracic", "old"])
def test_neutral_qualifiers_are_dropped(small, qualifier):
    assert one(f"{qualifier} lipid-poor hemangioma", small).entity == "atypical-hemangioma"
    assert one(f"{qualifier} osteoporosis", small).status == "known-other"


@pytest.mark.parametrize("qualifier", ["breast", "prostate cancer", "renal cell carcinoma"])
def test_primary_tumors_are_dropped_before_metastases_only(small, qualifier):
    assert one(f"{qualifier} mets", small).entity == "metastases"
    assert one(f"{qualifier} hemangioma", small).entity is None


@pytest.mark.parametrize("word", ["infantile", "trait", "minor", "of the breast", "cutaneous"])
def test_other_qualifiers_change_what_is_named(small, word):
    assert one(f"fibrous dysplasia {word}", small).entity is None


def test_qualifiers_of_a_variant_are_kept(small):
    assert one("atypical hemangiomas", small).entity == "atypical-hemangioma"
    assert one("osteolytic mets", small).entity == "lytic"


def test_qualifiers_alone_name_nothing(small):
    assert read("multiple diffuse vertebral lesions", small) == [(None, "unrecognised")]


# --- negation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "no mets",
        "not mets",
        "without mets",
        "no evidence of mets",
        "mets ruled out",
        "mets excluded",
        "not metastasez",
        "non-mets",
        "unlikely mets",
    ],
)
def test_negated_names_nothing(small, text):
    entry = one(text, small)
    assert (entry.entity, entry.status) == (None, "negated")
    assert entry.name == "Bone metastases"


def test_negation_goes_on_over_or_and_ends_at_a_comma(small):
    assert read("no mets or lymphoma", small) == [(None, "negated")] * 2
    assert read("no mets, lymphoma", small) == [(None, "negated"), ("lymphoma", "synonym")]
    assert read("no mets, lymphoma or FD", small) == [(None, "negated")] * 3
    assert read("no mets but lymphoma", small) == [(None, "negated"), ("lymphoma", "synonym")]


def test_negation_inside_begins_an_entry(small):
    assert read("hemangioma not mets", small) == [
        ("vertebral-hemangioma", "synonym"),
        (None, "negated"),
    ]


# --- typing mistakes ----------------------------------------------------------------------------


def test_one_edit_up_to_eight_letters_two_above(small):
    assert one("lymfoma", small).entity is None
    assert one("lymphona", small).status == "corrected"
    assert one("hemmangionma", small).entity == "vertebral-hemangioma"
    assert one("hemmanngionma", small).entity is None


def test_no_edits_in_abbreviations_and_short_words(small):
    assert one("NHK", small).entity is None
    assert one("mest", small).entity is None
    assert one("bonr islands", small).entity is None


def test_never_in_a_prefix_that_changes_the_meaning(small):
    assert one("hypoparathyroidism", small).status == "known-other"
    assert one("hypoparathyroidsm", small).entity is None
    assert one("hpyerparathyroidism", small).entity is None
    assert one("hyperparathyroidsm", small).entity == "brown-tumor"
    assert one("ecostosis", small).entity is None


def test_never_in_an_ending_that_changes_the_meaning(small):
    assert one("radiation osteosis", small).entity is None
    assert one("lymphosis", small).entity is None


def test_nearer_to_a_known_other_is_that(small):
    assert one("exostosys", small).status == "known-other"


def test_without_a_clear_best_the_learner_is_asked(full):
    entry = one("hpyerparathyroidism", full)
    assert entry.status == "unrecognised"
    assert entry.candidates == ("brown-tumor",)


def test_words_run_together_or_torn_apart(small):
    assert one("fibrousdysplasia", small).entity == "mccune"
    assert one("hemangio ma", small).entity == "vertebral-hemangioma"
    assert one("bonemets", small).entity == "metastases"


# --- abbreviations ------------------------------------------------------------------------------


def test_ambiguous_abbreviation_has_candidates_and_no_entity(small):
    entry = one("SIF", small)
    assert (entry.entity, entry.status) == (None, "ambiguous")
    assert set(entry.candidates) == {"fractures", "radiation"}


def test_abbreviations_in_any_dress(small):
    for text in ("nhl", "N.H.L.", "N H L", "NHL.", "?NHL", "NHLs"):
        assert one(text, small).entity == "lymphoma", text


def test_abbreviation_that_is_a_word_counts_alone_only(small):
    assert one("ALL", small).entity == "lymphoma"
    assert one("all lesions", small).entity is None
    assert one("all of the above", small).entity is None


# --- odd input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " ", "\n", ",;/", "\u200b", "...", "--"])
def test_nothing_typed_gives_no_entries(small, text):
    assert resolve(text, small) == ()


def test_long_text_is_cut_and_the_result_says_so(small):
    entries = resolve("mets, " * 10_000, small)
    assert entries[0].entity == "metastases"
    assert entries[-1].status == "unrecognised"
    assert entries[-1].name == "not read: too long"
    assert len(entries) <= MAX_CHARACTERS


def test_a_sentence_is_not_a_name(small):
    text = (
        "the patient has had pain in the back for years and the bone looks like hemangioma to me"
    )
    assert all(entry.entity is None for entry in resolve(text, small))


# --- shown back ---------------------------------------------------------------------------------


def test_every_status_is_shown_back_in_a_sentence(small):
    sentences = {
        text: shown_back(one(text, small), small)
        for text in ("hemangioma", "hemangiona", "SIF", "no mets", "exostosis", "xyz")
    }
    assert sentences == {
        "hemangioma": "“hemangioma” is Vertebral hemangioma.",
        "hemangiona": "“hemangiona” is read as Vertebral hemangioma.",
        "SIF": "“SIF” may be Osteoporotic fractures or Radiation osteitis: which one?",
        "no mets": "“no mets” is a negation and does not count as an answer.",
        "exostosis": "“exostosis” is Exostosis: a real condition, none of those taught here.",
        "xyz": "“xyz” is not recognized.",
    }


def test_a_near_miss_is_asked_back(small):
    entry = Entry("hpyer", None, "unrecognised", candidates=("brown-tumor", "nf1"))
    assert shown_back(entry, small) == (
        "“hpyer” is not recognized. Did you mean Brown tumor or Neurofibromatosis type 1?"
    )
