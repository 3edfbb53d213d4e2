"""The feedback page: the result, the reasons with slice and source, the doubt."""

import json
from dataclasses import replace

import pytest
from django.core.management import call_command

from cases.answerkey.types import NORMAL, AnswerKey, Exclusion
from quiz.models import Grade, KeyChallenge, Response
from quiz.services.regrade import regrade
from tests.quiz import world
from tests.quiz.test_reading_page import JSON, perfect


@pytest.fixture
def told(guest, start):
    """`told(**changes)` commits a read and returns its feedback page."""

    def commit(client=guest, **changes):
        url = start(client)
        assert client.post(url, perfect(**changes)).status_code == 302
        return client.get(f"{url}feedback/")

    return commit


def test_the_first_line_says_the_truth_and_what_the_reader_did(told):
    page = told(differential=["mets", "hemangioma"]).content.decode()
    assert "Vertebral hemangioma at L3. You had the diagnosis second." in page


def test_three_rings_and_a_total(told):
    feedback = told().context["feedback"]
    assert [(ring.name, ring.value) for ring in feedback.rings] == [
        ("Identify", 1.0),
        ("Recognize", 1.0),
        ("Differentiate", 1.0),
    ]
    assert feedback.total == 1.0
    assert feedback.passed


def test_a_ring_draws_its_share(told):
    page = told(differential=["mets"]).context["feedback"]
    assert page.rings[0].dash == f"{page.rings[0].value * 100:.1f} 100"


def test_each_entry_says_how_it_was_understood(told):
    page = told(differential=["haemangioma", "zorgle", "not myeloma"])
    lines = page.context["feedback"].differential
    assert [(line.label, line.typed, line.struck) for line in lines] == [
        ("Vertebral hemangioma", "haemangioma", False),
        ("zorgle", "", False),
        ("Multiple myeloma", "not myeloma", True),
    ]
    assert [line.verdict for line in lines] == ["right", "wrong", "info"]


def test_every_sentence_has_a_slice_and_a_source(told):
    feedback = told(
        differential=["mets", "paget disease", "hemangioma"], next_step="biopsy"
    ).context["feedback"]
    lines = (*feedback.differential, *feedback.missing, *feedback.features, *feedback.management)
    assert len(lines) > 8
    numbers = {source.number for source in feedback.sources}
    for line in lines:
        assert line.sentence
        assert line.place.label == "T1 sagittal"
        assert line.sources
        assert {source.number for source in line.sources} <= numbers


def test_an_exclusion_names_its_reason_and_its_reference(told):
    page = told(differential=["hemangioma", "paget disease"])
    line = page.context["feedback"].differential[1]
    assert "No expansion of the bone" in line.sentence
    assert any(source.doi == "10.1007/s00256-014-1978-z" for source in line.sources)
    assert "https://doi.org/10.1007/s00256-014-1978-z" in page.content.decode()


def test_the_lesion_is_outlined_on_its_slices_and_one_sees_the_own_click(told, case):
    state = told().context["state"]
    token = case.studies.get().series.get().token
    assert set(state["regions"]) == {token}
    slices = state["regions"][token]
    assert sorted(slices) == [3, 4, 5]
    assert slices[4][0]["name"] == "lesion A, L3"
    columns = [col for col, _ in slices[4][0]["polygon"]]
    assert min(columns) == pytest.approx(32 - 6, abs=0.6)
    assert max(columns) == pytest.approx(32 + 6, abs=0.6)
    assert state["clicks"][0]["point"] == [0.0, 12.0, -40.0]
    assert state["keyView"] == {"series": token, "slice": 4, "center": 450.0, "width": 900.0}


def test_without_a_key_view_the_reveal_opens_on_the_lesion(told, case):
    case.key_view.delete()
    assert told().context["state"]["keyView"]["slice"] == 4


def test_links_lead_to_slices_as_the_viewer_counts_them(told):
    page = told().content.decode()
    assert 'data-slice="4"' in page
    assert "T1 sagittal 5" in page


def test_a_harmful_step_is_named_and_caps_the_total(told):
    page = told(next_step="biopsy")
    feedback = page.context["feedback"]
    assert feedback.total <= 0.65
    assert not feedback.passed
    assert "keeps the total below the pass mark" in page.content.decode()
    assert [line.verdict for line in feedback.management] == ["right", "harmful"]


def test_the_model_differential_has_plausibilities(told):
    lines = told(differential=["mets"]).context["feedback"].model
    assert [(line.name, line.role, line.covered) for line in lines] == [
        ("Vertebral hemangioma", "the diagnosis", False),
        ("Atypical hemangioma", "possible, 0.4", False),
    ]


def test_the_entity_page_is_one_click_away(told):
    assert "/learn/vertebral-hemangioma/" in told().content.decode()


