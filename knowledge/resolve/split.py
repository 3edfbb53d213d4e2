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
#: loose: a hedge or "with" stands between; one entry if it reads as one, else as soft.
Join = Literal["start", "hard", "point", "or", "slash", "soft", "loose"]

#: Of two separators between pieces the stronger one counts.
_STRENGTH: tuple[Join, ...] = ("start", "hard", "or", "slash", "point", "soft", "loose")
_JOINS: dict[str, Join] = {join: join for join in _STRENGTH}
MERGEABLE: frozenset[Join] = frozenset({"point", "or", "slash", "soft", "loose"})
#: Longer chains are not put together as one name.
MAX_MERGE = 6


def _phrases(phrases: tuple[str, ...]) -> str:
    """Any of the phrases, spaces and apostrophes flexible; sorted by first letter, for speed."""
    beginning: dict[str, list[str]] = {}
    for phrase in phrases:
        rest = re.escape(phrase[1:]).replace(r"\ ", r"\s+").replace("'", "'?")
        beginning.setdefault(phrase[0], []).append(rest)
    return "|".join(
        f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in beginning.items()
    )


_TOKEN = re.compile(
    rf"""
      (?P<level> (?<!\w) (?: (?:th|[ctls]|[hbls]wk\s?) \d{{1,2}}
          (?: \s?[-–/]\s? (?:th|[ctls]|[hbls]wk\s?)?\d{{1,2}} )*
        | x\s?\d{{1,2}} ) (?!\w) )
    | (?P<hedge> (?<![\w]) (?: (?:most|more|less|highly|very|strongly|quite) \s+ )*
        (?: {_phrases(phrases.HEDGES)} | ro(?=\s+\w) | \d{{1,3}}\s?% ) (?![\w])
        | (?<!\w) mb?\.\s?(?=[^\W\d_]{{3}}) )
    | (?P<either> (?<!\w) (?: (?:has|have|had|is|are|was|were)\s+)? (?:been\s+)?
        (?: {_phrases(phrases.NEGATIONS_EITHER)} ) (?!\w) )
    | (?P<negation> (?<![\w-]) (?: {_phrases(phrases.NEGATIONS)} ) (?![\w-]) )
    | (?P<or> (?<!\w)
        (?: and\s*/\s*or | or | nor | oder | noch | bzw\.? | beziehungsweise ) (?!\w) )
    | (?P<hard> [;\n?|•·▪‣◦→⇒>؛；…] | \.\.+ | \+/-
        | (?<!\w) (?: vs | versus | but | then | either | over | aber | sondern | gegenüber )
            (?!\w) \.?
        | (?<=\s) v \.? (?=\s)
        | \.(?=\s|$) | (?<=\w\w)\.(?=[^\W\d_]{{2}}) )
    | (?P<point> [,，،、:] | \s{{4,}} | \t | \s[-–—]+\s | (?<=\w)[-–—]\s )
    | (?P<slash> / )
    | (?P<soft> (?<!\w) (?: and | plus | und | sowie | (?<=\s) n (?=\s) ) (?!\w) | [&+()\[\]{{}}] )
    | (?P<loose> (?<!\w) (?: with | mit | w/ (?=\s) | (?<=\s) w (?=\s) ) (?!\w) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERING = re.compile(r"(^|[\s,;:])(?:\(?\d{1,2}[.)]|#\d{1,2}|[a-h]\))(?=\s)")
_NUMBERED = re.compile(r"(?:^|[\s:])(?:\(?1[.)]|#1|a\))\s")
_BULLET = re.compile(r"(^|\n)\s*(?:[-–—*+]|\d{1,2}-(?=[^\W\d]))\s*")
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
    if _NUMBERED.search(text):
        text = _NUMBERING.sub(lambda m: m[1] + "\n" * (len(m[0]) - len(m[1])), text)
    return _BULLET.sub(lambda m: "\n" * len(m[0]), text)


class _Splitter:
    """Reads the tokens of a text from left to right and keeps the piece that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[Piece] = []
        self._open(0, "start")

    def _open(self, start: int, join: Join) -> None:
        self.start, self.join = start, join
        self.body: tuple[str, ...] = ()
        self.negated = self.reaches = False

    def read(self, start: int, end: int) -> None:
        """Take words that are no token."""
        self.body += words(self.text[start:end])

    def token(self, kind: str, found: re.Match[str]) -> None:
        """Take a token that `_TOKEN` found."""
        start, end = found.span()
        if kind == "hedge":
            if self.body:
                self.close(start, "loose", end)
        elif kind == "negation":
            if self.body:
                self.close(start, "point", start)
            self.negated = self.reaches = True
        elif kind == "either":
            self.negated = True
            if self.body:
                self.close(end, "hard", end)
        elif kind != "level":
            joining = found.group().lower()
            if joining == "noch" and "weder" not in self.text[:start].lower():
                return
            self.close(start, _JOINS[kind], end)
            if joining in ("nor", "noch"):
                self.negated = self.reaches = True

    def close(self, end: int, join: Join, start: int) -> None:
        """End the piece at `end` and begin one at `start`; without words, both are one."""
        if self.body:
            self.pieces.append(self._piece(end))
            self._open(start, join)
            return
        if self.negated and self.pieces and join in ("hard", "point") and self.join != "or":
            self.pieces[-1] = replace(self.pieces[-1], negated=True)  # "mets - no"
            self.negated = self.reaches = False
        self.start, self.join = start, min(self.join, join, key=_STRENGTH.index)

    def _piece(self, end: int) -> Piece:
        raw_text = self.text[self.start : end]
        lead = _LEAD.match(raw_text)
        start = self.start + (lead.end() if lead else 0)
        stop = start + len(_TRAIL.sub("", self.text[start:end]))
        raw = words(raw_text)
        return Piece(start, stop, self.join, raw, self.body, self.negated, self.reaches)


def split(text: str) -> list[Piece]:
    """Cut a prepared text into pieces; pieces without any word are left out."""
    splitter = _Splitter(text)
    place = 0
    for found in _TOKEN.finditer(text):
        splitter.read(place, found.start())
        place = found.end()
        splitter.token(found.lastgroup or "", found)
    splitter.read(place, len(text))
    splitter.close(len(text), "hard", len(text))
    return _carry(splitter.pieces)


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
    if pieces[index].join in ("or", "slash", "soft", "loose"):
        return True
    for piece in pieces[index:]:
        if piece.join == "or":
            return True
        if piece.join != "point" or piece.negated:
            return False
    return False
