"""What an educator has: a class that has read, files on their way in, a case taken down."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.utils import timezone

from cases.intake import service
from cases.models import Case, DraftVersion, HeldFile, Intake
from cases.services import drafts, takedown
from cases.services.newcase import case_named
from quiz.models import Assignment, Cohort, UnmatchedAnswer
from quiz.services import cohorts, exam, quizzes
from quiz.services.assigned import start_assigned
from quiz.services.response import commit_response
from quiz.submission import Submission
from tests.cases import lettering, make
from tests.cases.decks import DeckMaker, png
from tests.cases.intake.test_service import fill
from tests.personas import make_user

UNKNOWN = "blood vessel tumor"


def teaching_world(folder: Path, published: Case, edited: Case) -> dict[str, str]:
    """Addresses by name: the workbench of `make_user("educator")`, and what she has made."""
    educator, learner = make_user("educator"), make_user("learner")
    assignment = a_class(educator, learner)
    taken = case_named("taken-down")
    record = takedown.take_down(taken, educator, "Patient name in image 2")
    return {
        **classroom(assignment),
        **intakes(folder, educator),
        "taken_down": f"/teach/taken-down/{record.pk}/",
        "regrade": f"/teach/answers/case/{published.public_id}/",
        "accept": f"/teach/answers/name/?text={UNKNOWN}&entity=vertebral-hemangioma",
        "version": f"{edited.workbench_url}versions/{a_version(edited, educator)}/",
    }


def classroom(assignment: Assignment) -> dict[str, str]:
    """The addresses of an assignment, its quiz and its class."""
    return {
        "quiz": f"/teach/quizzes/{assignment.quiz.public_id}/",
        "cohort": f"/teach/cohorts/{assignment.cohort.public_id}/",
        "join": f"/quiz/join/{assignment.cohort.token}/",
        "result": f"/teach/results/{assignment.public_id}/",
    }


def a_quiz(educator: User, cohort: Cohort, title: str = "Lucent lesions") -> Assignment:
    """A quiz of two cases, given to the class until tomorrow."""
    quiz = quizzes.make_quiz(owner=educator, title=title)
    for case in quizzes.choosable().order_by("pk")[:2]:
        quizzes.add_case(quiz=quiz, case=case)
    now = timezone.now()
    return Assignment.objects.create(
        quiz=quiz,
        cohort=cohort,
        owner=educator,
        opens_at=now - timedelta(hours=1),
        due_at=now + timedelta(days=1),
    )


def a_class(educator: User, learner: User) -> Assignment:
    """Two members, one of whom has handed in and named what nobody knows."""
    cohort = cohorts.make_cohort(owner=educator, name="Residents 2026")
    for user in (learner, make_user("other_learner")):
        cohorts.join(cohort=cohort, user=user)
    assignment = a_quiz(educator, cohort)
    session = start_assigned(user=make_user("other_learner"), assignment=assignment)
    for item in session.items.all():
        answer = Submission(
            differential=(UNKNOWN,),
            malignancy="30",
            asked=("no-place", "no-mark", "no-ct-class", "no-next-step", "no-findings"),
        )
        outcome = commit_response(item=item, submission=answer)
        assert outcome.response is not None, outcome.remarks
    exam.hand_in(session=session)
    assert UnmatchedAnswer.objects.filter(text__iexact=UNKNOWN).exists()
    a_quiz(educator, cohort, "Lucent lesions, second week")
    return assignment


def intakes(folder: Path, educator: User) -> dict[str, str]:
    """An intake that is done, one with letters held back, one with a collection to choose from."""
    lettered, _place = lettering.burn(lettering.mr(1, 128), 14, 7)
    clean = make.write(folder / "in", make.dataset(lettering.mr(0, 128), index=0, study=900))
    held = make.write(folder / "in", make.dataset(lettered, index=1, study=900))
    study = received(educator, [clean, held])
    maker = DeckMaker()
    maker.slide("Case 1", [png(1)], "Polka dots.", text="54-year-old man")
    maker.slide("Answer", [png(2)], "T1 bright.")
    deck = received(educator, [maker.save(folder / "old cases.pptx")])
    return {
        "intake": study.get_absolute_url(),
        "held": HeldFile.objects.latest("pk").get_absolute_url(),
        "collection": f"{deck.get_absolute_url()}collection/",
    }


def received(educator: User, paths: list[Path]) -> Intake:
    """Send the files and work them off."""
    intake = service.begin(educator)
    fill(intake, paths)
    service.start(intake)
    assert service.work_off(intake.public_id) == "done"
    return intake


def a_version(case: Case, educator: User) -> int:
    """Edit the case once; return the key of what stood there before."""
    content = drafts.current(case, drafts.draft_of(case))
    drafts.save(case, educator, {**content, "title": "Fatty lesion"}, 0)
    return DraftVersion.objects.filter(draft__case=case).earliest("pk").pk