def test_taking_a_mimic_for_a_metastasis_shows_what_separates_them(guest, db):
    call_command("sync_knowledge", verbosity=0)
    world.make_case(replace(world.KEY, excluded=(), references=(), findings=()))
    url = guest.post("/quiz/start/").url
    guest.post(url, perfect(differential=["mets"], findings=[]))
    feedback = guest.get(f"{url}feedback/").context["feedback"]
    assert feedback.pair_title.endswith("or metastasis?")
    assert 1 < len(feedback.pair) <= 4
    assert feedback.pair[0].strength == "strong"
    assert feedback.pair[0].sources[0] in feedback.sources


def test_taking_a_metastasis_for_a_mimic_shows_the_same_pair(guest, db):
    call_command("sync_knowledge", verbosity=0)
    world.make_case(AnswerKey(diagnosis="sclerotic-metastases", malignant=True, extent="diffuse"))
    url = guest.post("/quiz/start/").url
    guest.post(
        url, perfect(differential=["bone islands"], findings=[], extent="diffuse", next_step="")
    )
    feedback = guest.get(f"{url}feedback/").context["feedback"]
    assert feedback.pair_title == "Bone islands or metastasis?"
    assert feedback.pair


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("paget disease", "/learn/compare/vertebral-hemangioma/paget-disease/"),
        ("lytic metastases", "/learn/compare/vertebral-hemangioma/lytic-metastases/"),
        ("mets", "/learn/compare/vertebral-hemangioma/lytic-metastases/"),
        ("hemangioma", ""),
        ("xyzzy", ""),
    ],
)
def test_the_look_alike_pair_is_one_click_from_a_wrong_answer(guest, db, said, url):
    call_command("sync_knowledge", verbosity=0)
    world.make_case(replace(world.KEY, excluded=(), references=(), findings=()))
    address = guest.post("/quiz/start/").url
    guest.post(address, perfect(differential=[said], findings=[]))
    page = guest.get(f"{address}feedback/")
    assert page.context["feedback"].compare_url == url
    if url:
        body = page.content.decode()
        assert f'href="{url}"' in body and f'hx-get="{url}?part=images"' in body
        assert guest.get(url, follow=True).status_code == 200


def test_nothing_of_the_pair_is_told_before_the_answer(guest, db):
    call_command("sync_knowledge", verbosity=0)
    world.make_case(replace(world.KEY, excluded=(), references=(), findings=()))
    address = guest.post("/quiz/start/").url
    assert b"/learn/compare/" not in guest.get(address).content


def test_a_broken_entity_text_does_not_break_the_feedback(told):
    feedback = told(differential=["mets"]).context["feedback"]
    assert feedback.pair == ()


def test_a_mistake_on_the_right_side_opens_no_pair(guest, db):
    call_command("sync_knowledge", verbosity=0)
    world.make_case(replace(world.KEY, excluded=(), references=(), findings=()))
    url = guest.post("/quiz/start/").url
    guest.post(url, perfect(differential=["paget disease"], findings=[]))
    assert guest.get(f"{url}feedback/").context["feedback"].pair == ()


def test_an_unproven_case_says_what_is_not_graded_and_why(guest, knowledge):
    world.make_case(key=None)
    url = guest.post("/quiz/start/").url
    guest.post(url, perfect(next_step=""))
    page = guest.get(f"{url}feedback/")
    text = page.content.decode()
    assert "The diagnosis of this case was never proven." in text
    assert "The diagnosis was never proven, so no differential is graded." in text
    assert "no total" in text
    assert page.context["feedback"].total is None


def test_what_an_unproven_case_shows_is_graded(guest, knowledge):
    key = replace(
        world.KEY,
        diagnosis="not-proven",
        malignant=None,
        excluded=(),
        alternatives=(),
        next_steps=(),
    )
    world.make_case(key, proof="not_proven")
    url = guest.post("/quiz/start/").url
    guest.post(url, perfect(next_step=""))
    feedback = guest.get(f"{url}feedback/").context["feedback"]
    assert [ring.value for ring in feedback.rings] == [None, 1.0, None]
    assert feedback.entity_url == ""


def test_a_normal_case_is_told_without_a_lesion(guest, knowledge):
    key = AnswerKey(
        diagnosis=NORMAL,
        malignant=False,
        extent="normal",
        excluded=(Exclusion("metastases", "No lesion"),),
    )
    world.make_case(key)
    url = guest.post("/quiz/start/").url
    guest.post(
        url, perfect(differential=["normal", "mets"], next_step="", extent="normal", marks="")
    )
    page = guest.get(f"{url}feedback/")
    assert "No disease on these images." in page.content.decode()
    assert page.context["state"]["regions"] == {}


