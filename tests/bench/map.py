"""What the map costs on the server: 43 entities with pictures, 500 cases, filters set and not.

The goal is a time, so other work on the machine counts against it; the ratio to an empty page of
the same site, taken in turns with it, says what the map itself adds. Attempts must not matter: the
number of queries is asserted in the tests, and here the ratio is taken again with 20,000 committed
reads.

Run: `make bench ONLY=map`.
"""

import statistics
import time

from tests.bench.library import application
from tests.bench.table import Row

GOAL_MS = 60.0
ROUNDS, CASES, READS = 30, 500, 20_000
FLOOR = {"floor": "/about/"}
PATHS = {"map": "/learn/", "map, two filters": "/learn/?signal=t1-low&age=age-older"}


def fill() -> None:
    """Write 500 cases, a picture for each of the 43 entities."""
    from django.core.management import call_command

    from cases.models import Case, Picture, Series, Study
    from knowledge.models import Entity

    call_command("sync_knowledge", verbosity=0)
    slugs = list(Entity.objects.values_list("slug", flat=True))
    for number in range(CASES):
        slug = slugs[number % len(slugs)]
        pool = "exhibit" if number < 3 * len(slugs) else "practice"
        case = Case.objects.create(
            slug=f"case-{number}", state="published", pool=pool, diagnosis_slug=slug,
            provenance="simulated",
        )  # fmt: skip
        study = Study.objects.create(case=case, study_instance_uid=f"2.25.{number}")
        series = Series.objects.create(study=study, series_instance_uid=f"2.25.1.{number}")
        if number < len(slugs):
            Picture.objects.create(
                series=series, kind="thumbnail", slice=0, digest=f"{number:040d}",
                width=149, height=149,
            )  # fmt: skip


def read() -> None:
    """Commit 20,000 reads: they must not matter."""
    from django.contrib.auth.models import User

    from cases.models import Case
    from quiz.models import Response, Session, SessionItem

    session = Session.objects.create(user=User.objects.create(username="reader"), mode="practice")
    case = Case.objects.first()
    items = SessionItem.objects.bulk_create(
        SessionItem(session=session, case=case, order=order, case_revision=1, answer_key={},
                    history="", rubric_version="1", ask=[])
        for order in range(READS)
    )  # fmt: skip
    Response.objects.bulk_create(Response(item=item, payload={}) for item in items)


def milliseconds(paths: dict[str, str]) -> dict[str, float]:
    """The median server time of each page, taken in turns."""
    from django.test import Client

    client = Client()
    times: dict[str, list[float]] = {name: [] for name in paths}
    for _round in range(ROUNDS + 1):
        for name, path in paths.items():
            started = time.perf_counter()
            assert client.get(path).status_code == 200
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def main() -> list[Row]:
    """Measure the map before and after the reads."""
    with application():
        fill()
        before = milliseconds(FLOOR | PATHS)
        read()
        after = milliseconds(FLOOR | PATHS)
    rows = [
        Row(name, f"< {GOAL_MS:.0f} ms", f"{before[name]:.1f} ms",
            f"{before[name] / before['floor']:.1f} x about page", before[name] < GOAL_MS)
        for name in PATHS
    ]  # fmt: skip
    grown = (after["map"] / after["floor"]) / (before["map"] / before["floor"])
    rows.append(
        Row(
            "map after 20,000 reads",
            "<= 1.2 x before",
            f"{after['map']:.1f} ms",
            f"{grown:.2f} x, against the about page",
            grown <= 1.2,
        )
    )
    return rows
