"""Recipe files to values, or a list of problems with file, line and sentence.

`library/entities/<slug>.yaml` holds one entity's `teaching` and its `cases`; the other files of
`library/` (normals, pairs, combined, histories) hold `cases` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cases.phantom.recipes.types import CaseRecipe, EntityTeaching
from knowledge.schema.decode import decode
from knowledge.schema.document import Document, parse
from knowledge.schema.problems import Problem

LIBRARY = Path(__file__).resolve().parent.parent / "library"


@dataclass(frozen=True)
class RecipeFile:
    """The shape of one file of the library."""

    cases: tuple[CaseRecipe, ...] = ()
    teaching: EntityTeaching | None = None


@dataclass(frozen=True)
class RecipeBook:
    """All recipes of the library; `teaching` by diagnosis."""

    cases: tuple[CaseRecipe, ...]
    teaching: Mapping[str, EntityTeaching]
    problems: tuple[Problem, ...] = field(default=())

    def by_slug(self) -> dict[str, CaseRecipe]:
        """Recipes by their slug."""
        return {case.slug: case for case in self.cases}


class RecipeError(ValueError):
    """The library cannot be used; the text lists what is wrong, a line each."""


@cache
def load(folder: Path = LIBRARY) -> RecipeBook:
    """Read every recipe file below `folder`; problems are returned, never raised."""
    cases: list[CaseRecipe] = []
    teaching: dict[str, EntityTeaching] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        document = parse(str(path.relative_to(folder)), path.read_text(encoding="utf-8"))
        content = decode(RecipeFile, document) if document.data is not None else None
        if content is not None:
            _note_repeats(content, cases, document)
            cases.extend(content.cases)
            if content.teaching:
                teaching[content.teaching.entity] = content.teaching
        problems.extend(document.problems)
    return RecipeBook(tuple(cases), teaching, tuple(problems))


def _note_repeats(content: RecipeFile, so_far: list[CaseRecipe], document: Document) -> None:
    seen = {case.slug for case in so_far}
    for index, case in enumerate(content.cases):
        if case.slug in seen:
            document.complain(("cases", index), f"Another case is called “{case.slug}” already.")
        seen.add(case.slug)


def checked(folder: Path = LIBRARY) -> RecipeBook:
    """Read the library and raise `RecipeError` if anything in it is wrong."""
    book = load(folder)
    if book.problems:
        raise RecipeError("\n".join(str(problem) for problem in book.problems))
    return book
