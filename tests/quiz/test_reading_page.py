"""The reading room as a page: what it shows, what it keeps, how it takes an answer."""

import json

import pytest

from cases.answerkey.types import NORMAL, AnswerKey
from quiz.models import Draft, Response, Session, SessionItem
from tests.quiz import world


def marks(point=(0.0, 12.0, -40.0)):
    return json.dumps([{"series": "abc", "slice": 4, "point": list(point)}])


def perfect(**changes):
    return {**world.PERFECT, "marks": marks(), **changes}


JSON = {"HTTP_ACCEPT": "application/json"}


def test_a_guest_is_at_the_first_case_in_two_clicks(guest, case):
    page = guest.get("/quiz/")
    assert "Start practice" in page.content.decode()
    response = guest.post("/quiz/start/", follow=True)
    assert response.status_code == 200
    assert case.history in response.content.decode()


def test_without_cases_the_page_says_so(guest, knowledge):
    assert "No case is published yet" in guest.get("/quiz/").content.decode()
    response = guest.post("/quiz/start/", follow=True)
    assert response.redirect_chain[-1][0] == "/quiz/"


def test_the_lengths_offered_fit_the_library(guest, knowledge):
    for _ in range(7):
        world.make_case()
    page = guest.get("/quiz/").content.decode()
    assert 'value="5"' in page
    assert "All 7" in page
    assert 'value="10"' not in page


@pytest.mark.parametrize(
    ("asked", "length"), [("1", 1), ("0", None), ("", 2), ("x", 2), ("-4", 2), ("9999", 2)]
)
def test_the_length_that_was_asked_for(guest, case, asked, length):
    world.make_case()
    guest.post("/quiz/start/", {"length": asked})
    assert Session.objects.get().length == length


def test_the_page_of_a_running_attempt_is_not_stored(guest, start):
    assert "no-store" in guest.get(start(guest))["Cache-Control"]


def test_the_first_showing_starts_the_clock_once(guest, start):
    url = start(guest)
    assert SessionItem.objects.get().shown_at is None
    guest.get(url)
    shown = SessionItem.objects.get().shown_at
    guest.get(url)
    assert SessionItem.objects.get().shown_at == shown is not None


def test_options_are_shuffled_but_stay_where_they_are(guest, learner, start):
    def order(client, url):
        text = client.get(url).content.decode()
        slugs = [finding.finding for finding in world.KEY.findings]
        return sorted(slugs, key=lambda slug: text.index(f'value="{slug}"'))

    url = start(guest)
    assert order(guest, url) == order(guest, url)
    orders = {tuple(order(guest, start(guest))) for _ in range(12)}
    assert len(orders) > 1


def test_a_missing_question_gives_nothing_away(guest, knowledge):
    """A normal and an unproven case ask for the same things as any other."""
    world.make_case(AnswerKey(diagnosis=NORMAL, malignant=False, extent="normal"))
    world.make_case(key=None)
    for _ in range(2):
        page = guest.get(guest.post("/quiz/start/").url).content.decode()
        for field in ("ct_class", "extent", "differential", "malignancy", "marks"):
            assert f'name="{field}"' in page


def test_simulated_cases_say_so_in_words(guest, knowledge):
    world.make_case(provenance="simulated", proof="simulated")
    page = guest.get(guest.post("/quiz/start/").url).content.decode()
    assert "These images are simulated" in page


def test_real_cases_do_not_claim_to_be_simulated(guest, start):
    assert "simulated:" not in guest.get(start(guest)).content.decode()


# ---- who may see it


def test_strangers_get_404(guest, learner, other_learner, educator, start):
    url = start(guest)
    for stranger in (learner, other_learner, educator):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, perfect()).status_code == 404
        assert stranger.post(f"{url}draft/").status_code == 404
        assert stranger.get(f"{url}feedback/").status_code == 404
        assert stranger.post(f"{url}challenge/", {"text": "x"}).status_code == 404
        session = url.rsplit("/", 2)[0]
        assert stranger.get(f"{session}/").status_code == 404
        assert stranger.post(f"{session}/next/").status_code == 404
        assert stranger.post(f"{session}/end/").status_code == 404


def test_an_item_that_is_not_there_is_404(guest, start):
    url = start(guest)
    assert guest.get(url.replace("/1/", "/2/")).status_code == 404
    assert guest.get("/quiz/s/nonsense/1/").status_code == 404


def test_a_retired_case_can_be_read_to_its_end(guest, start, case):
    url = start(guest)
    case.state = "retired"
    case.save()
    assert guest.get(url).status_code == 200
    assert case.public_id in guest.session["granted_cases"]
    assert guest.post(url, perfect()).status_code == 302


# ---- committing with a plain form


