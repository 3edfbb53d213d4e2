"""Laws that hold for any text and for every name of the shipped content."""

import random
import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge.resolve import MAX_CHARACTERS, resolve, suggest
from knowledge.resolve.normalise import normalise, words
from knowledge.resolve.types import ACCEPTED
from tests.knowledge.resolve import content

VOCABULARY = content.vocabulary()
OURS = [term for term in VOCABULARY.terms if term.kind != "known-other"]
OTHERS = [term for term in VOCABULARY.terms if term.kind == "known-other"]
GROUP_NAMES_OF_ENTITIES = {"nonbacterial osteitis"}
NAMES = [(term, text) for term in OURS for text in (term.name, *term.synonyms)]
WORDS = sorted({word for _, text in NAMES for word in text.split()})
ALL = settings(max_examples=150, suppress_health_check=list(HealthCheck))

anything = st.text(max_size=300)
texty = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(
            [
                "no",
                "not",
                "or",
                "and",
                "vs",
                ",",
                ";",
                "/",
                "?",
                "(",
                ")",
                "likely",
                "\n",
                "1",
                ".",
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=25,
).map(" ".join)


def meaning(text):
    return [(entry.entity, entry.status, entry.candidates) for entry in resolve(text, VOCABULARY)]


@ALL
@given(st.one_of(anything, texty))
@example("(" * 500)
@example("no " * 400)
@example("\ud800")
@example("²³¼ǅﬁ")
def test_any_text_gives_well_formed_entries(text):
    for entry in resolve(text, VOCABULARY):
        assert (entry.entity is not None) == (entry.status in ACCEPTED)
        if entry.entity is not None:
            assert VOCABULARY.is_ours(entry.entity)
            assert entry.name == VOCABULARY.name(entry.entity)
        assert (entry.status == "ambiguous") <= (len(entry.candidates) > 1)
        assert all(VOCABULARY.is_ours(slug) for slug in entry.candidates)
        assert entry.text


@ALL
@given(st.one_of(anything, texty))
def test_any_text_gives_suggestions_that_exist(text):
    found = suggest(text, VOCABULARY, limit=5)
    assert len(found) <= 5
    assert len({item.slug for item in found}) == len(found)
    assert all(item.name == VOCABULARY.name(item.slug) for item in found)


@ALL
@given(st.one_of(anything, texty))
def test_normalise_is_idempotent(text):
    assert normalise(normalise(text)) == normalise(text)


@ALL
@given(texty)
def test_case_does_not_matter(text):
    assert meaning(text.upper()) == meaning(text.lower()) or text.upper().lower() != text.lower()


@ALL
@given(st.sampled_from(NAMES), st.randoms())
def test_diacritics_and_spacing_do_not_matter(named, rng):
    _, text = named
    dressed = "".join(
        letter + ("\u0301" if letter.isalpha() and rng.random() < 0.2 else "") for letter in text
    )
    assert meaning(unicodedata.normalize("NFC", dressed)) == meaning(text)
    assert meaning(f"  {text.replace(' ', '   ')} ") == meaning(text)


BRITISH = [("hem", "haem"), ("anemia", "anaemia"), ("tumor", "tumour"), ("edema", "oedema")]


@pytest.mark.parametrize(("american", "british"), BRITISH)
def test_british_spelling_is_the_same(american, british):
    for _, text in NAMES:
        if american in text.lower() and british not in text.lower():
            assert meaning(text.lower().replace(american, british)) == meaning(text)


def test_every_name_and_synonym_of_ours_names_it():
    for term, text in NAMES:
        if term.kind == "group" and text.lower() in GROUP_NAMES_OF_ENTITIES:
            continue
        entries = resolve(text, VOCABULARY)
        assert {entry.entity for entry in entries} == {term.slug}, (text, entries)
        assert entries[0].status in ("exact", "synonym", "abbreviation"), text


def test_every_abbreviation_of_ours_names_it_or_is_ambiguous():
    for term in OURS:
        for text in term.abbreviations:
            (entry,) = resolve(text, VOCABULARY)
            ambiguous = entry.status == "ambiguous" and term.slug in entry.candidates
            assert entry.entity == term.slug or ambiguous, (text, entry)


def test_every_name_that_is_shown_names_the_same():
    for term in OURS:
        entries = resolve(term.display, VOCABULARY)
        assert {entry.entity for entry in entries} <= {term.slug, *_entities_named(term.display)}


def _entities_named(text):
    return (
        {"chronic-recurrent-multifocal-osteomyelitis"} if text == "Nonbacterial osteitis" else ()
    )


def test_no_known_other_is_ever_one_of_ours():
    for term in OTHERS:
        for text in (term.name, *term.synonyms, *term.abbreviations):
            for entry in resolve(text, VOCABULARY):
                assert entry.entity is None, (text, entry)


def test_no_known_other_is_ours_with_plural_or_qualifiers():
    for term in OTHERS:
        for text in (term.name, *term.synonyms):
            for dressed in (f"{text}s", f"multiple {text}", f"likely {text}", f"{text} of L3"):
                for entry in resolve(dressed, VOCABULARY):
                    assert entry.entity is None, (dressed, entry)


def test_what_an_entity_is_distinct_from_is_never_that_entity():
    for entity in content.entities():
        for text in entity.get("distinct_from") or ():
            named = {entry.entity for entry in resolve(text, VOCABULARY)}
            assert entity["slug"] not in named, (entity["slug"], text)


def test_what_an_entity_is_distinct_from_is_known():
    unknown = [
        text
        for entity in content.entities()
        for text in entity.get("distinct_from") or ()
        if "(" not in text and [e.status for e in resolve(text, VOCABULARY)] == ["unrecognised"]
    ]
    assert unknown in ([], ["healed metastases after therapy"])


def _mistype(text, rng):
    long = re.finditer(r"[^\W\d_]{5,}", text)  # shorter words are never corrected
    places = [place for word in long for place in range(*word.span())]
    place = rng.choice(places)
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        [
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :],
        ]
    )


