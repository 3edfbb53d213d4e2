"""Sentences that the pages' scripts say, in the visitor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from quiz.panel import PROBABILITY_WORDS


def probability() -> list[list[object]]:
    """Return [highest per cent, words] for the slider, ascending."""
    return [[limit, str(text)] for limit, text in PROBABILITY_WORDS]


def reading(*, exam: bool = False) -> dict[str, str]:
    """Return the sentences of the reading room's script; {…} are filled in the browser.

    In an exam nothing is final, so its button does not say commit.
    """
    found = {
        "saved": _("Saved"),
        "saving": _("Saving …"),
        "kept": _("No connection. What you typed is kept in this browser."),
        "signedOut": _(
            "This browser is no longer signed in to this session. What you typed is kept here:"
            " sign in again in another tab, then commit."
        ),
        "expired": _(
            "The page had grown too old to send. What you typed is kept here: reload and commit."
        ),
        "offline": _("No connection: nothing is lost. Trying again in {seconds} s."),
        "server": _("The server could not take the answer. Nothing is lost; please try again."),
        "committing": _("Committing …"),
        "anyway": _("Commit as it is"),
        "commit": _("Commit"),
        "restored": _("What you had typed in this browser is back."),
        "committedElsewhere": _("This case has been committed already, in another tab or device."),
        "full": _("Five entries are the most. Take one out to add another."),
        "duplicate": _("{name} is on your list already."),
        "count": _("{count} of {limit}"),
        "chosen": _("{count} chosen"),
        "slice": _("{series}, slice {slice}"),
        "unmarked": _("Not marked"),
        "levelLater": _("level shown after the commit"),
        "clear": _("Clear"),
        "remove": _("Remove {name}"),
        "up": _("Move {name} up"),
        "down": _("Move {name} down"),
        "drag": _("Drag to reorder"),
        "moved": _("{name} is now number {rank}."),
        "added": _("{name} added as number {rank}."),
        "removed": _("{name} removed."),
        "suggestions": _("{count} suggestions"),
        "none": _("No match. Enter adds what you typed."),
        "notGiven": _("not given yet"),
        "pick": _("Did you mean"),
        "keep": _("Keep as typed"),
    }
    return found | {"commit": _("Keep and go on")} if exam else found


def reveal() -> dict[str, str]:
    """Return the sentences of the feedback page's script."""
    return {
        "outlineOn": _("Hide outline"),
        "outlineOff": _("Show outline"),
    }
