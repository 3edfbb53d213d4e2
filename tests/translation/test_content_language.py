"""What stays English says so, so that a screen reader does not read it as German."""

from datetime import date

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.utils import translation

pytestmark = pytest.mark.django_db
GERMAN = {"accept-language": "de"}


def test_an_entity_page_is_german_around_english_prose(client):
    call_command("sync_knowledge", verbosity=0)
    text = client.get("/learn/paget-disease/", headers=GERMAN).content.decode()
    assert '<html lang="de"' in text
    assert '<h1 lang="en">Paget disease of bone</h1>' in text
    assert '<p class="lead" lang="en">' in text
    assert '<ul class="lines" lang="en">' in text
    assert ">Fallstricke</h2>" in text
    assert ">Pitfalls</h2>" not in text


def test_the_resolver_answers_in_german_and_understands_it(client):
    call_command("sync_knowledge", verbosity=0)
    answer = client.get("/quiz/suggest/", {"q": "Knocheninseln"}, headers=GERMAN)
    assert answer.json()["understood"] == "Verstanden als Bone islands"
    assert "Cookie" in answer["Vary"]
    assert "Accept-Language" in answer["Vary"]


def test_dates_and_decimals_are_german():
    page = Template("{{ value|floatformat:2 }} {{ day|date:'DATE_FORMAT' }}")
    with translation.override("de"):
        assert page.render(Context({"value": 0.7, "day": date(2026, 3, 5)})) == "0,70 5. März 2026"
