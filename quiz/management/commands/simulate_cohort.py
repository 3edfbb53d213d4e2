"""Make a class of known truth and compare what the dashboards say with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quiz.analytics.truth import agreement
from quiz.services.simulation import TooFewCases, simulate_cohort


class Command(BaseCommand):
    """Reads through the services of the site; the accounts cannot sign in."""

    help = "Simulate a class of learners of known ability, and check the dashboards against it."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and the seed."""
        parser.add_argument("--learners", type=int, default=200)
        parser.add_argument("--reads", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Simulate, compare, print; fails where a figure's intervals miss the truth too often."""

        def tell(done: int) -> None:
            if options["verbosity"] and (done % 10 == 0 or done == options["learners"]):
                self.stdout.write(f"{done} of {options['learners']} learners have read")

        try:
            made = simulate_cohort(
                learners=options["learners"],
                reads=options["reads"],
                seed=options["seed"],
                tell=tell,
            )
        except TooFewCases as problem:
            raise CommandError(str(problem)) from problem
        lines = agreement(made)
        for line in lines:
            self.stdout.write(str(line))
        if not all(line.agrees for line in lines):
            raise CommandError("Some figures do not agree with the truth.")
