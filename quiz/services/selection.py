"""Which case comes next in practice: the simple rule, until what is learned decides."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.answerkey.types import NOT_PROVEN
from cases.models import Case
from quiz.models import Session, SessionItem
from quiz.selectors import Reader, cases_untold, playable


def choose_case(*, session: Session) -> Case | None:
    """Return a case that was seen least often by this learner, at random among equals.

    Never the case right before it in the session, never one of a running exam or rapid set (the
    feedback would give it away), and one whose diagnosis was never proven only
    where there is no other: a read of it cannot be graded. None if there is no case at all. One
    query for the last case and one for the choice.
    """
    owner = session.user or AnonymousUser()
    mine = Session.objects.owned_by(user=owner, guest_token=session.guest_token)
    times = (
        SessionItem.objects.filter(case=OuterRef("pk"), session__in=mine)
        .order_by()
        .values("case")
        .annotate(times=Count("pk"))
        .values("times")
    )
    last = session.items.order_by("-order").values("case")[:1]
    return (
        playable(owner)
        .exclude(pk__in=Subquery(last))
        .exclude(pk__in=cases_untold(Reader(owner, session.guest_token)))
        .annotate(
            times=Coalesce(Subquery(times, output_field=IntegerField()), 0),
            unproven=Q(diagnosis_slug__in=("", NOT_PROVEN)),
        )
        .order_by("unproven", "times", "?")
        .first()
    )
