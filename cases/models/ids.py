"""Opaque identifiers for addresses: random, without vowels, so that they spell nothing."""

import secrets

#: No vowels and no look-alikes: an address never spells a word and can be read aloud.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def public_id() -> str:
    """Return the 12 characters by which learners' addresses name a case."""
    return _random(12)


def series_token() -> str:
    """Return the 16 characters by which image addresses name a series."""
    return _random(16)
