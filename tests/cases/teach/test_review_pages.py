"""Review, retirement, versions and revisions as pages: what they show, what they refuse."""

import re
import time

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.answerkey import codec
from cases.models import Case, CaseDraft, DraftVersion
from cases.services.drafts import current, draft_of, save
from cases.services.keys import minimal_key
from cases.services.lifecycle import mark_previewed, send
from cases.services.publish import publish
from cases.teach.readable import words_diff
from tests.cases.teach.posting import opened, post
from tests.factories import CaseFactory, SeriesFactory
from tests.personas import make_persona, make_user


def step(client, case, name, text=""):
    address = reverse("teach:step", args=[case.public_id])
    answer = client.post(address, {"step": name, "text": text}, follow=True)
    case.refresh_from_db()
    return answer.content.decode()


def complete(case, user):
    content = current(case, draft_of(case))
    content |= {"answer_key": codec.to_json(minimal_key("normal")), "proof": "consensus"}
    save(case, user, content, draft_of(case).version if draft_of(case) else 0)
    mark_previewed(case, draft_of(case), content)


def test_two_educators_take_a_case_to_learners(educator, draft):
    reviewer = make_persona("admin").client
    complete(draft, make_user("educator"))
    assert "Sent to review" in step(educator, draft, "send", "Please look.")
    queue = reviewer.get(reverse("teach:reviews")).content.decode()
    assert draft.title in queue and "Please look." in queue and "Sent by educator" in queue
    assert "Somebody else has to approve" in step(educator, draft, "approve")
    assert "Approved" in step(reviewer, draft, "approve", "Good.")
    assert "Published as revision 1" in step(educator, draft, "publish")
    assert Case.objects.public().filter(pk=draft.pk).exists()
    page = educator.get(draft.workbench_url).content.decode()
    assert re.search(r'value="publish"[^>]*hidden', page), "nothing to publish now"


def test_publishing_too_early_says_why(educator, draft):
    html = step(educator, draft, "publish")
    assert "Another educator has to approve" in html and "Choose the diagnosis" in html
    assert draft.state == "draft"


def test_changes_are_asked_for_in_words(educator, draft):
    reviewer = make_persona("admin").client
    step(educator, draft, "send")
    assert "Say what should change" in step(reviewer, draft, "changes", " ")
    step(reviewer, draft, "changes", "State the <b>age</b>.")
    page = educator.get(draft.workbench_url).content.decode()
    assert "Changes asked for" in page and "State the &lt;b&gt;age&lt;/b&gt;." in page
    assert draft.title in educator.get(reverse("teach:reviews")).content.decode()


def test_an_unheard_of_step_is_no_error(educator, draft):
    assert "choose again" in step(educator, draft, "explode")


def test_retiring_asks_first(educator, draft):
    publish(draft, None)
    address = reverse("teach:retire", args=[draft.public_id])
    assert "Retire this case?" in educator.get(address).content.decode()
    assert Case.objects.public().exists()
    educator.post(address, {"text": "Wrong side."})
    draft.refresh_from_db()
    assert draft.state == "retired" and draft.events.get().text == "Wrong side."
    assert "Only a published case" in educator.get(address, follow=True).content.decode()
    step(educator, draft, "reopen")
    assert draft.state == "draft"


def test_a_revision_is_compared_word_by_word_and_taken_back(educator, draft):
    publish(draft, None)
    post(educator, draft, opened(educator, draft), history="50-year-old. Neck pain for six weeks.")
    draft.refresh_from_db()
    draft.history = "50-year-old. Neck pain for six weeks."
    draft.save()
    publish(draft, None)
    address = reverse("teach:revision", args=[draft.public_id, 2])
    html = educator.get(address).content.decode()
    assert "<del>Low back</del>" in html and "<ins>Neck</ins>" in html
    assert educator.get(address, {"against": "7"}).status_code == 404
    assert "Nothing differs" in educator.get(address, {"against": "2"}).content.decode()
    educator.post(reverse("teach:restore-revision", args=[draft.public_id, 1]))
    draft.refresh_from_db()
    assert "Neck" in draft.history, "what is served stays"
    assert "Low back" in opened(educator, draft)["history"][0]


def test_versions_are_listed_and_taken_back(educator, draft):
    post(educator, draft, opened(educator, draft), history="One.")
    post(educator, draft, opened(educator, draft), history="Two.")
    listed = educator.get(reverse("teach:versions", args=[draft.public_id])).content.decode()
    assert "Version 2" in listed and "As it began" in listed
    version = DraftVersion.objects.get(number=1)
    address = reverse("teach:version", args=[draft.public_id, version.pk])
    assert "<del>Two.</del>" in educator.get(address).content.decode()
    educator.post(reverse("teach:restore-version", args=[draft.public_id, version.pk]))
    draft.refresh_from_db()
    assert draft.history == "One."
    other = CaseFactory(state="draft")
    assert (
        educator.get(reverse("teach:version", args=[other.public_id, version.pk])).status_code
        == 404
    )


@pytest.mark.parametrize("many", [2, 5])
def test_the_queue_costs_the_same_however_long(educator, media, many):
    from django.db import connection

    user = make_user("educator")
    for _ in range(many):
        case = CaseFactory(state="draft")
        SeriesFactory(study__case=case)
        CaseDraft.objects.create(case=case)
        send(case, user, "Look.")
    educator.get(reverse("teach:reviews"))
    with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
        html = educator.get(reverse("teach:reviews")).content.decode()
    assert html.count("case-picture") == many and len(asked) <= 11


def test_names_are_offered_to_educators(educator, client):
    from tests.e2e.reading_cases import knowledge

    knowledge()
    found = educator.get(reverse("teach:entities"), {"q": "hemangoma"}).json()["suggestions"]
    assert found[0]["name"] == "Vertebral hemangioma"
    first = educator.get(reverse("teach:entities"), {"q": "not p"}).json()["suggestions"][0]
    assert first["name"] == "Not proven"
    found = educator.get(reverse("teach:findings"), {"q": "low t1"}).json()["suggestions"]
    assert found[0]["name"] == "Low T1 signal"
    found = educator.get(reverse("teach:references"), {"q": "dayem 1999"}).json()["suggestions"]
    assert found[0]["name"] == "abdel-dayem-1999"
    for name in ("entities", "findings", "references"):
        assert educator.get(reverse(f"teach:{name}")).json() == {"suggestions": []}


def test_long_texts_are_compared_at_once():
    words = [f"word{n % 900}" for n in range(3000)]
    shuffled = [f"word{7 * n % 900}" for n in range(3000)]
    begun = time.process_time()
    pieces = words_diff(" ".join(words), " ".join(shuffled))
    assert time.process_time() - begun < 5
    assert "".join(one.text for one in pieces if one.kind != "old") == " ".join(shuffled)
