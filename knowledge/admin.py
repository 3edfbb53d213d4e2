"""The educators' desk for the knowledge."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from config.lib.admin import ReadOnlyAdmin
from knowledge.forms import (
    CLAIMS,
    EntityForm,
    FindingForm,
    NameForm,
    PairForm,
    ReferenceForm,
    UmbrellaForm,
)
from knowledge.models import (
    Clue,
    Entity,
    EntityFinding,
    EntityName,
    Finding,
    Group,
    ManagementOption,
    OtherName,
    Pair,
    Reference,
    Report,
    Shipped,
    Umbrella,
)
from knowledge.services import record_edit, record_review, take_shipped


class ShippedAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Rows that come from the content: changed here, never added or deleted."""

    actions: tuple[str, ...] = ("take_shipped_text",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New entities come with the content, which checks them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Withdraw instead: old cases still point here."""
        return False

    @admin.display(description=_("state"))
    def state(self, obj: Shipped) -> str:
        """Whether the row is as shipped."""
        if obj.in_conflict:
            return str(_("edited here; newer shipped text waits"))
        return str(_("edited here") if obj.edited else _("as shipped"))

    @admin.action(description=_("Give up the edit and take the shipped text"))
    def take_shipped_text(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Drop the edits of the chosen rows."""
        diff = take_shipped(queryset)
        message = ngettext("%(count)d is as shipped again.", "%(count)d are as shipped again.",
                           len(diff.updated)) % {"count": len(diff.updated)}  # fmt: skip
        self.message_user(request, message, messages.SUCCESS)


class NameInline(admin.TabularInline[EntityName, Any]):
    """Synonyms and abbreviations; shipped ones can be switched off, own ones added."""

    model = EntityName
    form = NameForm
    extra = 1
    fields = ("text", "kind", "language", "active", "source")
    readonly_fields = ("source",)
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[EntityName]:
        """In the order of the content."""
        return super().get_queryset(request).order_by("kind", "order", "id")


class FindingLinkInline(admin.TabularInline[EntityFinding, Any]):
    """How often the entity shows which finding."""

    model = EntityFinding
    extra = 1
    autocomplete_fields = ("finding",)


@admin.register(Entity)
class EntityAdmin(ShippedAdmin):
    """An entity: its text, its names, its findings, its review."""

    form = EntityForm
    list_display = ("name", "group", "ct_class", "review_state", "content_revision", "state")
    list_filter = ("review_state", "edited", "group", "ct_class", "kind", "withdrawn")
    search_fields = ("name", "short_name", "names__text")
    inlines = (NameInline, FindingLinkInline)
    actions = ("mark_reviewed", "take_shipped_text")
    readonly_fields = ("slug", "content_revision", "reviewed_revision", "state")

    def get_fieldsets(self, request: HttpRequest, obj: Entity | None = None) -> Any:
        """Head, review, prose, imaging."""
        imaging = (obj.content if obj else {}).get("imaging", {})
        head = ("slug", "name", "short_name", "group", "variant_of", "ct_class", "withdrawn")
        review = ("review_state", "reviewed_by", "reviewer_name", "reviewed_on")
        return (
            (None, {"fields": head}),
            (_("Review"), {"fields": (*review, "reviewed_revision", "content_revision", "state")}),
            (_("Text"), {"fields": ("summary", *CLAIMS)}),
            (_("Imaging"), {"fields": tuple(f"imaging_{name}" for name in imaging)}),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Let the form make its own fields; the model form factory knows only the columns."""
        kwargs["fields"] = EntityForm.Meta.fields
        return super().get_form(request, obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Entity, form: Any, change: bool) -> None:
        """Save the prose; an edit of the text makes a new revision that sync leaves alone."""
        obj.content = form.content
        if form.text_changed:
            record_edit(obj)
        elif obj.review_state == "reviewed" and "review_state" in form.changed_data:
            record_review(obj, reviewer=request.user, name=obj.reviewer_name)
        else:
            obj.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A changed typicality is an edit of the entity, too."""
        super().save_formset(request, form, formset, change)
        if formset.model is EntityFinding and formset.has_changed() and not form.text_changed:
            record_edit(form.instance)

    @admin.action(description=_("Mark as reviewed by me today"))
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet[Entity]) -> None:
        """Record the reader's name against the present revision."""
        for entity in queryset:
            record_review(entity, reviewer=request.user)
        self.message_user(request, _("The review is recorded."))


@admin.register(Finding)
class FindingAdmin(ShippedAdmin):
    """A finding's words."""

    form = FindingForm
    list_display = ("name", "kind", "edited", "withdrawn")
    list_filter = ("kind", "edited", "withdrawn")
    search_fields = ("name", "slug", "definition")

    def save_model(self, request: HttpRequest, obj: Finding, form: Any, change: bool) -> None:
        """Save the words; sync leaves them alone from now on."""
        obj.content = form.content
        obj.edited = obj.edited or form.has_changed()
        obj.save()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Keep the form's own field `trap`."""
        kwargs["fields"] = FindingForm.Meta.fields
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Finding | None = None) -> Any:
        """Columns, then the trap."""
        return ("name", "kind", "definition", "trap", "withdrawn")


