"""Prepared queries: compiled once, right for every value, and as the queryset would answer."""

import pytest
from django.contrib.auth.models import User
from django.db.models import F, Q

from cases.models import Case
from config.lib.prepared import Prepared
from quiz.models import Session, SessionItem


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


@pytest.mark.django_db
def test_related_rows_come_along_as_django_would_make_them(django_assert_num_queries):
    settings = {"narrowed": True, "flags": [1, 2]}
    session = Session.objects.create(mode=Session.Mode.EXAM, settings=settings, guest_token="t")
    case = Case.objects.create(slug="a-case", title="A case")
    made = SessionItem.objects.create(
        session=session, case=case, order=1, case_revision=1, answer_key={}, ask=[]
    )
    find = Prepared(lambda pk: SessionItem.objects.filter(pk=pk), join=("session",))
    expected = Session.objects.get()
    with django_assert_num_queries(1):
        found = find.first(made.pk)
        taken = found.session
    assert taken == expected
    for field in Session._meta.concrete_fields:
        assert getattr(taken, field.attname) == getattr(expected, field.attname), field.name
    assert found.answer_key == {}
