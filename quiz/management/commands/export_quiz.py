"""Write a quiz with all its cases as a zip that another installation takes in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.dicom.errors import Refused
from cases.share.written import write
from quiz.models import Quiz
from quiz.services.sharing import cases_of, told


class Command(BaseCommand):
    """`manage.py export_quiz ID [-o FILE]`."""

    help = (
        "Write a quiz as one zip: its cases in their order and its terms, no owner, no answers. "
        "ID is what stands in the address of the quiz. Refused where one of the cases may not "
        "leave."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("quiz", metavar="ID")
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="quiz-ID.zip if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the zip or say why not."""
        quiz = Quiz.objects.filter(public_id=options["quiz"]).first()
        if quiz is None:
            raise CommandError(f"There is no quiz “{options['quiz']}”.")
        cases = cases_of(quiz)
        if not cases:
            raise CommandError("This quiz holds no cases yet.")
        target = options["output"] or Path(f"quiz-{quiz.public_id}.zip")
        try:
            size = write(cases, target, told(quiz, cases))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{target}: {len(cases)} cases, {size / 1e6:.1f} MB")
