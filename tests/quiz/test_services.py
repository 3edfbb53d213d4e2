"""Starting, choosing, drafting, committing, claiming: the rules behind the pages."""

import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, OperationalError, connection, transaction

from knowledge.selectors import content_revision
from quiz.models import (
    AlteredFact,
    Draft,
    Grade,
    KeyChallenge,
    Response,
    Session,
    SessionItem,
    UnmatchedAnswer,
)
from quiz.services.challenge import EmptyChallenge, challenge_key
from quiz.services.draft import save_draft
from quiz.services.guests import claim_guest_progress
from quiz.services.regrade import regrade
from quiz.services.response import commit_response
from quiz.services.selection import choose_case
from quiz.services.session import NoCases, finish, key_from, mark_shown, next_item, start_practice
from quiz.submission import Mark, Submission
from tests.quiz import world

RIGHT = Submission(
    differential=("hemangioma",),
    ct_class="lucent",
    findings=("t1-high", "vertical-struts"),
    marks=(Mark("s", 4, (0.0, 12.0, -40.0)),),
    extent="focal",
    malignancy="0",
    next_step="leave",
)


def guest_session(**settings):
    return start_practice(user=AnonymousUser(), guest_token="token", **settings)


# ---- starting and choosing


@pytest.mark.django_db
def test_without_a_published_case_there_is_no_session(knowledge):
    world.make_case(published=False)
    world.make_case(pool="held_back")
    with pytest.raises(NoCases):
        guest_session()
    assert not Session.objects.exists()


def test_a_session_is_no_longer_than_the_library(case):
    assert guest_session(length=10).length == 1
    world.make_case()
    assert guest_session(length=10).length == 2
    assert guest_session(length=None).length is None


def test_next_item_freezes_what_grading_needs(case):
    item = next_item(session=guest_session())
    case.answer_key = {}
    case.history = "Changed."
    case.save()
    item.refresh_from_db()
    assert key_from(item.answer_key) == world.KEY
    assert item.history != "Changed."
    assert (item.case_revision, item.content_revision, item.rubric_version) == (
        1,
        content_revision(),
        "1",
    )
    assert "next_step" in item.ask


def test_a_finding_that_is_a_name_of_the_diagnosis_is_not_asked(knowledge):
    """As an option it would give the case away; in another case it is an option like any."""
    spotted = world.Finding.objects.create(
        slug="spotted-bones", name="Enostosis", kind="sign", definition="Dense spots."
    )
    findings = (*world.KEY.findings, world.KeyFinding(spotted.slug, "key"))
    world.make_case(replace(world.KEY, findings=findings))
    own = replace(world.KEY, diagnosis="bone-islands", alternatives=(), findings=findings)
    world.make_case(own)
    asked = {}
    session = guest_session()
    for _ in range(2):
        item = next_item(session=session)
        key = key_from(item.answer_key)
        asked[key.diagnosis] = {finding.finding for finding in key.findings}
        commit_response(item=item, submission=RIGHT)
    assert spotted.slug in asked["vertebral-hemangioma"]
    assert spotted.slug not in asked["bone-islands"]
    assert len(asked["bone-islands"]) == 4


def test_what_was_published_counts_not_what_is_being_edited(case):
    case.history = "Half-finished edit"
    case.save()
    assert next_item(session=guest_session()).history != "Half-finished edit"


def test_asking_for_the_next_item_twice_gives_the_same_one(case):
    world.make_case()
    session = guest_session()
    first = next_item(session=session)
    assert next_item(session=session) == first
    assert session.items.count() == 1


def test_unseen_cases_come_first_and_never_one_twice_in_a_row(case):
    cases = {case.pk} | {world.make_case().pk for _ in range(3)}
    session = guest_session(length=None)
    order = []
    for _ in range(12):
        item = next_item(session=session)
        order.append(item.case_id)
        assert commit_response(item=item, submission=RIGHT).response
    for start in (0, 4, 8):
        assert set(order[start : start + 4]) == cases
    assert all(a != b for a, b in pairwise(order))


