"""The one way in which a file is turned away: with a sentence that helps its owner."""

from typing import Any


class Refused(Exception):
    """A file that cannot be taken; the message is a sentence without anything of the file."""


class Held(Refused):
    """A file that a person must look at first: text may stand in its pixels.

    `boxes` says where, one tuple (frame, x, y, width, height) each; `header` is what was read.
    """

    boxes: tuple[tuple[int, int, int, int, int], ...] = ()
    header: Any = None
