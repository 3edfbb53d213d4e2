"""What lists of the administration share."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show, search and filter; the site itself writes the rows and corrects them, or nobody."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Rows come from the site alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What happened stays as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with what they belong to only."""
        return False
