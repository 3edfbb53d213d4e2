"""German in the resolver: spelling, negation and the file of names; the phrases are phrases_de.txt."""

from itertools import pairwise

import pytest
import yaml

from knowledge.resolve import german, resolve
from knowledge.resolve.build import KnownOtherError, build, other_names, parse
from knowledge.resolve.normalise import root, spelling
from knowledge.resolve.types import ACCEPTED
from tests.knowledge.resolve.content import CONTENT, own_terms, phrases

DATA = yaml.safe_load((CONTENT / "names_de.yaml").read_text(encoding="utf-8"))
#: The names of ours as the file's reader takes them: "(n)" opened.
ALSO = parse({key: DATA[key] for key in DATA if key != "language"}, "names_de.yaml").also
NAMES = [(slug, name) for slug, names in ALSO.items() for name in names]


def test_every_german_name_is_its_entity_in_three_spellings(full):
    wrong = []
    for slug, name in NAMES:
        written = name.replace("Ä", "Ae").replace("Ö", "Oe").replace("Ü", "Ue")
        for text in (name, written.translate(german.UMLAUTS), name.translate(german.BARE)):
            found = {entry.entity for entry in resolve(text, full)}
            if found != {slug}:
                wrong.append((text, slug, found))
    assert wrong == []


@pytest.mark.parametrize("negation", ["kein ", "keine ", "kein Hinweis auf ", "ohne ", "weder "])
def test_no_german_name_counts_when_negated(full, negation):
    wrong = [
        name
        for _slug, name in NAMES
        if any(entry.status in ACCEPTED for entry in resolve(negation + name, full))
    ]
    assert wrong == []


@pytest.mark.parametrize("hedge", ["V.a. ", "DD ", "am ehesten ", "Verdacht auf ", "Z.n. "])
def test_every_german_name_counts_when_hedged(full, hedge):
    wrong = [
        name
        for slug, name in NAMES
        if {entry.entity for entry in resolve(hedge + name, full)} != {slug}
    ]
    assert wrong == []


def test_all_entities_and_umbrellas_have_a_german_name():
    known = {slug for slug, _ in NAMES}
    named = {
        slug
        for text, expected in phrases("phrases_de.txt")
        for slug, _status in expected or ()
        if slug
    }
    assert {term.slug for term in own_terms()} - known - named == set()


def test_german_words_hide_no_english_name():
    english = build(own_terms(), {}, other_names().__class__((), {}, {}))
    names = {word for row in english.index.rows for word in row.roots}
    wrong = {
        word: (before, after)
        for word in names
        if (before := word) != (after := root(german.WORDS.get(word, word)))
    }
    assert wrong == {}


def test_spelling_stays_idempotent_for_german():
    for word in german.WORDS:
        assert spelling(spelling(word)) == spelling(word), word


def test_noch_negates_only_behind_weder(full):
    assert [e.status for e in resolve("weder Metastasen noch Myelom", full)] == ["negated"] * 2
    assert all(e.status != "negated" for e in resolve("noch Metastasen", full))


def test_levels_in_german_are_no_part_of_a_name(full):
    for level in ("LWK 3", "LWK3", "BWK 5/6", "HWK 4-6", "LWK 1 - 3"):
        entries = resolve(f"Hämangiom {level}", full)
        assert [entry.entity for entry in entries] == ["vertebral-hemangioma"], level


def test_lists_in_german_keep_their_order(full):
    texts = ["Hämangiom", "Metastasen", "Plasmozytom", "Morbus Paget", "Kompaktainsel"]
    for one, other in pairwise(texts):
        for between in (", ", " und ", " oder ", " bzw. ", "; ", " DD ", " vs. "):
            entries = resolve(f"{one}{between}{other}", full)
            assert len(entries) == 2, (one, between, other)
            assert all(entry.status in ACCEPTED for entry in entries)


def test_there_are_enough_german_phrases():
    assert len(phrases("phrases_de.txt")) >= 500


@pytest.mark.parametrize("language", ["fr", None])
def test_a_file_of_names_says_its_language(tmp_path, language):
    other = {"normal": [], "also": {}, "ambiguous": {}, "conditions": []}
    (tmp_path / "known_other.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    marked = other | ({"language": language} if language else {})
    (tmp_path / "names_de.yaml").write_text(yaml.safe_dump(marked), encoding="utf-8")
    with pytest.raises(KnownOtherError, match="which language"):
        other_names(tmp_path / "known_other.yaml")
