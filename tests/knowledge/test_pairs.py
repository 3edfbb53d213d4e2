"""Pairs that are taken for each other: the file, the rows, and the comparison of any two."""

from itertools import combinations

import pytest
from django.utils import translation

from knowledge import selectors
from knowledge.models import Entity, Pair
from knowledge.pages.comparison import _inside, comparison_page
from knowledge.pages.words import DROPS, SIGNALS
from knowledge.schema.sources import sources_of, sources_of_pair
from knowledge.services import sync_content

PAIRS = "pairs.yaml"
BROKEN = [
    ("unknown entity", "b: holes", "b: nope", 2, "There is no entity “nope”"),
    ("with itself", "b: holes", "b: struts", 2, "cannot be compared with itself"),
    (
        "nothing to look at",
        "    - {text: Look for dots., sources: [smith-2020]}",
        "    []",
        3,
        "say what to look at",
    ),
    ("unknown source", "[smith-2020]", "[nope-1999]", 4, "not in references.yaml"),
    ("source of neither", "[smith-2020]", "[jones-2021]", 4, "only what the two fact sheets say"),
    (
        "source of neither, at the end",
        "settles: CT settles it.",
        "settles: {text: CT., sources: [jones-2021]}",
        5,
        "named by neither",
    ),
    ("no pitfall", "  mixes: Both are lucent.\n", "", 1, "lacks the key “mixes”"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_broken_pair_is_told_with_line_and_sentence(content, old, new, line, sentence):
    problems = content.change(PAIRS, old, new).load().problems
    fitting = [item for item in problems if sentence in item.sentence]
    assert fitting, problems
    assert (fitting[0].file, fitting[0].line) == (PAIRS, line)


def test_a_pair_that_is_written_twice_is_told(content):
    path = content.folder / PAIRS
    again = path.read_text().replace("a: struts", "a: x").replace("b: holes", "b: struts")
    path.write_text(path.read_text() + again.replace("a: x", "a: holes"))
    (problem,) = content.load().problems
    assert "stands here twice" in problem.sentence and problem.line == 7


def test_nobody_is_left_without_its_nearest(content):
    holes, struts = "entities/holes.yaml", "entities/struts.yaml"
    more = (content.folder / holes).read_text().replace("slug: holes", "slug: pits")
    more = more.replace("name: Holes", "name: Pits")
    (content.folder / "entities/pits.yaml").write_text(more)
    (problem,) = content.load().problems
    assert (
        problem.file == "entities/pits.yaml"
        and "no pair of “pits” and “struts”" in problem.sentence
    )
    assert struts not in str(problem)


def test_the_shipped_pairs(library):
    assert len(library.pairs) >= 40
    kinds = {entity.slug: entity.kind for entity in library.entities}
    beside = {
        slug
        for pair in library.pairs
        if {kinds[pair.a], kinds[pair.b]} == {"mimic", "malignant"}
        for slug in pair.members
    }
    assert beside == set(kinds), "each mimic and each control stands beside one of the other side"


@pytest.mark.parametrize(
    "members",
    [
        ("vertebral-hemangioma", "atypical-hemangioma"),
        ("bone-islands", "sclerotic-metastases"),
        ("renal-osteodystrophy", "osteopetrosis"),
        ("red-marrow-hyperplasia", "diffuse-marrow-infiltration-metastases"),
        ("multiple-myeloma", "lytic-metastases"),
        ("osteoporotic-insufficiency-fractures", "multiple-myeloma"),
        ("degenerative-endplate-changes", "axial-spondyloarthritis"),
        ("langerhans-cell-histiocytosis", "chronic-recurrent-multifocal-osteomyelitis"),
        ("heterogeneous-fatty-marrow", "postradiation-fatty-marrow"),
        ("multifocal-tuberculosis", "lytic-metastases"),
    ],
)
def test_classic_confusions_have_a_paragraph(library, members):
    assert set(members) in [pair.members for pair in library.pairs]


def test_pairs_are_sentences_and_say_only_what_the_sheets_say(library):
    cited = {item.slug: {source for source, _ in sources_of(item)} for item in library.entities}
    for pair in library.pairs:
        for claim in (*pair.look, pair.settles, pair.mixes):
            assert claim.text[0].isupper() and claim.text[-1] in ".?!", claim.text
        sources = {source for source, _ in sources_of_pair(pair)}
        assert sources <= cited[pair.a] | cited[pair.b], pair.slug


@pytest.mark.django_db
def test_pairs_are_rows_and_found_in_either_order(rows, few, django_assert_num_queries):
    assert Pair.objects.count() == len(few.pairs) > 3
    pair = selectors.curated_pair("lytic-metastases", "vertebral-hemangioma")
    assert pair == next(item for item in few.pairs if item.slug == pair.slug)
    assert selectors.curated_pair("vertebral-hemangioma", "multiple-myeloma") is None
    with django_assert_num_queries(1):
        assert pair in selectors.pairs_of("lytic-metastases")


@pytest.mark.django_db
def test_a_withdrawn_side_withdraws_the_pair(rows):
    entity = Entity.objects.get(slug="bone-islands")
    assert selectors.pairs_of("bone-islands")
    entity.withdrawn = True
    entity.save()
    assert not selectors.pairs_of("bone-islands")


@pytest.mark.django_db
def test_a_pair_that_left_the_content_is_withdrawn_and_an_edited_one_stays(rows, few):
    from dataclasses import replace

    kept, gone = list(Pair.objects.all())[:2]
    kept.content["mixes"] = {"text": "An educator wrote this."}
    kept.edited = True
    kept.save()
    diff = sync_content(replace(few, pairs=few.pairs[2:]))
    assert f"pair {gone.slug}" in diff.withdrawn
    assert kept.slug in {pair.slug for pair in selectors.curated_pairs()}
    assert selectors.curated_pair(kept.a.slug, kept.b.slug).mixes.text == "An educator wrote this."


@pytest.mark.django_db
def test_a_curated_comparison_shows_the_paragraph_with_its_marks(rows):
    a, b = (selectors.entity_by_slug(s) for s in ("vertebral-hemangioma", "lytic-metastases"))
    page = comparison_page(a, b)
    assert page.curated
    assert "Start on T1" in page.look.items[0].text and page.look.items[0].marks
    assert page.settles and page.mixes and page.references
    assert [number for number, _ in page.references] == list(range(1, len(page.references) + 1))
    turned = comparison_page(b, a)
    assert turned.look == page.look and turned.a == b


@pytest.mark.django_db
def test_any_other_pair_is_built_from_the_graph(rows):
    a, b = (selectors.entity_by_slug(s) for s in ("bone-islands", "lytic-metastases"))
    page = comparison_page(a, b)
    assert not page.curated
    sentences = [str(item.text) for item in page.look.items]
    assert any("Bone islands" in item and "Lytic metastases" in item for item in sentences)
    assert page.settles and page.mixes


@pytest.mark.django_db
def test_every_pair_of_the_library_has_something_under_every_heading(
    library, django_assert_num_queries
):
    sync_content(library)
    entities = list(selectors.entities())
    comparison_page(*entities[:2])
    for a, b in list(combinations(entities, 2))[::17]:
        with django_assert_num_queries(5):
            page = comparison_page(a, b)
        assert page.look.items and page.settles, (a, b)
        assert page.facts and page.imaging and page.findings and page.discriminators, (a, b)


@pytest.mark.django_db
def test_the_comparison_partial_renders(rows):
    from django.template.loader import render_to_string

    for slugs in (
        ("vertebral-hemangioma", "lytic-metastases"),
        ("bone-islands", "multiple-myeloma"),
    ):
        a, b = (selectors.entity_by_slug(slug) for slug in slugs)
        text = render_to_string("knowledge/_comparison.html", {"page": comparison_page(a, b)})
        assert "What to look at" in text and "What would settle it" in text
        assert "differs" in text and 'id="references"' in text


def test_german_nouns_keep_their_capitals_in_sentences_from_the_graph():
    with translation.override("de"):
        words = [_inside(label) for label in (SIGNALS["intermediate"], DROPS["preserved"])]
    assert words == ["wie Mark", "erhaltener Signalabfall"]
