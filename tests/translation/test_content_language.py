"""What stays English says so, so that a screen reader does not read it as German."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.utils import translation

from knowledge.models import Entity, Finding, Group
from tests.e2e.page_types import PAGES, make_world
from tests.personas import make_persona

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


#: Words that no German sentence holds; a name of the knowledge by itself is English, too.
ENGLISH = re.compile(r"\b(the|of|and|with|are|from|which|by|not|this|that|without)\b")
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
#: What is no text of ours: scripts, and what people write themselves.
SKIPPED = frozenset({"script", "style", "textarea", "ins", "del"})
#: Names of licenses, which are the same in every language, and what an educator wrote here.
KEPT = re.compile(r"^(CC BY|[\w.-]+ (AND|OR) |Please look at the level)")


class Unmarked(HTMLParser):
    """Collects English text, and English names of controls, that lie under lang="de"."""

    def __init__(self, names):
        super().__init__()
        self.names, self.open, self.found = names, [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        language = attributes.get("lang") or (self.open[-1][1] if self.open else "")
        for name in ("aria-label", "title", "alt", "placeholder"):
            self.look(f"{tag} {name}", attributes.get(name) or "", language)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag):
        if any(tag == name for name, _language in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if self.open and not SKIPPED & {tag for tag, _language in self.open}:
            self.look(self.open[-1][0], data, self.open[-1][1])

    def look(self, where, text, language):
        """A German sentence may name an entity; the name alone, or English words, may not stand."""
        text = " ".join(text.split())
        rest = text
        for name in self.names:
            if len(name) > 3 and name in text:
                rest = rest.replace(name, "")
        english = text in self.names or ENGLISH.search(rest)
        if language == "de" and english and not KEPT.match(text):
            self.found.append(f"{where}: {text[:80]}")


@pytest.fixture
def world(tmp_path, settings, transactional_db):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    call_command("sync_knowledge", verbosity=0)
    return make_world(tmp_path)


def test_all_that_stays_english_says_so_on_every_page(world):
    rows = Entity.objects.values_list("name", "short_name")
    names = {name for row in rows for name in row}
    names |= {row.name for kind in (Finding, Group) for row in kind.objects.all()}
    unmarked = []
    for page, (_address, people) in PAGES.items():
        persona = make_persona(people[-1])
        answer = persona.client.get(world.address(page), headers=GERMAN)
        parser = Unmarked(names)
        parser.feed(answer.content.decode())
        unmarked += [f"{page}: {one}" for one in parser.found]
    assert unmarked == []


def test_the_crawl_sees_what_is_not_marked():
    parser = Unmarked({"Bone islands"})
    parser.feed(
        '<html lang="de"><p>Siehe Bone islands</p><p lang="en">the map</p><b>Bone islands</b>'
    )
    parser.feed('<p aria-label="Edge of the bone"><br /><script>the</script>CC BY 4.0</p></html>')
    assert parser.found == ["b: Bone islands", "p aria-label: Edge of the bone"]
