"""Sentences that the editor's scripts say."""

from django.utils.translation import gettext as _


def conflict(other: str) -> str:
    """Return what is said where two people changed the same field."""
    return _(
        "%(other)s saved changes of the same fields while you were writing. Nothing is lost: "
        "your text is below and kept among the versions. Save again to put yours in its place."
    ) % {"other": other or _("Somebody else")}


def editor() -> dict[str, str]:
    """Return the words of the editor's scripts; {names} are filled in."""
    return {
        "saving": _("Saving …"),
        "saved": _("Saved {at}"),
        "unsaved": _("Not saved yet"),
        "offline": _("No connection: kept in this browser, sent when it is back"),
        "signedOut": _("Signed out: kept in this browser. Sign in again, then come back here."),
        "failed": _("Not saved: the server could not take it. Kept in this browser."),
        "restored": _("What you had typed here was kept in this browser and is back."),
        "conflict": _("{other} changed the same fields. Choose below which text stays."),
        "theirs": _("Taken along: somebody else changed {fields}."),
        "mineLabel": _("Yours"),
        "theirsLabel": _("Theirs"),
        "keepMine": _("Keep mine"),
        "takeTheirs": _("Take theirs"),
        "somebody": _("Somebody else"),
        "suggestions": _("{count} suggestions"),
        "none": _("Nothing fits"),
        "lesion": _("Lesion {letter}"),
        "slices": _("{count} slices"),
        "oneSlice": _("one slice"),
        "nothingDrawn": _("nothing drawn yet"),
        "drawing": _("Drawing {name}"),
        "draw": _("Draw"),
        "otherSeries": _("{name} is drawn on another series. Draw it there, or add a lesion."),
        "noPlace": _("This series has no patient coordinates, so nothing can be drawn on it."),
        "viewTaken": _("Key view taken: {series}, slice {slice}."),
        "reformat": _("Choose a series as it was acquired, not a reformat."),
        "preset": _("Preset {number}"),
    }
