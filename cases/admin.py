"""Cases in the admin: found, looked at and moved on; what they hold is edited in the editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from cases import records_admin  # noqa: F401 (registers its models)
from cases.admin_actions import CaseActions
from cases.models import Case, CaseEvent, CaseRevision, Series, Stage, State
from cases.selectors import key_of
from cases.services.apart import not_apart
from cases.services.checklist import checklist, open_sentences
from cases.services.content import COLUMNS
from cases.services.drafts import current, draft_of, put, served_apart
from config.lib.admin import ReadOnlyAdmin


def picture_of(series: Series | None, size: int = 64) -> SafeString | str:
    """Return the middle slice of a series, cut from its preview pack."""
    if series is None or not series.frames_ready:
        return "–"
    address = reverse("cases:thumbnail", args=[series.token, series.preview_digest])
    picture = '<img src="{}" width="{}" height="{}" loading="lazy" alt="">'
    return format_html(picture, address, size, size)


def editor_link(case: Case) -> SafeString:
    """Return a link to the editor of the case."""
    return format_html('<a href="{}">{}</a>', case.workbench_url, _("Open in the editor"))


class CaseForm(forms.ModelForm[Case]):
    """The case with the one rule that its fields do not know."""

    def clean_pool(self) -> str:
        """Keep what self-study shows apart from what is asked."""
        pool: str = self.cleaned_data["pool"]
        reasons = not_apart(Case(pk=self.instance.pk, pool=pool))
        if reasons:
            raise ValidationError(reasons)
        return pool


@admin.register(Case)
class CaseAdmin(CaseActions, SimpleHistoryAdmin):  # type: ignore[misc]
    """Find, look at, publish and retire cases. The key is edited in the editor."""

    form = CaseForm

    list_display = (
        "picture", "slug", "title", "state", "stage", "pool", "diagnosis_slug", "malignant",
        "provenance", "difficulty", "proof", "images", "revision", "edit",
    )  # fmt: skip
    list_display_links = ("picture", "slug")
    list_filter = (
        "state", "draft__stage", "pool", "provenance", "malignant", "difficulty", "proof",
        "licence",
    )  # fmt: skip
    search_fields = ("slug", "title", "public_id", "diagnosis_slug", "history")
    date_hierarchy = "created_at"
    list_per_page = 50
    history_list_display = ("state", "revision")
    readonly_fields = (
        "edit", "public_id", "state", "stage", "diagnosis_slug", "malignant", "key_summary",
        "checklist", "series_table", "revision", "published_at", "created_at", "updated_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("edit", "slug", "title", "public_id", "state", "stage", "pool")}),
        (_("For the learner"), {"fields": ("history", "difficulty")}),
        (_("Truth"), {"fields": ("diagnosis_slug", "malignant", "proof", "key_summary")}),
        (_("Images"), {"fields": ("series_table",)}),
        (_("Rights"), {"fields": ("provenance", "source_text", "licence", "credit")}),
        (
            _("Publication"),
            {"fields": ("checklist", "revision", "published_at", "created_at", "updated_at")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Fetch series with the list: the number of queries does not grow with it."""
        cases = super().get_queryset(request).select_related("draft")
        found: QuerySet[Case] = cases.prefetch_related("studies__series")
        return found.annotate(series_count=Count("studies__series", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Case | None = None) -> Any:
        """What a published revision holds is not edited beneath it."""
        fixed = tuple(self.readonly_fields)
        published = obj is not None and obj.state in {State.PUBLISHED, State.RETIRED}
        return (*fixed, *COLUMNS, "provenance") if published else fixed

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A case begins with its images."""
        return False

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Earlier states come back in the editor, where revisions and versions are."""
        return True

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:
        """Save through the working draft, so that an open editor is told and undo knows it."""
        user: Any = request.user
        columns = [name for name in form.changed_data if name not in COLUMNS]
        if columns:
            obj.save(update_fields=[*columns, "updated_at"])
        texts = {name: getattr(obj, name) for name in form.changed_data if name in COLUMNS}
        put(Case.objects.get(pk=obj.pk), user, texts)

    @admin.display(description=_("picture"))
    def picture(self, case: Case) -> SafeString | str:
        """Show the middle slice of the first series."""
        return picture_of(next(iter(_series(case)), None))

    @admin.display(description=_("editor"))
    def edit(self, case: Case) -> SafeString:
        """Lead to the editor."""
        return editor_link(case)

    @admin.display(description=_("working draft"), ordering="draft__stage")
    def stage(self, case: Case) -> str:
        """Say where the working draft stands beside what is served."""
        draft = getattr(case, "draft", None)
        return str(Stage(draft.stage).label) if draft is not None else "–"

    @admin.display(description=_("series"), ordering="series_count")
    def images(self, case: Case) -> int:
        """Tell how many series the case has."""
        return int(getattr(case, "series_count", 0))

    @admin.display(description=_("answer key"))
    def key_summary(self, case: Case) -> str:
        """Say in a line what the key holds."""
        key = key_of(case)
        parts = [
            f"{len(key.alternatives)} alternatives",
            f"{len(key.findings)} findings",
            f"{len(key.lesions)} lesions",
            f"extent {key.extent}",
        ]
        return f"{key.diagnosis}: " + ", ".join(parts)

    @admin.display(description=_("checklist"))
    def checklist(self, case: Case) -> SafeString | str:
        """List what keeps the working copy from being published."""
        draft = draft_of(case)
        if case.state == State.PUBLISHED and not served_apart(case, draft):
            return str(_("Published as it is."))
        reasons = open_sentences(checklist(case, draft, current(case, draft)))
        if not reasons:
            return str(_("Nothing is missing."))
        rows = format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons))
        return format_html("<ul>{}</ul>", rows)

    @admin.display(description=_("series"))
    def series_table(self, case: Case) -> SafeString | str:
        """Show each series with a picture, its label and its size."""
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    picture_of(one, 96),
                    one.label,
                    one.modality,
                    f"{len(one.frame_digests)} × {one.geometry['cols']} × {one.geometry['rows']}",
                )
                for one in _series(case)
            ),
        )
        return format_html("<table>{}</table>", rows)


