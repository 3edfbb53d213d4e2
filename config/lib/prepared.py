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
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Slot:
    """Stands in the parameters where a value belongs that is known with each call."""

    place: int


class Prepared(Generic[M]):
    """Rows of one model by values that change: `Prepared(lambda pk: User.objects.filter(pk=pk))`.

    Each parameter of the function stands for one plain value (text or number). Annotations become
    attributes as the database returns them. `join` names foreign keys that are never null: their
    rows come along, whole.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], join: tuple[str, ...] = ()) -> None:
        self._build = build
        self._join = join
        self._compiled: dict[str, tuple[type[M], str, tuple[Any, ...]]] = {}

    def __call__(self, *values: str | int) -> list[M]:
        """Return the rows for these values. One query."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        model, sql, parameters = self._compiled[connection.vendor]
        filled = [values[one.place] if isinstance(one, _Slot) else one for one in parameters]
        rows = list(model._default_manager.raw(sql, filled))
        for name in self._join:
            related = _fields(model, name)[0].model
            for row in rows:
                setattr(row, name, _taken(related, name, row))
        return rows

    def first(self, *values: str | int) -> M | None:
        """Return the first row, or None. One query."""
        return next(iter(self(*values)), None)

    def _compile(self) -> tuple[type[M], str, tuple[Any, ...]]:
        slots = [_Slot(place) for place, _ in enumerate(signature(self._build).parameters)]
        rows = self._build(*(RawSQL("%s", (slot,)) for slot in slots))
        for name in self._join:
            fields = _fields(rows.model, name)
            rows = rows.annotate(
                **{f"{name}__{one.attname}": F(f"{name}__{one.attname}") for one in fields}
            )
        sql, parameters = rows.query.sql_with_params()
        return rows.model, sql, parameters


def _fields(model: type[Model], name: str) -> tuple[Any, ...]:
    """Return the columns of the model that the foreign key points to."""
    related: Any = model._meta.get_field(name).related_model
    return tuple(related._meta.concrete_fields)


def _taken(related: type[Model], name: str, row: Model) -> Model:
    """Make the related object of what the row carries of it, as Django makes it of its columns."""
    names, values = [], []
    for field in related._meta.concrete_fields:
        column = field.get_col(related._meta.db_table)
        value = row.__dict__.pop(f"{name}__{field.attname}")
        converters = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        for convert in converters:
            value = convert(value, column, connection)
        names.append(field.attname)
        values.append(value)
    return related.from_db(row._state.db, names, values)
