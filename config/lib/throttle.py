"""Counting attempts, so that guessing a password costs time.

Counters live in the cache that all processes of the machine share. They are fixed windows, and
the file cache adds without a lock: two attempts in the same instant may count as one. That is
good enough against guessing, and it needs no server beside the application.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import caches


@dataclass(frozen=True)
class Throttle:
    """Allow `limit` events of one `scope` per subject in `window` seconds."""

    scope: str
    limit: int
    window: int

    def _key(self, subject: str) -> str:
        # Hashed: a cache file must not tell who tried to sign in.
        digest = hashlib.sha256(subject.casefold().encode()).hexdigest()[:32]
        return f"throttle:{self.scope}:{digest}"

    def blocked(self, subject: str) -> bool:
        """Say whether `subject` has used up what it is allowed."""
        return int(caches["shared"].get(self._key(subject), 0)) >= self.limit

    def hit(self, subject: str) -> None:
        """Count one event; the window opens with the first."""
        cache, key = caches["shared"], self._key(subject)
        if not cache.add(key, 1, timeout=self.window):
            try:
                cache.incr(key)
            except ValueError:  # the window closed between the two calls
                cache.set(key, 1, timeout=self.window)

    def clear(self, subject: str) -> None:
        """Forget what was counted, after a success."""
        caches["shared"].delete(self._key(subject))
