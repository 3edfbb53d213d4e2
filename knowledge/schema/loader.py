"""Read the content folder: a library of values, or a list of problems.

The loader never raises for bad content; it reads everything that can be read and reports every
problem that it sees, each with file, line and a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from knowledge.schema import check
from knowledge.schema.decode import decode
from knowledge.schema.document import Document, parse
from knowledge.schema.draft import Draft
from knowledge.schema.problems import Path as Place
from knowledge.schema.problems import Problem
from knowledge.schema.relations import RelationsError
from knowledge.schema.types import (
    Clue,
    Entity,
    Finding,
    Group,
    Library,
    ManagementOption,
    Pair,
    Reference,
    RelationsFile,
)

#: The content that ships with the product.
CONTENT = Path(__file__).resolve().parent.parent / "content"
T = TypeVar("T")


@dataclass(frozen=True)
class Loaded:
    """The outcome: `library` is None where `problems` is not empty."""

    library: Library | None
    problems: tuple[Problem, ...]


def load(folder: Path = CONTENT) -> Loaded:
    """Read and check all content under `folder`."""
    documents: list[Document] = []
    draft = Draft()
    draft.groups = _read_list(folder, "groups.yaml", Group, documents, draft.broken)
    draft.findings = _read_list(folder, "findings.yaml", Finding, documents, draft.broken)
    draft.references = _read_list(folder, "references.yaml", Reference, documents, draft.broken)
    draft.management = _read_list(
        folder, "management.yaml", ManagementOption, documents, draft.broken
    )
    draft.clues = _read_list(folder, "clues.yaml", Clue, documents, draft.broken)
    draft.pairs = _read_list(folder, "pairs.yaml", Pair, documents, draft.broken)
    draft.entities = _read_entities(folder, documents, draft.broken)
    relations = _open(folder, "relations.yaml", documents)
    if relations.data is not None and (read := decode(RelationsFile, relations)):
        draft.relations = (read, relations)
    check.check(draft)
    library = _library(draft)
    if library is not None:
        try:
            library.relations()
        except RelationsError as error:
            relations.complain(("umbrellas",), str(error))
    problems = sorted({problem for document in documents for problem in document.problems})
    return Loaded(None if problems else library, tuple(problems))


def _library(draft: Draft) -> Library | None:
    if draft.relations is None:
        return None
    return Library(
        groups=tuple(item for item, _, _ in draft.groups),
        entities=tuple(item for item, _ in draft.entities),
        findings=tuple(item for item, _, _ in draft.findings),
        references=tuple(item for item, _, _ in draft.references),
        relations_file=draft.relations[0],
        management=tuple(item for item, _, _ in draft.management),
        pairs=tuple(item for item, _, _ in draft.pairs),
        clues=tuple(item for item, _, _ in draft.clues),
    )


def _open(folder: Path, name: str, documents: list[Document]) -> Document:
    path = folder / name
    try:
        document = parse(name, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        document = Document(name)
        document.complain((), f"The file {name} is missing.")
    except UnicodeDecodeError:
        document = Document(name)
        document.complain((), "The file is not UTF-8 text.")
    documents.append(document)
    return document


def _read_list(
    folder: Path, name: str, target: type[T], documents: list[Document], broken: set[str]
) -> list[tuple[T, Document, Place]]:
    document = _open(folder, name, documents)
    if document.data is None:
        return []
    if not isinstance(document.data, list):
        document.complain((), "The file must hold a list.")
        return []
    if not document.data:
        document.complain((), "The list is empty.")
    rows: list[tuple[T, Document, Place]] = []
    for index, item in enumerate(document.data):
        value = decode(target, document, (index,), item)
        if value is not None:
            rows.append((value, document, (index,)))
        elif isinstance(item, dict):
            broken.add(str(item.get("slug", item.get("id"))))
    return rows


def _read_entities(
    folder: Path, documents: list[Document], broken: set[str]
) -> list[tuple[Entity, Document]]:
    rows: list[tuple[Entity, Document]] = []
    for path in sorted((folder / "entities").glob("*.yaml")):
        document = _open(folder, f"entities/{path.name}", documents)
        entity = None if document.data is None else decode(Entity, document)
        if entity is None:
            broken.add(path.stem)
        else:
            rows.append((entity, document))
    return rows
