"""The quiz app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from config.lib.groups import ensure_groups


class QuizConfig(AppConfig):
    """Registration of the app with Django; the last of ours, so it sees all our permissions."""

    name = "quiz"

    def ready(self) -> None:
        """Keep the groups; listen for log-ins, so that a guest's reads are claimed."""
        from cases.services import takedown
        from cases.share import take
        from quiz.services import (
            guests,  # noqa: F401
            received,
            sharing,
        )

        if received.received not in takedown.RECEIVERS:
            takedown.RECEIVERS.append(received.received)
            takedown.SCRUBBERS.append(received.scrub)

        if sharing.take_quiz not in take.TAKERS:
            take.TAKERS.append(sharing.take_quiz)

        post_migrate.connect(ensure_groups, sender=self, dispatch_uid="quiz.ensure_groups")
