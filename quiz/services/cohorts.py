"""Who belongs to a class: by a link that can be renewed, or by a list of names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Lower

from quiz.models import Cohort, Membership
from quiz.models.classroom import new_invitation

#: Longer lists are refused by the form.
MOST_NAMES = 2000


@dataclass(frozen=True)
class Enrolled:
    """What became of a list: how many came in, who was there, which names have no account."""

    added: int
    there: int
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]


@transaction.atomic
def make_cohort(*, owner: User, name: str) -> Cohort:
    """Write a cohort without members, open by link."""
    return Cohort.objects.create(owner=owner, name=name)


def renew_link(*, cohort: Cohort) -> None:
    """Make a new link; whoever has the old one cannot join any more. Members stay."""
    cohort.token = new_invitation()
    cohort._change_reason = "link renewed"  # type: ignore[attr-defined]
    cohort.save()


def open_link(*, cohort: Cohort, open_: bool) -> None:
    """Let people join by the link, or not."""
    cohort.link_open = open_
    cohort.save()


def join(*, cohort: Cohort, user: User) -> bool:
    """Make the account a member; False where it was one. Joining twice changes nothing."""
    _row, fresh = Membership.objects.get_or_create(
        cohort=cohort, user=user, defaults={"via": Membership.Via.LINK}
    )
    return fresh


def leave(*, cohort: Cohort, user_id: int) -> bool:
    """Take a member out; what they have read stays theirs. False where there was none."""
    gone, _rows = Membership.objects.filter(cohort=cohort, user=user_id).delete()
    return gone > 0


def names_in(text: str) -> tuple[str, ...]:
    """Return the user names and addresses of a pasted or uploaded list, each once.

    Any of comma, semicolon, tab and line end separates; a line of headings is left out.
    """
    parts = re.split(r"[,;\t\r\n]", text.lstrip("\ufeff").replace("\x00", ""))
    cells = (" ".join(part.replace('"', "").split()) for part in parts)
    headings = {"username", "user name", "e-mail", "email", "name"}
    found = (cell for cell in cells if cell and cell.casefold() not in headings)
    return tuple(dict.fromkeys(found))


@transaction.atomic
def enrol(*, cohort: Cohort, names: tuple[str, ...]) -> Enrolled:
    """Make members of the accounts with these user names or e-mail addresses. Four queries."""
    wanted = {name.casefold(): name for name in names}
    accounts = User.objects.filter(is_active=True).annotate(
        low_name=Lower("username"), low_mail=Lower("email")
    )
    by_name = {user.low_name: user for user in accounts.filter(low_name__in=wanted)}
    by_mail: dict[str, list[User]] = {}
    for user in accounts.filter(low_mail__in=wanted):
        by_mail.setdefault(user.low_mail, []).append(user)
    found: dict[int, User] = {}
    unknown: list[str] = []
    ambiguous: list[str] = []
    for low, name in wanted.items():
        users = [by_name[low]] if low in by_name else by_mail.get(low, [])
        if len(users) == 1:
            found[users[0].pk] = users[0]
        else:
            (ambiguous if users else unknown).append(name)
    there = set(cohort.memberships.filter(user__in=found).values_list("user", flat=True))
    Membership.objects.bulk_create(
        Membership(cohort=cohort, user=user, via=Membership.Via.LIST)
        for pk, user in found.items()
        if pk not in there
    )
    return Enrolled(len(found) - len(there), len(there), tuple(unknown), tuple(ambiguous))
