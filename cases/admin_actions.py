"""What the administration does with many cases at once: confirmed, said and logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Pool, State
from cases.services import lifecycle
from cases.services.apart import not_apart
from cases.services.drafts import put
from cases.services.lifecycle import NotAllowed
from cases.services.publish import PublishError
from cases.services.retire import retire, to_draft


class CaseActions(admin.ModelAdmin[Case]):
    """The actions of the list of cases."""

    actions = (
        "send_them", "approve_them", "publish_them", "retire_them", "draft_them", "move_them",
    )  # fmt: skip

    def each(
        self, request: HttpRequest, cases: QuerySet[Case], act: Callable[[Case], str]
    ) -> None:
        """Do something with every case; say what became of each, and log what was done."""
        for case in cases:
            try:
                said = act(case)
            except NotAllowed as refusal:
                self.message_user(request, f"{case.slug}: {refusal}", messages.ERROR)
            except PublishError as refusal:
                text = " ".join(map(str, refusal.reasons))
                self.message_user(request, f"{case.slug}: {text}", messages.ERROR)
            else:
                self.log_change(request, case, said)
                self.message_user(request, f"{case.slug}: {said}")

    @admin.action(
        description=gettext_lazy("Send the chosen cases to review"), permissions=["change"]
    )
    def send_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Put each before the reviewers."""
        user: Any = request.user

        def act(case: Case) -> str:
            lifecycle.send(case, user)
            return _("sent to review")

        self.each(request, cases, act)

    @admin.action(
        description=gettext_lazy("Approve the chosen cases, as reviewed"), permissions=["change"]
    )
    def approve_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Approve each as it is now; nobody approves what is their own."""
        user: Any = request.user

        def act(case: Case) -> str:
            lifecycle.approve(case, user)
            return _("approved")

        self.each(request, cases, act)

    @admin.action(description=gettext_lazy("Publish the chosen cases"), permissions=["change"])
    def publish_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Publish each, or say what it lacks."""
        user: Any = request.user

        def act(case: Case) -> str:
            revision = lifecycle.release(case, user)
            return _("published as revision %(number)d") % {"number": revision.number}

        self.each(request, cases, act)

    @admin.action(description=gettext_lazy("Retire the chosen cases"), permissions=["change"])
    def retire_them(self, request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse | None:
        """Ask once more, with the list of what would go; then serve them no longer."""
        user: Any = request.user
        served = cases.filter(state=State.PUBLISHED)
        if not served:
            self.message_user(request, _("Only published cases are retired."), messages.ERROR)
            return None
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Retire these cases?"),
                "cases": served,
                "opts": self.opts,
                "action": "retire_them",
            }
            return TemplateResponse(request, "admin/cases/case/retire.html", context)
        reason = request.POST.get("reason", "").replace("\x00", "")[:4000]

        def act(case: Case) -> str:
            retire(case, user, reason)
            return _("retired")

        self.each(request, served, act)
        return None

    @admin.action(
        description=gettext_lazy("Move the chosen cases to another pool"), permissions=["change"]
    )
    def move_them(self, request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse | None:
        """Ask for the pool and once more whether; then set it in each working copy."""
        user: Any = request.user
        pool = request.POST.get("pool", "")
        if "confirmed" not in request.POST or pool not in Pool.values:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Move these cases to another pool?"),
                "cases": cases,
                "pools": Pool.choices,
                "opts": self.opts,
                "action": "move_them",
            }
            return TemplateResponse(request, "admin/cases/case/pool.html", context)

        def act(case: Case) -> str:
            reasons = not_apart(Case(pk=case.pk, pool=pool))
            if reasons:
                raise PublishError(reasons)
            put(case, user, {"pool": pool})
            words = _("moved to “%(pool)s”")
            if case.state in {State.PUBLISHED, State.RETIRED}:
                words = _("goes to “%(pool)s” when it is published again")
            return words % {"pool": Pool(pool).label}

        self.each(request, cases, act)
        return None

    @admin.action(
        description=gettext_lazy("Open the chosen cases for editing"), permissions=["change"]
    )
    def draft_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Begin a new draft of each; what is published stays served."""
        user: Any = request.user

        def act(case: Case) -> str:
            to_draft(case, user)
            return _("open for editing")

        self.each(request, cases, act)
