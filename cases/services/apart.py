"""Exhibits stand apart: no image of theirs may be part of a case that is asked.

Self-study shows an exhibit's diagnosis to anybody. The address of an image holds the hash of its
content, so an image that also belonged to a case of a session would tell that case's diagnosis.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, Frame, Pool, State


def not_apart(case: Case) -> list[str]:
    """Return in a sentence why the case may not stand in its pool; empty if it may. One query.

    Retired cases do not count: before they are asked again they are published, and checked.
    """
    own = Frame.objects.filter(series__study__case=case).values("digest")
    exhibit = Q(series__study__case__pool=Pool.EXHIBIT)
    others = (
        Frame.objects.exclude(series__study__case=case)
        .exclude(series__study__case__state=State.RETIRED)
        .filter(digest__in=own)
    )
    if not others.filter(~exhibit if case.pool == Pool.EXHIBIT else exhibit).exists():
        return []
    if case.pool == Pool.EXHIBIT:
        return [
            _("Some of these images belong to a case that is asked: it would give it away here.")
        ]
    return [
        _("Some of these images are shown in self-study with their diagnosis: do not ask them.")
    ]
