"""A learner's doubt about a key reaches the educators."""

from quiz.models import KeyChallenge, Response

LONGEST = 4000


class EmptyChallenge(ValueError):
    """Nothing was written."""


def challenge_key(*, response: Response, text: str) -> KeyChallenge:
    """Record the doubt once per response, however often it is sent; raises `EmptyChallenge`."""
    words = text.replace("\x00", "").strip()[:LONGEST]
    if not words:
        raise EmptyChallenge
    challenge, _ = KeyChallenge.objects.get_or_create(response=response, defaults={"text": words})
    return challenge
