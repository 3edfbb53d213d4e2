"""Every address × every persona → status. An address that is not listed fails the suite.

A stranger gets 404, never 403, for what is somebody else's: its existence is not told.
Guests are sent to the login page (302) only where an account is needed at all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.intake.service import announce, begin
from cases.models import (
    Case,
    CaseDraft,
    DraftVersion,
    HeldFile,
    Picture,
    Showing,
    Takedown,
)
from cases.services.content import content_of
from cases.services.publish import publish
from knowledge.models import Entity, Finding
from quiz.models import Assignment, Cohort, Quiz, QuizCase
from tests.factories import CaseFactory, ItemFactory, SeriesFactory, SessionFactory, put
from tests.personas import NAMES, make_persona, make_user


@dataclass(frozen=True)
class World:
    """What the addresses point at: a public case, a draft, and a session of the learner."""

    public: Any
    draft: Any
    item: Any
    entity: str = ""
    finding: str = ""
    assignment: Any = None
    intake: Any = None


@dataclass(frozen=True)
class Row:
    """One address: how it is built, how it is asked, what each persona gets."""

    expected: dict[str, int]
    arguments: Callable[[World], list[Any]] = field(default=lambda world: [])
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)
    needs_knowledge: bool = False


def everybody(status: int) -> dict[str, int]:
    return dict.fromkeys(NAMES, status)


def each(*statuses: int) -> dict[str, int]:
    """Statuses in the order guest, learner, other learner, educator, admin."""
    return dict(zip(NAMES, statuses, strict=True))


ACCOUNT_NEEDED = each(302, 200, 200, 200, 200)
GUESTS_ONLY = each(200, 302, 302, 302, 302)
STAFF = each(404, 404, 404, 200, 200)
STAFF_REDIRECTED = each(404, 404, 404, 302, 302)
OWNER = each(404, 200, 404, 404, 404)
OWNER_REDIRECTED = each(404, 302, 404, 404, 404)
DELETED_TOKEN = ["MQ", "abc-def"]


def session_of(world: World) -> list[Any]:
    return [world.item.session.public_id]


def intake_of(world: World) -> list[Any]:
    return [world.intake.public_id]


def record_of(world: World) -> list[Any]:
    return [Takedown.objects.create(case=world.draft.study.case, reason="A name.").pk]


def held_of(world: World) -> list[Any]:
    held = HeldFile.objects.create(intake=world.intake, digest="0", study="1", series="1")
    return [held.token]


def upload_of(world: World) -> list[Any]:
    upload = announce(world.intake, "a.dcm", 5)
    return [world.intake.public_id, upload.key]


def item_of(world: World) -> list[Any]:
    return [world.item.session.public_id, world.item.order]


def assignment_of(world: World) -> list[Any]:
    return [world.assignment.public_id]


def quiz_of(world: World) -> list[Any]:
    return [world.assignment.quiz.public_id]


def cohort_of(world: World) -> list[Any]:
    return [world.assignment.cohort.public_id]


def outlines_of(case: Any) -> list[Any]:
    """The outlines of a case that is for self-study."""
    Case.objects.filter(pk=case.pk).update(pool="exhibit")
    Showing.objects.get_or_create(case=case, defaults={"made_for": "abc"})
    return [case.public_id, "abc"]


def picture_of(series: Any) -> list[Any]:
    """A still of the series; its file is made as self-study makes it."""
    digest = put("pictures", b"RIFF")
    Picture.objects.get_or_create(
        series=series,
        kind="strip",
        defaults={"slice": 0, "digest": digest, "width": 1, "height": 1},
    )
    return [series.token, digest]


def draft_case(world: World) -> list[Any]:
    return [world.draft.study.case.public_id]


def version_of(world: World) -> list[Any]:
    """A kept version of the draft, made on the spot."""
    case = world.draft.study.case
    draft, _made = CaseDraft.objects.get_or_create(case=case)
    version = DraftVersion.objects.create(draft=draft, number=0, content=content_of(case))
    return [case.public_id, version.pk]


def revision_of(world: World) -> list[Any]:
    """A published revision of the public case, made on the spot."""
    case = world.public.study.case
    case.licence = "CC0"
    case.save()
    return [case.public_id, publish(case, None).number]


MATRIX: dict[str, Row | list[Row]] = {
    "home": Row(everybody(200)),
    "search": Row(everybody(200), data={"q": "hemangioma"}),
    "about": Row(everybody(200)),
    "help": Row(everybody(200)),
    "help-topic": [
        Row(everybody(200), lambda world: ["residents"]),
        Row(everybody(404), lambda world: ["nobody"]),
    ],
    "licenses": Row(everybody(200)),
    "design": Row(everybody(404)),
    "theme": Row(everybody(302), method="post"),
    "hints": [
        Row(everybody(302), lambda world: ["reading"], "post"),
        Row(everybody(404), lambda world: ["elsewhere"], "post"),
    ],
    "language": Row(everybody(302), method="post"),
    "healthz": Row(everybody(200)),
    "fetch-ahead": Row(everybody(200)),
    "favicon": Row(everybody(302)),
    "account": Row(ACCOUNT_NEEDED),
    "signup": Row(GUESTS_ONLY),
    "login": Row(GUESTS_ONLY),
    "logout": Row(everybody(302), method="post"),
    "password_change": Row(ACCOUNT_NEEDED),
    "password_reset": Row(everybody(200)),
    "password_reset_done": Row(everybody(200)),
    "password_reset_confirm": Row(everybody(200), lambda world: DELETED_TOKEN),
    "password_reset_complete": Row(everybody(200)),
    "cases:frame": [
        Row(everybody(200), lambda world: [world.public.token, world.public.frame_digests[0]]),
        Row(STAFF, lambda world: [world.draft.token, world.draft.frame_digests[0]]),
    ],
    "cases:preview": [
        Row(everybody(200), lambda world: [world.public.token, world.public.preview_digest]),
        Row(STAFF, lambda world: [world.draft.token, world.draft.preview_digest]),
    ],
    "cases:thumbnail": [
        Row(everybody(200), lambda world: [world.public.token, world.public.preview_digest]),
        Row(STAFF, lambda world: [world.draft.token, world.draft.preview_digest]),
    ],
    "teach:home": Row(STAFF),
    "teach:storage": Row(each(404, 404, 404, 404, 200)),
    "teach:take-down": Row(STAFF, lambda world: [world.draft.study.case.public_id]),
    "teach:share": Row(STAFF, draft_case),
    "teach:taken-down": Row(STAFF, record_of),
    "teach:bring-in": Row(STAFF),
    "teach:intake-new": Row(each(404, 404, 404, 201, 201), method="post"),
    "teach:intake": Row(STAFF, intake_of),
    # nothing to search without an archive in the settings
    "teach:archive": Row(everybody(404)),
    "teach:collection": Row(STAFF_REDIRECTED, intake_of),
    "teach:collection-picture": Row(everybody(404), lambda world: [*intake_of(world), 0, "a"]),
    "teach:intake-start": Row(STAFF_REDIRECTED, intake_of, "post"),
    "teach:intake-cancel": Row(STAFF_REDIRECTED, intake_of, "post"),
    "teach:intake-files": Row(STAFF, intake_of),
    "teach:held": Row(STAFF, held_of),
    "teach:held-picture": Row(everybody(404), lambda world: [held_of(world)[0], 0]),
    "teach:intake-file": Row(STAFF, upload_of, "head"),
    "cases:picture": [
        Row(everybody(200), lambda world: picture_of(world.public)),
        Row(STAFF, lambda world: picture_of(world.draft)),
    ],
    "learn:outlines": [
        Row(everybody(200), lambda world: outlines_of(world.public.study.case)),
        Row(everybody(404), lambda world: outlines_of(world.draft.study.case)),
    ],
    "learn:pairs": Row(everybody(200), needs_knowledge=True),
    "learn:compare": Row(
        everybody(200),
        lambda world: ["bone-islands", "sclerotic-metastases"],
        needs_knowledge=True,
    ),
    "teach:reviews": Row(STAFF),
    "teach:entities": Row(STAFF),
    "teach:findings": Row(STAFF),
    "teach:references": Row(STAFF),
    "teach:case": [Row(STAFF, draft_case), Row(STAFF_REDIRECTED, draft_case, "post")],
    "teach:undo": Row(STAFF_REDIRECTED, draft_case, "post"),
    "teach:step": Row(STAFF_REDIRECTED, draft_case, "post"),
    "teach:retire": [
        Row(STAFF, lambda world: [world.public.study.case.public_id]),
        Row(STAFF_REDIRECTED, draft_case),
    ],
    "teach:versions": Row(STAFF, draft_case),
    "teach:version": Row(STAFF, version_of),
    "teach:restore-version": Row(STAFF_REDIRECTED, version_of, "post"),
    "teach:revision": Row(STAFF, revision_of),
    "teach:restore-revision": Row(STAFF_REDIRECTED, revision_of, "post"),
    "preview:frame": Row(STAFF, draft_case),
    "preview:read": [
        Row(STAFF, draft_case),
        Row(each(404, 404, 404, 422, 422), draft_case, "post"),
    ],
    "preview:feedback": Row(STAFF_REDIRECTED, draft_case),
    "knowledge:map": Row(everybody(200), needs_knowledge=True),
    "knowledge:entity": Row(everybody(200), lambda world: [world.entity], needs_knowledge=True),
    "knowledge:differential": Row(everybody(200), needs_knowledge=True),
    "knowledge:findings": Row(everybody(200), needs_knowledge=True),
    "knowledge:finding": Row(everybody(200), lambda world: [world.finding], needs_knowledge=True),
    "knowledge:references": Row(everybody(200)),
    "knowledge:references-bib": Row(everybody(200)),
    "knowledge:references-ris": Row(everybody(200)),
    "knowledge:report": [
        Row(everybody(200), lambda world: [world.entity], needs_knowledge=True),
        Row(everybody(422), lambda world: [world.entity], "post", needs_knowledge=True),
    ],
    "knowledge:report-finding": Row(
        everybody(200), lambda world: [world.finding], needs_knowledge=True
    ),
    "knowledge:entity-bib": Row(
        everybody(200), lambda world: [world.entity], needs_knowledge=True
    ),
    "knowledge:entity-ris": Row(
        everybody(200), lambda world: [world.entity], needs_knowledge=True
    ),
    "knowledge-api:index": Row(everybody(200)),
    "knowledge-api:openapi": Row(everybody(200)),
    "knowledge-api:entities": Row(everybody(200)),
    "knowledge-api:entity": [
        Row(everybody(200), lambda world: [world.entity], needs_knowledge=True),
        Row(everybody(405), lambda world: ["x"], "post"),
    ],
    "knowledge-api:findings": Row(everybody(200)),
    "knowledge-api:finding": Row(
        everybody(200), lambda world: [world.finding], needs_knowledge=True
    ),
    "knowledge-api:pairs": Row(everybody(200)),
    "knowledge-api:pair": Row(everybody(404), lambda world: ["x", "y"]),
    "knowledge-api:references": Row(everybody(200)),
    "knowledge-api:reference": Row(everybody(404), lambda world: ["x"]),
    "reports:queue": Row(STAFF),
    "reports:settle": Row(each(404, 404, 404, 404, 404), lambda world: [0], "post"),
    "progress:home": Row(everybody(200)),
    "progress:csv": Row(everybody(200)),
    "progress:json": Row(everybody(200)),
    "account-delete": Row(ACCOUNT_NEEDED),
    "quiz:home": Row(everybody(200)),
    "quiz:start": Row(everybody(302), method="post"),
    "quiz:practice-of": Row(everybody(200)),
    "quiz:review": Row(everybody(200)),
    "quiz:bookmarks": Row(everybody(200)),
    "quiz:skip": Row(OWNER_REDIRECTED, item_of, "post"),
    "quiz:keep": Row(OWNER_REDIRECTED, item_of, "post"),
    "quiz:rapid": Row(everybody(302), method="post"),
    "quiz:exam": Row(everybody(302), method="post"),
    "quiz:hand-in": Row(OWNER_REDIRECTED, session_of, "post"),
    "quiz:clock": Row(OWNER, session_of),
    "quiz:flag": Row(OWNER_REDIRECTED, item_of, "post"),
    "quiz:assigned": Row(each(302, 302, 404, 404, 404), assignment_of, "post"),
    "quiz:dismiss": Row(everybody(302), lambda world: [1], "post"),
    "classroom:unmatched": Row(STAFF),
    "classroom:sort": Row(each(404, 404, 404, 302, 302), method="post"),
    "classroom:accept": Row(everybody(404)),
    "classroom:regrade": Row(STAFF, lambda world: [world.public.study.case.public_id]),
    "quiz:join": [
        Row(everybody(200), lambda world: [world.assignment.cohort.token]),
        Row(everybody(404), lambda world: ["no-such-link"]),
    ],
    "classroom:quizzes": Row(STAFF),
    "classroom:quiz-new": Row(STAFF),
    "classroom:quiz": Row(STAFF, quiz_of),
    "classroom:quiz-cases": Row(each(404, 404, 404, 302, 302), quiz_of, "post"),
    "classroom:blueprint": Row(STAFF, quiz_of),
    "classroom:quiz-copy": Row(each(404, 404, 404, 302, 302), quiz_of, "post"),
    "classroom:quiz-share": Row(STAFF, quiz_of),
    "classroom:assign": Row(STAFF, quiz_of),
    "classroom:others": Row(each(404, 404, 404, 404, 200)),
    "classroom:others-yaml": Row(each(404, 404, 404, 404, 200)),
    "classroom:cohorts": Row(STAFF),
    "classroom:cohort": Row(STAFF, cohort_of),
    "classroom:cohort-link": Row(each(404, 404, 404, 302, 302), cohort_of, "post"),
    "classroom:cohort-remove": Row(each(404, 404, 404, 302, 302), cohort_of, "post"),
    "classroom:results": Row(STAFF),
    "classroom:result": Row(STAFF, assignment_of),
    "classroom:dates": Row(STAFF, assignment_of),
    "classroom:report": Row(STAFF, assignment_of),
    "classroom:csv": Row(STAFF, assignment_of),
    "classroom:xlsx": Row(STAFF, assignment_of),
    "classroom:item": Row(STAFF, lambda world: [world.assignment.public_id, 1]),
    "quiz:suggest": Row(everybody(200)),
    "quiz:understand": Row(everybody(200)),
    "quiz:findings": Row(everybody(200)),
    "quiz:session": Row(OWNER, session_of),
    "quiz:next": Row(OWNER_REDIRECTED, session_of, "post"),
    "quiz:end": Row(OWNER_REDIRECTED, session_of, "post"),
    "quiz:read": Row(OWNER, item_of),
    "quiz:draft": Row(OWNER, item_of, "post"),
    "quiz:elsewhere": Row(OWNER, item_of),
    "quiz:feedback": Row(OWNER_REDIRECTED, item_of),
    "quiz:challenge": Row(OWNER_REDIRECTED, item_of, "post"),
}

#: The administration looks after itself: strangers are sent to its login, staff may enter.
ADMIN_FOR_ALL = {"admin:login", "admin:logout"}
ADMIN_OPEN_TO_STAFF = ("admin:index", "admin:password_change", "admin:jsi18n")


def names(patterns: Any, prefix: str = "") -> Iterator[str]:
    """Yield the full name of every address below these patterns; nameless ones by their route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"


