"""Names that nobody knew, and grading again: first shown, then done, then told."""

from dataclasses import replace

import pytest
import yaml

from cases.answerkey import codec
from cases.models import Case
from knowledge.management.commands import resolve as resolve_command
from knowledge.models import EntityName, OtherName
from knowledge.resolve import resolve
from knowledge.resolve.build import other_names, parse
from knowledge.selectors import content_token, vocabulary
from knowledge.services import accept_other
from quiz.models import (
    Grade,
    MemoryCard,
    Quiz,
    ReaderRating,
    RegradeNotice,
    Regrading,
    Response,
    UnmatchedAnswer,
)
from quiz.services import regrading
from quiz.services.guests import claim_guest_progress
from quiz.services.regrading import Refused
from quiz.today import teaching
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.classroom.conftest import pass_due_date
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import perfect

ODD = "blood vessel tumor"
SLUG = "vertebral-hemangioma"


def practise(client, **changes):
    url = client.post("/quiz/start/").url
    client.post(url, perfect(**changes))
    return url


@pytest.fixture
def unknown(learner, case):
    """The learner wrote a name that nobody knew for what it was."""
    return practise(learner, differential=[ODD])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def accept(**fields):
    return regrading.accept_name(text=ODD, slug=SLUG, by=make_user("educator"), **fields)


def test_the_queue_counts_each_text_once(unknown, educator, other_learner, guest):
    practise(other_learner, differential=[ODD.upper()])
    practise(guest, differential=["zorgle"])
    rows = list(regrading.queue())
    assert [(row["low"], row["times"], row["learners"]) for row in rows] == [
        (ODD, 2, 2),
        ("zorgle", 1, 0),
    ]
    assert teaching().unmatched == 2, "the front page counts texts as the queue does"
    text = text_of(educator.get("/teach/answers/"))
    assert "written 2 times" in text
    assert "by 2 learners" in text


def test_an_empty_queue_says_so(educator, knowledge):
    assert "Nothing waits" in text_of(educator.get("/teach/answers/"))


def test_the_preview_says_who_changes_and_writes_nothing(unknown, educator):
    before = list(Grade.objects.values_list("pk", "total"))
    names = EntityName.objects.count()
    address = f"/teach/answers/name/?text={ODD}&entity={SLUG}"
    text = text_of(educator.get(address))
    assert "1 answer would change, of 1 learner. 1 gain, 1 pass or fail otherwise" in text
    assert "passes now" in text
    assert list(Grade.objects.values_list("pk", "total")) == before
    assert EntityName.objects.count() == names
    assert UnmatchedAnswer.objects.get().state == "new"
    assert not Regrading.objects.exists()


def test_accepting_does_what_the_preview_said(unknown, educator, learner):
    (change,) = regrading.preview_name(text=ODD, slug=SLUG)
    educator.post("/teach/answers/name/", {"text": ODD, "entity": SLUG})
    first, second = Grade.objects.order_by("pk")
    assert (first.reason, second.reason) == ("commit", "synonym")
    assert second.total == pytest.approx(change.after)
    assert second.total == pytest.approx(1.0)
    response = Response.objects.get()
    assert response.payload["answer"]["differential"][0]["slug"] is None, "what was said stays"
    assert response.reading.named == SLUG
    assert response.reading.named_right
    assert EntityName.objects.get(text=ODD).entity.slug == SLUG
    assert list(regrading.queue()) == []
    assert "(Vertebral hemangioma)" in text_of(educator.get("/teach/answers/"))
    text = text_of(learner.get(f"{unknown}feedback/"))
    assert "1.00" in text


