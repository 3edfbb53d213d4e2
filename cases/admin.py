"""Cases in the admin: lists with pictures and filters, no raw JSON to edit."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseRevision, KeyView, Series
from cases.selectors import key_of
from cases.services.apart import not_apart
from cases.services.publish import PublishError, publish, unfit
from cases.services.retire import retire, to_draft

LOCKED_WHEN_PUBLISHED = ("history", "proof", "licence", "credit", "source_text")


class CaseForm(forms.ModelForm[Case]):
    """The case with the one rule that its fields do not know."""

    def clean_pool(self) -> str:
        """Keep what self-study shows apart from what is asked."""
        pool: str = self.cleaned_data["pool"]
        reasons = not_apart(Case(pk=self.instance.pk, pool=pool))
        if reasons:
            raise ValidationError(reasons)
        return pool


class KeyViewInline(admin.StackedInline[KeyView, Case]):
    """Where the reveal opens."""

    model = KeyView
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only the series of this case."""
        if db_field.name == "series" and request is not None:
            case = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Series.objects.filter(study__case_id=case)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Case)
class CaseAdmin(admin.ModelAdmin[Case]):
    """Find, look at, publish and retire cases. The key is edited in the workbench."""

    form = CaseForm
    list_display = (
        "picture", "slug", "title", "state", "pool", "diagnosis_slug", "malignant", "provenance",
        "difficulty", "proof", "images", "revision",
    )  # fmt: skip
    list_display_links = ("picture", "slug")
    list_filter = ("state", "pool", "provenance", "malignant", "difficulty", "proof")
    search_fields = ("slug", "title", "public_id", "diagnosis_slug")
    list_per_page = 50
    inlines = (KeyViewInline,)
    actions = ("publish_them", "retire_them", "draft_them")
    readonly_fields = (
        "public_id", "state", "diagnosis_slug", "malignant", "key_summary", "checklist",
        "series_table", "revision", "published_at", "created_at", "updated_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("slug", "title", "public_id", "state", "pool", "difficulty")}),
        (_("For the learner"), {"fields": ("history",)}),
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
        cases = super().get_queryset(request).prefetch_related("studies__series")
        return cases.annotate(series_count=Count("studies__series", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Case | None = None) -> Any:
        """What a published revision holds is not edited beneath it."""
        fixed = tuple(self.readonly_fields)
        published = obj is not None and obj.state == "published"
        return fixed + LOCKED_WHEN_PUBLISHED if published else fixed

    @admin.display(description=_("picture"))
    def picture(self, case: Case) -> SafeString | str:
        """Show the middle slice of the first series, cut from the preview pack."""
        series = next(iter(_series(case)), None)
        if series is None or not series.frames_ready:
            return "–"
        address = reverse("cases:thumbnail", args=[series.token, series.preview_digest])
        return format_html('<img src="{}" width="64" height="64" loading="lazy" alt="">', address)

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
        """List what keeps the case from being published."""
        reasons = unfit(case)
        if not reasons:
            return str(_("Nothing is missing."))
        rows = format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons))
        return format_html("<ul>{}</ul>", rows)

    @admin.display(description=_("series"))
    def series_table(self, case: Case) -> SafeString | str:
        """Show each series with a picture, its label and its size."""
        rows = format_html_join(
            "",
            '<tr><td><img src="{}" width="96" height="96" loading="lazy" alt=""></td>'
            "<td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    reverse("cases:thumbnail", args=[one.token, one.preview_digest]),
                    one.label,
                    one.modality,
                    f"{len(one.frame_digests)} × {one.geometry['cols']} × {one.geometry['rows']}",
                )
                for one in _series(case)
                if one.frames_ready
            ),
        )
        return format_html("<table>{}</table>", rows)

    @admin.action(description=_("Publish the chosen cases"), permissions=["change"])
    def publish_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Publish each, or say what it lacks."""
        user: Any = request.user
        for case in cases:
            try:
                revision = publish(case, user)
            except PublishError as error:
                text = f"{case.slug}: {' '.join(map(str, error.reasons))}"
                self.message_user(request, text, messages.ERROR)
            else:
                self.message_user(request, f"{case.slug}: revision {revision.number}")

    @admin.action(description=_("Retire the chosen cases"), permissions=["change"])
    def retire_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Serve the chosen cases no more."""
        for case in cases:
            retire(case)

    @admin.action(description=_("Take the chosen cases back to draft"), permissions=["change"])
    def draft_them(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        """Open the chosen cases for editing again."""
        for case in cases:
            to_draft(case)


def _series(case: Case) -> list[Series]:
    found = [one for study in case.studies.all() for one in study.series.all()]
    return sorted(found, key=lambda one: (one.order, one.pk))


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin[Series]):
    """Correct a series' label and order."""

    list_display = ("label", "study", "modality", "plane", "order", "frames_ready")
    list_editable = ("order",)
    list_filter = ("modality", "plane", "frames_ready")
    search_fields = ("label", "token", "study__case__slug")
    list_select_related = ("study__case",)
    fields = ("label", "order", "modality", "plane", "frames_ready")
    readonly_fields = ("modality", "plane", "frames_ready")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Series come from ingest alone."""
        return False


@admin.register(CaseRevision)
class CaseRevisionAdmin(admin.ModelAdmin[CaseRevision]):
    """Look at what was published, and when."""

    list_display = ("case", "number", "created_at", "created_by")
    list_select_related = ("case", "created_by")
    search_fields = ("case__slug",)
    fields = ("case", "number", "created_at", "created_by", "history")
    readonly_fields = fields

    @admin.display(description=_("clinical history"))
    def history(self, revision: CaseRevision) -> str:
        """Show the history as it was published."""
        return str(revision.snapshot.get("history", ""))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Revisions are written by publishing alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Revisions are never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Revisions are kept: attempts point to them."""
        return False
