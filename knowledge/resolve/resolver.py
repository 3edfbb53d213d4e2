"""A typed text → entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.resolve.match import Match, exactly, match, reduced
from knowledge.resolve.normalise import root, words
from knowledge.resolve.split import MAX_MERGE, MERGEABLE, Piece, prepare, split
from knowledge.resolve.types import Entry
from knowledge.resolve.vocabulary import Vocabulary

#: What stands behind is not read; the last entry says so.
MAX_CHARACTERS = 2000
#: A text of more words is not one name.
MAX_NAME_WORDS = 30
#: A text with one of these inside is a list, not one name.
_LIST = re.compile(r"[;\n?|](?=.*\w)|\b(?:vs|versus)\b", re.IGNORECASE | re.DOTALL)


def resolve(text: str, vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """What a typed text names, one entry for each named thing, in the order typed.

    Never raises. Nothing but blanks and separators gives no entries; what is not understood
    gives an entry with status "unrecognised". Beyond `MAX_CHARACTERS` the text is not read: one
    more entry, unrecognised, holds the beginning of the rest.
    """
    text, rest = text[:MAX_CHARACTERS], text[MAX_CHARACTERS:]
    entries = tuple(_entries(text, vocabulary))
    if not entries and _is_something(text):
        entries = (Entry(text.strip(), None, "unrecognised"),)
    if rest:
        entries += (Entry(f"{rest[:40]}…", None, "unrecognised", name="not read: too long"),)
    return entries


def _is_something(text: str) -> bool:
    """Whether a text without pieces holds more than blanks and separators."""
    return bool(words(text)) or any(c.isprintable() and ord(c) > 0x2FFF for c in text)


def _entries(text: str, vocabulary: Vocabulary) -> Iterator[Entry]:
    whole = () if _LIST.search(text.strip()) else words(text)
    if whole and len(whole) <= MAX_NAME_WORDS:
        found = exactly(whole, vocabulary)
        if found.slugs:
            yield _entry(text.strip(), found, vocabulary)
            return
    text = prepare(text)
    pieces = _with_qualifiers(_with_numbers(split(text)), vocabulary)
    for chain in _chains(pieces, vocabulary):
        yield from _chain_entries(text, chain, vocabulary)


def _with_qualifiers(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """A piece that only qualifies the one before it belongs to it: "RCC mets, lytic"."""
    full: list[Piece] = []
    for piece in pieces:
        if full and piece.join == "point" and not piece.negated:
            both = _joined([full[-1], piece])
            if _reduces(both, vocabulary) and not _reduces(piece, vocabulary):
                piece = both
                full.pop()
        full.append(piece)
    return full


def _reduces(piece: Piece, vocabulary: Vocabulary) -> bool:
    """Whether a piece names something without any correction."""
    return reduced(tuple(root(word) for word in piece.body), vocabulary) is not None


def _with_numbers(pieces: list[Piece]) -> list[Piece]:
    """A number alone repeats the words before it: "Modic 1/2", "NF1 or 2"."""
    full: list[Piece] = []
    for piece in pieces:
        if full and len(piece.body) == 1 and piece.body[0].isdigit():
            before = full[-1].body
            stem = before[-1].rstrip("0123456789")
            if before[-1] != stem:
                again = (*before[:-1], stem + piece.body[0])
                piece = Piece(piece.start, piece.end, "hard", again, again, full[-1].negated)
        full.append(piece)
    return full


def _chains(pieces: list[Piece], vocabulary: Vocabulary) -> Iterator[tuple[Piece, ...]]:
    """Pieces that belong together: a name with separators in it, or a chain of "and"."""
    index = 0
    while index < len(pieces):
        size = _name_length(pieces, index, vocabulary)
        if size == 1:
            while (
                index + size < len(pieces)
                and pieces[index + size].join in ("soft", "loose")
                and _name_length(pieces, index + size, vocabulary) == 1
            ):
                size += 1
            yield tuple(pieces[index : index + size])
        else:
            yield (_joined(pieces[index : index + size]),)
        index += size


def _name_length(pieces: list[Piece], index: int, vocabulary: Vocabulary) -> int:
    """How many pieces from here on make one name as they stand; 1 if only the piece itself."""
    last = index + 1
    while last < len(pieces) and last - index < MAX_MERGE and pieces[last].join in MERGEABLE:
        last += 1
    for end in range(last, index + 1, -1):
        joined = _read_through(pieces[index:end])
        if vocabulary.find(joined, together=False) is not None:
            return end - index
    return 1


def _read_through(pieces: list[Piece]) -> tuple[str, ...]:
    """The words of several pieces as they stand, with each "or" between them."""
    read = [root(word) for word in pieces[0].raw]
    for piece in pieces[1:]:
        read += ["or"] if piece.join == "or" else []
        read += [root(word) for word in piece.raw]
    return tuple(read)


def _joined(pieces: list[Piece]) -> Piece:
    """Several pieces as one."""
    raw = _read_through(pieces)
    body = tuple(word for piece in pieces for word in piece.body)
    negated = pieces[0].negated
    return Piece(pieces[0].start, pieces[-1].end, pieces[0].join, raw, body, negated)


def _chain_entries(text: str, chain: tuple[Piece, ...], vocabulary: Vocabulary) -> Iterator[Entry]:
    if any(piece.join == "loose" for piece in chain[1:]):
        whole = _joined(list(chain))
        if _reduces(whole, vocabulary):
            yield _piece_entry(text, whole, vocabulary)
            return
    entries = [_piece_entry(text, piece, vocabulary) for piece in chain]
    if len(chain) > 1:
        if any(entry.status == "unrecognised" for entry in entries):
            yield _piece_entry(text, _joined(list(chain)), vocabulary)
            return
        if len({(entry.entity, entry.status, entry.name) for entry in entries}) == 1 or (
            entries[0].entity and len({entry.entity for entry in entries}) == 1
        ):
            first = entries[0]
            span = _span(text, chain[0].start, chain[-1].end)
            yield Entry(span, first.entity, first.status, first.candidates, first.name)
            return
    yield from entries


def _piece_entry(text: str, piece: Piece, vocabulary: Vocabulary) -> Entry:
    typed = _span(text, piece.start, piece.end)
    found = exactly(piece.raw, vocabulary)
    if found.slugs and not (piece.negated and piece.raw == piece.body):
        return _entry(typed, found, vocabulary)
    negated = piece.negated
    found = match(piece.body, vocabulary)
    if not found.slugs and piece.body[0] == "non" and len(piece.body) > 1:
        rest = match(piece.body[1:], vocabulary)
        if rest.slugs:
            negated, found = True, rest
    if negated:
        return Entry(typed, None, "negated", name=_shown(found, vocabulary))
    return _entry(typed, found, vocabulary)


def _span(text: str, start: int, end: int) -> str:
    """A part of the text as typed, with the bracket that closes behind it."""
    part = text[start:end].strip()
    opened = part.count("(") - part.count(")")
    return part + ")" if opened > 0 and text[end : end + 1] == ")" else part


def _shown(found: Match, vocabulary: Vocabulary) -> str:
    return vocabulary.name(found.slugs[0]) if len(found.slugs) == 1 else ""


def _entry(typed: str, found: Match, vocabulary: Vocabulary) -> Entry:
    if not found.slugs:
        return Entry(typed, None, "unrecognised", candidates=found.asked)
    if len(found.slugs) > 1:
        return Entry(typed, None, "ambiguous", candidates=found.slugs)
    slug = found.slugs[0]
    if not vocabulary.is_ours(slug):
        return Entry(typed, None, "known-other", name=vocabulary.name(slug))
    return Entry(typed, slug, found.status, name=vocabulary.name(slug))