def test_a_commit_leads_to_the_feedback(guest, start):
    url = start(guest)
    response = guest.post(url, perfect())
    assert response.status_code == 302
    assert response.url == f"{url}feedback/"
    assert Response.objects.get().grades.get().total == 1.0


def test_a_committed_case_leads_to_its_feedback_and_back_does_not_reopen_it(guest, start):
    url = start(guest)
    guest.post(url, perfect())
    assert guest.get(url).url == f"{url}feedback/"
    again = guest.post(url, perfect(differential=["mets"]))
    assert again.url == f"{url}feedback/"
    assert Response.objects.get().payload["typed"] == ["hemangioma"]


def test_an_open_case_has_no_feedback(guest, start):
    url = start(guest)
    assert guest.get(f"{url}feedback/").url == url


def test_what_was_typed_comes_back_with_the_questions(guest, start):
    url = start(guest)
    response = guest.post(
        url,
        {
            "differential": ["hemangioma vs mets", "zorgle"],
            "findings": ["t1-high", "diffuse-low-t1"],
            "malignancy": "35",
        },
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "You have not said how the bone looks on CT." in page
    assert 'value="hemangioma vs mets"' in page
    assert "Understood as Vertebral hemangioma" in page
    assert "Understood as Bone metastases" in page
    assert "Not recognized" in page
    assert 'value="35"' in page
    assert "Diffusely low T1 signal" in page
    assert page.count("checked") == 2
    assert 'name="asked" value="no-ct-class"' in page
    assert not Response.objects.exists()


def test_the_questions_pass_the_second_time(guest, start):
    url = start(guest)
    form = {
        "differential": ["hemangioma"],
        "asked": ["no-ct-class", "no-place", "no-malignancy", "no-next-step"],
    }
    assert guest.post(url, form).status_code == 302


def test_an_ambiguous_name_is_asked_about_once(guest, start):
    url = start(guest)
    response = guest.post(url, perfect(differential=["hemangioma", "SM"]))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Did you mean Sclerotic metastases or Systemic mastocytosis?" in page
    insisting = perfect(differential=["hemangioma", "SM"], asked="open:sm")
    assert guest.post(url, insisting).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"malignancy": "lots"}, "is not a number from 0 to 100"),
        ({"malignancy": "140"}, "is not a number from 0 to 100"),
        ({"marks": "[{"}, "could not be read"),
        ({"marks": '[{"series": "a", "slice": 1, "point": [1, 2]}]'}, "could not be read"),
        ({"marks": '{"a": 1}'}, "could not be read"),
        ({"marks": '[{"series": "a", "slice": 1, "point": [1e9, 0, 0]}]'}, "could not be read"),
        ({"marks": '[{"series": "a", "slice": "NaN", "point": null}]'}, "could not be read"),
        ({"differential": ["a1", "b2", "c3", "d4", "e5", "f6"]}, "at most five"),
    ],
)
def test_bad_input_gets_a_sentence_not_a_trace(guest, start, changes, sentence):
    url = start(guest)
    response = guest.post(url, perfect(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Response.objects.exists()


def test_bad_input_keeps_the_rest_of_the_form(guest, start):
    page = guest.post(start(guest), perfect(malignancy="lots")).content.decode()
    assert 'value="hemangioma"' in page
    assert 'value="lots"' in page


def test_percent_signs_and_commas_are_fine(guest, start):
    url = start(guest)
    assert guest.post(url, perfect(malignancy=" 12,5 % ")).status_code == 302
    assert Response.objects.get().payload["answer"]["malignancy"] == 0.125


# ---- committing from the script


def test_the_script_gets_the_address_of_the_feedback(guest, start):
    url = start(guest)
    assert guest.post(url, perfect(), **JSON).json() == {"next": f"{url}feedback/"}
    assert guest.post(url, perfect(), **JSON).json() == {"next": f"{url}feedback/"}
    assert Response.objects.count() == 1


def test_the_script_gets_the_questions(guest, start):
    data = guest.post(start(guest), perfect(ct_class="", malignancy=""), **JSON).json()
    assert [row["code"] for row in data["remarks"]] == ["no-ct-class", "no-malignancy"]
    assert {row["field"] for row in data["remarks"]} == {"ct_class", "malignancy"}


def test_the_script_is_told_of_bad_input(guest, start):
    data = guest.post(start(guest), perfect(malignancy="lots"), **JSON).json()
    assert data["remarks"][0]["blocking"]


# ---- drafts


def test_a_draft_is_back_after_a_reload(guest, start):
    url = start(guest)
    form = perfect(edited="1000", differential=["hemangioma", "mets"])
    kept = guest.post(f"{url}draft/", form).json()
    assert (kept["saved"], kept["committed"]) == (True, False)
    page = guest.get(url).content.decode()
    assert 'value="mets"' in page
    state = guest.get(url).context["state"]
    assert state["edited"] == 1000
    assert [entry["name"] for entry in state["entries"]] == [
        "Vertebral hemangioma",
        "Bone metastases",
    ]
    panel = guest.get(url).context["panel"]
    assert [choice.value for choice in panel.ct_classes if choice.on] == ["lucent"]
    assert json.loads(panel.marks_json)[0]["point"] == [0.0, 12.0, -40.0]


def test_an_older_draft_is_not_taken(guest, start):
    url = start(guest)
    guest.post(f"{url}draft/", perfect(edited="1000"))
    assert not guest.post(f"{url}draft/", perfect(edited="999", ct_class="mixed")).json()["saved"]
    assert Draft.objects.get().payload["ct_class"] == "lucent"


def test_a_draft_after_the_commit_is_told_so(guest, start):
    url = start(guest)
    guest.post(url, perfect())
    late = guest.post(f"{url}draft/", perfect(edited="1")).json()
    assert (late["saved"], late["committed"]) == (False, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"edited": "soon", "ct_class": "mixed"},
        {"edited": "-1", "ct_class": "mixed"},
        {"edited": "9" * 40, "ct_class": "mixed"},
        {"edited": "1", "malignancy": "lots", "ct_class": "mixed"},
        {"edited": "1", "marks": "[", "ct_class": "mixed"},
    ],
)
def test_a_draft_with_slips_keeps_what_can_be_kept(guest, start, fields):
    url = start(guest)
    assert guest.post(f"{url}draft/", fields).json()["saved"]
    page = guest.get(url)
    assert page.context["panel"].submission.ct_class == "mixed"
    assert page.context["panel"].submission.malignancy == fields.get("malignancy", "")


