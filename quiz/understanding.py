"""How the words of a differential were understood, said back before anything is committed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from knowledge.resolve import Entry, Vocabulary, resolve

UNDERSTOOD = ("exact", "synonym", "abbreviation", "corrected")


@dataclass(frozen=True)
class Understood:
    """One named thing as the page says it back: the words, the name, and a sentence."""

    text: str
    status: str
    name: str
    sentence: str
    candidates: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it names something that can earn credit."""
        return self.status in UNDERSTOOD

    @property
    def open(self) -> bool:
        """Whether the learner has to choose between several names."""
        return bool(self.candidates)

    def to_json(self) -> dict[str, Any]:
        """Return JSON types for the page's script."""
        return asdict(self)


def resolve_all(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """Resolve each text; one text may name several things ("hemangioma vs mets")."""
    return tuple(entry for text in texts for entry in resolve(text, vocabulary))


def say_back(entry: Entry, vocabulary: Vocabulary) -> Understood:
    """Put one resolved entry into words. Pure but for the language."""
    name = entry.name or (vocabulary.name(entry.entity) if entry.entity else "")
    candidates = tuple(vocabulary.name(slug) for slug in entry.candidates)
    return Understood(
        text=entry.text,
        status=entry.status,
        name=name,
        sentence=_sentence(entry, name, candidates),
        candidates=candidates,
    )


def _sentence(entry: Entry, name: str, candidates: tuple[str, ...]) -> str:
    if candidates:
        return _("Did you mean %(names)s?") % {"names": _(" or ").join(candidates)}
    if entry.status in UNDERSTOOD:
        return _("Understood as %(name)s") % {"name": name}
    if entry.status == "negated":
        return _("Ruled out by your own words: it does not count as an entry.")
    if entry.status == "known-other":
        return _("%(name)s is a condition of its own, none of those taught here.") % {
            "name": name or entry.text
        }
    return _("Not recognized: as it stands it counts as a wrong entry.")
