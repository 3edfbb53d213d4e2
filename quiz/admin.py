"""What learners said, for the people who keep the keys: doubts and unknown names.

Responses and grades are facts: they are shown, never edited or deleted here.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from quiz import classroom_admin  # noqa: F401 (registers its models)
from quiz.models import Grade, KeyChallenge, Response, UnmatchedAnswer


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show; do not add, change or delete."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Facts come from the site alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts stay as they are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with the account only."""
        return False


@admin.register(Response)
class ResponseAdmin(ReadOnly):
    """Committed answers."""

    list_display = ("pk", "item", "committed_at", "seconds")
    list_select_related = ("item",)


@admin.register(Grade)
class GradeAdmin(ReadOnly):
    """Every judgement of every answer."""

    list_display = ("pk", "response", "total", "passed", "reason", "rubric_version", "created_at")
    list_filter = ("reason", "passed")


@admin.register(KeyChallenge)
class KeyChallengeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Doubts about keys: read, answer, decide."""

    list_display = ("created_at", "case", "state", "text")
    list_filter = ("state",)
    list_select_related = ("response__item__case",)
    readonly_fields = ("response", "text", "created_at", "answered_by", "answered_at")

    @admin.display(description="case")
    def case(self, challenge: KeyChallenge) -> str:
        """The case that the doubt is about, with the revision that was read."""
        item = challenge.response.item
        return f"{item.case} r{item.case_revision}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Doubts come from the feedback page alone."""
        return False

    def save_model(self, request: HttpRequest, obj: KeyChallenge, form: Any, change: bool) -> None:
        """Note who answered, and when."""
        if "state" in form.changed_data or "reply" in form.changed_data:
            obj.answered_by_id = request.user.pk
            obj.answered_at = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(UnmatchedAnswer)
class UnmatchedAnswerAdmin(ReadOnly):
    """Names that nobody knew; they are sorted in the workbench."""

    list_display = ("text", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("text",)
