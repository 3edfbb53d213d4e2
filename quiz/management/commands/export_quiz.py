"""Write a quiz with all its cases as a zip that another installation takes in."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError

from cases.models import Case
from cases.share.command import ExportCommand
from quiz.models import Quiz
from quiz.services.sharing import cases_of, told


class Command(ExportCommand):
    """`manage.py export_quiz ID [-o FILE]`."""

    help = (
        "Write a quiz as one zip: its cases in their order and its terms, no owner, no answers. "
        "ID is what stands in the address of the quiz. Refused where one of the cases may not "
        "leave."
    )
    metavar, standard = "ID", "quiz-ID.zip"

    def named(self, what: str) -> tuple[str, Sequence[Case], dict[str, Any] | None]:
        """Find the quiz by its id."""
        quiz = Quiz.objects.filter(public_id=what).first()
        if quiz is None:
            raise CommandError(f"There is no quiz “{what}”.")
        cases = cases_of(quiz)
        if not cases:
            raise CommandError("This quiz holds no cases yet.")
        return f"quiz-{quiz.public_id}", cases, told(quiz, cases)