def test_an_unproven_case_comes_only_where_there_is_no_other(knowledge):
    unproven = world.make_case(None)
    assert choose_case(session=guest_session()) == unproven
    proven = world.make_case()
    assert {choose_case(session=guest_session()) for _ in range(12)} == {proven}
    session = guest_session()
    assert commit_response(item=next_item(session=session), submission=RIGHT).response
    assert choose_case(session=session) == unproven


def test_what_was_seen_in_earlier_sessions_counts(case):
    seen = next_item(session=guest_session()).case
    other = world.make_case()
    assert {seen.pk, other.pk} == {case.pk, other.pk}
    assert next_item(session=guest_session()).case == other


def test_a_strangers_reads_do_not_count(case):
    stranger = start_practice(user=AnonymousUser(), guest_token="other")
    next_item(session=stranger)
    world.make_case()
    seen = {
        next_item(session=start_practice(user=AnonymousUser(), guest_token=f"t{n}")).case_id
        for n in range(24)
    }
    assert len(seen) == 2


def test_with_a_single_case_an_open_session_ends_after_it(case):
    session = guest_session(length=None)
    commit_response(item=next_item(session=session), submission=RIGHT)
    assert next_item(session=session) is None


def test_the_agreed_length_ends_the_session(case):
    world.make_case()
    world.make_case()
    session = guest_session(length=None)
    Session.objects.filter(pk=session.pk).update(settings={"length": 2})
    for _ in range(2):
        commit_response(item=next_item(session=session), submission=RIGHT)
    assert next_item(session=session) is None


def test_a_finished_session_gives_no_more_items(case):
    session = guest_session()
    next_item(session=session)
    finish(session=session)
    first = session.finished_at
    assert next_item(session=session) is None
    finish(session=session)
    session.refresh_from_db()
    assert session.finished_at == first


def test_cases_without_ready_images_are_not_served(case):
    case.studies.get().series.update(frames_ready=False)
    with pytest.raises(NoCases):
        guest_session()


# ---- drafts


@pytest.fixture
def item(case):
    return next_item(session=guest_session())


def test_a_draft_is_kept_and_an_older_one_never_wins(item):
    assert save_draft(item=item, submission=Submission(ct_class="mixed"), edited=20)
    assert not save_draft(item=item, submission=Submission(ct_class="lucent"), edited=10)
    assert Draft.objects.get().payload["ct_class"] == "mixed"
    assert save_draft(item=item, submission=Submission(ct_class="occult"), edited=30)
    assert Draft.objects.get().payload["ct_class"] == "occult"


def test_after_the_commit_there_is_no_draft(item):
    save_draft(item=item, submission=Submission(ct_class="mixed"), edited=1)
    commit_response(item=item, submission=RIGHT)
    assert not Draft.objects.exists()
    assert not save_draft(item=item, submission=RIGHT, edited=99)
    assert not Draft.objects.exists()


# ---- the commit


def test_a_perfect_read_earns_everything(item):
    mark_shown(item=item)
    outcome = commit_response(item=item, submission=RIGHT)
    grade = outcome.response.grades.get()
    assert (grade.total, grade.lo1, grade.lo2, grade.lo3) == (1.0, 1.0, 1.0, 1.0)
    assert grade.passed
    assert (grade.engine_version, grade.rubric_version, grade.key_revision) == ("1", "1", 1)
    assert outcome.response.seconds >= 0
    sentences = [point["sentence"] for point in grade.detail["points"]]
    assert any("diagnosis" in sentence for sentence in sentences)
    assert "High T1 signal" in [point["label"] for point in grade.detail["points"]]


