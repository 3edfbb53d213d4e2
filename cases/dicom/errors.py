"""The one way in which a file is turned away: with a sentence that helps its owner."""


class Refused(Exception):
    """A file that cannot be taken; the message is a sentence without anything of the file."""