def every_name() -> set[str]:
    return set(names(get_resolver().url_patterns))


def make_world(*, knowledge: bool) -> World:
    """Make the rows; the knowledge takes seconds and is loaded only where a page shows it."""
    public = SeriesFactory()
    draft = SeriesFactory(study__case=CaseFactory(state="draft"))
    session = SessionFactory(user=make_user("learner"))
    item = ItemFactory(session=session, case=public.study.case)
    assignment = make_assignment(public.study.case)
    intake = begin(make_user("educator"))
    if not knowledge:
        return World(public, draft, item, assignment=assignment, intake=intake)
    call_command("sync_knowledge", verbosity=0)
    entity, finding = (
        model.objects.filter(withdrawn=False).values_list("slug", flat=True)[0]
        for model in (Entity, Finding)
    )
    return World(public, draft, item, entity, finding, assignment, intake)


def make_assignment(case: Any) -> Any:
    """Give a quiz with this case to a class with the learner in it."""
    quiz = Quiz.objects.create(title="A quiz")
    QuizCase.objects.create(quiz=quiz, case=case, order=1)
    cohort = Cohort.objects.create(name="A class")
    cohort.members.add(make_user("learner"))
    now = timezone.now()
    return Assignment.objects.create(
        quiz=quiz, cohort=cohort, opens_at=now, due_at=now + timedelta(days=1)
    )