def test_entries_are_stored_as_they_were_understood(item):
    submission = replace(RIGHT, differential=("hemangioma vs mets",))
    response = commit_response(item=item, submission=submission).response
    entries = response.payload["answer"]["differential"]
    assert [(e["text"], e["slug"], e["status"]) for e in entries] == [
        ("hemangioma", "vertebral-hemangioma", "synonym"),
        ("mets", "metastases", "abbreviation"),
    ]
    assert response.payload["typed"] == ["hemangioma vs mets"]


def test_a_second_commit_returns_the_first_answer(item):
    first = commit_response(item=item, submission=RIGHT).response
    again = commit_response(item=item, submission=Submission(differential=("myeloma",)))
    assert again.response == first
    assert Response.objects.count() == 1
    assert Grade.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"differential": ()}, "no-differential"),
        ({"ct_class": ""}, "no-ct-class"),
        ({"malignancy": ""}, "no-malignancy"),
        ({"next_step": ""}, "no-next-step"),
        ({"marks": ()}, "no-mark"),
        ({"marks": (), "extent": ""}, "no-place"),
    ],
)
def test_what_is_left_out_is_asked_once(item, changes, code):
    submission = replace(RIGHT, **changes)
    outcome = commit_response(item=item, submission=submission)
    assert [remark.code for remark in outcome.remarks] == [code]
    assert not Response.objects.exists()
    insisting = replace(submission, asked=(code,))
    assert commit_response(item=item, submission=insisting).response


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {
                "differential": (
                    "hemangioma",
                    "mets",
                    "myeloma",
                    "paget disease",
                    "enostosis",
                    "mastocytosis",
                )
            },
            "too-many",
        ),
        (
            {
                "differential": (
                    "hemangioma, mets, myeloma",
                    "paget disease, enostosis, mastocytosis",
                )
            },
            "too-many",
        ),
        ({"ct_class": "shiny"}, "ct-class"),
        ({"extent": "everywhere"}, "extent"),
        ({"next_step": "amputate"}, "next-step"),
    ],
)
def test_what_cannot_be_is_refused_however_often(item, changes, code):
    submission = replace(RIGHT, **changes, asked=(code,))
    outcome = commit_response(item=item, submission=submission)
    assert [remark.code for remark in outcome.remarks if remark.blocking] == [code]
    assert not Response.objects.exists()


def test_negated_entries_do_not_fill_the_list(item):
    texts = ("hemangioma", "mets", "myeloma", "paget disease", "enostosis", "not mastocytosis")
    submission = replace(RIGHT, differential=texts)
    assert commit_response(item=item, submission=submission).response


def test_names_that_nobody_knows_reach_the_educators_once(item):
    texts = ("hemangioma", "zorgles syndrome", "zorgles syndrome")
    submission = replace(RIGHT, differential=texts)
    commit_response(item=item, submission=submission)
    assert [row.text for row in UnmatchedAnswer.objects.all()] == ["zorgles syndrome"]


def test_diffuse_takes_no_marks_along(item):
    submission = replace(RIGHT, extent="diffuse")
    answer = commit_response(item=item, submission=submission).response.payload["answer"]
    assert answer["extent"] == "diffuse"
    assert answer["clicks"] == []


