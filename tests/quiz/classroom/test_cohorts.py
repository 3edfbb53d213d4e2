"""Classes: joining by a link, a link that is renewed, lists of names."""

import pytest

from quiz.models import Cohort, Membership
from quiz.services import cohorts
from tests.personas import make_user
from tests.quiz.test_queries import count


def test_a_guest_makes_an_account_and_comes_back(cohort, guest):
    address = f"/quiz/join/{cohort.token}/"
    text = guest.get(address).content.decode()
    assert "Residents 2026" in text
    assert f'href="/account/signup/?next={address}"' in text
    form = {
        "username": "newcomer",
        "email": "n@example.org",
        "password1": "a long enough secret 9",
        "password2": "a long enough secret 9",
        "next": address,
    }
    assert guest.post("/account/signup/", form).url == address
    assert "Join this class" in guest.get(address).content.decode()
    assert guest.post(address).url == "/quiz/"
    assert Membership.objects.filter(user__username="newcomer", via="link").exists()


def test_a_guest_cannot_join_by_posting(cohort, guest):
    guest.post(f"/quiz/join/{cohort.token}/")
    assert cohort.memberships.count() == 1


def test_joining_twice_changes_nothing(cohort, other_learner):
    for _ in range(2):
        other_learner.post(f"/quiz/join/{cohort.token}/")
    assert cohort.memberships.count() == 2
    assert "member already" in other_learner.get(f"/quiz/join/{cohort.token}/").content.decode()


@pytest.mark.parametrize("how", ["renewed", "closed"])
def test_an_old_link_leads_nowhere(cohort, other_learner, how):
    old = cohort.token
    if how == "renewed":
        cohorts.renew_link(cohort=cohort)
    else:
        cohorts.open_link(cohort=cohort, open_=False)
    answer = other_learner.post(f"/quiz/join/{old}/")
    assert answer.status_code == 404
    assert "invitation has ended" in answer.content.decode()
    assert cohort.memberships.count() == 1
    assert Cohort.objects.get().memberships.count() == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('name\r"Ann",bob\rcy', ("Ann", "bob", "cy")),
        ('ann, "' + "x" * 140_000, ("ann", "x" * 140_000)),
    ],
)
def test_line_ends_and_quotes_of_any_kind_are_read(text, names):
    assert cohorts.names_in(text) == names


def test_a_list_of_names_and_addresses(cohort):
    make_user("other_learner")
    names = cohorts.names_in(
        "\ufeffusername;email\nLEARNER;other_learner@example.org\nnobody, x@y.z"
    )
    assert names == ("LEARNER", "other_learner@example.org", "nobody", "x@y.z")
    found = cohorts.enrol(cohort=cohort, names=names)
    assert (found.added, found.there, found.unknown) == (1, 1, ("nobody", "x@y.z"))
    assert Membership.objects.get(user__username="other_learner").via == "list"


def test_an_address_of_two_accounts_enrols_neither(cohort):
    for name in ("admin", "other_learner"):
        user = make_user(name)
        user.email = "shared@example.org"
        user.save()
    found = cohorts.enrol(cohort=cohort, names=("Shared@example.org",))
    assert (found.added, found.ambiguous) == (0, ("Shared@example.org",))


def test_leaving(cohort):
    user = make_user("learner")
    assert cohorts.leave(cohort=cohort, user_id=user.pk)
    assert not cohorts.leave(cohort=cohort, user_id=user.pk)


def test_the_joining_page_asks_little(cohort, learner):
    asked, _ = count(lambda: learner.get(f"/quiz/join/{cohort.token}/"))
    assert asked <= 6
