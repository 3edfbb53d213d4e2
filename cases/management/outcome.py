"""What import and publish commands share: a minimal key from options, and telling."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.models import Case
from cases.services.keys import minimal_key, set_key
from cases.services.publish import PublishError, publish


def apply_key(case: Case, options: dict[str, Any]) -> None:
    """Write history, licence, source and a minimal key where given and the case has none."""
    changed = False
    for name, option in (
        ("history", "history"),
        ("licence", "licence"),
        ("source_text", "source"),
    ):
        if options.get(option) and not getattr(case, name):
            setattr(case, name, options[option])
            changed = True
    if changed:
        case.save()
    if options.get("diagnosis"):
        try:
            set_key(case, minimal_key(options["diagnosis"]))
        except ValueError as error:
            raise CommandError(str(error)) from error


def say_published(command: BaseCommand, case: Case) -> None:
    """Publish and say so, or raise CommandError with every reason why not."""
    try:
        revision = publish(case, None)
    except PublishError as error:
        raise CommandError(
            f"{case.slug} is not published:\n" + "\n".join(f"- {one}" for one in error.reasons)
        ) from error
    command.stdout.write(
        command.style.SUCCESS(f"Published {case.slug}, revision {revision.number}.")
    )
