"""Help pages, licenses, and the examples of the design language."""

import re
from email.message import Message

import pytest
from django.urls import reverse

from config import help as pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", pages.TOPICS)
def test_every_topic_is_reached_from_the_index_and_leads_to_the_others(client, name):
    assert reverse("help-topic", args=[name]) in client.get(reverse("help")).content.decode()
    text = client.get(reverse("help-topic", args=[name])).content.decode()
    assert text.count('aria-current="page"') == 1
    for other in pages.TOPICS:
        assert reverse("help-topic", args=[other]) in text


@pytest.mark.parametrize("name", pages.TOPICS)
def test_links_and_pictures_of_the_help_exist(client, name):
    text = client.get(reverse("help-topic", args=[name])).content.decode()
    article = text[text.index("<article") : text.index("</article>")]
    for address in re.findall(r'href="(/[^"#]*)', article):
        assert client.get(address).status_code == 200
    for picture in re.findall(r'<img src="/static/(?:[0-9a-f]{12}/)?([^"]+)"', article):
        assert (pages.settings.BASE_DIR / "static" / picture).exists()


def test_help_says_the_weights_that_the_rubric_has(client):
    from quiz.grading.rubric import RUBRIC

    text = client.get(reverse("help-topic", args=["residents"])).content.decode()
    weights = re.findall(r'<td class="num">(\d+) %</td>', text)
    said = [RUBRIC.identify, RUBRIC.recognise, RUBRIC.differentiate]
    assert [int(weight) / 100 for weight in weights] == said
    assert f"{RUBRIC.pass_mark * 100:.0f} of 100" in text


def test_licenses_lists_what_runs(client):
    text = client.get(reverse("licenses")).content.decode()
    for name in ("Django", "pydicom", "numpy"):
        assert re.search(rf">\s*{name}\s*<", text)


def described(**headers: str | list[str]) -> Message:
    message = Message()
    for name, value in headers.items():
        for one in [value] if isinstance(value, str) else value:
            message[name.replace("_", "-")] = one
    return message


@pytest.mark.parametrize(
    ("info", "said"),
    [
        (described(License_Expression="MIT", License="whatever"), "MIT"),
        (described(Classifier=["License :: OSI Approved :: BSD License"]), "BSD"),
        (described(License="Apache 2.0\nlong text follows"), "Apache 2.0"),
        (described(License="x" * 200), ""),
        (described(), ""),
    ],
)
def test_a_license_is_said_in_a_few_words(info, said):
    assert pages.license_of(info) == said


def test_an_address_is_only_taken_where_it_is_safe_to_follow():
    assert pages.url_of(described(Project_URL="Source, https://example.org/a")) == (
        "https://example.org/a"
    )
    assert pages.url_of(described(Project_URL="Source, javascript:alert(1)")) == ""


def test_the_design_language_is_shown_only_while_developing(client, settings):
    assert client.get(reverse("design")).status_code == 404
    settings.DEBUG = True
    text = client.get(reverse("design")).content.decode()
    css = (settings.BASE_DIR / "static" / "css" / "design.css").read_text()
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    for color in pages.COLORS:
        assert f"--{color}:" in tokens
        assert f".swatch.{color} " in css
        assert f"--{color}<" in text