@admin.register(Reference)
class ReferenceAdmin(ShippedAdmin):
    """A source."""

    list_display = ("ref_id", "citation", "year", "doi", "pmid", "edited")
    search_fields = ("ref_id", "citation", "doi", "pmid")
    form = ReferenceForm

    def save_model(self, request: HttpRequest, obj: Reference, form: Any, change: bool) -> None:
        """Save it; sync leaves it alone from now on."""
        obj.edited = obj.edited or form.has_changed()
        obj.save()


@admin.register(Umbrella)
class UmbrellaAdmin(ShippedAdmin):
    """An umbrella name and its synonyms."""

    form = UmbrellaForm
    list_display = ("name", "kind", "withdrawn")
    inlines = (NameInline,)

    def save_model(self, request: HttpRequest, obj: Umbrella, form: Any, change: bool) -> None:
        """Save it; sync leaves it alone from now on."""
        obj.edited = obj.edited or form.has_changed()
        obj.save()


@admin.register(Pair)
class PairAdmin(ShippedAdmin):
    """A pair's paragraph; which two it joins comes from the content."""

    form = PairForm
    list_display = ("pair", "state", "withdrawn")
    list_filter = ("edited", "withdrawn")
    list_select_related = ("a", "b")
    search_fields = ("slug", "a__name", "b__name")
    readonly_fields = ("a", "b", "state")

    @admin.display(description=_("pair"), ordering="slug")
    def pair(self, obj: Pair) -> str:
        """Both names."""
        return f"{obj.a.short_name} · {obj.b.short_name}"

    def get_fields(self, request: HttpRequest, obj: Pair | None = None) -> Any:
        """Both sides, the sentences, then whether it is shown."""
        return ("a", "b", "look", "settles", "mixes", "withdrawn", "state")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Keep the form's own fields."""
        kwargs["fields"] = PairForm.Meta.fields
        return super().get_form(request, obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Pair, form: Any, change: bool) -> None:
        """Save it; sync leaves it alone from now on."""
        obj.content = form.content
        obj.edited = obj.edited or form.has_changed()
        obj.save()


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin[Report]):
    """What readers report; the queue at /teach/reports/ is the place to work in."""

    list_display = ("about", "state", "created_at", "settled_by")
    list_filter = ("state",)
    search_fields = ("text", "entity__name", "finding__name")
    readonly_fields = (
        "entity",
        "finding",
        "text",
        "source",
        "email",
        "user",
        "content_revision",
        "created_at",
        "settled_by",
        "settled_at",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Readers write them."""
        return False


@admin.register(OtherName)
class OtherNameAdmin(ReadOnlyAdmin):
    """Names that are none of ours; they are decided in the workbench."""

    list_display = ("text", "kind", "decided_by", "decided_at")
    list_filter = ("kind", "decided_at")
    list_select_related = ("decided_by",)
    search_fields = ("text",)


@admin.register(EntityName)
class EntityNameAdmin(ReadOnlyAdmin):
    """Every synonym and abbreviation, to look one up; they are edited with their entity."""

    list_display = ("text", "kind", "entity", "umbrella", "source", "active")
    list_filter = ("kind", "source", "active", "language")
    list_select_related = ("entity", "umbrella")
    search_fields = ("text", "entity__name", "umbrella__name")


@admin.register(Group, ManagementOption, Clue)
class ListedAdmin(ReadOnlyAdmin):
    """Lists that come from the content files."""

    list_filter = ("withdrawn",)
    search_fields = ("slug",)
    exclude = ("content_hash", "edited", "pending_hash")
