"""Which language a page is in, and how one changes it."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from config.viewer_words import words
from tests.messages import ROOT

pytestmark = pytest.mark.django_db
GERMAN = {"accept-language": "de-DE,de;q=0.9,en;q=0.5"}


def html_language(answer):
    return re.search(r'<html lang="([^"]*)"', answer.content.decode())[1]


def test_the_browser_is_asked_first(client):
    assert html_language(client.get("/about/")) == "en"
    answer = client.get("/about/", headers=GERMAN)
    assert html_language(answer) == "de"
    assert answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]
    assert "Cookie" in answer["Vary"]


def test_another_language_falls_back_to_english(client):
    assert html_language(client.get("/about/", headers={"accept-language": "fr"})) == "en"


def test_the_choice_is_kept_and_wins_over_the_browser(client):
    answer = client.post("/language/", {"language": "de", "next": "/about/"})
    assert answer.url == "/about/"
    assert html_language(client.get("/about/", headers={"accept-language": "en"})) == "de"
    client.post("/language/", {"language": "en", "next": "/about/"})
    assert html_language(client.get("/about/", headers=GERMAN)) == "en"


@pytest.mark.parametrize("bad", ["tlh", "", '"><script>', "de" * 400])
def test_an_unknown_language_changes_nothing(client, bad):
    assert client.post("/language/", {"language": bad, "next": "/about/"}).status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "tlh"
    assert html_language(client.get("/about/")) == "en"


def test_nobody_is_sent_to_another_site(client):
    answer = client.post("/language/", {"language": "de", "next": "https://example.org/"})
    assert answer.url == "/"


def test_the_switch_is_a_form_that_says_which_language_is_on(client):
    text = client.get("/about/").content.decode()
    forms = re.findall(r'<form method="post" action="/language/">.*?</form>', text, re.DOTALL)
    assert len(forms) == 2  # beside the theme, and in the menu of small screens
    for form in forms:
        assert re.search(r'value="en"\s+lang="en"\s+aria-pressed="true">English<', form)
        assert re.search(r'value="de"\s+lang="de"\s+aria-pressed="false">Deutsch<', form)
        assert 'name="next" value="/about/"' in form


def english_of_the_viewer():
    scripts = [
        (ROOT / f"static/viewer/{name}.js").read_text("utf-8") for name in ("strings", "words")
    ]
    body = "".join(re.findall(r"(?s)const (?:ENGLISH|MORE) = \{(.*?)\n\};", "".join(scripts)))
    found = re.findall(r'(\w+): ("[^"]*"(?:\s*\+\s*"[^"]*")*)', body)
    return {name: "".join(re.findall(r'"([^"]*)"', text)) for name, text in found}


def test_the_viewer_speaks_the_language_of_the_page():
    english = english_of_the_viewer()
    with translation.override("en"):
        assert words() == {}
    with translation.override("de"):
        german = words()
    same = {"thickness", "area", "pixels", "R", "L", "A", "P", "H", "F"}
    assert set(english) - set(german) == same
    assert set(german) <= set(english)
    for name, text in german.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[name]))


def test_the_viewers_words_in_python_are_those_of_the_script():
    source = (ROOT / "config/viewer_words.py").read_text(encoding="utf-8")
    found = re.findall(r'"(\w+)": _\(\s*((?:"[^"]*"\s*)+)\)', source)
    python = {name: "".join(re.findall(r'"([^"]*)"', text)) for name, text in found}
    english = english_of_the_viewer()
    assert python == {name: english[name] for name in python}


def test_pages_with_a_viewer_carry_its_words():
    page = Template('{% include "partials/viewer_modules.html" %}')
    context = {"shell": {"viewer_words": words, "bundled": True}}
    assert "viewer-words" not in page.render(Context(context))
    with translation.override("de"):
        assert '<script id="viewer-words" type="application/json">' in page.render(
            Context(context)
        )


def test_numbers_in_drawings_keep_their_points():
    page = Template('{% include "quiz/progress/_curve.html" %}')
    marks = [{"x": 12.5, "y": 40.25, "low": 51.5, "high": 30.75}]
    with translation.override("de"):
        text = page.render(Context({"curve": marks, "curve_line": "12.5,40.25"}))
    assert 'cx="12.5" cy="40.25"' in text
    assert 'd="M12.5 51.5V30.75"' in text
