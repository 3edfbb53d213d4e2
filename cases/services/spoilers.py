"""The spoiler check: whether what a learner is served before the answer names the diagnosis."""

import re
from collections.abc import Iterable, Mapping

from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey
from knowledge.selectors import relations, vocabulary

#: Names this short are abbreviations: they count in capitals only ("MM", not "5 mm").
SHORT = 4


def names_of(key: AnswerKey) -> list[str]:
    """Return every name, synonym and abbreviation of the key's diagnosis and its other names.

    Groups above the diagnosis are left out: "known cancer, metastases?" is a fair question.
    """
    if key.diagnosis in {NORMAL, NOT_PROVEN}:
        return []
    slugs = {key.diagnosis, *key.also_exact, *key.coexisting}
    terms = vocabulary().by_slug
    found: list[str] = []
    for slug in sorted(slugs):
        term = terms.get(slug)
        if term is None or term.kind == "group":
            continue
        found += [term.name, *term.synonyms, *term.abbreviations, slug.replace("-", " ")]
    groups = {name.casefold() for name in _group_names(slugs)}
    return [name for name in dict.fromkeys(found) if name and name.casefold() not in groups]


def _group_names(slugs: Iterable[str]) -> list[str]:
    known = relations()
    above = {up for slug in slugs for up in known.broader.get(slug, ())}
    terms = vocabulary().by_slug
    return [
        name
        for slug in above
        if slug in terms and terms[slug].kind == "group"
        for name in (terms[slug].name, *terms[slug].synonyms, *terms[slug].abbreviations)
    ]


def spoilers(key: AnswerKey, texts: Mapping[str, str]) -> list[str]:
    """Return a sentence for every text (by where it stands) that names the diagnosis."""
    found = []
    for name in names_of(key):
        pattern = _pattern(name)
        for place, text in texts.items():
            if pattern.search(text):
                found.append(f"The {place} names the diagnosis: “{name}”.")
    return found


def _pattern(name: str) -> re.Pattern[str]:
    """Match the name as words; parts in brackets are dropped, separators are any of them."""
    bare = re.sub(r"\s*\([^)]*\)", "", name).strip() or name
    words = [re.escape(word) for word in re.split(r"[\s_\-–/,]+", bare) if word]
    flags = re.NOFLAG if len(bare) <= SHORT and bare.isupper() else re.IGNORECASE
    return re.compile(r"(?<!\w)" + r"[\s_\-–/,]*".join(words) + r"(?:s|es)?(?!\w)", flags)
