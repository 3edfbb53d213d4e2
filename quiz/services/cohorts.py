"""Who belongs to a class: by a link that can be renewed, or by a list of names."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Lower

from quiz.models import Cohort, Membership
from quiz.models.classroom import new_invitation
from quiz.services.roster import Person

#: Longer lists are refused by the form.
MOST_NAMES = 2000


class Became(enum.StrEnum):
    """What became of somebody on a list."""

    ADDED = "added"
    THERE = "there"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class Enrolled:
    """What became of a list: everybody on it, in its order."""

    people: tuple[tuple[Person, Became], ...]

    def those(self, *wanted: Became) -> list[tuple[Person, Became]]:
        """Return the people of whom this became."""
        return [(person, became) for person, became in self.people if became in wanted]

    @property
    def added(self) -> int:
        """How many came in."""
        return len(self.those(Became.ADDED))

    @property
    def there(self) -> int:
        """How many were members before."""
        return len(self.those(Became.THERE))

    @property
    def left(self) -> list[tuple[Person, Became]]:
        """Who is no member yet, and why."""
        return self.those(Became.UNKNOWN, Became.AMBIGUOUS, Became.MALFORMED)


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


@transaction.atomic
def enrol(*, cohort: Cohort, people: Sequence[Person]) -> Enrolled:
    """Make members of the accounts with these user names or e-mail addresses. Four queries."""
    by_name, by_mail = _accounts({name.casefold() for one in people for name in one.names})
    meant = [(one, _meant(one, by_name, by_mail)) for one in people]
    known = {users[0].pk: users[0] for _one, users in meant if len(users) == 1}
    there = set(cohort.memberships.filter(user__in=known).values_list("user", flat=True))
    Membership.objects.bulk_create(
        Membership(cohort=cohort, user=user, via=Membership.Via.LIST)
        for pk, user in known.items()
        if pk not in there
    )
    rows = []
    for person, users in meant:
        rows.append((person, _became(person, users, there)))
        there |= {user.pk for user in users if len(users) == 1}
    return Enrolled(tuple(rows))


def _accounts(wanted: set[str]) -> tuple[dict[str, User], dict[str, list[User]]]:
    """Return the accounts by user name and by address, both in lower case. Two queries."""
    accounts = User.objects.filter(is_active=True).annotate(
        low_name=Lower("username"), low_mail=Lower("email")
    )
    by_mail: dict[str, list[User]] = {}
    for user in accounts.filter(low_mail__in=wanted):
        by_mail.setdefault(user.low_mail, []).append(user)
    return {user.low_name: user for user in accounts.filter(low_name__in=wanted)}, by_mail


def _meant(person: Person, by_name: dict[str, User], by_mail: dict[str, list[User]]) -> list[User]:
    """Return whose accounts the names can be: user names first, then addresses."""
    low = [name.casefold() for name in person.names]
    named = [by_name[name] for name in low if name in by_name]
    return named[:1] or next((by_mail[name] for name in low if name in by_mail), [])


def _became(person: Person, users: list[User], there: set[int]) -> Became:
    if not person.names:
        return Became.MALFORMED
    if len(users) != 1:
        return Became.AMBIGUOUS if users else Became.UNKNOWN
    return Became.THERE if users[0].pk in there else Became.ADDED
