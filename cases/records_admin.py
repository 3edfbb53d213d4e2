"""What was brought in, held back, taken down and done in the administration: shown only."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.template.defaultfilters import date, filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cases.models import HeldFile, Intake, Takedown
from config.lib.admin import ReadOnlyAdmin


@admin.register(Intake)
class IntakeAdmin(ReadOnlyAdmin):
    """What educators brought in and what became of it. File names are not in the database."""

    list_display = (
        "public_id", "owner", "state", "files", "size", "taken", "duplicates", "held",
        "quarantined", "created_at", "finished_at", "workbench",
    )  # fmt: skip
    list_filter = ("state", "created_at")
    list_select_related = ("owner",)
    search_fields = ("public_id", "owner__username", "cases__slug", "cases__title")
    date_hierarchy = "created_at"
    list_per_page = 50
    fields = (
        "workbench", "public_id", "owner", "state", "attempts", "files", "size", "taken",
        "duplicates", "held", "quarantined", "made", "created_at", "finished_at",
    )  # fmt: skip
    readonly_fields = ("workbench", "size", "made")

    @admin.display(description=_("size"), ordering="bytes")
    def size(self, intake: Intake) -> str:
        """Tell how much was announced."""
        return str(filesizeformat(intake.bytes))

    @admin.display(description=_("workbench"))
    def workbench(self, intake: Intake) -> SafeString:
        """Lead to the page on which its owner follows it."""
        return format_html('<a href="{}">{}</a>', intake.get_absolute_url(), _("Follow it"))

    @admin.display(description=_("cases"))
    def made(self, intake: Intake) -> SafeString:
        """Lead to the cases that its images went to."""
        rows = ((case.workbench_url, case) for case in intake.cases.all())
        return format_html_join(", ", '<a href="{}">{}</a>', rows)


@admin.register(HeldFile)
class HeldFileAdmin(ReadOnlyAdmin):
    """Images that wait for a look, and what was decided."""

    list_display = ("label", "number", "state", "intake", "reason")
    list_filter = ("state",)
    list_select_related = ("intake",)
    search_fields = ("intake__public_id", "intake__owner__username", "label", "reason")
    list_per_page = 50
    fields = ("label", "number", "state", "reason", "intake", "frames", "rows", "cols")


@admin.register(Takedown)
class TakedownAdmin(ReadOnlyAdmin):
    """Cases that were taken down; nothing of their data is left."""

    list_display = ("case", "at", "by", "files", "size", "reason")
    list_select_related = ("case", "by")
    search_fields = ("case__slug", "case__public_id", "by__username", "reason")
    date_hierarchy = "at"
    fields = ("case", "at", "by", "reason", "files", "size", "shared", "seen_by")
    readonly_fields = ("size", "seen_by")

    @admin.display(description=_("size"), ordering="bytes")
    def size(self, takedown: Takedown) -> str:
        """Tell how much was deleted."""
        return str(filesizeformat(takedown.bytes))

    @admin.display(description=_("shown to"))
    def seen_by(self, takedown: Takedown) -> SafeString | str:
        """List who had been shown the case."""
        rows = ((one.get("who", ""), one.get("at", "")) for one in takedown.received)
        return format_html_join("", "<div>{}, {}</div>", rows) or "–"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who did what in the administration."""

    list_display = ("when", "user", "content_type", "object_repr", "action_flag", "said")
    list_filter = ("action_flag", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("user__username", "object_repr", "change_message")
    date_hierarchy = "action_time"
    list_per_page = 50
    fields = ("when", "user", "content_type", "object_repr", "action_flag", "said")
    readonly_fields = ("when", "said")

    @admin.display(description=_("when"), ordering="action_time")
    def when(self, entry: LogEntry) -> str:
        """Say when, to the minute."""
        return str(date(localtime(entry.action_time), "SHORT_DATETIME_FORMAT"))

    @admin.display(description=_("what changed"))
    def said(self, entry: LogEntry) -> str:
        """Say it in words."""
        return str(entry.get_change_message())
