"""Prepared queries: compiled once, right for every value, and as the queryset would answer."""

import pytest
from django.contrib.auth.models import User
from django.db.models import F, Q

from config.lib.prepared import Prepared


@pytest.fixture
def users(db):
    return [User.objects.create(username=name, email=f"{name}@example.org") for name in "abc"]


def test_each_call_fills_in_its_own_values(users):
    by_name = Prepared(lambda name: User.objects.filter(username=name))
    assert [by_name.first(user.username) for user in users] == users
    assert by_name.first("nobody") is None


def test_it_is_compiled_once(users):
    built = []

    def build(name):
        built.append(name)
        return User.objects.filter(username=name)

    prepared = Prepared(build)
    for user in users:
        prepared(user.username)
    assert len(built) == 1


def test_values_stand_in_their_place_whatever_their_order_and_number(users):
    either = Prepared(
        lambda email, name: (
            User.objects.filter(
                Q(username=name) | Q(email=email), ~Q(username=email), is_staff=False
            )
            .annotate(also=F("username"))
            .order_by("pk")
        )
    )
    found = either("a@example.org", "c")
    assert [user.also for user in found] == ["a", "c"]


def test_a_value_is_never_read_as_sql(users):
    by_name = Prepared(lambda name: User.objects.filter(username=name))
    assert by_name("a' OR '1'='1") == []