def test_what_is_kept_in_mind_follows_a_regrade(unknown, other_learner):
    practise(other_learner)
    untouched = MemoryCard.objects.get(user__username="other_learner")
    rating = ReaderRating.objects.get(user__username="learner").value
    (before,) = MemoryCard.objects.filter(user__username="learner")
    assert (before.entity, before.right, before.streak) == (SLUG, 0, 0)
    accept()
    (after,) = MemoryCard.objects.filter(user__username="learner")
    assert (after.entity, after.reads, after.right, after.streak) == (SLUG, 1, 1, 1)
    assert after.due > before.due
    assert MemoryCard.objects.get(user__username="other_learner") == untouched
    assert ReaderRating.objects.get(user__username="learner").value == rating


def test_the_learner_is_told_until_it_is_put_away(unknown, learner, other_learner):
    accept()
    for page in ("/quiz/", "/progress/"):
        text = text_of(learner.get(page))
        assert "Graded again." in text
        assert f"“{ODD}” is now understood as Vertebral hemangioma." in text
        assert "1 answer of yours gained." in text
        assert "Graded again." not in text_of(other_learner.get(page))
    notice = RegradeNotice.objects.get()
    other_learner.post(f"/quiz/notice/{notice.pk}/")
    assert "Graded again." in text_of(learner.get("/quiz/")), "nobody else puts it away"
    learner.post(f"/quiz/notice/{notice.pk}/")
    assert "Graded again." not in text_of(learner.get("/quiz/"))


def test_a_guest_is_told_too_and_takes_the_notice_along(case, guest, learner, knowledge):
    practise(guest, differential=[ODD])
    practise(learner, differential=[ODD])
    accept()
    assert "1 answer of yours gained." in text_of(guest.get("/quiz/"))
    assert RegradeNotice.objects.count() == 2
    token = RegradeNotice.objects.get(user=None).guest_token
    claim_guest_progress(user=make_user("learner"), guest_token=token)
    assert "2 answers of yours gained." in text_of(learner.get("/quiz/"))
    assert "Graded again." not in text_of(guest.get("/quiz/"))


def test_a_guest_puts_the_notice_away(case, guest, other_learner, knowledge):
    practise(guest, differential=[ODD])
    accept()
    notice = RegradeNotice.objects.get()
    other_learner.post(f"/quiz/notice/{notice.pk}/")
    assert "Graded again." in text_of(guest.get("/progress/"))
    guest.post(f"/quiz/notice/{notice.pk}/")
    assert "Graded again." not in text_of(guest.get("/progress/"))


def test_a_later_regrade_remembers_the_accepted_name(unknown):
    accept()
    other = replace(world.KEY, next_steps=world.KEY.next_steps[::-1], ct_class="sclerotic")
    case = Case.objects.get()
    Case.objects.filter(pk=case.pk).update(answer_key=codec.to_json(other), revision=2)
    case.refresh_from_db()
    (change,) = regrading.preview_key(case=case)
    assert 0.8 < change.after < change.before
    regrading.apply_key(case=case, by=make_user("educator"))
    assert Response.objects.get().reading.named == SLUG


def test_what_has_not_been_told_yet_is_regraded_in_silence(assigned, learner):
    assignment = assigned(feedback=Quiz.Feedback.DUE)
    url = learner.post(f"/quiz/assigned/{assignment.public_id}/").url
    learner.post(url, perfect(differential=[ODD]))
    learner.post(f"{url.rsplit('/', 2)[0]}/hand-in/")
    made = accept()
    assert made.answers == 1
    assert not RegradeNotice.objects.exists()
    pass_due_date(assignment)
    assert Grade.objects.filter(reason="synonym").count() == 1


@pytest.mark.parametrize(
    ("text", "slug", "sentence"),
    [
        (ODD, "", "Choose what it stands for"),
        (ODD, "no-such-thing", "Choose what it stands for"),
        (ODD, "normal", "entities and groups only"),
        ("osteitis deformans", SLUG, "already names"),
    ],
)
def test_a_name_that_cannot_be_accepted_is_refused_and_nothing_changes(
    unknown, educator, text, slug, sentence
):
    UnmatchedAnswer.objects.update(text=text)
    with pytest.raises(Refused, match=sentence):
        regrading.preview_name(text=text, slug=slug)
    answer = educator.post("/teach/answers/name/", {"text": text, "entity": slug}, follow=True)
    assert sentence in text_of(answer)
    assert Grade.objects.count() == 1
    assert UnmatchedAnswer.objects.get().state == "new"