def test_after_a_regrade_the_newest_grade_is_shown(guest, start):
    url = start(guest)
    guest.post(url, perfect())
    changed = AnswerKey(diagnosis="multiple-myeloma", malignant=True)
    regrade(response=Response.objects.get(), key=changed, key_revision=2, reason=Grade.Reason.KEY)
    page = guest.get(f"{url}feedback/")
    assert page.context["feedback"].headline.startswith("Multiple myeloma")
    assert Grade.objects.count() == 2


# ---- the doubt


def test_a_doubt_reaches_the_educators_with_the_response(guest, start):
    url = start(guest)
    guest.post(url, perfect())
    response = guest.post(f"{url}challenge/", {"text": "I see it in L4."}, follow=True)
    assert "with the educators" in response.content.decode()
    assert KeyChallenge.objects.get().response == Response.objects.get()
    again = guest.post(f"{url}challenge/", {"text": "Once more."}, follow=True)
    assert "I see it in L4." in again.content.decode()


def test_htmx_gets_the_part_alone(guest, start):
    url = start(guest)
    guest.post(url, perfect())
    htmx = {"HTTP_HX_REQUEST": "true"}
    empty = guest.post(f"{url}challenge/", {"text": " "}, **htmx)
    assert empty.status_code == 422
    assert "Please write what you think is wrong" in empty.content.decode()
    sent = guest.post(f"{url}challenge/", {"text": "L4"}, **htmx).content.decode()
    assert sent.strip().startswith("<section")
    assert "L4" in sent


def test_an_empty_doubt_is_refused_in_a_sentence(guest, start):
    url = start(guest)
    guest.post(url, perfect())
    page = guest.post(f"{url}challenge/", {"text": ""}, follow=True).content.decode()
    assert "Please write what you think is wrong" in page
    assert not KeyChallenge.objects.exists()


def test_an_open_case_takes_no_doubt(guest, start):
    url = start(guest)
    assert guest.post(f"{url}challenge/", {"text": "x"}).url == url
    assert not KeyChallenge.objects.exists()


# ---- the summary


def test_the_summary_lists_each_case_with_its_parts(guest, knowledge):
    for _ in range(3):
        world.make_case()
    url = guest.post("/quiz/start/").url
    session = url.rsplit("/", 2)[0]
    for order, changes in ((1, {}), (2, {"differential": ["mets"]})):
        guest.post(f"{session}/next/", **JSON)
        guest.post(f"{session}/{order}/", perfect(**changes))
    page = guest.post(f"{session}/end/", follow=True)
    summary = page.context["summary"]
    assert (summary.committed, summary.graded, summary.passed) == (2, 2, 1)
    assert summary.total == pytest.approx(sum(row["total"] for row in summary.rows) / 2)
    assert summary.lo3 == 1.0
    assert f"{session}/2/feedback/" in page.content.decode()


# ---- the vocabulary


def test_type_ahead_offers_names_and_says_what_enter_means(guest, knowledge):
    data = guest.get("/quiz/suggest/", {"q": "hemangioma vs mets"}).json()
    assert data["understood"] == "Understood as Vertebral hemangioma · Bone metastases"
    names = [
        row["name"] for row in guest.get("/quiz/suggest/", {"q": "hema"}).json()["suggestions"]
    ]
    assert "Vertebral hemangioma" in names
    assert guest.get("/quiz/suggest/", {"q": " "}).json() == {"suggestions": [], "understood": ""}


def test_understanding_splits_and_says_back(guest, knowledge):
    data = guest.get(
        "/quiz/understand/", {"text": ["hemangioma vs mets", "not myeloma", "SM"]}
    ).json()
    first, second, third = data["texts"]
    assert [entry["name"] for entry in first] == ["Vertebral hemangioma", "Bone metastases"]
    assert second[0]["status"] == "negated"
    assert third[0]["candidates"] == ["Sclerotic metastases", "Systemic mastocytosis"]


def test_findings_are_found_by_name_before_definition(guest, knowledge):
    rows = guest.get("/quiz/findings/", {"q": "high t1"}).json()["suggestions"]
    assert rows[0] == {"value": "t1-high", "name": "High T1 signal", "note": "Signal or density"}
    assert guest.get("/quiz/findings/", {"slug": "vertical-struts"}).json()["suggestions"][0][
        "name"
    ]
    assert guest.get("/quiz/findings/", {"q": "nothing like it"}).json() == {"suggestions": []}


def test_long_questions_are_cut_not_failed(guest, knowledge):
    assert guest.get("/quiz/suggest/", {"q": "hema" * 500}).status_code == 200
    assert guest.get("/quiz/understand/", {"text": ["x" * 9000] * 50}).status_code == 200
    assert json.loads(guest.get("/quiz/understand/").content) == {"texts": []}
