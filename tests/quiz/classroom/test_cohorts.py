"""Classes: joining by a link, a link that is renewed, lists of names."""

import pytest

from quiz.models import Cohort, Membership
from quiz.services import cohorts
from quiz.services.roster import people_in
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
        ('name\r"Ann",bob\rcy', [("Ann",), ("bob",), ("cy",)]),
        ("ann;bob\tcy, dee", [("ann",), ("bob",), ("cy",), ("dee",)]),
        ("Doe, Ann <ann@x.org>\nRoe, Bob <bob@x.org>", [("ann@x.org",), ("bob@x.org",)]),
        ("ann, bob@x.org", [("ann",), ("bob@x.org",)]),
        ("\ufeffE-Mail;Name\r\nann@x.org;Ann Doe\r\n;\r\n", [("ann@x.org",)]),
        ("Nachname,Benutzername,E-Mail-Adresse\nDoe,ann,ann@x.org", [("ann", "ann@x.org")]),
        ("user name\nann\nANN\n\nann", [("ann",)]),
        ("Ann Doe\nann@\n" + "x" * 151, [(), (), ()]),
        ("mailto:ann@x.org", [("ann@x.org",)]),
        ("email,city\n,Graz", [()]),
        (" , ;\n", []),
        ("a,\x00b" + '"' * 200_000, [("a",), ("b",)]),
    ],
)
def test_lists_of_any_shape_say_who_is_meant(text, names):
    assert [one.names for one in people_in(text)] == names


def test_each_line_says_what_became_of_it(cohort):
    make_user("other_learner")
    text = "LEARNER\nother_learner@example.org\nnobody\nother_learner\nx@y.org\nAnn Doe"
    found = cohorts.enrol(cohort=cohort, people=people_in(text))
    assert [(one.line, became.value) for one, became in found.people] == [
        (1, "there"),
        (2, "added"),
        (3, "unknown"),
        (4, "there"),
        (5, "unknown"),
        (6, "malformed"),
    ]
    assert (found.added, found.there, len(found.left)) == (1, 2, 3)
    assert Membership.objects.get(user__username="other_learner").via == "list"


def test_below_headings_a_line_is_one_person(cohort):
    make_user("other_learner")
    text = "username;email\nother_learner;wrong@example.org\ngone;learner@example.org"
    found = cohorts.enrol(cohort=cohort, people=people_in(text))
    assert [became.value for _one, became in found.people] == ["added", "there"]


def test_an_address_of_two_accounts_enrols_neither(cohort):
    for name in ("admin", "other_learner"):
        user = make_user(name)
        user.email = "shared@example.org"
        user.save()
    found = cohorts.enrol(cohort=cohort, people=people_in("Shared@example.org"))
    assert [became.value for _one, became in found.people] == ["ambiguous"]
    assert cohort.memberships.count() == 1


def test_a_long_list_asks_as_little_as_a_short_one(cohort, educator):
    def ask(text):
        return count(lambda: educator.post(f"/teach/cohorts/{cohort.public_id}/", {"names": text}))

    few, _ = ask("learner\nnobody")
    many, asked = ask("\n".join(f"a{number}@example.org" for number in range(300)))
    assert many <= few, asked


def test_the_page_reports_lines_keeps_what_was_left_and_leads_to_a_letter(cohort, educator):
    make_user("other_learner")
    address = f"/teach/cohorts/{cohort.public_id}/"
    sent = "other_learner, learner\nnew@example.org, second@example.org\nAnn Doe <b>"
    answer = educator.post(address, {"names": sent})
    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "1 member added, 1 was a member already" in text
    assert "Neither a user name nor an e-mail address." in text and "Ann Doe &lt;b&gt;" in text
    kept = answer.context["form"]["names"].value()
    assert kept == "new@example.org\nsecond@example.org\nAnn Doe <b>"
    invitation = f"%2Fquiz%2Fjoin%2F{cohort.token}%2F"
    assert 'href="mailto:new@example.org?subject=' in text and invitation in text
    assert 'href="mailto:?bcc=new%40example.org%2Csecond%40example.org&amp;' in text
    cohorts.open_link(cohort=cohort, open_=False)
    closed = educator.post(address, {"names": "new@example.org"}).content.decode()
    assert "mailto:" not in closed and "before you send it" in closed


def test_leaving(cohort):
    user = make_user("learner")
    assert cohorts.leave(cohort=cohort, user_id=user.pk)
    assert not cohorts.leave(cohort=cohort, user_id=user.pk)


def test_the_joining_page_asks_little(cohort, learner):
    asked, _ = count(lambda: learner.get(f"/quiz/join/{cohort.token}/"))
    assert asked <= 6
