"""Nothing that a learner's browser gets before the commit names the diagnosis.

The crawl opens cases as a guest does and looks through all that is served: the page with its
attributes and data, the answers of the drafts, the headers and bodies of the images, addresses.
The suggestions are left out: they are the same vocabulary in every case. A few cases are crawled
in every run, every published case of the library by `make crawl`.
"""

import json
import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from cases.models import Case
from cases.querysets import visible_to
from cases.selectors import key_of
from cases.services.spoilers import names_of, spoilers
from quiz.models import Session
from quiz.services.guests import TOKEN_KEY
from quiz.services.session import freeze
from tests.quiz import world

EXPECTED_WORDS = ("answer_key", "diagnosis_slug", "malignant_truth", "must_not_miss", "key_view")


def crawl(client, case, *, images=True):
    """Open the case as a guest; return all that is served before the commit, by where it was."""
    session = client.session
    session[TOKEN_KEY] = "crawler"
    session.save()
    sitting = Session.objects.create(guest_token="crawler")
    freeze(session=sitting, order=1, case=case)
    url = f"/quiz/s/{sitting.public_id}/1/"
    page = client.get(url)
    assert page.status_code == 200
    served = {"page": page.content.decode(), "address": url, "headers": str(page.headers)}
    draft = client.post(f"{url}draft/", {"edited": "1", "ct_class": "mixed"})
    refusal = client.post(url, {}, HTTP_ACCEPT="application/json")
    served |= {"draft": draft.content.decode(), "refusal": refusal.content.decode()}
    served["refused page"] = client.post(url, {}).content.decode()
    summary = client.get(f"/quiz/s/{sitting.public_id}/")
    ahead = client.post(f"/quiz/s/{sitting.public_id}/next/", HTTP_ACCEPT="application/json")
    served |= {"session": summary.content.decode(), "ahead": ahead.content.decode()}
    if images:
        served |= image_bytes(client, page.context["manifest"])
    return served


def image_bytes(client, manifest):
    """Headers, and bytes as text, of the first frame and the preview of every series."""
    served = {}
    for number, series in enumerate(manifest["series"]):
        for url in (series["frames"][0], series["preview"]["url"]):
            response = client.get(url)
            assert response.status_code == 200
            body = b"".join(response.streaming_content) if response.streaming else response.content
            served[f"image {number} {url[-12:]}"] = f"{response.headers} {printable(body)}"
    return served


def printable(body):
    """The runs of letters in binary data that are long enough to be words."""
    return " ".join(run.decode() for run in re.findall(rb"[A-Za-z][A-Za-z \-]{5,}", body))


def check(served, case):
    key = key_of(case)
    found = spoilers(key, served)
    assert not found, found
    for place, text in served.items():
        for word in (case.slug, case.title, *EXPECTED_WORDS):
            assert not word or word.casefold() not in text.casefold(), (place, word)
        for lesion in key.lesions:
            assert lesion.name not in text, (place, lesion.name)
        for step in key.next_steps:
            assert not step.reason or step.reason not in text, (place, step.reason)
        assert '"role"' not in text
        assert "best" not in re.findall(r'value="([^"]*)"', text)


@pytest.fixture
def whole_knowledge(db):
    call_command("sync_knowledge", verbosity=0)


def test_a_case_of_the_small_world_gives_nothing_away(guest, knowledge):
    case = world.make_case(
        images=True, slug="hemangioma-l3", title="Vertebral hemangioma, typical"
    )
    check(crawl(guest, case), case)


@pytest.mark.parametrize(
    "changes",
    [
        {"history": "Known hemangioma."},
        {"history": "A haemangioma was suspected."},
        {"history": "Status after treatment of vertebral-hemangioma"},
    ],
)
def test_the_crawler_finds_what_it_looks_for(guest, knowledge, changes):
    case = world.make_case(images=True, **changes)
    with pytest.raises(AssertionError):
        check(crawl(guest, case), case)


@pytest.mark.parametrize(
    "slug", ["multiple-myeloma", "paget-disease", "sarcoidosis", "bone-islands"]
)
def test_with_the_whole_vocabulary_nothing_is_given_away(guest, whole_knowledge, slug):
    key = world.AnswerKey(diagnosis=slug, malignant=slug == "multiple-myeloma", extent="diffuse")
    case = world.make_case(key, images=True)
    assert names_of(key)
    check(crawl(guest, case), case)


def test_after_the_commit_it_is_said(guest, knowledge):
    """The other side: the crawl is not blind for the key."""
    world.make_case()
    url = guest.post("/quiz/start/").url
    form = {
        "differential": ["mets"],
        "asked": ["no-ct-class", "no-place", "no-malignancy", "no-next-step"],
    }
    page = guest.post(url, form, follow=True).content.decode()
    assert "Vertebral hemangioma" in page


@pytest.fixture
def library(db, settings, tmp_path):
    """Every case that this machine's own database has published, in the test database."""
    if not (settings.DATA_DIR / "db.sqlite3").exists():
        pytest.skip("there is no library yet: `make run` fills it")
    dump = tmp_path / "library.json"
    command = [
        sys.executable,
        "manage.py",
        "dumpdata",
        "knowledge",
        "cases",
        "--output",
        str(dump),
    ]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=environment)
    rows = [row for row in json.loads(dump.read_text()) if "historical" not in row["model"]]
    for row in rows:
        for name in ("created_by", "reviewed_by"):  # the people stay where they are
            if name in row["fields"]:
                row["fields"][name] = None
    dump.write_text(json.dumps(rows))
    call_command("loaddata", str(dump), verbosity=0)
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    return list(visible_to(None))


@pytest.mark.exhaustive
def test_crawl_every_published_case(guest, library):
    """`make crawl`: the library that this machine serves, case by case."""
    assert library
    problems = []
    for case in library:
        try:
            check(crawl(guest, case), case)
        except AssertionError as found:
            problems.append(f"{case.slug}: {found}")
    print(f"{len(library)} cases crawled")
    assert not problems, "\n".join(problems)


def test_every_published_case_is_seen_by_the_crawl(knowledge):
    world.make_case()
    world.make_case(published=False)
    assert list(visible_to(None)) == list(Case.objects.filter(state="published"))
