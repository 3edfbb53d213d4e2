"""The three states of the site that the gallery shows: nothing there yet, as usual, overfull.

`python -m tests.gallery STATE` fills the data folder DATA_DIR anew and leaves a `Filled` there as
filled.json. The usual state is a copy of what `make run` prepared (LIBRARY, a folder), so that pages show
the simulated library, with the world of `tests.e2e.page_types` in it. Nothing is written into
LIBRARY: files are linked, and the store never writes into a file that is there.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

STATES = ("usual", "empty", "overfull")
#: What German and 120 characters can do to a layout, with and without a place to break.
LONG = (
    "Donaudampfschifffahrtsgesellschaftskapitänswitwe and differential diagnosis of lucent and "
    "sclerotic lesions, week 12"
)
LONG_NAME = "Maximiliane-Theodora.von-Braunschweig-Lueneburg@universitaetsklinikum.example"
STORY = (
    "A woman of 64 with back pain for seven months, worse at night and when lying down. "
    "Breast cancer on the left (pT2 pN1 cM0, ER positive) eleven years ago, treated by "
    "lumpectomy, radiotherapy of 50 Gy and five years of tamoxifen. "
) * 8
READS, DRAFTS, MEMBERS, MANY = 5_000, 500, 40, 30


@dataclass(frozen=True)
class Filled:
    """Addresses by name (the fields of `World`) and the session cookie of each persona."""

    world: dict[str, str]
    cookies: dict[str, str]


def copy_library(library: Path, data: Path) -> bool:
    """Copy the database and link the images; False where there is no library."""
    if not (library / "db.sqlite3").exists():
        return False
    with (
        sqlite3.connect(library / "db.sqlite3") as source,
        sqlite3.connect(data / "db.sqlite3") as target,
    ):
        source.backup(target)
    shutil.copytree(library / "media", data / "media", copy_function=os.link)
    return True


def fill(state: str) -> Filled:
    """Fill DATA_DIR, whose database is migrated here."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        world = empty() if state == "empty" else usual(Path(folder))
    if state == "overfull":
        world |= overfill(world)
    return Filled(world, {name: sign_in(name) for name in ("learner", "educator", "admin")})


def sign_in(name: str) -> str:
    """Return the key of a browser session of the persona; accounts may be called otherwise."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from tests.personas import make_user

    user = User.objects.filter(email=LONG_NAME, first_name=name).first() or make_user(name)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def empty() -> dict[str, str]:
    """The knowledge, three accounts, a class without members, a quiz and an intake without cases."""
    from cases.intake import service
    from quiz.services import cohorts
    from tests.e2e.reading_cases import knowledge
    from tests.e2e.teaching_world import a_quiz, classroom
    from tests.personas import make_user

    knowledge()
    educator = make_user("educator")
    assignment = a_quiz(educator, cohorts.make_cohort(owner=educator, name="Residents 2026"))
    return {**classroom(assignment), "intake": service.begin(educator).get_absolute_url()}


def usual(folder: Path) -> dict[str, str]:
    """The world of the browser tests; a case of the library is the one that is edited."""
    from cases.models import Case
    from tests.e2e.page_types import make_world

    library = Case.objects.public().filter(pool="practice").order_by("pk").first()
    return vars(make_world(folder, library))


def overfill(world: dict[str, str]) -> dict[str, str]:
    """Long names, 5,000 reads, 500 cases, a class of 40; returns the addresses that changed."""
    from tests.e2e.teaching_world import classroom

    fill_library()
    fill_memory(world)
    assignment = fill_class()
    rename()
    return classroom(assignment)


def fill_library() -> None:
    """Drafts with long titles, some of them sent for review, and problems that were reported."""
    from cases.models import Case
    from cases.services.lifecycle import send
    from knowledge.models import Entity, Report
    from tests.personas import make_user

    drafts = Case.objects.bulk_create(
        Case(slug=f"overfull-{n}", title=f"{n} {LONG}"[:120], history=STORY) for n in range(DRAFTS)
    )
    for case in drafts[:MANY]:
        send(case, make_user("educator"), LONG)
    Case.objects.filter(slug__startswith="synthetic").update(title=LONG[:120], history=STORY)
    entity = Entity.objects.get(slug="bone-islands")
    Report.objects.bulk_create(Report(entity=entity, text=STORY) for _ in range(MANY))


def fill_memory(world: dict[str, str]) -> None:
    """5,000 reads, bookmarks with notes, and a long history in the open case."""
    from quiz.models import Note, Session, SessionItem
    from quiz.services.memory import recall_anew
    from tests.personas import make_user
    from tests.quiz.simulated_reader import many_readings

    learner = make_user("learner")
    open_session = Session.objects.get(public_id=world["session"].split("/")[-2])
    case = open_session.items.earliest("pk").case
    many_readings(Session.objects.create(user=learner), case, READS)
    recall_anew([learner.pk])
    open_session.items.update(history=STORY)
    read = SessionItem.objects.filter(session__user=learner).order_by("-pk")[:MANY]
    Note.objects.bulk_create(
        [Note(item=item, bookmarked=True, text=STORY) for item in read], ignore_conflicts=True
    )


def fill_class():
    """A class of 40 that has read 12 cases, and 30 more quizzes and classes."""
    from quiz.models import Quiz, UnmatchedAnswer
    from quiz.services import cohorts
    from quiz.services.simulation import simulate_cohort
    from tests.e2e.teaching_world import a_quiz
    from tests.personas import make_user

    educator = make_user("educator")
    made = simulate_cohort(learners=MEMBERS, reads=12, seed=1, owner=educator)
    cohorts.join(cohort=made.cohort, user=make_user("learner"))
    for number in range(MANY):
        cohort = cohorts.make_cohort(owner=educator, name=f"{number} {LONG}"[:120])
        cohorts.join(cohort=cohort, user=make_user("learner"))
        a_quiz(educator, cohort, f"{number} {LONG}"[:120])
    made.cohort.name = made.assignment.quiz.title = LONG[:120]
    made.cohort.save()
    Quiz.objects.filter(pk=made.assignment.quiz.pk).update(title=LONG[:120], note=STORY[:2000])
    answer = UnmatchedAnswer.objects.latest("pk")
    UnmatchedAnswer.objects.bulk_create(
        UnmatchedAnswer(response=answer.response, text=f"{n} {LONG}"[:200]) for n in range(MANY)
    )
    return made.assignment


def rename() -> None:
    """Give everybody a name of 77 characters; `sign_in` knows the personas by their first name."""
    from django.contrib.auth.models import User

    for user in User.objects.all():
        persona = user.username
        user.username, user.email = f"{LONG_NAME}{user.pk}", LONG_NAME
        user.first_name = persona[:150]
        user.save()


def main() -> int:
    """Fill DATA_DIR with the state that is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    state, data = sys.argv[1], Path(os.environ["DATA_DIR"])
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    if state != "empty":
        copy_library(Path(os.environ["LIBRARY"]), data)
    import django

    django.setup()
    (data / "filled.json").write_text(json.dumps(asdict(fill(state))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
