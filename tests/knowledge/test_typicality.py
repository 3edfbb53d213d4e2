"""No entity contradicts its own page: each rule refuses its contradiction, and the content holds."""

import pytest

STRUTS, FINDINGS = "entities/struts.yaml", "findings.yaml"
EXTRA = """\
- {slug: t1-low, name: Dark, kind: signal, modalities: [mr], definition: Dark., signal_of: {t1: [low]}}
- {slug: t2-high, name: Bright, kind: signal, modalities: [mr], definition: B., signal_of: {t2: [high]}}
- {slug: both-high, name: Both, kind: signal, modalities: [mr], definition: B., signal_of: {t1: [high], t2: [high]}}
- {slug: drop, name: Drop, kind: signal, modalities: [mr], definition: D., drop_of: [preserved]}
- {slug: hot, name: Hot, kind: signal, modalities: [bone-scan], definition: Hot.}
- {slug: mass, name: Mass, kind: morphology, modalities: [ct], definition: M., separates: malignant, strength: strong}
"""


@pytest.fixture
def sound(content):
    """The tiny content with findings of every sort that a table can contradict."""
    path = content.folder / FINDINGS
    path.write_text(path.read_text() + EXTRA)
    assert not content.load().problems
    return content


def problems_of(content, finding, typicality):
    content.change(STRUTS, "  polka-dot: usual", f"  polka-dot: usual\n  {finding}: {typicality}")
    return content.load().problems


@pytest.mark.parametrize(
    ("finding", "typicality", "told"),
    [
        ("t1-low", "usual", "t1 is high"),
        ("t1-low", "always", "t1 is high"),
        ("t2-high", "usual", "t2 is not known"),
        ("both-high", "usual", "t2 is not known"),
        ("drop", "usual", "opposed-phase drop is not known"),
        ("hot", "usual", "does not know bone-scan"),
        ("hot", "never", "does not know bone-scan"),
        ("mass", "usual", "speaks strongly for the malignant side"),
    ],
)
def test_a_contradiction_is_told_on_its_line(sound, finding, typicality, told):
    (problem,) = problems_of(sound, finding, typicality)
    assert told in problem.sentence and f"“{finding}: {typicality}”" in problem.sentence
    assert (problem.file, problem.line) == (STRUTS, 35)


@pytest.mark.parametrize(
    ("finding", "typicality"),
    [
        ("t1-low", "never"),
        ("t1-low", "sometimes"),
        ("t2-high", "sometimes"),
        ("both-high", "never"),
        ("drop", "sometimes"),
        ("hot", "unknown"),
        ("mass", "rare"),
    ],
)
def test_what_the_table_allows_is_allowed(sound, finding, typicality):
    assert problems_of(sound, finding, typicality) == ()


@pytest.mark.parametrize("typicality", ["never", "rare"])
def test_a_signal_of_the_table_is_not_seldom(sound, typicality):
    sound.change(STRUTS, "t1-high: usual", f"t1-high: {typicality}")
    (problem,) = sound.load().problems
    assert "t1 is high" in problem.sentence


def test_a_variable_signal_is_at_most_sometimes(sound):
    sound.change(STRUTS, "signal: high", "signal: variable")
    (problem,) = sound.load().problems
    assert "t1 is variable" in problem.sentence


@pytest.mark.parametrize(
    ("drop", "typicality", "fine"),
    [
        ("preserved", "usual", True),
        ("preserved", "never", False),
        ("absent", "usual", False),
        ("reduced", "sometimes", True),
    ],
)
def test_the_opposed_phase(sound, drop, typicality, fine):
    row = f"  chemical_shift: {{appearance: Drops., opposed_phase_drop: {drop}}}\n"
    sound.change(STRUTS, "  ct: Dots.\n", "  ct: Dots.\n" + row)
    assert bool(problems_of(sound, "drop", typicality)) is not fine


@pytest.mark.parametrize(
    ("typicality", "alternatives", "problem"),
    [
        ("usual", "", None),
        ("sometimes", "", "CT class, which is lucent"),
        ("unknown", "", "CT class, which is lucent"),
    ],
)
def test_the_own_ct_class_is_the_rule(sound, typicality, alternatives, problem):
    path = sound.folder / FINDINGS
    row = "{slug: ct-lucent, name: Lucent, kind: signal, modalities: [ct], definition: L., ct_class_of: lucent}"
    path.write_text(f"{path.read_text()}- {row}\n")
    sound.change("entities/holes.yaml", "summary:", "findings: {ct-lucent: usual}\nsummary:")
    found = problems_of(sound, "ct-lucent", typicality)
    assert [problem in item.sentence for item in found] == ([] if problem is None else [True])


def test_a_pattern_of_somebody_else_is_not_the_rule(sound):
    path = sound.folder / FINDINGS
    row = "{slug: diffuse, name: D, kind: distribution, modalities: [mr], definition: D., pattern_of: diffuse}"
    path.write_text(f"{path.read_text()}- {row}\n")
    (problem,) = problems_of(sound, "diffuse", "usual")
    assert "pattern, which is multifocal" in problem.sentence


@pytest.mark.parametrize("key", ["separates: mimic", "strength: strong"])
def test_strength_needs_a_direction_and_the_other_way_round(sound, key):
    sound.change(FINDINGS, "definition: White dots.", f"definition: White dots.\n  {key}")
    problems = sound.load().problems
    assert any("needs both" in item.sentence and item.file == FINDINGS for item in problems)


# ---- the content that ships


def test_no_sign_without_modality_and_no_finding_without_direction_or_word(library):
    for entity in library.entities:
        assert all(sign.modalities for sign in entity.signs), entity.slug
    for finding in library.findings:
        assert finding.modalities and finding.definition, finding.slug
        assert bool(finding.separates) == bool(finding.strength), finding.slug


def test_what_separates_is_shown_by_somebody_of_its_side(library):
    shown = {
        (entity.kind, slug)
        for entity in library.entities
        for slug, typicality in entity.findings.items()
        if typicality not in ("never", "unknown")
    }
    for finding in library.findings:
        if finding.separates:
            assert (finding.separates, finding.slug) in shown, finding.slug


def test_each_table_word_has_its_finding(library):
    findings = library.findings
    assert {item.ct_class_of for item in findings} > {"lucent", "sclerotic", "mixed", "occult"}
    assert {item.pattern_of for item in findings} > {"multifocal", "diffuse", "segmental"}
    drops = {drop for item in findings for drop in item.drop_of}
    assert drops == {"preserved", "absent", "reversed"}


def test_every_entity_has_findings_that_are_its_rule(library):
    for entity in library.entities:
        rule = [slug for slug, word in entity.findings.items() if word in ("always", "usual")]
        assert len(rule) >= 4, entity.slug
        assert set(entity.findings.values()) <= {"always", "usual", "sometimes", "rare", "never"}
