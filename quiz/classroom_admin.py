"""Quizzes, cohorts and assignments in the administration, with who changed what.

The workbench is where they are made; here administrators look things up and correct them. What
learners did (attempts) is shown, never changed.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from config.lib.admin import ReadOnlyAdmin
from quiz.models import (
    Assignment,
    Attempt,
    Cohort,
    Membership,
    Quiz,
    QuizCase,
    RegradeNotice,
    Regrading,
)


class QuizCaseInline(admin.TabularInline):  # type: ignore[type-arg]
    """The cases in order; fixed once somebody has started."""

    model = QuizCase
    extra = 0
    autocomplete_fields = ("case",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A started quiz stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and obj.locked)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A started quiz stays as it is."""
        return super().has_add_permission(request, obj) and not (obj and obj.locked)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A started quiz stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and obj.locked)


@admin.register(Quiz)
class QuizAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Quizzes with their cases and terms."""

    list_display = (
        "title",
        "feedback",
        "minutes",
        "attempts",
        "cases_in_it",
        "owner",
        "updated_at",
        "workbench",
    )
    list_filter = ("feedback", "owner")
    search_fields = ("title", "note", "public_id")
    list_select_related = ("owner",)
    readonly_fields = ("owner", "public_id")
    inlines = (QuizCaseInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        """Count the cases in the same query."""
        rows: QuerySet[Quiz] = super().get_queryset(request)
        return rows.annotate(size=Count("places"))

    @admin.display(description=_("cases"), ordering="size")
    def cases_in_it(self, quiz: Quiz) -> int:
        """How many cases it holds."""
        return int(quiz.size)  # type: ignore[attr-defined]

    @admin.display(description=_("workbench"))
    def workbench(self, quiz: Quiz) -> SafeString:
        """Lead to the builder."""
        address = reverse("classroom:quiz", args=[quiz.public_id])
        return format_html('<a href="{}">{}</a>', address, _("Open"))


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """The members of a class."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user",)
    readonly_fields = ("joined_at",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only who may look through the accounts; educators add members in the workbench."""
        return request.user.has_perm("auth.view_user")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A membership is added or removed, not changed."""
        return False


@admin.register(Cohort)
class CohortAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Classes with their members; the invitation link is in the workbench."""

    list_display = ("name", "link_open", "size", "owner", "created_at", "workbench")
    list_filter = ("link_open", "owner")
    search_fields = ("name", "public_id", "members__username", "members__email")
    list_select_related = ("owner",)
    readonly_fields = ("owner", "public_id")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        """Count the members in the same query."""
        rows: QuerySet[Cohort] = super().get_queryset(request)
        return rows.annotate(how_many=Count("memberships", distinct=True))

    @admin.display(description=_("members"), ordering="how_many")
    def size(self, cohort: Cohort) -> int:
        """How many members it has."""
        return int(cohort.how_many)  # type: ignore[attr-defined]

    @admin.display(description=_("workbench"))
    def workbench(self, cohort: Cohort) -> SafeString:
        """Lead to its page."""
        address = reverse("classroom:cohort", args=[cohort.public_id])
        return format_html('<a href="{}">{}</a>', address, _("Open"))


@admin.register(Assignment)
class AssignmentAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Which class does which quiz until when."""

    list_display = ("quiz", "cohort", "opens_at", "due_at", "zone", "owner", "workbench")
    list_filter = ("cohort", "due_at")
    search_fields = ("quiz__title", "cohort__name", "public_id")
    list_select_related = ("quiz", "cohort", "owner")
    autocomplete_fields = ("quiz", "cohort")
    readonly_fields = ("owner", "public_id")
    date_hierarchy = "due_at"

    @admin.display(description=_("workbench"))
    def workbench(self, assignment: Assignment) -> SafeString:
        """Lead to its results."""
        address = reverse("classroom:result", args=[assignment.public_id])
        return format_html('<a href="{}">{}</a>', address, _("Results"))


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Who sat which assignment; shown only."""

    list_display = ("assignment", "user", "number", "started", "handed_in")
    list_filter = ("assignment__cohort",)
    search_fields = ("user__username", "assignment__quiz__title")
    list_select_related = ("assignment__quiz", "assignment__cohort", "user", "session")

    @admin.display(ordering="session__started_at")
    def started(self, attempt: Attempt) -> Any:
        """When it was started."""
        return attempt.session.started_at

    @admin.display(ordering="session__finished_at")
    def handed_in(self, attempt: Attempt) -> Any:
        """When it was handed in; empty while it is open."""
        return attempt.session.finished_at


class NoticeInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who was told, and who has put it away."""

    model = RegradeNotice
    extra = 0
    can_delete = False
    fields = readonly_fields = ("user", "gained", "lost", "dismissed_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Notices come with the regrading."""
        return False


@admin.register(Regrading)
class RegradingAdmin(ReadOnlyAdmin):
    """Decisions that changed grades: shown only."""

    list_display = ("what", "reason", "case", "answers", "decided_by", "created_at")
    list_filter = ("reason", "created_at")
    search_fields = ("what", "case__title", "case__slug")
    list_select_related = ("case", "decided_by")
    inlines = (NoticeInline,)
