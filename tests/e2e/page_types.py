"""Every type of page with an address that shows it, for the checks that all pages have to pass.

A new page type is one line in `PAGES`. What stands in braces is a field of
`World` and belongs to the learner.
"""

from dataclasses import dataclass
from pathlib import Path

from cases.services.lifecycle import send
from quiz.services.exam import start_exam
from quiz.services.rapid import commit_confidence, start_rapid
from quiz.services.response import commit_response
from quiz.services.session import finish, next_item, start_practice
from quiz.submission import Submission
from tests.e2e.reading_cases import exhibits, knowledge, synthetic_case, synthetic_draft
from tests.personas import make_user

#: Name → (address, the personas that may see it).
EVERYBODY = ("guest", "learner", "educator")
LEARNER = ("learner",)
EDUCATOR = ("educator",)
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "home": ("/", EVERYBODY),
    "about": ("/about/", EVERYBODY),
    "help": ("/help/", EVERYBODY),
    "help topic": ("/help/residents/", EVERYBODY),
    "licenses": ("/licenses/", EVERYBODY),
    "sign in": ("/account/login/", ("guest",)),
    "sign up": ("/account/signup/", ("guest",)),
    "forgotten password": ("/account/reset/", ("guest",)),
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
    "editor": ("{case}", EDUCATOR),
    "reviews": ("/teach/reviews/", EDUCATOR),
    "versions": ("{case}versions/", EDUCATOR),
    "revision": ("{case}revisions/1/", EDUCATOR),
    "retire": ("{case}retire/", EDUCATOR),
    "preview": ("{case}preview/", EDUCATOR),
    "rapid": ("{rapid}", LEARNER),
    "rapid, ended": ("{rapid_ended}", LEARNER),
}


@dataclass(frozen=True)
class World:
    """Addresses of the learner's session: the open case, a committed one, the session itself."""

    item: str
    done: str
    session: str
    exam: str
    rapid: str
    rapid_ended: str
    case: str

    def address(self, name: str) -> str:
        return PAGES[name][0].format(**vars(self))


def make_world(folder: Path) -> World:
    """A learner with one case read, one open, one in an exam and one in a rapid set."""
    knowledge()
    exhibits()
    for number in (1, 2, 3, 4):
        edited = synthetic_case(folder, number=number)
    waiting = synthetic_draft(folder, number=5)
    send(waiting, make_user("educator"), "Please look at the level.")
    session = start_practice(user=make_user("learner"))
    done = next_item(session=session)
    answer = Submission(
        differential=("metastases", "vertebral hemangioma"),
        ct_class="sclerotic",
        findings=("t1-low",),
        extent="diffuse",
        malignancy="70",
        next_step="pet-ct",
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
    return World(
        item=f"{root}{open_item.order}/",
        done=f"{root}{done.order}/",
        session=root,
        exam=f"/quiz/s/{exam.public_id}/",
        rapid=f"/quiz/s/{running.public_id}/1/",
        rapid_ended=f"/quiz/s/{ended.public_id}/",
        case=edited.workbench_url,
    )
