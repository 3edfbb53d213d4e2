"""Names that were sorted as known elsewhere or to become an entity are understood from now on."""

from django.db import migrations

KINDS = {"known": "known", "entity": "proposed"}


def take_over(apps, schema_editor):
    answers = apps.get_model("quiz", "UnmatchedAnswer").objects.filter(state__in=KINDS)
    names = apps.get_model("knowledge", "OtherName").objects
    there = {text.casefold() for text in names.values_list("text", flat=True)}
    for text, state in answers.order_by("pk").values_list("text", "state"):
        tidy = " ".join(text.split())
        if tidy and tidy.casefold() not in there:
            there.add(tidy.casefold())
            names.create(text=tidy, kind=KINDS[state])


class Migration(migrations.Migration):
    dependencies = [("quiz", "0006_guest_notices"), ("knowledge", "0005_othername")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
