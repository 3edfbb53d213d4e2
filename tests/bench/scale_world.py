"""A library and a crowd of readers of a stated size, written straight into the database.

One case and one read go through the services that the site uses; all others are copies of their
rows with other cases, times and results, written set by set in SQL. So the tables have the size
and the shape of a site that was used for years, and it takes minutes instead of days. What is
kept in mind of the measured learner is derived from the reads as the site does it; of the others
there are as many rows, with values of one pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models.base import ModelState
from django.utils import timezone

from cases.answerkey import codec
from cases.models import Case, CaseRevision, KeyView, Series, Study
from knowledge.models import Entity
from quiz.models import (
    CaseRating,
    Grade,
    MemoryCard,
    ReaderRating,
    Reading,
    Response,
    SeenCase,
    Session,
    SessionItem,
)
from quiz.services import memory
from quiz.services.response import commit_response
from quiz.services.session import next_item, start_practice
from quiz.submission import Submission
from tests.quiz import world

M = TypeVar("M", bound=models.Model)
CASES, LEARNERS = 1_000, 5_000
#: Reads of a learner who reads; with 1,000,000 responses every one of the 5,000 does.
READS_EACH, ITEMS_A_SESSION = 200, 20
MEASURED = "measured"
#: Every third read names something else than what was there.
WRONG = 3
PLAIN = replace(world.KEY, findings=(), excluded=(), alternatives=(), references=(), breadth=0)
ANSWER = Submission(
    differential=("sarcoidosis",), ct_class="lucent", extent="diffuse", malignancy="30",
    next_step="leave",
)  # fmt: skip


def build(responses: int) -> None:
    """Fill an empty, migrated database with `CASES`, `LEARNERS` and so many responses."""
    call_command("sync_knowledge", verbosity=0)
    make_cases()
    make_learners()
    pattern = read_once()
    quickly()
    make_reads(responses, pattern)
    remember_all(User.objects.get(username=MEASURED).pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def quickly() -> None:
    """Let SQLite write without waiting for the disk: nothing is lost if this is interrupted."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")


def make_cases() -> None:
    """Write the cases: each entity as often as the next, no image bytes."""
    entities = list(Entity.objects.filter(withdrawn=False).order_by("slug"))
    keys = [
        replace(PLAIN, diagnosis=entity.slug, malignant=entity.kind == "malignant")
        for entity in entities
    ]
    with transaction.atomic():
        first = world.make_case(keys[0], slug="scale-0")
        rows = [(number, keys[number % len(keys)]) for number in range(1, CASES)]
        cases = Case.objects.bulk_create(
            _like(
                first,
                slug=f"scale-{number}",
                public_id=f"scale{number:07d}",
                answer_key=codec.to_json(key),
                diagnosis_slug=key.diagnosis,
                malignant=bool(key.malignant),
            )
            for number, key in rows
        )
        CaseRevision.objects.bulk_create(
            CaseRevision(case=case, number=1, snapshot={"answer_key": case.answer_key})
            for case in cases
        )
        _copy_images(first, cases)


def _copy_images(first: Case, cases: list[Case]) -> None:
    """Give each case a study and a series like the first one's, and the view of its key."""
    study = first.studies.get()
    series, view = study.series.get(), first.key_view
    studies = Study.objects.bulk_create(
        _like(study, case=case, study_instance_uid=f"2.25.1.{case.pk}") for case in cases
    )
    many = Series.objects.bulk_create(
        _like(series, study=study, series_instance_uid=f"2.25.2.{study.pk}", token=f"s{study.pk}")
        for study in studies
    )
    KeyView.objects.bulk_create(
        _like(view, case=case, series=one) for case, one in zip(cases, many, strict=True)
    )


def _like(row: M, **given: Any) -> M:
    """Return a new row with the values of another one, but for those given."""
    made = copy(row)
    made._state = ModelState()
    made.pk = None
    for name, value in given.items():
        setattr(made, name, value)
    return made


def make_learners() -> None:
    """Write the accounts; nobody can sign in with a password."""
    names = [MEASURED, *(f"learner-{number}" for number in range(1, LEARNERS))]
    User.objects.bulk_create(User(username=name, password="!") for name in names)


def read_once() -> Response:
    """Read one case as the site does; its rows are the pattern of all others."""
    session = start_practice(user=User.objects.get(username=MEASURED), length=1)
    item = next_item(session=session)
    assert item is not None
    return commit(item)


def commit(item: SessionItem) -> Response:
    """Commit the standard answer."""
    outcome = commit_response(item=item, submission=ANSWER)
    assert outcome.response is not None, outcome.remarks
    return outcome.response


