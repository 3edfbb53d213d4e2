"""Practice cases from the real DICOM that pydicom carries: to try the product, never graded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from pydicom.data import get_testdata_file

from cases.models import Case, Difficulty, Proof, State
from cases.services.ingest import ingest
from cases.services.publish import PublishError, publish

LICENCE = "MIT (distributed with pydicom)"
SOURCE = "Test data of the pydicom project, github.com/pydicom/pydicom"
NO_HISTORY = (
    "No clinical history is known for this image. It is here to try the reading room with: its "
    "diagnosis is not proven, so nothing you say about it is graded."
)


@dataclass(frozen=True)
class Demo:
    """One demo case: the name of pydicom's file, and the slug and title of the case."""

    file: str
    slug: str
    title: str


DEMOS = (
    Demo("CT_small.dcm", "demo-ct-vertebra", "Demo: axial CT of one thoracic vertebra"),
    Demo("examples_overlay.dcm", "demo-mr-abdomen", "Demo: axial MR of the abdomen with spine"),
)


class Command(BaseCommand):
    """`manage.py demo_cases`: idempotent; uses files that are installed, never the network."""

    help = "Make practice cases from pydicom's own test images. Nothing about them is graded."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or complete each demo case and say what happened."""
        for demo in DEMOS:
            self.stdout.write(f"{demo.slug}: {self._make(demo)}")

    def _make(self, demo: Demo) -> str:
        found = get_testdata_file(demo.file, download=False)
        if not found:
            return "this installation of pydicom does not carry its image; left out"
        case, made = Case.objects.get_or_create(
            slug=demo.slug,
            defaults={
                "title": demo.title,
                "history": NO_HISTORY,
                "difficulty": Difficulty.TYPICAL,
                "proof": Proof.NOT_PROVEN,
                "licence": LICENCE,
                "source_text": SOURCE,
                "credit": "pydicom",
            },
        )
        if not made and case.state != State.DRAFT:
            return "is there already"
        report = ingest([Path(str(found))], case=case)
        if report.quarantined:
            return f"left as a draft: {report.rows[0].sentence}"
        try:
            publish(case, None)
        except PublishError as error:
            return f"left as a draft: {error}"
        return "published"