@pytest.mark.django_db(transaction=True)
def test_commits_at_the_same_moment_make_one_response(knowledge):
    world.make_case()
    item = next_item(session=guest_session())
    texts = ("hemangioma", "mets", "myeloma", "enostosis")
    barrier = threading.Barrier(len(texts))
    found = []

    def commit(text):
        submission = replace(RIGHT, differential=(text,))
        barrier.wait()
        for _ in range(200):
            try:
                mine = SessionItem.objects.get(pk=item.pk)
                found.append(commit_response(item=mine, submission=submission).response.pk)
                break
            except OperationalError:  # SQLite in memory does not wait for its turn
                time.sleep(0.01)
        connection.close()

    threads = [threading.Thread(target=commit, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(texts)
    assert len(set(found)) == 1
    assert Response.objects.count() == Grade.objects.count() == 1


def test_whoever_comes_second_to_the_lock_finds_the_first_answer(item):
    """Both have looked and found no response yet; then both write."""
    one, other = SessionItem.objects.get(pk=item.pk), SessionItem.objects.get(pk=item.pk)
    assert (one.committed, other.committed) == (None, None)
    first = commit_response(item=one, submission=RIGHT).response
    again = commit_response(item=other, submission=replace(RIGHT, differential=("myeloma",)))
    assert again.response == first
    assert Grade.objects.count() == 1


def test_the_database_holds_one_response_an_item(item):
    commit_response(item=item, submission=RIGHT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(item=item, payload={})


# ---- unproven cases


def test_an_unproven_case_is_read_but_not_graded_as_a_whole(knowledge):
    world.make_case(key=None)
    item = next_item(session=guest_session())
    response = commit_response(item=item, submission=replace(RIGHT, next_step="")).response
    grade = response.grades.get()
    assert grade.total is None
    assert not grade.passed
    assert {point["verdict"] for point in grade.detail["points"]} == {"info"}


# ---- facts stay facts


def test_a_response_cannot_be_changed(item):
    response = commit_response(item=item, submission=RIGHT).response
    response.payload = {}
    with pytest.raises(AlteredFact):
        response.save()
    with pytest.raises(AlteredFact):
        Response.objects.filter(pk=response.pk).update(payload={})
    with pytest.raises(AlteredFact):
        Response.objects.bulk_update([response], ["payload"])
    response.refresh_from_db()
    assert response.payload["typed"] == ["hemangioma"]


def test_a_grade_cannot_be_changed(item):
    grade = commit_response(item=item, submission=RIGHT).response.grades.get()
    grade.total = 0
    with pytest.raises(AlteredFact):
        grade.save()
    with pytest.raises(AlteredFact):
        grade.response.grades.update(total=0)


def test_deleting_the_account_takes_its_reads_along(case):
    user = User.objects.create_user("leaving")
    session = start_practice(user=user)
    commit_response(item=next_item(session=session), submission=RIGHT)
    user.delete()
    assert not Response.objects.exists()
    assert not Session.objects.exists()


# ---- regrading


def test_regrading_appends_only_what_is_new(item):
    response = commit_response(item=item, submission=RIGHT).response
    assert regrade(response=response, reason=Grade.Reason.RUBRIC) is None
    changed = world.AnswerKey(diagnosis="multiple-myeloma", malignant=True)
    grade = regrade(response=response, key=changed, key_revision=2, reason=Grade.Reason.KEY)
    assert grade.key_revision == 2
    assert grade.total < 0.5
    assert [g.total for g in response.grades.order_by("pk")] == [1.0, grade.total]


# ---- guests


def test_a_guests_reads_move_to_the_account_once(item):
    user = User.objects.create_user("new")
    assert claim_guest_progress(user=user, guest_token="token") == 1
    assert claim_guest_progress(user=user, guest_token="token") == 0
    assert Session.objects.owned_by(user=user).count() == 1
    assert not Session.objects.owned_by(user=AnonymousUser(), guest_token="token").exists()


def test_an_empty_token_claims_nothing(item):
    user = User.objects.create_user("new")
    assert claim_guest_progress(user=user, guest_token="") == 0
    assert not Session.objects.owned_by(user=AnonymousUser(), guest_token="").exists()


def test_a_session_has_exactly_one_owner(case):
    user = User.objects.create_user("owner")
    for fields in ({}, {"user": user, "guest_token": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.create(**fields)


# ---- doubts


def test_a_doubt_is_recorded_once(item):
    response = commit_response(item=item, submission=RIGHT).response
    first = challenge_key(response=response, text="  It is in L4.  ")
    assert challenge_key(response=response, text="Again") == first
    assert KeyChallenge.objects.get().text == "It is in L4."


def test_an_empty_doubt_is_none(item):
    response = commit_response(item=item, submission=RIGHT).response
    with pytest.raises(EmptyChallenge):
        challenge_key(response=response, text=" \n")
