"""The five people every access test knows: guest, learner, another learner, educator, admin."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.test import Client

from config.lib.access import EDUCATOR, LEARNER

NAMES = ("guest", "learner", "other_learner", "educator", "admin")
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Persona:
    """Somebody with a browser; `user` is None for the guest."""

    name: str
    client: Client
    user: User | None


def make_user(name: str) -> User:
    """Return the (new or existing) user of a persona that has an account."""
    user = User.objects.filter(username=name).first()
    if user:
        return user
    if name == "admin":
        return User.objects.create_superuser(name, f"{name}@example.org", PASSWORD)
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
    group, _ = Group.objects.get_or_create(name=EDUCATOR if name == "educator" else LEARNER)
    user.groups.add(group)
    if name == "educator":
        user.is_staff = True
        user.save()
    return user


def make_persona(name: str) -> Persona:
    """Return the persona with a client that is signed in (not the guest)."""
    if name not in NAMES:
        raise ValueError(f"No persona is called {name!r}")
    client = Client()
    if name == "guest":
        return Persona(name, client, None)
    user = make_user(name)
    client.force_login(user)
    return Persona(name, client, user)
