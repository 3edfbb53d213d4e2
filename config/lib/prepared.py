"""Queries whose SQL is put together once a process: for the few that every answer waits for.

Django compiles a queryset anew each time it is asked, which takes ten times as long as SQLite
takes to answer one that goes by an index. What is written here is an ordinary queryset, compiled
on first use; later calls only fill in the values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Slot:
    """Stands in the parameters where a value belongs that is known with each call."""

    place: int


class Prepared(Generic[M]):
    """Rows of one model by values that change: `Prepared(lambda pk: User.objects.filter(pk=pk))`.

    Each parameter of the function stands for one plain value (text or number). Annotations become
    attributes as the database returns them; related rows are not joined into the objects.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[type[M], str, tuple[Any, ...]]] = {}

    def __call__(self, *values: str | int) -> list[M]:
        """Return the rows for these values. One query."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        model, sql, parameters = self._compiled[connection.vendor]
        filled = [values[one.place] if isinstance(one, _Slot) else one for one in parameters]
        return list(model._default_manager.raw(sql, filled))

    def first(self, *values: str | int) -> M | None:
        """Return the first row, or None. One query."""
        return next(iter(self(*values)), None)

    def _compile(self) -> tuple[type[M], str, tuple[Any, ...]]:
        slots = [_Slot(place) for place, _ in enumerate(signature(self._build).parameters)]
        rows = self._build(*(RawSQL("%s", (slot,)) for slot in slots))
        sql, parameters = rows.query.sql_with_params()
        return rows.model, sql, parameters
