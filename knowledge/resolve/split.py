"""A text → pieces, in order: what stands between separators, hedged, negated or plain.

Pieces know how they are joined, because some separators may also stand inside a name: "lytic/
sclerotic metastases", "McCune-Albright (FD)". The resolver tries to put them together first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.resolve import phrases
from knowledge.resolve.normalise import APOSTROPHES, words

#: hard: always a new entry. point: a new entry unless a name goes on. or: a new entry, and a
#: negation goes on. soft: a new entry only where both sides name something.
Join = Literal["start", "hard", "point", "or", "slash", "soft"]

MERGEABLE: frozenset[Join] = frozenset({"point", "slash", "soft"})
#: Longer chains are not put together as one name.
MAX_MERGE = 6


def _phrases(phrases: tuple[str, ...]) -> str:
    flexible = (re.escape(p).replace(r"\ ", r"\s+").replace("'", "'?") for p in phrases)
    return "|".join(flexible)


_TOKEN = re.compile(
    rf"""
      (?P<hedge> (?<![\w]) (?: {_phrases(phrases.HEDGES)} | ro(?=\s+\w) ) (?![\w]) )
    | (?P<either> (?<!\w) (?: (?:has|have|had|is|are|was|were)\s+)? (?:been\s+)?
        (?: {_phrases(phrases.NEGATIONS_EITHER)} ) (?!\w) )
    | (?P<negation> (?<![\w-]) (?: {_phrases(phrases.NEGATIONS)} ) (?![\w-]) )
    | (?P<or> (?<!\w) (?: and\s*/\s*or | or | nor ) (?!\w) )
    | (?P<hard> [;\n?|•·▪‣◦→⇒>؛；] | \s[-–—]+\s | \+/-
        | (?<!\w) (?: vs | versus | but | then | either ) (?!\w) \.? | (?<=\s) v \.? (?=\s)
        | \.(?=\s|$) )
    | (?P<point> [,，،、] | \s{{4,}} | \t )
    | (?P<slash> / )
    | (?P<soft> (?<!\w) (?: and | with | plus ) (?!\w) | [&+()\[\]{{}}] )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERING = re.compile(r"(^|[\s,;])\(?\d{1,2}[.)](?=\s)")
_STARTS_NUMBERED = re.compile(r"\s*\(?1[.)]\s")
_BULLET = re.compile(r"(^|\n)\s*[-–—*+]\s*")
_LEAD = re.compile(r"[\W_]+")
_TRAIL = re.compile(r"[^\w)\]!'\"”’»*]+$")


@dataclass(frozen=True)
class Piece:
    """One part of the text.

    start, end: where it stands in the text, edges trimmed. join: how it follows the one before.
    raw: all its words; body: those without hedges and negations; negated: by its own words.
    """

    start: int
    end: int
    join: Join
    raw: tuple[str, ...]
    body: tuple[str, ...]
    negated: bool = False
    reaches: bool = False


def prepare(text: str) -> str:
    """The text with plain apostrophes and line ends, numbering and bullets as line ends.

    Every change keeps the length, so that places in it are places in the text.
    """
    text = APOSTROPHES.sub("'", text)
    text = "".join("\n" if c in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" else c for c in text)
    if _STARTS_NUMBERED.match(text):
        text = _NUMBERING.sub(lambda m: m[1] + "\n" * (len(m[0]) - len(m[1])), text)
    return _BULLET.sub(lambda m: "\n" * len(m[0]), text)


@dataclass
class _Draft:
    """A piece while its parts are read."""

    start: int
    join: Join
    parts: list[str]
    negated: bool = False
    reaches: bool = False

    @property
    def empty(self) -> bool:
        return not any(words(part) for part in self.parts)


def split(text: str) -> list[Piece]:
    """Cut a prepared text into pieces; pieces without any word are left out."""
    pieces: list[Piece] = []
    draft = _Draft(0, "start", [])
    place = 0

    def close(end: int, join: Join, start: int) -> None:
        nonlocal draft
        piece = _piece(text, draft, end)
        if piece is not None:
            pieces.append(piece)
            draft = _Draft(start, join, [])
        else:
            draft = _Draft(start, _stronger(draft.join, join), [], draft.negated, draft.reaches)

    for token in _TOKEN.finditer(text):
        draft.parts.append(text[place : token.start()])
        place = token.end()
        kind = token.lastgroup
        if kind == "hedge":
            continue
        if kind == "negation":
            if not draft.empty:
                close(token.start(), "point", token.start())
            draft.negated = True
            draft.reaches = True
        elif kind == "either":
            if draft.empty:
                draft.negated = True
            else:
                draft.negated = True
                close(token.end(), "hard", token.end())
        else:
            close(token.start(), kind, token.end())  # type: ignore[arg-type]
            if kind == "or" and token.group().lower() == "nor":
                draft.negated = draft.reaches = True
    draft.parts.append(text[place:])
    close(len(text), "hard", len(text))
    return _carry(pieces)


def _stronger(old: Join, new: Join) -> Join:
    """How pieces are joined that have two separators between them."""
    order: tuple[Join, ...] = ("start", "hard", "or", "slash", "point", "soft")
    return min(old, new, key=order.index)


def _piece(text: str, draft: _Draft, end: int) -> Piece | None:
    raw_text = text[draft.start : end]
    raw = words(raw_text)
    body = words(" ".join(draft.parts))
    if not body:
        return None
    lead = _LEAD.match(raw_text)
    start = draft.start + (lead.end() if lead else 0)
    trimmed = _TRAIL.sub("", text[start:end])
    return Piece(start, start + len(trimmed), draft.join, raw, body, draft.negated, draft.reaches)


def _carry(pieces: list[Piece]) -> list[Piece]:
    """Let a negation go on over "or", "/" and "and": no mets or myeloma.

    Over commas it goes on only where an "or" follows: "no mets, myeloma or lymphoma".
    """
    carried: list[Piece] = []
    reaching = False
    for index, piece in enumerate(pieces):
        if piece.negated:
            reaching = piece.reaches
        elif reaching and _goes_on(pieces, index):
            piece = replace(piece, negated=True)
        else:
            reaching = False
        carried.append(piece)
    return carried


def _goes_on(pieces: list[Piece], index: int) -> bool:
    if pieces[index].join in ("or", "slash", "soft"):
        return True
    for piece in pieces[index:]:
        if piece.join == "or":
            return True
        if piece.join != "point" or piece.negated:
            return False
    return False
