"""Skip, flag, bookmark, note, the case before: nothing is lost and nothing is told too early."""

import pytest

from quiz.models import Draft, Note, Session
from quiz.selectors import progress_of
from quiz.services.notes import LONGEST
from quiz.services.session import freeze_set
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.reads import case_of, commit, session_of
from tests.quiz.test_reading_page import perfect


@pytest.fixture
def library(knowledge):
    return [case_of(slug) for slug in ("paget-disease", "bone-islands", "systemic-mastocytosis")]


@pytest.fixture
def url(library, learner):
    return learner.post("/quiz/start/", {"length": "3"}).url


def text_of(response):
    return " ".join(response.content.decode().split())


def root(url):
    return url.rsplit("/", 2)[0]


def test_skip_goes_on_and_the_case_comes_back_at_the_end(learner, url):
    learner.get(url)
    assert learner.post(f"{url}skip/", {}).url == f"{root(url)}/2/"
    for order in (2, 3):
        item = learner.get(f"{root(url)}/{order}/").context["item"]
        commit(item)
        following = learner.post(f"{root(url)}/next/").url
    assert following == url
    again = learner.post(f"{url}skip/", {}, follow=True)
    assert "This is the last case" in text_of(again)
    assert "Open: read it" in text_of(again)


def test_without_a_script_skipping_keeps_what_was_typed(learner, url):
    learner.post(f"{url}skip/", {"plain": "1", "ct_class": "mixed", "differential": ["paget"]})
    draft = Draft.objects.get()
    assert (draft.payload["ct_class"], draft.payload["differential"]) == ("mixed", ["paget"])
    assert 'value="paget"' in text_of(learner.get(url))


def test_a_strangers_case_is_not_skipped(other_learner, url):
    for way in ("skip", "keep", "flag"):
        assert other_learner.post(f"{url}{way}/").status_code == 404


def test_the_case_before_is_looked_at_and_the_open_one_stays(learner, url):
    first = learner.get(url)
    assert first.context["previous"] is None
    commit(first.context["item"])
    second = learner.post(f"{root(url)}/next/").url
    learner.post(f"{second}draft/", {"ct_class": "occult", "edited": "5"})
    page = learner.get(second)
    assert page.context["previous"] == 1
    assert f'href="{url}feedback/"' in text_of(page)
    assert learner.get(f"{url}feedback/").status_code == 200
    assert learner.post(f"{root(url)}/next/").url == second
    assert Draft.objects.get().payload["ct_class"] == "occult"


def test_a_bookmark_is_set_and_taken_away(learner, url):
    assert learner.post(f"{url}keep/", {"act": "bookmark"}).url == url
    assert Note.objects.get().bookmarked
    assert 'aria-pressed="true"' in text_of(learner.get(url))
    learner.post(f"{url}keep/", {"act": "bookmark"})
    assert not Note.objects.exists()


def test_a_note_is_kept_shown_and_taken_away(learner, url):
    learner.post(f"{url}keep/", {"act": "note", "note": "Look at\r\nthe <pedicle>"})
    assert Note.objects.get().text == "Look at\nthe <pedicle>"
    commit(learner.get(url).context["item"])
    assert "the &lt;pedicle&gt;" in text_of(learner.get(f"{url}feedback/"))
    assert "the &lt;pedicle&gt;" in text_of(learner.get(f"{root(url)}/"))
    learner.post(f"{url}keep/", {"act": "note", "note": "  "})
    assert not Note.objects.exists()


def test_a_bookmark_and_a_note_do_not_lose_each_other(learner, url):
    learner.post(f"{url}keep/", {"act": "note", "note": "Struts"})
    learner.post(f"{url}keep/", {"act": "bookmark", "note": "Struts"})
    note = Note.objects.get()
    assert (note.bookmarked, note.text) == (True, "Struts")
    learner.post(f"{url}keep/", {"act": "note", "note": ""})
    assert Note.objects.get().bookmarked


def test_a_bookmark_keeps_the_note_that_is_typed_beside_it(learner, url):
    part = learner.post(
        f"{url}keep/", {"act": "bookmark", "note": "Half a sentence"}, HTTP_HX_REQUEST="true"
    )
    assert "Half a sentence" in text_of(part)
    assert "Kept." not in text_of(part)
    note = Note.objects.get()
    assert (note.bookmarked, note.text) == (True, "Half a sentence")
    said = learner.post(f"{url}keep/", {"act": "note", "note": "Whole"}, HTTP_HX_REQUEST="true")
    assert "Kept." in text_of(said)


