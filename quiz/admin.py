"""What learners did and said, for the people who keep the keys.

Sessions, responses and grades are facts: they are shown, never edited or deleted here. What is
stored as JSON (an answer, its judgement) is shown as the feedback page tells it, by a link.

Sessions, responses and grades are many, and their times have no index: their lists go by the
primary key, and have nothing that reads the whole table to be opened (no hierarchy of dates).
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from config.lib.admin import ReadOnlyAdmin
from quiz import classroom_admin  # noqa: F401 (registers its models)
from quiz.models import Grade, KeyChallenge, Response, Session, SessionItem, UnmatchedAnswer


def who(session: Session) -> str:
    """Name the account; guests have no name."""
    return session.user.get_username() if session.user else str(_("a guest"))


def case_link(item: SessionItem) -> SafeString:
    """Lead to the case in the workbench, with the revision that was read."""
    words = f"{item.case} r{item.case_revision}"
    return format_html('<a href="{}">{}</a>', item.case.workbench_url, words)


class GradeInline(admin.TabularInline):  # type: ignore[type-arg]
    """Every judgement of one answer, the newest last."""

    model = Grade
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "created_at", "reason", "total", "lo1", "lo2", "lo3", "passed", "rubric_version",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Grades come from the engine alone."""
        return False


class ItemInline(admin.TabularInline):  # type: ignore[type-arg]
    """The cases of one sitting in their order."""

    model = SessionItem
    extra = 0
    can_delete = False
    fields = readonly_fields = ("order", "case_read", "shown_at", "committed", "total")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SessionItem]:
        """Fetch cases, answers and grades with the items. Two queries."""
        rows: QuerySet[SessionItem] = super().get_queryset(request)
        return rows.select_related("case", "response").prefetch_related("response__grades")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are fixed when the session begins."""
        return False

    @admin.display(description=_("case"))
    def case_read(self, item: SessionItem) -> SafeString:
        """Lead to the case."""
        return case_link(item)

    @admin.display(description=_("committed at"))
    def committed(self, item: SessionItem) -> Any:
        """When the answer was committed."""
        return item.response.committed_at if hasattr(item, "response") else None

    @admin.display(description=_("grade"))
    def total(self, item: SessionItem) -> Any:
        """The grade that counts."""
        grades = list(item.response.grades.all()) if hasattr(item, "response") else []
        return grades[-1].total if grades else None


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Who sat down to read, in which mode, and how far they came."""

    list_display = ("public_id", "mode", "reader", "cases", "answers", "started_at", "finished_at")
    list_filter = ("mode", "started_at", ("finished_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("public_id", "user__username", "user__email")
    ordering = ("-pk",)
    list_per_page = 50
    fields = ("public_id", "mode", "reader", "length", "started_at", "finished_at")
    readonly_fields = ("reader", "length")
    inlines = (ItemInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Count in the same query, for the rows of the page only."""
        rows: QuerySet[Session] = super().get_queryset(request)
        items = SessionItem.objects.filter(session=OuterRef("pk")).order_by().values("session")
        return rows.annotate(
            asked=Coalesce(Subquery(items.values(size=Count("pk"))), 0),
            answered=Coalesce(Subquery(items.values(size=Count("response"))), 0),
        )

    @admin.display(description=_("reader"), ordering="user__username")
    def reader(self, session: Session) -> str:
        """Whose it is."""
        return who(session)

    @admin.display(description=_("cases"), ordering="asked")
    def cases(self, session: Session) -> int:
        """How many were opened."""
        return int(session.asked)  # type: ignore[attr-defined]

    @admin.display(description=_("answers"), ordering="answered")
    def answers(self, session: Session) -> int:
        """How many were committed."""
        return int(session.answered)  # type: ignore[attr-defined]

    @admin.display(description=_("cases agreed on"))
    def length(self, session: Session) -> Any:
        """How many cases were agreed on; empty where it is open-ended."""
        return session.length


class ReadAdmin(ReadOnlyAdmin):
    """Rows that hang on one item each, millions of them; `to_item` leads there.

    They are found by the items of sessions and cases, which are few, not by comparing each row.
    """

    to_item = "item"
    search_fields = ("reader", "session", "case")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows whose reader, session or case has every word."""
        for word in search_term.split():
            sessions = Session.objects.filter(
                Q(public_id=word) | Q(user__username__icontains=word)
            )
            cases = Case.objects.filter(Q(slug__icontains=word) | Q(title__icontains=word))
            items = SessionItem.objects.filter(
                Q(session__in=sessions.order_by()) | Q(case__in=cases.order_by())
            )
            queryset = queryset.filter(**{f"{self.to_item}__in": items.order_by()})
        return queryset, False


@admin.register(Response)
class ResponseAdmin(ReadAdmin):
    """Committed answers, with every grade that they got."""

    list_display = ("committed_at", "reader", "case_read", "mode", "seconds", "sitting")
    list_filter = ("item__session__mode", "committed_at")
    list_select_related = ("item__session__user", "item__case")
    ordering = ("-pk",)
    list_per_page = 50
    fields = ("committed_at", "reader", "case_read", "mode", "seconds", "typed", "sitting")
    readonly_fields = ("reader", "case_read", "mode", "typed", "sitting")
    inlines = (GradeInline,)

    @admin.display(description=_("reader"), ordering="item__session__user__username")
    def reader(self, response: Response) -> str:
        """Whose it is."""
        return who(response.item.session)

    @admin.display(description=_("case"), ordering="item__case")
    def case_read(self, response: Response) -> SafeString:
        """Lead to the case."""
        return case_link(response.item)

    @admin.display(description=_("mode"), ordering="item__session__mode")
    def mode(self, response: Response) -> str:
        """In which mode it was read."""
        return str(response.item.session.get_mode_display())

    @admin.display(description=_("differential as typed"))
    def typed(self, response: Response) -> str:
        """What was written, in its order."""
        return ", ".join(map(str, response.payload.get("typed", []))) or "–"

    @admin.display(description=_("session"))
    def sitting(self, response: Response) -> SafeString:
        """Lead to the session."""
        session = response.item.session
        address = reverse("admin:quiz_session_change", args=[session.pk])
        return format_html('<a href="{}">{}</a>', address, session.public_id)


@admin.register(Grade)
class GradeAdmin(ReadAdmin):
    """Every judgement of every answer; the newest one counts."""

    to_item = "response__item"
    list_display = (
        "created_at", "reader", "case_read", "total", "passed", "reason", "key_revision",
        "rubric_version", "answer",
    )  # fmt: skip
    list_filter = ("reason", "passed", "created_at")
    list_select_related = ("response__item__session__user", "response__item__case")
    ordering = ("-pk",)
    list_per_page = 50
    fields = (
        "created_at", "reader", "case_read", "answer", "total", "lo1", "lo2", "lo3", "passed",
        "reason", "key_revision", "rubric_version", "engine_version",
    )  # fmt: skip
    readonly_fields = ("reader", "case_read", "answer")

    @admin.display(description=_("reader"))
    def reader(self, grade: Grade) -> str:
        """Whose it is."""
        return who(grade.response.item.session)

    @admin.display(description=_("case"))
    def case_read(self, grade: Grade) -> SafeString:
        """Lead to the case."""
        return case_link(grade.response.item)

    @admin.display(description=_("answer"))
    def answer(self, grade: Grade) -> SafeString:
        """Lead to the answer with all its grades."""
        address = reverse("admin:quiz_response_change", args=[grade.response_id])
        return format_html('<a href="{}">{}</a>', address, _("Look at it"))


@admin.register(KeyChallenge)
class KeyChallengeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Doubts about keys: read, answer, decide."""

    list_display = ("created_at", "case", "state", "text")
    list_filter = ("state", "created_at")
    list_select_related = ("response__item__case",)
    search_fields = ("text", "reply", "response__item__case__slug", "response__item__case__title")
    readonly_fields = ("case", "text", "created_at", "answered_by", "answered_at")
    fields = ("case", "text", "created_at", "state", "reply", "answered_by", "answered_at")

    @admin.display(description=_("case"))
    def case(self, challenge: KeyChallenge) -> SafeString:
        """The case that the doubt is about, with the revision that was read."""
        return case_link(challenge.response.item)

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
class UnmatchedAnswerAdmin(ReadOnlyAdmin):
    """Names that nobody knew; they are sorted in the workbench."""

    list_display = ("text", "state", "entity", "decided_by", "created_at", "workbench")
    list_filter = ("state", "created_at")
    list_select_related = ("decided_by",)
    search_fields = ("text", "entity")
    fields = ("text", "state", "entity", "decided_by", "created_at", "workbench")
    readonly_fields = ("workbench",)

    @admin.display(description=_("workbench"))
    def workbench(self, _answer: UnmatchedAnswer) -> SafeString:
        """Lead to where they are sorted."""
        return format_html('<a href="{}">{}</a>', reverse("classroom:unmatched"), _("Sort it"))