def _series(case: Case) -> list[Series]:
    found = [one for study in case.studies.all() for one in study.series.all()]
    return sorted(found, key=lambda one: (one.order, one.pk))


@admin.register(Series)
class SeriesAdmin(ReadOnlyAdmin):
    """Look at series; label, order and windows are edited with their case."""

    list_display = ("picture", "label", "case", "modality", "plane", "order", "frames_ready")
    list_display_links = ("picture", "label")
    list_filter = ("modality", "plane", "frames_ready", "study__case__state")
    search_fields = ("label", "token", "study__case__slug", "study__case__title")
    list_select_related = ("study__case",)
    fields = ("picture", "case", "label", "order", "modality", "plane", "frames_ready")
    readonly_fields = ("picture", "case")

    @admin.display(description=_("picture"))
    def picture(self, series: Series) -> SafeString | str:
        """Show the middle slice."""
        return picture_of(series)

    @admin.display(description=_("case"), ordering="study__case")
    def case(self, series: Series) -> SafeString:
        """Lead to the editor of the case."""
        case = series.study.case
        return format_html('<a href="{}">{}</a>', case.workbench_url, case)


@admin.register(CaseRevision)
class CaseRevisionAdmin(ReadOnlyAdmin):
    """Look at what was published, and when. Attempts point here, so nothing is deleted."""

    list_display = ("case", "number", "created_at", "created_by", "difference")
    list_select_related = ("case", "created_by")
    list_filter = ("created_at", "case__state")
    search_fields = ("case__slug", "case__title", "created_by__username")
    date_hierarchy = "created_at"
    fields = ("case", "number", "created_at", "created_by", "history", "difference")
    readonly_fields = ("history", "difference")

    @admin.display(description=_("clinical history"))
    def history(self, revision: CaseRevision) -> str:
        """Show the history as it was published."""
        return str(revision.snapshot.get("history", ""))

    @admin.display(description=_("what changed"))
    def difference(self, revision: CaseRevision) -> SafeString:
        """Lead to the page that compares it with the one before."""
        address = reverse("teach:revision", args=[revision.case.public_id, revision.number])
        return format_html('<a href="{}">{}</a>', address, _("Compare and restore"))


@admin.register(CaseEvent)
class CaseEventAdmin(ReadOnlyAdmin):
    """Who did what to which case when, and what was said."""

    list_display = ("at", "case", "kind", "by", "revision", "text")
    list_select_related = ("case", "by")
    list_filter = ("kind", "at")
    search_fields = ("case__slug", "case__title", "by__username", "text")
    date_hierarchy = "at"