def test_texts_of_any_length_and_kind_are_taken(guest, start):
    url = start(guest)
    wild = ["x" * 5000, "\x00", "<script>alert(1)</script>", "🦴", "a, b, c, d"]
    assert guest.post(f"{url}draft/", {"differential": wild, "edited": "5"}).json()["saved"]
    page = guest.get(url)
    assert page.status_code == 200
    assert "alert(1)</script>" not in page.content.decode()
    assert guest.post(url, perfect(differential=wild)).status_code == 422


# ---- going on


def test_the_script_may_ask_for_the_next_case_ahead(guest, start):
    world.make_case()
    url = start(guest)
    session = url.rsplit("/", 2)[0]
    assert guest.post(f"{session}/next/", **JSON).json()["next"] == url
    guest.post(url, perfect())
    ahead = guest.post(f"{session}/next/", **JSON).json()
    assert ahead["next"].endswith("/2/")
    assert ahead["manifest"]["series"][0]["frames"]
    assert SessionItem.objects.get(order=2).shown_at is None
    assert guest.post(f"{session}/next/").url == ahead["next"]


def test_after_the_last_case_comes_the_summary(guest, start):
    url = start(guest)
    session = url.rsplit("/", 2)[0]
    guest.post(url, perfect())
    assert guest.post(f"{session}/next/", **JSON).json() == {"next": None}
    assert Session.objects.get().finished_at is None
    response = guest.post(f"{session}/next/", follow=True)
    assert Session.objects.get().finished_at
    page = response.content.decode()
    assert "1 of 1 graded case passed" in page
    assert "Vertebral hemangioma at L3." in page


def test_an_ended_session_shows_what_was_left_open_without_naming_it(guest, start):
    url = start(guest)
    session = url.rsplit("/", 2)[0]
    page = guest.post(f"{session}/end/", follow=True).content.decode()
    assert "Not committed" in page
    assert "hemangioma" not in page.lower()
    assert guest.get(url).url == f"{session}/"


def test_an_answer_that_comes_after_the_end_does_not_count_and_says_so(guest, start):
    url = start(guest)
    session = url.rsplit("/", 2)[0]
    guest.post(f"{session}/end/")
    assert guest.post(url, perfect(), **JSON).json() == {"next": f"{session}/"}
    page = guest.post(url, perfect(), follow=True).content.decode()
    assert "had ended before the answer to case 1 came" in page
    assert not Response.objects.exists()


def test_an_open_session_can_be_continued_from_the_start_page(guest, start):
    url = start(guest)
    session = url.rsplit("/", 2)[0]
    assert f"{session}/" in guest.get("/quiz/").content.decode()
    assert guest.post(f"{session}/next/").url == url


# ---- from guest to account


def test_signing_in_takes_the_reads_along(guest, start, django_user_model):
    url = start(guest)
    guest.post(url, perfect())
    user = django_user_model.objects.create_user("new", password="correct horse battery")
    guest.force_login(user)
    assert guest.get(f"{url}feedback/").status_code == 200
    assert Session.objects.get().user == user
    guest.logout()
    assert guest.get(f"{url}feedback/").status_code == 404
