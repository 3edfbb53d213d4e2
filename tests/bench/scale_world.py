"""A library and a crowd of readers of a stated size, written straight into the database.

One read goes through the services that the site uses; all others are copies of its rows with
other cases, times and results, written set by set in SQL. So the tables have the size and the
shape of a site that was used for years, and it takes minutes instead of days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from cases.models import Case
from knowledge.models import Entity
from quiz.models import Grade, Reading, Response, Session, SessionItem
from quiz.services.response import commit_response
from quiz.services.session import next_item, start_practice
from quiz.submission import Submission
from tests.quiz import world

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
    make_reads(responses, pattern)
    call_command("rebuild_memory", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_cases() -> None:
    """Write the cases: each entity as often as the next, no image bytes."""
    entities = list(Entity.objects.filter(withdrawn=False).order_by("slug"))
    with transaction.atomic():
        for number in range(CASES):
            entity = entities[number % len(entities)]
            world.make_case(
                replace(PLAIN, diagnosis=entity.slug, malignant=entity.kind == "malignant"),
                slug=f"scale-{number}",
            )


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
        value = field.value_from_object(pattern)
        value = json.dumps(value) if isinstance(field, models.JSONField) else value
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
