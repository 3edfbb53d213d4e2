"""Comparing two entities: what differs first, and nothing made up."""

from dataclasses import replace
from itertools import combinations

import pytest

from knowledge.reasoning import compare
from knowledge.reasoning.compare import SHARE
from knowledge.schema.types import Claim


@pytest.fixture(scope="module")
def by_slug(library):
    return {entity.slug: entity for entity in library.entities}


@pytest.fixture(scope="module")
def findings(library):
    return {finding.slug: finding for finding in library.findings}


def test_what_differs_comes_first(by_slug, findings):
    result = compare(by_slug["vertebral-hemangioma"], by_slug["lytic-metastases"], findings)
    for rows in (result.facts, result.imaging):
        marks = [bool(row.differs) for row in rows]
        assert marks == sorted(marks, reverse=True)
    contrasts = [row.contrast for row in result.findings if row.contrast is not None]
    assert contrasts == sorted(contrasts, reverse=True) and contrasts[0] >= 0.6
    unknown = [row.contrast is None for row in result.findings]
    assert unknown == sorted(unknown)


def test_t1_differs_and_is_told_with_both_signals(by_slug, findings):
    result = compare(by_slug["vertebral-hemangioma"], by_slug["lytic-metastases"], findings)
    row = next(row for row in result.imaging if row.sequence == "t1")
    assert (row.a.signal, row.b.signal, row.differs) == ("high", "low", True)
    stir = next(row for row in result.imaging if row.sequence == "stir")
    assert stir.differs is None, "a variable signal differs from nothing"


def test_unknown_is_never_a_difference(by_slug, findings):
    for a, b in combinations(by_slug.values(), 2):
        for row in compare(a, b, findings).findings:
            if "unknown" in (row.a, row.b):
                assert row.contrast is None and not row.differs and row.leads is None


def test_turning_the_pair_around_turns_the_rows_around(by_slug, findings):
    for a, b in list(combinations(by_slug.values(), 2))[::7]:
        one, two = compare(a, b, findings), compare(b, a, findings)
        assert [(r.finding.slug, r.a, r.b) for r in one.findings] == [
            (r.finding.slug, r.b, r.a) for r in two.findings
        ]
        assert [row.finding.slug for row in one.settles] == [
            row.finding.slug for row in two.settles
        ]


def test_what_settles_is_a_rule_on_one_side_and_rare_on_the_other(by_slug, findings):
    for a, b in combinations(by_slug.values(), 2):
        for row in compare(a, b, findings).settles:
            assert abs(SHARE[row.a] - SHARE[row.b]) >= 0.6
            assert {"never", "rare", "sometimes"} & {row.a, row.b}


def test_a_pitfall_that_names_the_other_side_mixes_them(by_slug, findings):
    result = compare(by_slug["renal-osteodystrophy"], by_slug["osteopetrosis"], findings)
    assert {row.side for row in result.mixes} == {"a", "b"}
    assert any("sandwich" in row.claim.text for row in result.mixes)


def test_a_name_inside_a_word_does_not_count(by_slug, findings):
    a, b = by_slug["bone-islands"], by_slug["brown-tumor"]
    odd = replace(
        a,
        pitfalls=(Claim("Overpaint looks odd."), Claim("PAINTS flake.")),
    )
    named = replace(b, name="Paint", short_name="Paint", synonyms=(), abbreviations=())
    texts = [row.claim.text for row in compare(odd, named, findings).mixes if row.side == "a"]
    assert texts == ["PAINTS flake."]


def test_findings_outside_the_vocabulary_are_left_out(by_slug):
    result = compare(by_slug["bone-islands"], by_slug["brown-tumor"], {})
    assert result.findings == () and result.settles == () and result.imaging


def test_an_entity_beside_itself_does_not_differ(by_slug, findings):
    for entity in by_slug.values():
        result = compare(entity, entity, findings)
        assert not any(row.differs for row in (*result.facts, *result.imaging, *result.findings))
        assert not result.settles
