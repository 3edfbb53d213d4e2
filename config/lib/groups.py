"""The groups of the built-in user model and what the administration lets them do."""

from typing import Any

from config.lib.access import EDUCATOR, LEARNER

#: Educators add and correct in these apps. Deleting, and accounts, stay with administrators;
#: what must never change (responses, grades) refuses by itself.
EDUCATED_APPS = ("knowledge", "cases", "quiz")
ACTIONS = ("view", "add", "change")


def ensure_groups(**kwargs: Any) -> None:
    """Make the groups and give educators their permissions; runs after every migration."""
    from django.contrib.auth.models import Group, Permission  # not before the apps are ready

    Group.objects.get_or_create(name=LEARNER)
    educators, _ = Group.objects.get_or_create(name=EDUCATOR)
    wanted = [
        permission
        for permission in Permission.objects.filter(content_type__app_label__in=EDUCATED_APPS)
        if permission.codename.split("_")[0] in ACTIONS
    ]
    educators.permissions.add(*wanted)
