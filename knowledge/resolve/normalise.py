"""Spelling: a text → words that compare.

`words` folds case, diacritics, punctuation, possessives, Greek letters, numerals and British
spelling; `root` takes a word's plural away. Nothing here knows any name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from knowledge.resolve import german

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
}
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "œ": "oe", "æ": "ae"}
)
#: Umlauts written out, as in Schoenberg; names are indexed both ways.
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
APOSTROPHES = re.compile("[’‘‛ʼ´`′＇]")
POSSESSIVE = re.compile(r"(?<=\w)'s\b|'")
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){1,8}[^\W\d_](?![^\W_])\.?")
ESZETT_BETA = re.compile(r"\bß(?=[\s\d-])")
DEGREE = re.compile(r"\b([123])\s?[°º](?!\w)")
DEGREES = {"1": "primary", "2": "secondary", "3": "tertiary"}
WORD = re.compile(r"[^\W_]+")

ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
#: After these, "v" and "x" are numbers too, and numbers may be spelt out.
NUMBERED = frozenset({"type", "types", "stage", "grade", "modic", "class", "phase"})
SPELT = {"one": "1", "two": "2", "three": "3", "four": "4", "i": "1", "v": "5", "x": "10"}
#: Small letters l that a phone makes of a Roman one.
ELLS = {"l": "1", "ll": "2", "lll": "3"}

IRREGULAR = {
    "vertebrae": "vertebra",
    "foci": "focus",
    "nuclei": "nucleus",
    "nevi": "nevus",
    "diagnoses": "diagnosis",
    "metastase": "metastasis",
    "diseases": "disease",
    "cases": "case",
    "phases": "phase",
    "bases": "base",
    "doses": "dose",
    "increases": "increase",
    "decreases": "decrease",
    "discs": "disc",
    "disk": "disc",
    "disks": "disc",
    "grey": "gray",
    "ageing": "aging",
    "2ry": "secondary",
    "2ndary": "secondary",
    "1ry": "primary",
    "heterogenous": "heterogeneous",
}
SPELLING = (
    (re.compile(r"[ao]+e"), "e"),
    (re.compile(r"our(s?)$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})is(e|ed|es|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})ys(e|ed|ing)$"), r"yz\1"),
    (re.compile(r"([bt])re(s?)$"), r"\1er\2"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"leuc(?=[eo])"), "leuk"),
)
#: Plurals that are names, while the singular is an ordinary word.
KEPT_PLURALS = frozenset({"secondaries"})
PLURALS = (
    (re.compile(r"([aeoy])ses$"), r"\1sis"),
    (re.compile(r"omata$"), "oma"),
    (re.compile(r"itides$"), "itis"),
    (re.compile(r"([^aeiou])ies$"), r"\1y"),
    (re.compile(r"(ss|sh|ch|x)es$"), r"\1"),
    (re.compile(r"([^sui])s$"), r"\1"),
)


def fold(text: str) -> str:
    """Case, width, diacritics, possessives and dots folded; letters of any script stay."""
    text = DEGREE.sub(lambda match: f"{DEGREES[match[1]]} ", text)
    text = ESZETT_BETA.sub("beta", unicodedata.normalize("NFKC", text))
    text = "".join(" " if c in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85" else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = unicodedata.normalize("NFKC", text).casefold().translate(LETTERS)
    text = APOSTROPHES.sub("'", text)
    text = POSSESSIVE.sub("", text)
    for letter, name in GREEK.items():
        text = text.replace(letter, f" {name} ")
    return DOTTED.sub(lambda match: match.group().replace(".", "") + " ", text)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, spelling folded, in order. Plurals stay; see `root`."""
    found = [spelling(word) for word in WORD.findall(fold(text))]
    return tuple(_number(found, index) for index in range(len(found)))


def _number(found: list[str], index: int) -> str:
    """Roman and spelt numerals as digits, where they can be numerals."""
    word = found[index]
    if index == 0:
        return word
    if word in ROMAN:
        return ROMAN[word]
    before = found[index - 1]
    if word in SPELT and (before in NUMBERED or word == "i"):
        return SPELT[word]
    if word in ELLS and before in NUMBERED:
        return ELLS[word]
    return word


@lru_cache(maxsize=8192)
def spelling(word: str) -> str:
    """American spelling of a folded word; the English of a German one that is known."""
    for _ in range(4):
        before = word
        word = IRREGULAR.get(word, word)
        word = german.WORDS.get(word, word)
        for pattern, replacement in (*SPELLING, *german.ENDINGS):
            word = pattern.sub(replacement, word)
        if word == before:
            break
    return word


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """The singular of a folded word; short words and numbers stay as they are."""
    for _ in range(4):
        before = word
        if len(word) >= 4 and not word[-1].isdigit() and word not in KEPT_PLURALS:
            for pattern, replacement in PLURALS:
                changed = pattern.sub(replacement, word)
                if changed != word:
                    word = changed
                    break
        word = spelling(word)
        if word == before:
            break
    return word


def roots(text: str) -> tuple[str, ...]:
    """The singular words of a text, in order."""
    return tuple(root(word) for word in words(text))


def normalise(text: str) -> str:
    """A text in the spelling in which texts are compared. Idempotent."""
    return " ".join(roots(text))
