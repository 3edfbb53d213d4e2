"""Reads through the services, for tests of what follows from them."""

from cases.answerkey.types import Alternative, AnswerKey, KeyFinding, NextStep
from quiz.models import Session
from quiz.services.response import commit_response
from quiz.services.session import freeze, mark_shown, next_item
from quiz.submission import Submission
from tests.quiz import world

NAMES = {slug: name for slug, (name, *_rest) in world.ENTITIES.items()}


def key_of(slug, *, malignant=None):
    """A key that a right name, and little else, fulfils."""
    malignant = world.ENTITIES[slug][1] == "malignant" if malignant is None else malignant
    return AnswerKey(
        diagnosis=slug,
        malignant=malignant,
        alternatives=(Alternative("vertebral-hemangioma", "possible", ""),)
        if slug != "vertebral-hemangioma"
        else (),
        breadth=0,
        ct_class="lucent",
        findings=(KeyFinding("t1-high", "key"), KeyFinding("bulls-eye-halo", "absent")),
        extent="diffuse",
        next_steps=(
            NextStep("leave", "Leave alone", "harmful" if malignant else "best", "So it is"),
            NextStep("biopsy", "Biopsy", "best" if malignant else "harmful", "So it is"),
        ),
    )


def case_of(slug, **fields):
    return world.make_case(key_of(slug), **fields)


def answer(named, *, malignant=False, good=True, step=True):
    """An answer that names this first; `good` says the rest as the keys above want it."""
    return Submission(
        differential=(NAMES.get(named, named),),
        ct_class="lucent" if good else "sclerotic",
        findings=("t1-high",) if good else ("bulls-eye-halo",),
        extent="diffuse",
        malignancy="95" if malignant else "5",
        next_step="" if step is False else "biopsy" if malignant else "leave",
        asked=("no-next-step",),
    )


def commit(item, named=None, **options):
    """Commit an answer to the item; the right one if nothing is named."""
    key = item.answer_key
    options.setdefault("malignant", bool(key["malignant"]))
    mark_shown(item=item)
    outcome = commit_response(item=item, submission=answer(named or key["diagnosis"], **options))
    assert outcome.response is not None, outcome.remarks
    return outcome.response


def read(session, case, named=None, **options):
    """Freeze this case as the next of the session and commit an answer."""
    item = freeze(session=session, order=session.items.count() + 1, case=case)
    return commit(item, named, **options)


def go_on(session, named=None, **options):
    """Read the case that selection chooses; return its item."""
    item = next_item(session=session)
    commit(item, named, **options)
    return item


def session_of(user=None, **settings):
    owner = {"user": user} if user else {"guest_token": "token"}
    return Session.objects.create(settings={"length": None, **settings}, **owner)