def test_a_note_that_is_too_long_is_given_back_with_a_sentence(learner, url):
    long = "x" * (LONGEST + 1)
    plain = learner.post(f"{url}keep/", {"act": "note", "note": long})
    assert plain.status_code == 422
    assert f"holds {LONGEST} characters" in text_of(plain)
    assert long in plain.content.decode()
    part = learner.post(f"{url}keep/", {"act": "note", "note": long}, HTTP_HX_REQUEST="true")
    assert part.status_code == 422
    assert long in part.content.decode()
    assert not Note.objects.exists()


def test_the_script_gets_that_part_of_the_page(learner, url):
    part = learner.post(f"{url}keep/", {"act": "bookmark"}, HTTP_HX_REQUEST="true")
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "Bookmarked" in part.content.decode()


def test_a_note_beside_the_answer_is_kept_by_the_commit(learner, url):
    form = perfect(note="Ask about the PSA", asked=["no-mark", "no-next-step"], next_step="leave")
    learner.post(url, {**form, "extent": "diffuse"})
    assert Note.objects.get().text == "Ask about the PSA"


def test_a_flag_is_set_in_practice_and_seen_in_the_summary(learner, url):
    assert learner.post(f"{url}flag/").url == url
    assert "Flagged" in text_of(learner.get(url))
    assert "flagged" in text_of(learner.get(f"{root(url)}/"))
    learner.post(f"{url}flag/")
    assert Session.objects.get().settings["flags"] == []


# ---- the page of bookmarks


def test_the_page_lists_what_was_kept_and_tells_only_what_was_committed(learner, url, library):
    assert "Nothing kept yet" in text_of(learner.get("/quiz/bookmarks/"))
    item = learner.get(url).context["item"]
    learner.post(f"{url}keep/", {"act": "note", "note": "First"})
    name = world.ENTITIES[item.answer_key["diagnosis"]][0]
    open_page = text_of(learner.get("/quiz/bookmarks/"))
    assert "not committed" in open_page
    assert name not in open_page
    commit(item)
    assert f'href="{url}feedback/"' in text_of(learner.get("/quiz/bookmarks/"))


def test_what_runs_as_an_exam_is_not_told_on_the_page(learner, library):
    url = learner.post("/quiz/rapid/").url
    learner.post(f"{url}keep/", {"act": "bookmark"})
    learner.post(url, {"step": "3"})
    page = text_of(learner.get("/quiz/bookmarks/"))
    assert "told at the end" in page
    assert "feedback/" not in page


def test_the_page_is_ones_own(learner, other_learner, url):
    learner.post(f"{url}keep/", {"act": "note", "note": "Mine alone"})
    assert "Mine alone" in text_of(learner.get("/quiz/bookmarks/"))
    assert "Mine alone" not in text_of(other_learner.get("/quiz/bookmarks/"))


def test_many_are_paged(learner, knowledge):
    session = session_of(make_user("learner"))
    case = case_of("paget-disease")
    items = freeze_set(session=session, cases=[case] * 30)
    Note.objects.bulk_create(Note(item=item, bookmarked=True) for item in items)
    assert "Page 1 of 2" in text_of(learner.get("/quiz/bookmarks/"))
    assert "Page 2 of 2" in text_of(learner.get("/quiz/bookmarks/?page=2"))
    assert learner.get("/quiz/bookmarks/?page=nonsense").status_code == 200


# ---- the ticks of the header


@pytest.mark.parametrize(
    ("length", "order", "ticks", "place"),
    [(5, 2, 5, 1), (100, 3, 24, 2), (100, 50, 24, 12), (100, 99, 24, 22), (None, 30, 13, 12)],
)
def test_ticks_show_the_cases_about_this_one(knowledge, length, order, ticks, place):
    session = session_of(length=length)
    case = case_of("paget-disease")
    items = freeze_set(session=session, cases=[case] * order)
    found = progress_of(items[-1])
    assert (len(found.ticks), found.ticks.index("now")) == (ticks, place)
    assert "done" not in found.ticks
    commit(items[0])
    assert ("done" in progress_of(items[-1]).ticks) == (order < 13)
