"""Sign up, sign in, passwords: the flows, the refusals, and what is not told."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail

from tests.personas import PASSWORD, make_user

pytestmark = pytest.mark.django_db
GOOD = {"username": "anna", "password1": "seven-pedicles", "password2": "seven-pedicles"}


def test_sign_up_makes_a_learner_and_signs_in(client):
    answer = client.post("/account/signup/", {**GOOD, "email": "anna@example.org"}, follow=True)
    user = User.objects.get(username="anna")
    assert answer.redirect_chain == [("/", 302)]
    assert answer.wsgi_request.user == user
    assert list(user.groups.values_list("name", flat=True)) == ["learner"]
    assert not user.is_staff
    assert "Welcome" in answer.content.decode()


def test_sign_up_returns_to_where_one_came_from_but_never_elsewhere(client):
    assert client.post("/account/signup/", {**GOOD, "next": "/about/"}).url == "/about/"
    client.logout()
    other = {**GOOD, "username": "berta", "next": "https://evil.example/"}
    assert client.post("/account/signup/", other).url == "/"


def test_sign_up_says_what_is_wrong_and_keeps_what_was_typed(client):
    answer = client.post("/account/signup/", {**GOOD, "password2": "other", "email": "a@b.org"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="anna"' in text
    assert 'value="a@b.org"' in text
    assert "seven-pedicles" not in text
    assert 'aria-invalid="true"' in text


def test_sign_up_may_be_closed(client, settings):
    settings.SIGNUP_OPEN = False
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", GOOD).status_code == 404
    assert "/account/signup/" not in client.get("/account/login/").content.decode()


def test_too_many_new_accounts_from_one_address(client, monkeypatch):
    from config.accounts import views
    from config.lib.throttle import Throttle

    monkeypatch.setattr(views, "SIGN_UPS", Throttle("test-sign-up", limit=1, window=60))
    client.post("/account/signup/", GOOD)
    client.logout()
    answer = client.post("/account/signup/", {**GOOD, "username": "berta"})
    assert "Too many new accounts" in answer.content.decode()
    assert not User.objects.filter(username="berta").exists()


def test_signed_in_people_are_not_asked_again(learner):
    assert learner.get("/account/signup/").url == "/"
    assert learner.get("/account/login/").url == "/"


def test_sign_in_and_out(client):
    make_user("learner")
    answer = client.post("/account/login/", {"username": "learner", "password": PASSWORD})
    assert answer.url == "/"
    assert client.get("/account/").status_code == 200
    assert client.post("/account/logout/").url == "/"
    assert client.get("/account/").status_code == 302


def test_guessing_is_slowed_down_and_does_not_lock_others_out(client):
    make_user("learner")
    for _ in range(8):
        client.post("/account/login/", {"username": "learner", "password": "guess"})
    right = {"username": "learner", "password": PASSWORD}
    refused = client.post("/account/login/", right)
    assert "Too many attempts" in refused.content.decode()
    elsewhere = client.post("/account/login/", right, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 302


def test_one_address_cannot_try_every_name(client, monkeypatch):
    from config.accounts import forms
    from config.lib.throttle import Throttle

    monkeypatch.setattr(forms, "LOGIN_BY_ADDRESS", Throttle("test-login", limit=3, window=60))
    for name in ("a", "b", "c"):
        client.post("/account/login/", {"username": name, "password": "guess"})
    answer = client.post("/account/login/", {"username": "d", "password": "guess"})
    assert "Too many attempts" in answer.content.decode()


def test_a_success_forgets_the_failures_before_it(client):
    make_user("learner")
    for _ in range(3):
        for _ in range(7):
            client.post("/account/login/", {"username": "learner", "password": "guess"})
        answer = client.post("/account/login/", {"username": "learner", "password": PASSWORD})
        assert answer.status_code == 302
        client.logout()


def test_changing_the_password(learner):
    new = {
        "old_password": PASSWORD,
        "new_password1": "two-new-pars",
        "new_password2": "two-new-pars",
    }
    answer = learner.post("/account/password/", new, follow=True)
    assert "has been changed" in answer.content.decode()
    assert User.objects.get(username="learner").check_password("two-new-pars")
    assert learner.get("/account/").status_code == 200  # still signed in


def test_changing_the_address(learner):
    learner.post("/account/", {"email": "new@example.org"})
    assert User.objects.get(username="learner").email == "new@example.org"
    answer = learner.post("/account/", {"email": "nonsense"})
    assert 'value="nonsense"' in answer.content.decode()


def test_reset_by_mail(client):
    make_user("learner")
    assert client.post("/account/reset/", {"email": "learner@example.org"}).url.endswith("/sent/")
    [letter] = mail.outbox
    assert letter.subject == "A new password for Spine Mimics"
    link = re.search(r"http://testserver(/account/reset/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    new = {"new_password1": "a-fresh-lamina", "new_password2": "a-fresh-lamina"}
    assert client.post(form, new).url == "/account/reset/done/"
    assert User.objects.get(username="learner").check_password("a-fresh-lamina")
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_reset_does_not_tell_which_addresses_are_known(client):
    make_user("learner")
    known = client.post("/account/reset/", {"email": "learner@example.org"})
    unknown = client.post("/account/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def test_reset_letters_are_few(client):
    make_user("learner")
    answers = [client.post("/account/reset/", {"email": "learner@example.org"}) for _ in range(6)]
    assert len(mail.outbox) == 3
    assert {answer.url for answer in answers} == {"/account/reset/sent/"}


@pytest.mark.parametrize("address", ["/account/login/", "/account/signup/", "/account/reset/"])
def test_forms_name_their_fields(client, address):
    text = client.get(address).content.decode()
    for control in re.findall(r'<input[^>]+id="(id_\w+)"', text):
        assert f'for="{control}"' in text
