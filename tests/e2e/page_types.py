"""Every type of page with an address that shows it, for the checks that all pages have to pass.

A new page type is one line in `PAGES`. What stands in braces is a field of `World`: a session of
the learner, or something the educator has made.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from cases.models import Case
from cases.services.lifecycle import send
from quiz.services.exam import start_exam
from quiz.services.rapid import commit_confidence, start_rapid
from quiz.services.response import commit_response
from quiz.services.session import finish, key_from, next_item, start_practice
from quiz.submission import Submission
from tests.e2e.reading_cases import exhibits, knowledge, synthetic_case, synthetic_draft
from tests.e2e.teaching_world import teaching_world
from tests.personas import make_user

#: Name → (address, the personas that may see it).
EVERYBODY = ("guest", "learner", "educator")
LEARNER = ("learner",)
EDUCATOR = ("educator",)
ADMIN = ("admin",)
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "home": ("/", EVERYBODY),
    "about": ("/about/", EVERYBODY),
    "help": ("/help/", EVERYBODY),
    "help topic": ("/help/residents/", EVERYBODY),
    "licenses": ("/licenses/", EVERYBODY),
    "sign in": ("/account/login/", ("guest",)),
    "sign up": ("/account/signup/", ("guest",)),
    "forgotten password": ("/account/reset/", ("guest",)),
    "forgotten password, sent": ("/account/reset/sent/", ("guest",)),
    "forgotten password, link too old": ("/account/reset/MQ/abc-def/", ("guest",)),
    "forgotten password, done": ("/account/reset/done/", ("guest",)),
    "new password": ("/account/password/", LEARNER),
    "account": ("/account/", ("learner", "educator")),
    "not found": ("/nothing-here/", EVERYBODY),
    "map": ("/learn/", EVERYBODY),
    "search": ("/search/", EVERYBODY),
    "search, found": ("/search/?q=hemangoma", EVERYBODY),
    "map, narrowed": ("/learn/?signal=t1-high&age=age-older", EVERYBODY),
    "pairs": ("/learn/compare/", EVERYBODY),
    "comparison": ("/learn/compare/vertebral-hemangioma/lytic-metastases/", EVERYBODY),
    "comparison in words": ("/learn/compare/bone-islands/multiple-myeloma/", EVERYBODY),
    "entity": ("/learn/vertebral-hemangioma/", EVERYBODY),
    "entity in words": ("/learn/bone-islands/", EVERYBODY),
    "findings": ("/learn/findings/", EVERYBODY),
    "finding": ("/learn/findings/t1-high/", EVERYBODY),
    "finding without a picture": ("/learn/findings/t1-low/", EVERYBODY),
    "differential": ("/learn/differential/", EVERYBODY),
    "differential, ticked": (
        "/learn/differential/?see=t1-low&see=ct-lucent&not=t2-halo",
        EVERYBODY,
    ),
    "references": ("/learn/references/", EVERYBODY),
    "report a problem": ("/learn/bone-islands/report/", EVERYBODY),
    "report a finding": ("/learn/findings/t1-low/report/", EVERYBODY),
    "reported problems": ("/teach/reports/", ("educator",)),
    "progress": ("/progress/", EVERYBODY),
    "delete account": ("/account/delete/", LEARNER),
    "quiz": ("/quiz/", EVERYBODY),
    "review": ("/quiz/review/", EVERYBODY),
    "choose cases": ("/quiz/practice/?entity=vertebral-hemangioma", EVERYBODY),
    "bookmarks": ("/quiz/bookmarks/", EVERYBODY),
    "reading": ("{item}", LEARNER),
    "feedback": ("{done}feedback/", LEARNER),
    "summary": ("{session}", LEARNER),
    "exam": ("{exam}1/", LEARNER),
    "exam, overview": ("{exam}", LEARNER),
    "join a class": ("{join}", EVERYBODY),
    "join a class, link too old": ("/quiz/join/no-such-link/", EVERYBODY),
    "design": ("/design/", ("guest",)),
    "workbench": ("/teach/", EDUCATOR),
    "workbench, searched": ("/teach/?q=no+such+case", EDUCATOR),
    "bring in": ("/teach/bring-in/", EDUCATOR),
    "archive": ("/teach/bring-in/archive/", EDUCATOR),
    "intake": ("{intake}", EDUCATOR),
    "held image": ("{held}", EDUCATOR),
    "collection": ("{collection}", EDUCATOR),
    "storage": ("/teach/storage/", ADMIN),
    "quizzes": ("/teach/quizzes/", EDUCATOR),
    "new quiz": ("/teach/quizzes/new/", EDUCATOR),
    "quiz builder": ("{quiz}", EDUCATOR),
    "blueprint": ("{quiz}blueprint/", EDUCATOR),
    "share a quiz": ("{quiz}share/", EDUCATOR),
    "assign": ("{quiz}assign/", EDUCATOR),
    "cohorts": ("/teach/cohorts/", EDUCATOR),
    "cohort": ("{cohort}", EDUCATOR),
    "results": ("/teach/results/", EDUCATOR),
    "result": ("{result}", EDUCATOR),
    "result, dates": ("{result}dates/", EDUCATOR),
    "class report": ("{result}report/", EDUCATOR),
    "result of a case": ("{result}1/", EDUCATOR),
    "answers nobody knew": ("/teach/answers/", EDUCATOR),
    "names of other conditions": ("/teach/answers/others/", ADMIN),
    "accept a name": ("{accept}", EDUCATOR),
    "grade again": ("{regrade}", EDUCATOR),
    "editor": ("{case}", EDUCATOR),
    "share a case": ("{case}share/", EDUCATOR),
    "take down": ("{case}take-down/", EDUCATOR),
    "taken down": ("{taken_down}", EDUCATOR),
    "reviews": ("/teach/reviews/", EDUCATOR),
    "versions": ("{case}versions/", EDUCATOR),
    "revision": ("{case}revisions/1/", EDUCATOR),
    "retire": ("{case}retire/", EDUCATOR),
    "version": ("{version}", EDUCATOR),
    "preview": ("{case}preview/", EDUCATOR),
    "preview, reading": ("{case}preview/read/", EDUCATOR),
    "rapid": ("{rapid}", LEARNER),
    "rapid, ended": ("{rapid_ended}", LEARNER),
}


@dataclass(frozen=True)
class World:
    """Addresses: of the learner's sessions (open case, committed one, the session), of what the
    educator has made. Empty is what there is none of."""

    item: str = ""
    done: str = ""
    session: str = ""
    exam: str = ""
    rapid: str = ""
    rapid_ended: str = ""
    case: str = ""
    quiz: str = ""
    cohort: str = ""
    join: str = ""
    result: str = ""
    intake: str = ""
    held: str = ""
    collection: str = ""
    taken_down: str = ""
    regrade: str = ""
    accept: str = ""
    version: str = ""

    def address(self, name: str) -> str:
        """Where this world shows the page type; empty where it has nothing of the kind."""
        address = PAGES[name][0]
        needed = re.findall(r"{(\w+)}", address)
        return address.format(**vars(self)) if all(vars(self)[one] for one in needed) else ""


def make_world(folder: Path, edited: Case | None = None) -> World:
    """A learner with one case read, one open, one in an exam and one in a rapid set; a class.

    `edited` is the published case that the educator is changing, a synthetic one if none is given.
    """
    knowledge()
    if edited is None:  # else there is a library, with exhibits of its own
        exhibits()
    for number in (1, 2, 3, 4):
        synthetic = synthetic_case(folder, number=number)
    edited = edited or synthetic
    waiting = synthetic_draft(folder, number=5)
    send(waiting, make_user("educator"), "Please look at the level.")
    read = learners_world()
    published = Case.objects.filter(revision__gt=0).exclude(pk=edited.pk).earliest("pk")
    taught = teaching_world(folder, published, edited)
    return World(case=edited.workbench_url, **read, **taught)


def learners_world() -> dict[str, str]:
    """Let `make_user("learner")` read, and leave something open in each mode."""
    session = start_practice(user=make_user("learner"))
    done = next_item(session=session)
    steps = key_from(done.answer_key).next_steps
    answer = Submission(
        differential=("metastases", "vertebral hemangioma"),
        ct_class="sclerotic",
        findings=("t1-low",),
        extent="diffuse",
        malignancy="70",
        next_step=steps[-1].slug if steps else "",
        asked=("no-place", "no-mark", "no-ct-class", "no-next-step"),
    )
    outcome = commit_response(item=done, submission=answer)
    assert outcome.response is not None, outcome.remarks
    open_item = next_item(session=session)
    root = f"/quiz/s/{session.public_id}/"
    ended = start_rapid(user=make_user("learner"))
    for item in ended.items.all():
        commit_confidence(item=item, step=5)
    finish(session=ended)
    # What is open in one sitting does not come in another: one case for each.
    exam = start_exam(user=make_user("learner"), length=1)
    running = start_rapid(user=make_user("learner"))
    return {
        "item": f"{root}{open_item.order}/",
        "done": f"{root}{done.order}/",
        "session": root,
        "exam": f"/quiz/s/{exam.public_id}/",
        "rapid": f"/quiz/s/{running.public_id}/1/",
        "rapid_ended": f"/quiz/s/{ended.public_id}/",
    }
