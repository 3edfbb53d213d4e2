"""The values that go in and out of the resolver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["entity", "group", "normal", "known-other"]
Status = Literal[
    "exact",
    "synonym",
    "abbreviation",
    "corrected",
    "ambiguous",
    "negated",
    "known-other",
    "unrecognised",
]
#: Statuses of an entry that names one of ours.
ACCEPTED: frozenset[Status] = frozenset({"exact", "synonym", "abbreviation", "corrected"})


@dataclass(frozen=True)
class Term:
    """One thing that can be named, with every way to write it, in any language.

    slug: unique over the vocabulary; the entity's, the group's, "normal", or a known other's.
    shown: how it is named back to the learner; empty: the name without its closing brackets.
    """

    slug: str
    kind: Kind
    name: str
    synonyms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    shown: str = ""

    @property
    def display(self) -> str:
        """The name as it is shown back: "Vertebral hemangioma", not its long heading."""
        if self.shown:
            return self.shown
        head, bracket, _ = self.name.partition(" (")
        return head if bracket and self.name.endswith(")") else self.name


@dataclass(frozen=True)
class Entry:
    """One thing that the learner named.

    text: the part of the typed text, as typed.
    entity: slug of the entity or group, or "normal"; None where it names none of ours.
    candidates: slugs of ours that it may mean. With status "ambiguous" each of them is rightly
        called so (SIF); with "unrecognised" they are only what the learner is asked about
        ("did you mean … or …?") and count for nothing.
    name: how it is shown back; also for a negated or a known other condition, else empty.
    """

    text: str
    entity: str | None
    status: Status
    candidates: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Suggestion:
    """One row of the type-ahead.

    slug, name: what choosing it enters. matched: the name, synonym or abbreviation that fits
    what was typed. note: "group", "none of ours" or empty; a key for the interface to translate.
    """

    slug: str
    name: str
    matched: str
    note: str = ""