@settings(ALL, max_examples=400)
@given(
    st.sampled_from([(term, text) for term, text in NAMES if term.kind == "entity"]),
    st.randoms(),
)
def test_one_mistyped_letter_never_makes_it_another_entity(named, rng):
    term, text = named
    if not re.search(r"[^\W\d_]{5,}", text) or re.search("[,/]| and ", text):
        return
    mistyped = _mistype(text, rng)
    allowed = {None, term.slug, *_same_words(mistyped, text)}
    for entry in resolve(mistyped, VOCABULARY):
        assert entry.entity in allowed, (text, mistyped, entry)


def _same_words(mistyped, text):
    """A mistyped letter may make another of our names; then that is what was typed."""
    rest = set(words(mistyped))
    entries = resolve(" ".join(word for word in words(text) if word in rest), VOCABULARY)
    return {entry.entity for entry in entries}


@settings(ALL, max_examples=300)
@given(st.sampled_from([t for o in OTHERS for t in (o.name, *o.synonyms)]), st.randoms())
def test_one_mistyped_letter_never_makes_a_known_other_ours(text, rng):
    if len(text) < 9 or " " in text:
        return
    mistyped = _mistype(text, rng)
    for entry in resolve(mistyped, VOCABULARY):
        assert entry.entity is None, (text, mistyped, entry)


@ALL
@given(
    st.lists(st.sampled_from(OURS), min_size=1, max_size=4), st.sampled_from(["; ", "\n", " vs "])
)
def test_a_list_of_names_is_those_names(terms, separator):
    text = separator.join(term.display for term in terms)
    named = [entry.entity for entry in resolve(text, VOCABULARY)]
    alone = [e.entity for term in terms for e in resolve(term.display, VOCABULARY)]
    assert named == alone


@ALL
@given(st.sampled_from([text for _, text in NAMES]), st.sampled_from(["no ", "not ", "without "]))
def test_a_negated_name_names_nothing(text, negation):
    first = resolve(negation + text, VOCABULARY)[0]
    assert first.entity is None or normalise(negation + text) in NO_NAMES


NO_NAMES = {normalise(text) for term in OURS if term.kind == "normal" for text in term.synonyms}


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "hemangioma ",
        "hemangoma ",
        "no ",
        "x,",
        "(",
        "likely ",
        "mets and ",
        "é",
        "a-",
        "\n",
        "vs ",
    ],
)
def test_time_grows_no_faster_than_the_text(unit):
    def seconds(length):
        text = (unit * length)[:length]
        start = time.perf_counter()
        resolve(text, VOCABULARY)
        return time.perf_counter() - start

    seconds(MAX_CHARACTERS)
    assert min(seconds(10_000) for _ in range(3)) < 1.0


def test_random_words_of_names_rarely_name_anything():
    rng = random.Random(7)
    accepted = 0
    for _ in range(500):
        text = " ".join(rng.sample(WORDS, 3))
        accepted += any(entry.entity for entry in resolve(text, VOCABULARY))
    assert accepted < 35  # a word of German often is a whole name
