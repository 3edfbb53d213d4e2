"""Preview: the learner's pages for a working copy, graded without a trace."""

import pytest
from django.urls import reverse

from cases.answerkey import codec
from cases.models import CaseDraft, KeyView, Series
from cases.services.drafts import current, draft_of, save
from cases.services.publish import publish
from quiz.models import Draft, Grade, Response, Session, SessionItem, UnmatchedAnswer
from tests.e2e.reading_cases import knowledge
from tests.factories import CaseFactory, SeriesFactory
from tests.personas import make_user

pytestmark = pytest.mark.django_db
TRACES = (Session, SessionItem, Response, Grade, Draft, UnmatchedAnswer)
ANSWER = {
    "differential": ["hemangioma", "a zebra"],
    "ct_class": "lucent",
    "extent": "diffuse",
    "malignancy": "10",
    "next_step": "leave",
}


@pytest.fixture
def case(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    knowledge()
    case = CaseFactory(state="draft", revision=0, licence="CC0", answer_key={})
    SeriesFactory(study__case=case)
    key = codec.from_json(
        {
            "diagnosis": "vertebral-hemangioma",
            "malignant": False,
            "extent": "diffuse",
            "ct_class": "lucent",
            "discussion": "See the **struts**.",
            "references": ["abdel-dayem-1999"],
            "next_steps": [
                {"slug": "leave", "text": "Leave alone", "verdict": "best", "reason": "Benign"}
            ],
        }
    )
    change(case, answer_key=codec.to_json(key), proof="typical_imaging")
    return case


def change(case, **fields):
    draft = draft_of(case)
    content = current(case, draft) | fields
    save(case, make_user("educator"), content, draft.version if draft else 0)


def address(name, case):
    return reverse(f"preview:{name}", args=[case.public_id])


def answered(client, case):
    return client.post(address("read", case), ANSWER | {"asked": "open:a zebra"}, follow=True)


def test_the_page_is_the_learners_own(educator, case):
    html = educator.get(address("read", case)).content.decode()
    assert case.history in html and "data-reading" in html and "data-draft-url" not in html
    assert f'action="{address("read", case)}"' in html
    assert "hemangioma" not in html.casefold(), "it tells no more than it does to a learner"


def test_a_try_is_graded_and_leaves_no_trace(educator, case):
    before = [model.objects.count() for model in TRACES]
    answer = answered(educator, case)
    html = answer.content.decode()
    assert answer.redirect_chain and "Vertebral hemangioma" in html
    assert "<strong>struts</strong>" in html and "Abdel-Dayem" in html
    assert answer.context["feedback"].total > 0.5
    assert [model.objects.count() for model in TRACES] == before


def test_questions_are_put_as_to_a_learner(educator, case):
    answer = educator.post(address("read", case), {})
    assert answer.status_code == 422 and "Your differential is empty." in answer.content.decode()
    asked = educator.post(address("read", case), {}, headers={"accept": "application/json"}).json()
    assert any(remark["code"] == "no-differential" for remark in asked["remarks"])
    sent = educator.post(address("read", case), ANSWER, headers={"accept": "application/json"})
    assert sent.json()["next"].startswith(address("feedback", case))


def test_it_shows_the_working_copy_beside_a_published_case(educator, case):
    publish(case, None)
    content = current(case, draft_of(case))
    token = Series.objects.get().token
    content["series"][0]["label"] = "T2 sagittal"
    content["history"] = "Only in the working copy."
    content["key_view"] = {
        "series": token, "slice": 1, "center": 5.0, "width": 9.0, "zoom": 2.0, "at": [1.0, 2.0],
    }  # fmt: skip
    draft = draft_of(case)
    draft.stage = "clean"
    draft.save()
    save(case, make_user("educator"), content, draft.version)
    html = educator.get(address("read", case)).content.decode()
    assert "Only in the working copy." in html and "T2 sagittal" in html
    view = answered(educator, case).context["state"]["keyView"]
    assert view == {
        "series": token, "slice": 1, "center": 5.0, "width": 9.0, "zoom": 2.0, "at": [1.0, 2.0],
    }  # fmt: skip
    assert not KeyView.objects.exists()


def test_a_spoilt_answer_begins_again(educator, case):
    answer = educator.get(address("feedback", case), {"answer": "x"})
    assert answer.status_code == 302 and answer.url == address("read", case)


def test_the_frame_ticks_the_checklist_and_may_hold_our_own_pages(educator, case):
    answer = educator.get(address("frame", case), {"width": "phone"})
    assert 'class="preview-frame phone"' in answer.content.decode()
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert CaseDraft.objects.get().previewed_digest
    other = educator.get(address("read", case))
    assert "frame-src" not in other.headers["Content-Security-Policy"]