@pytest.mark.parametrize("state", ["known", "entity", "rejected"])
def test_sorting_without_a_name_and_putting_it_back(unknown, educator, other_learner, state):
    educator.post("/teach/answers/sort/", {"text": ODD, "do": state})
    row = UnmatchedAnswer.objects.get()
    assert (row.state, row.decided_by.username) == (state, "educator")
    practise(other_learner, differential=[ODD])
    assert list(regrading.queue()) == [], "what was sorted once does not come again"
    assert teaching().unmatched == 0
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "reopen"})
    assert [one["times"] for one in regrading.queue()] == [2]
    assert Grade.objects.filter(reason="commit").count() == 2


def test_texts_that_nobody_wrote_have_no_page(unknown, educator):
    assert educator.get("/teach/answers/name/?text=other&entity=x").status_code == 404


def test_a_changed_key_shows_who_changes_then_grades_again(learner, educator, case):
    practise(learner)
    address = f"/teach/answers/case/{case.public_id}/"
    assert "No grade would change" in text_of(educator.get(address))
    other = replace(
        world.KEY, diagnosis="bone-islands", alternatives=(), excluded=(), ct_class="sclerotic"
    )
    Case.objects.filter(pk=case.pk).update(answer_key=codec.to_json(other), revision=2)
    text = text_of(educator.get(address))
    assert "1 answer would change" in text
    assert "fails now" in text
    assert Grade.objects.count() == 1
    educator.post(address)
    latest = Grade.objects.order_by("-pk").first()
    assert (latest.reason, latest.key_revision, latest.passed) == ("key", 2, False)
    assert Grade.objects.count() == 2
    assert "counts less" in text_of(learner.get("/quiz/"))
    assert "No grade would change" in text_of(educator.get(address))
    educator.post(address)
    assert Grade.objects.count() == 2, "doing it twice changes nothing"


@pytest.mark.parametrize("page", ["queue", "preview", "home"])
def test_queries_do_not_grow(unknown, learner, other_learner, educator, guest, page):
    def ask():
        if page == "home":
            return learner.get("/quiz/")
        if page == "queue":
            return educator.get("/teach/answers/")
        return educator.get(f"/teach/answers/case/{Case.objects.get().public_id}/")

    ask()
    few, _ = count(ask)
    for client in (learner, other_learner, guest):
        practise(client, differential=[ODD, "zorgle"])
    many, asked = count(ask)
    # Each answer is judged anew: one query for the findings of its key.
    assert many - few <= (3 if page == "preview" else 0), asked


def test_what_is_known_elsewhere_is_understood_at_once(unknown, educator, other_learner, admin):
    assert [one.status for one in resolve(ODD, vocabulary())] == ["unrecognised"]
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "known"})
    (entry,) = resolve(ODD.upper(), vocabulary())
    assert (entry.status, entry.name) == ("known-other", ODD)
    practise(other_learner, differential=[ODD])
    stored = Response.objects.order_by("pk").last().payload["answer"]["differential"][0]
    assert (stored["slug"], stored["status"]) == (None, "known-other")
    assert list(regrading.queue()) == [], "a decided name does not wait again"
    told = resolve_command.as_json(ODD, resolve_command.vocabulary())
    assert told["entries"][0]["status"] == "known-other"
    admin.post("/teach/answers/sort/", {"text": ODD, "do": "reopen"})
    assert [one.status for one in resolve(ODD, vocabulary())] == ["unrecognised"]


