"""From draft to published and back: who may do what when, and that it is noted."""

import pytest

from cases.answerkey import codec
from cases.models import Case, CaseDraft, CaseEvent, HeldFile, Intake, Study
from cases.services import lifecycle
from cases.services.checklist import checklist, open_sentences
from cases.services.content import content_of
from cases.services.drafts import current, draft_of, save
from cases.services.keys import minimal_key
from cases.services.lifecycle import NotAllowed, mark_previewed, release
from cases.services.publish import PublishError
from tests.factories import CaseFactory, SeriesFactory
from tests.personas import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def author():
    return make_user("educator")


@pytest.fixture
def reviewer():
    return make_user("admin")


@pytest.fixture
def case(author):
    """A draft that is ready but for preview and review."""
    case = CaseFactory(state="draft", revision=0, licence="CC0")
    SeriesFactory(study__case=case)
    write(case, author, answer_key=codec.to_json(minimal_key("normal")), proof="consensus")
    return case


def write(case, user, **fields):
    draft = draft_of(case)
    content = current(case, draft) | fields
    save(case, user, content, draft.version if draft else 0)


def lines(case):
    draft = draft_of(case)
    return {line.code: line for line in checklist(case, draft, current(case, draft))}


def see(case):
    draft = draft_of(case)
    mark_previewed(case, draft, current(case, draft))


def test_the_whole_way(case, author, reviewer):
    see(case)
    lifecycle.send(case, author, "Please look at the history.")
    assert case.state == "in_review" and draft_of(case).stage == "in_review"
    lifecycle.ask_changes(case, reviewer, "State the age.")
    assert case.state == "draft" and draft_of(case).stage == "changes"
    write(case, author, history="A woman of 50.")
    lifecycle.send(case, author)
    lifecycle.approve(case, reviewer, "Fine.")
    see(case)
    revision = release(case, author)
    assert (case.state, revision.number) == ("published", 1)
    assert [event.kind for event in case.events.all()] == [
        "published", "approved", "sent", "changes", "sent",
    ]  # fmt: skip
    assert draft_of(case).stage == "clean"


def test_publishing_says_every_open_line(case, author):
    with pytest.raises(PublishError) as refused:
        release(case, author)
    assert len(refused.value.reasons) == 2
    assert case.state == "draft" and not case.revisions.exists()


def test_nobody_approves_what_is_their_own(case, author, reviewer):
    with pytest.raises(NotAllowed, match="not in review"):
        lifecycle.approve(case, reviewer)
    lifecycle.send(case, author)
    with pytest.raises(NotAllowed, match="Somebody else"):
        lifecycle.approve(case, author)
    write(case, reviewer, title="Now it is the reviewer's, too")
    with pytest.raises(NotAllowed, match="Somebody else"):
        lifecycle.approve(case, reviewer)


def test_a_change_after_the_approval_needs_another_look(case, author, reviewer):
    lifecycle.send(case, author)
    lifecycle.approve(case, reviewer)
    assert lines(case)["review"].done
    write(case, author, title="Another")
    assert "changed since it was approved" in lines(case)["review"].problems[0]


def test_a_lone_educator_needs_no_review(case, author, settings):
    settings.REVIEW_BY_ANOTHER = False
    see(case)
    release(case, author)
    assert case.state == "published"


def test_a_published_case_is_changed_beside_what_is_served(case, author, settings):
    settings.REVIEW_BY_ANOTHER = False
    see(case)
    release(case, author)
    with pytest.raises(NotAllowed, match="Nothing has changed"):
        lifecycle.send(case, author)
    write(case, author, history="A man of 60.")
    lifecycle.send(case, author)
    case.refresh_from_db()
    assert case.state == "published" and "60" not in case.history
    see(case)
    assert release(case, author).number == 2
    assert case.history == "A man of 60." and case.revision == 2


def test_a_preview_is_of_what_was_seen(case, author):
    assert not lines(case)["preview"].done
    see(case)
    assert lines(case)["preview"].done
    write(case, author, title="Learners never see the title")
    assert lines(case)["preview"].done
    write(case, author, history="Other words.")
    assert not lines(case)["preview"].done


def test_spoilers_are_found_where_learners_look_and_titles_are_remarked(case, author):
    from tests.e2e.reading_cases import knowledge

    knowledge()
    key = codec.to_json(minimal_key("vertebral-hemangioma"))
    write(case, author, answer_key=key, title="Hemangioma of L2", history="Known hemangioma.")
    line = lines(case)["spoilers"]
    assert "history" in line.problems[0] and "title" in line.remarks[0].lower()
    content = current(case, draft_of(case))
    content["series"][0]["label"] = "Suspicious sagittal"
    save(case, author, content, draft_of(case).version)
    assert any("Suspicious" in remark for remark in lines(case)["spoilers"].remarks)


def test_files_that_wait_for_a_look_hold_the_case_back(case, author):
    intake = Intake.objects.create(owner=author)
    study = Study.objects.get(case=case).study_instance_uid
    held = HeldFile.objects.create(
        intake=intake, study=study, series="1.2", reason="Text?", digest="0"
    )
    HeldFile.objects.create(intake=intake, study="9.9", series="1.2", reason="Text?", digest="1")
    (sentence,) = lines(case)["burned"].problems
    assert "1 image of this study is held back" in sentence
    HeldFile.objects.filter(pk=held.pk).update(state="discarded")
    assert lines(case)["burned"].done


def test_a_case_in_review_from_before_there_were_drafts_is_reviewed(case, reviewer):
    Case.objects.filter(pk=case.pk).update(state="in_review")
    CaseDraft.objects.filter(case=case).delete()
    lifecycle.approve(case, reviewer)
    lifecycle.withdraw(case, reviewer)
    assert Case.objects.get(pk=case.pk).state == "draft"


def test_words_are_asked_for(case, author):
    lifecycle.send(case, author)
    for step in (lifecycle.ask_changes, lifecycle.comment):
        with pytest.raises(NotAllowed):
            step(case, author, "  ")
    lifecycle.comment(case, author, "Look at L3.")
    lifecycle.withdraw(case, author)
    assert case.state == "draft"
    with pytest.raises(NotAllowed):
        lifecycle.withdraw(case, author)
    assert CaseEvent.objects.filter(kind="comment").get().text == "Look at L3."


def test_a_broken_key_is_a_line(case):
    content = content_of(case) | {"answer_key": {"diagnosis": 7}}
    found = checklist(case, None, content)
    assert any("answer key" in sentence for sentence in open_sentences(found))
    assert CaseDraft.objects.filter(case=case).exists()
