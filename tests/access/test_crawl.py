"""A crawl as each persona: every link is followed, and every address of anybody is tried by all.

Words that only some may read lie in keys, drafts, reviews, answers and classes. Whatever a persona
receives, page, data or image, must hold none of the words of others; the workbench and the
administration are neither linked nor opened.
"""

import re
from collections import Counter, deque
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command

from cases.models import Case, Series
from cases.services.lifecycle import send
from cases.services.publish import publish
from quiz.services import cohorts, quizzes
from quiz.services.response import commit_response
from quiz.services.session import freeze, mark_shown, start_practice
from quiz.submission import Submission
from tests.e2e.reading_cases import key_for
from tests.personas import make_persona, make_user
from tests.quiz import world
from tests.quiz.classroom.conftest import assign

STAFF = frozenset({"educator", "admin"})
LEARNERS = ("guest", "learner", "other_learner")
CLOSED = ("/teach/", "/admin/")
#: Any quoted address on this site: of links, forms, pictures, scripts' data.
ADDRESS = re.compile(r"""["'](/[a-z][^"'\s<>{}\\]*)["']""")
#: So many addresses that differ in their query only, and so many pages of rooms with many alike.
MOST_ALIKE, MOST_PAGES = 2, 300
MOST_OF = {"/admin/": 15, "/learn/": 8, "/api/": 4, "/images/": 10}
#: What the administration shows everybody: its own login page, and the way out (by POST).
ADMIN_DOORS = {"/admin/login/", "/admin/logout/"}
#: Fetched by scripts with a query that the crawl does not know.
ASKED_WITH_A_NAME = {"/teach/answers/name/"}
#: Word → who may read it besides the staff.
WORDS = {
    "zq-unseen-key": (), "zq-unseen-title": (), "zq-draft-key": (), "zq-draft-title": (),
    "zq-draft-history": (), "zq-review-word": (),
    "zq-own-key": ("learner",), "zq-own-answer": ("learner",),
    "zq-other-key": ("other_learner",), "zq-other-answer": ("other_learner",),
    "zq-class": ("other_learner",), "zq-quiz": ("other_learner",),
}  # fmt: skip


def case_with(name: str, **fields: Any) -> Case:
    key = replace(key_for((0.0, 12.0, -40.0)), discussion=f"zq-{name}-key")
    title = f"zq-{name}-title"
    case = world.make_case(key, images=True, title=title, published=False, licence="CC0", **fields)
    case.revisions.all().delete()
    return case


def published(name: str) -> Case:
    case = case_with(name)
    publish(case, None)
    return case


def read_by(persona: str, case: Case, words: str) -> None:
    """The persona reads the case and names something of their own."""
    session = start_practice(user=make_user(persona))
    item = freeze(session=session, order=1, case=case)
    mark_shown(item=item)
    submission = Submission(
        differential=("vertebral hemangioma", words),
        ct_class="lucent",
        findings=("fat-in-lesion",),
        extent="diffuse",
        malignancy="5",
        next_step="leave-alone",
    )
    outcome = commit_response(item=item, submission=submission)
    assert outcome.response is not None, outcome.remarks


@pytest.fixture
def draft(db, media) -> Case:
    """A world of cases, reads and a class; returns the draft in it."""
    call_command("sync_knowledge", verbosity=0)
    published("unseen")
    draft = case_with("draft", history="zq-draft-history")
    send(draft, make_user("educator"), "zq-review-word")
    read_by("learner", published("own"), "zq-own-answer")
    other = published("other")
    read_by("other_learner", other, "zq-other-answer")
    owner = make_user("educator")
    quiz = quizzes.make_quiz(owner=owner, title="zq-quiz")
    quizzes.add_case(quiz=quiz, case=other)
    cohort = cohorts.make_cohort(owner=owner, name="zq-class")
    cohorts.join(cohort=cohort, user=make_user("other_learner"))
    assign(quiz, cohort)
    return draft


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode(errors="replace"))


def addresses(text: str) -> set[str]:
    found = {unescape(one).split("#")[0] for one in ADDRESS.findall(text)}
    return {one for one in found if not one.startswith(("/static/", "//"))}


def crawl(client: Any) -> dict[str, tuple[int, str]]:
    """Follow every link from the front page; returns address → status and what was served."""
    seen: dict[str, tuple[int, str]] = {}
    alike: Counter[str] = Counter()
    queue, known = deque(["/"]), {"/"}
    while queue and len(seen) < MOST_PAGES:
        address = queue.popleft()
        response = client.get(address)
        text = body(response)
        seen[address] = (response.status_code, text)
        targets = addresses(text)
        if response.status_code in {301, 302}:
            targets = {response.url} if response.url.startswith("/") else set()
        for target in sorted(targets - known):
            room = next((one for one in MOST_OF if target.startswith(one)), "")
            kind = room or target.split("?")[0]
            alike[kind] += 1
            if alike[kind] <= MOST_OF.get(kind, MOST_ALIKE):
                known.add(target)
                queue.append(target)
    return seen


def told(persona: str, text: str) -> list[str]:
    """The words in a text that the persona may not read."""
    if persona in STAFF:
        return []
    return [word for word, readers in WORDS.items() if word in text and persona not in readers]


def test_a_crawl_as_each_persona_finds_nothing_of_others(draft):
    clients = {name: make_persona(name).client for name in (*LEARNERS, *sorted(STAFF))}
    crawled = {name: crawl(client) for name, client in clients.items()}
    for name, seen in crawled.items():
        assert len(seen) > 30, name
        broken = {one for one, (status, _) in seen.items() if status in {403, 404, 500}}
        assert broken <= ASKED_WITH_A_NAME, (name, broken)
        assert not {one: told(name, text) for one, (_, text) in seen.items() if told(name, text)}
    for name in LEARNERS:
        assert not [one for one in crawled[name] if one.startswith(CLOSED)], name
    # The crawl is not blind: staff are shown every word, learners their own.
    shown = {name: "".join(text for _, text in seen.values()) for name, seen in crawled.items()}
    assert [word for word in WORDS if word not in shown["educator"] + shown["admin"]] == []
    for name in ("learner", "other_learner"):
        own = [word for word, readers in WORDS.items() if name in readers]
        assert [word for word in own if word not in shown[name]] == []

    everything = {one for seen in crawled.values() for one in seen}
    tokens = Series.objects.filter(study__case=draft).values_list("token", flat=True)
    secret = {
        one for one in everything
        if one.startswith(CLOSED) or any(token in one for token in tokens)
    } - ADMIN_DOORS  # fmt: skip
    assert len(secret) > 30
    opened = []
    for name in LEARNERS:
        for address in everything - crawled[name].keys():
            response = clients[name].get(address)
            if told(name, body(response)):
                opened.append((name, address, told(name, body(response))))
            sent_away = response.status_code == 302 and "/admin/login/" in response.url
            # 405: what wants a POST; the matrix tries that.
            if address in secret and not sent_away and response.status_code not in {404, 405}:
                opened.append((name, address, response.status_code))
    assert opened == []