def make_reads(responses: int, pattern: Response) -> None:
    """Write `responses` reads in sessions of `ITEMS_A_SESSION`, `READS_EACH` a learner."""
    now = timezone.now()
    readers = list(User.objects.order_by("pk")[: max(1, responses // READS_EACH)])
    sessions = [
        Session(user=user, settings={"length": ITEMS_A_SESSION}, finished_at=now)
        for user in readers
        for _ in range(READS_EACH // ITEMS_A_SESSION)
    ]
    last = Session.objects.order_by("-pk").values_list("pk", flat=True)[0]
    Session.objects.bulk_create(sessions, batch_size=2_000)
    item, grade, reading = pattern.item, pattern.grades.get(), pattern.reading
    case = Case.objects.order_by("pk").values_list("pk", flat=True)[0]
    _spread(
        SessionItem,
        "quiz_session s CROSS JOIN numbers n JOIN cases_case c "
        f"ON c.id = {case} + (s.id * 7919 + n.n * 104729) % {CASES} WHERE s.id > {last}",
        item,
        {"session_id": "s.id", "order": "n.n", "case_id": "c.id", "answer_key": "c.answer_key"},
    )
    new = f"FROM quiz_sessionitem i WHERE i.session_id > {last}"
    _copy(Response, new, pattern, {"item_id": "i.id"})
    joined = (
        "FROM quiz_response r JOIN quiz_sessionitem i ON i.id = r.item_id "
        f"JOIN cases_case c ON c.id = i.case_id WHERE i.session_id > {last}"
    )
    _copy(Grade, joined, grade, {"response_id": "r.id"})
    wrong = f"r.id % {WRONG} = 0"
    results = {
        "response_id": "r.id",
        "session_id": "i.session_id",
        "case_id": "i.case_id",
        "diagnosis": "c.diagnosis_slug",
        "malignant": "c.malignant",
        "named": f"CASE WHEN {wrong} THEN 'sarcoidosis' ELSE c.diagnosis_slug END",
        "named_right": f"NOT ({wrong})",
        "probability": "((r.id * 37) % 100) / 100.0",
        "total": f"CASE WHEN {wrong} THEN 0.2 ELSE 0.9 END",
    }
    _copy(Reading, joined, reading, results)
    spread_times(last, now)


def remember_all(measured: int) -> None:
    """Write cards, ratings and showings: one account's as the site would, the others' alike."""
    memory.recall_anew([measured])
    card = MemoryCard.objects.filter(user=measured).first()
    assert card is not None
    everyone = "FROM quiz_reading r JOIN quiz_session s ON s.id = r.session_id"
    read = f"{everyone} WHERE s.user_id <> {measured}"
    now = timezone.now()
    card.due, card.reviewed = now, now - timedelta(days=3)
    counted = {"user_id": "s.user_id", "reads": "COUNT(*)", "right": "COUNT(*) / 2"}
    _copy(
        MemoryCard,
        f"{read} GROUP BY s.user_id, r.diagnosis",
        card,
        {**counted, "entity": "r.diagnosis", "other": "''"},
    )
    _copy(
        MemoryCard,
        f"{read} AND NOT r.named_right AND r.diagnosis <> r.named GROUP BY s.user_id, r.diagnosis, r.named",
        card,
        {
            **counted,
            "entity": "CASE WHEN r.diagnosis < r.named THEN r.diagnosis ELSE r.named END",
            "other": "CASE WHEN r.diagnosis < r.named THEN r.named ELSE r.diagnosis END",
        },
    )
    ReaderRating.objects.all().delete()
    _copy(
        ReaderRating,
        f"{everyone} GROUP BY s.user_id",
        ReaderRating(value=0.4, deviation=0.3, read_at=now),
        {"user_id": "s.user_id", "reads": "COUNT(*)"},
    )
    CaseRating.objects.all().delete()
    _copy(
        CaseRating,
        "FROM quiz_reading r GROUP BY r.case_id",
        CaseRating(value=0.1, deviation=0.2),
        {"case_id": "r.case_id", "reads": "COUNT(*)"},
    )
    SeenCase.objects.all().delete()
    _copy(
        SeenCase,
        f"{everyone} GROUP BY s.user_id, r.case_id",
        SeenCase(shown_at=now),
        {"user_id": "s.user_id", "case_id": "r.case_id", "times": "COUNT(*)"},
    )


def spread_times(last: int, now: datetime) -> None:
    """Let the reads lie on the days of the last year, a session a day or so."""
    first = now - timedelta(days=365)
    step = "datetime(:first, '+' || (({id} * 37) %% 525600) || ' minutes')"
    if connection.vendor == "postgresql":
        step = "CAST(:first AS timestamptz) + ({id} * 37) %% 525600 * interval '1 minute'"
    for table, column, session in (
        ("quiz_session", "started_at", "id"),
        ("quiz_reading", "committed_at", "session_id"),
    ):
        moment = step.format(id=session).replace(":first", "%s")
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = {moment} WHERE {session} > %s",
                [first.isoformat(sep=" ", timespec="seconds"), last],
            )


def _spread(
    model: type[models.Model], source: str, pattern: models.Model, given: Mapping[str, str]
) -> None:
    numbers = (
        "WITH RECURSIVE numbers(n) AS "
        f"(SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ITEMS_A_SESSION}) "
    )
    _insert(model, f"FROM {source}", pattern, given, numbers)


def _copy(
    model: type[models.Model], source: str, pattern: models.Model, given: Mapping[str, str]
) -> None:
    _insert(model, source, pattern, given, "")


def _insert(
    model: type[models.Model],
    source: str,
    pattern: models.Model,
    given: Mapping[str, str],
    before: str,
) -> None:
    """Insert one row of `model` for each row of `source`: `given` columns, the rest as `pattern`."""
    columns: list[str] = []
    values: list[str] = []
    parameters: list[Any] = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        columns.append(connection.ops.quote_name(field.column))
        if field.column in given:
            values.append(given[field.column].replace("%", "%%"))
            continue
        value = field.get_db_prep_save(field.value_from_object(pattern), connection)
        values.append(f"CAST(%s AS {field.db_type(connection)})" if _typed(field) else "%s")
        parameters.append(value)
    quoted = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {quoted} ({', '.join(columns)}) {before} SELECT {', '.join(values)} "
    if before:
        sql = f"{before} INSERT INTO {quoted} ({', '.join(columns)}) SELECT {', '.join(values)} "
    with connection.cursor() as cursor:
        cursor.execute(sql + source.replace("%", "%%"), parameters)


def _typed(field: models.Field[Any, Any]) -> bool:
    """PostgreSQL does not guess the type of a parameter in a select list; SQLite has none."""
    return connection.vendor == "postgresql"
