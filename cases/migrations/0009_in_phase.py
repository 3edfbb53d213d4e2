"""Give in-phase series of simulated cases their label; they were called a second T1."""

from typing import Any

from django.db import migrations

WRONG, RIGHT, PARTNER = "T1 sagittal 2", "In phase sagittal", "Opposed phase sagittal"


def relabel(apps: Any, schema_editor: Any) -> None:
    """A simulated case with an opposed phase has one second T1: the in phase drawn with it."""
    series = apps.get_model("cases", "Series").objects
    partners = series.filter(label=PARTNER, study__case__provenance="simulated")
    series.filter(label=WRONG, study__in=partners.values("study")).update(label=RIGHT)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_still_images")]

    operations = [migrations.RunPython(relabel, migrations.RunPython.noop)]
