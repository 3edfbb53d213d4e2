"""Content to test with: the shipped library, and a tiny one that tests may break."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.schema.loader import load
from knowledge.services import sync_content

FEW = (
    "vertebral-hemangioma",
    "atypical-hemangioma",
    "bone-islands",
    "osteoporotic-insufficiency-fractures",
    "radiation-osteitis",
    "lytic-metastases",
    "sclerotic-metastases",
    "multiple-myeloma",
)
TINY = {
    "groups.yaml": """\
- {slug: vascular, name: Vascular, kind: mimic}
- {slug: malignant, name: Malignant controls, kind: malignant}
""",
    "management.yaml": """\
- {slug: leave-alone, text: Leave it alone}
""",
    "references.yaml": """\
- id: smith-2020
  citation: Smith A. Struts. Radiology 2020;1:1-2
  doi: 10.1000/struts
- id: jones-2021
  citation: Jones B. Holes. AJR 2021;2:3-4
  pmid: '123456'
""",
    "findings.yaml": """\
- slug: polka-dot
  name: Polka-dot sign
  kind: sign
  modalities: [ct]
  definition: White dots.
- slug: t1-high
  name: High T1 signal
  kind: signal
  modalities: [mr]
  definition: Bright on T1.
  signal_of: {t1: [high, very-high]}
""",
    "clues.yaml": "- {slug: age-child, name: Under 20, kind: age}\n",
    "pairs.yaml": """\
- a: struts
  b: holes
  look:
    - {text: Look for dots., sources: [smith-2020]}
  settles: CT settles it.
  mixes: Both are lucent.
""",
    "relations.yaml": """\
umbrellas:
  - slug: metastases
    name: Bone metastases
    kind: malignant
    narrower: [holes]
    abbreviations: [mets]
narrower_than: {}
ambiguous_abbreviations: {}
""",
    "entities/struts.yaml": """\
slug: struts
name: Struts
short_name: Struts
kind: mimic
group: vascular
summary: Fat between struts.
beside: holes
ct_class: lucent
compartments: [trabecular]
synonyms: [strut disease]
abbreviations: [SD]
distribution:
  pattern: multifocal
imaging:
  ct: Dots.
  t1: {appearance: Bright., signal: high}
signs:
  - name: Dots
    modalities: [ct]
    description: White dots.
    finding: polka-dot
    sources: [smith-2020]
discriminators:
  - {feature: Dots, favours: entity, strength: weak}
  - {feature: Fat, favours: entity, strength: strong, sources: [smith-2020]}
why_it_mimics: [Scattered.]
pitfalls: [Read T1 too.]
next_steps: [Leave it alone.]
teaching_points:
  - {text: Fat is a clue., sources: [smith-2020]}
management:
  - {option: leave-alone, verdict: best, reason: It is benign.}
findings:
  polka-dot: usual
  t1-high: usual
""",
    "entities/holes.yaml": """\
slug: holes
name: Holes
short_name: Holes
kind: malignant
group: malignant
summary: Bone is gone.
beside: struts
ct_class: lucent
compartments: [trabecular, cortical]
distribution: {pattern: multifocal}
imaging:
  ct: Lucency.
signs:
  - {name: Hole, modalities: [ct], description: A hole.}
discriminators:
  - {feature: Fat, favours: benign, strength: strong}
why_it_mimics: [Also lucent.]
pitfalls: [Early disease is faint.]
next_steps: [Stage it.]
teaching_points: [Look at the cortex.]
""",
}


class Content:
    """A content folder that a test may break."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name, text in TINY.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> "Content":
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def load(self):
        return load(self.folder)

    def library(self):
        loaded = self.load()
        assert not loaded.problems, "\n".join(map(str, loaded.problems))
        return loaded.library


@pytest.fixture
def content(tmp_path) -> Content:
    return Content(tmp_path)


@pytest.fixture(scope="session")
def library():
    """The shipped content."""
    loaded = load()
    assert loaded.library, "\n".join(map(str, loaded.problems))
    return loaded.library


@pytest.fixture(scope="session")
def few(library):
    """The shipped content with only a few entities: quick to sync."""
    relations = library.relations_file
    umbrellas = tuple(
        replace(item, narrower=tuple(slug for slug in item.narrower if slug in FEW))
        for item in relations.umbrellas
    )
    variants = {slug: above for slug, above in relations.narrower_than.items() if slug in FEW}
    return replace(
        library,
        pairs=tuple(item for item in library.pairs if item.members <= set(FEW)),
        entities=tuple(item for item in library.entities if item.slug in FEW),
        relations_file=replace(relations, umbrellas=umbrellas, narrower_than=variants),
    )


@pytest.fixture
def rows(db, few):
    """A database with a few entities of the shipped content."""
    return sync_content(few)