def rows() -> list[Any]:
    return [
        pytest.param(name, row, id=f"{name}-{number}" if number else name)
        for name, listed in MATRIX.items()
        for number, row in enumerate(listed if isinstance(listed, list) else [listed])
    ]


def test_every_address_is_listed():
    unlisted = {name for name in every_name() if not name.startswith("admin:")} - set(MATRIX)
    assert unlisted == set(), "add them to MATRIX with what each persona gets"


def test_nothing_is_listed_that_is_gone():
    assert set(MATRIX) - every_name() == set()


@pytest.mark.parametrize(("name", "row"), rows())
@pytest.mark.django_db
def test_status(name: str, row: Row):
    world = make_world(knowledge=row.needs_knowledge)
    address = reverse(name, args=row.arguments(world))
    got = {}
    for persona in NAMES:
        client = make_persona(persona).client
        send = getattr(client, row.method)
        got[persona] = send(address, row.data).status_code
    assert got == row.expected


def test_administration_is_closed_to_learners(db):
    """By rule: whatever can be asked for without an object sends strangers to the login page."""
    clients = [make_persona(persona).client for persona in ("guest", "learner")]
    strange = []
    for name in sorted(name for name in every_name() if name.startswith("admin:")):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue  # needs an object; Django asks the same permission there
        for client in clients:
            answer = client.get(address)
            sent_away = answer.status_code == 302 and "/login/" in answer.url
            if not sent_away and name not in ADMIN_FOR_ALL:
                strange.append((name, answer.status_code))
    assert strange == []


@pytest.mark.parametrize("name", ADMIN_OPEN_TO_STAFF)
def test_administration_is_open_to_staff(db, name: str):
    for persona in ("educator", "admin"):
        assert make_persona(persona).client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("address", ["/admin/auth/user/", "/admin/auth/group/"])
def test_educators_do_not_manage_accounts(db, address: str):
    assert make_persona("educator").client.get(address).status_code == 403
    assert make_persona("admin").client.get(address).status_code == 200
