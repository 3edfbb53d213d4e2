"""Make the three accounts of a machine where one only looks."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.lib.access import EDUCATOR, LEARNER


@dataclass(frozen=True)
class DemoAccount:
    """User name, password, group and what the account is for."""

    username: str
    password: str
    group: str
    purpose: str


ACCOUNTS = (
    DemoAccount("resident", "resident-demo", LEARNER, "reads cases"),
    DemoAccount("educator", "educator-demo", EDUCATOR, "adds cases, at /admin/"),
    DemoAccount("admin", "admin-demo", EDUCATOR, "runs the site, at /admin/"),
)


class Command(BaseCommand):
    """Idempotent: passwords are put back to what is printed. Refused when DEBUG is off."""

    help = "Make the demo accounts resident, educator and admin (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or repair each account; print it unless silent."""
        if not settings.DEBUG:
            raise CommandError(
                "Demo accounts have passwords that everybody knows: they are made in development "
                "only. Use `manage.py createsuperuser`."
            )
        for account in ACCOUNTS:
            make(account)
            if options["verbosity"]:
                self.stdout.write(f"{account.username:<10} {account.password}")


@transaction.atomic
def make(account: DemoAccount) -> User:
    """Return the account's user, made or repaired."""
    user, _ = User.objects.get_or_create(username=account.username)
    user.is_active = True
    user.is_staff = account.group == EDUCATOR
    user.is_superuser = account.username == "admin"
    if not user.check_password(account.password):
        user.set_password(account.password)
    user.save()
    user.groups.add(Group.objects.get_or_create(name=account.group)[0])
    return user