def test_a_name_of_ours_is_never_taken_by_a_decision(unknown, educator):
    others = list(other_names().terms)
    accept_other("vertebral hemangioma", kind="known", by=None)
    (entry,) = resolve("vertebral hemangioma", vocabulary())
    assert entry.entity == SLUG
    assert len(other_names().terms) == len(others), "the shipped names stay as they are"


def test_proposed_entities_are_listed_for_administrators_as_yaml(unknown, educator, admin):
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "entity"})
    accept_other("Zoster: of bone", kind="known", by=None)
    assert educator.get("/teach/answers/others/").status_code == 404
    assert educator.get("/teach/answers/others.yaml").status_code == 404
    text = text_of(admin.get("/teach/answers/others/"))
    assert f'<th scope="row">{ODD}</th> <td>Proposed entity</td> <td class="num">1</td>' in text
    told = yaml.safe_load_all(admin.get("/teach/answers/others.yaml").content.decode())
    (found,) = list(told)
    assert found == {"conditions": ["Zoster: of bone"], "proposed": [ODD]}
    parsed = parse({"normal": [], "also": {}, "ambiguous": {}, "conditions": found["conditions"]})
    assert [term.name for term in parsed.terms][1:] == ["Zoster: of bone"]
    assert [one.status for one in resolve(ODD, vocabulary())] == ["known-other"]


def test_the_list_counts_what_is_written_after_the_decision_too(
    unknown, educator, other_learner, admin
):
    odd = "Überbein"
    practise(other_learner, differential=[odd])
    for text in (ODD, odd):
        educator.post("/teach/answers/sort/", {"text": text, "do": "known"})
    practise(other_learner, differential=[ODD.upper()])
    rows = admin.get("/teach/answers/others/").context["rows"]
    assert {row.text: asked for row, asked in rows} == {ODD: (2, 2), odd: (1, 1)}


def test_accepting_it_later_as_one_of_ours_takes_the_decision_back(unknown, educator):
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "known"})
    accept()
    (entry,) = resolve(ODD, vocabulary())
    assert entry.entity == SLUG
    assert not OtherName.objects.exists()


def test_a_decision_on_what_is_none_of_ours_changes_no_grade(unknown, educator):
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "known"})
    entry = regrading.answer_now(Response.objects.get()).differential[0]
    assert (entry.slug, entry.status) == (None, "known-other")
    assert regrading.preview_key(case=Case.objects.get()) == [], "read so, it counts the same"
    assert Grade.objects.count() == 1 and not Regrading.objects.exists()


def test_the_last_of_two_decisions_counts(unknown, educator):
    """Two educators have the same queue open."""
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "known"})
    educator.post("/teach/answers/sort/", {"text": ODD, "do": "rejected"})
    assert UnmatchedAnswer.objects.get().state == "rejected" and not OtherName.objects.exists()
    assert [one.status for one in resolve(ODD, vocabulary())] == ["unrecognised"]


def test_the_list_of_other_names_costs_the_same_however_long(admin, admin_user):
    def cost():
        return count(lambda: admin.get("/teach/answers/others/"))[0]

    accept_other("one", kind="known", by=admin_user)
    before = cost()
    for number in range(20):
        accept_other(f"condition {number}", kind="proposed", by=admin_user)
    assert cost() == before


@pytest.mark.parametrize("do", ["synonym", "known"])
def test_a_server_that_has_the_old_names_in_memory_reads_the_new_ones(
    unknown, educator, other_learner, do
):
    """Memory is keyed by a token in the database: each process asks for it with every answer."""
    before, (old,) = content_token(), resolve(ODD, vocabulary())
    if do == "synonym":
        accept()
    else:
        educator.post("/teach/answers/sort/", {"text": ODD, "do": do})
    assert old.status == "unrecognised" and content_token() != before
    typed = other_learner.get("/quiz/understand/", {"text": ODD})
    assert ("Vertebral hemangioma" if do == "synonym" else "condition of its own") in text_of(
        typed
    )
