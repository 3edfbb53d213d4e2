"""What was said or judged once and stays: rows that may be added, never changed."""

from typing import Any, NoReturn

from django.db import models


class AlteredFact(TypeError):
    """Someone tried to change a row that records a fact."""


class FactQuerySet(models.QuerySet[Any]):
    """A queryset that refuses the ways around `save`."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: facts are appended, never changed."""
        raise AlteredFact(f"{self.model.__name__} rows are facts; append a new one instead.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: facts are appended, never changed."""
        raise AlteredFact(f"{self.model.__name__} rows are facts; append a new one instead.")


class Fact(models.Model):
    """Base of the append-only tables.

    Deleting is possible, through the cascade of a deleted account only: people may take
    themselves out of the data, nobody may rewrite it.
    """

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; raise `AlteredFact` where it exists already."""
        if not self._state.adding:
            raise AlteredFact(f"{type(self).__name__} {self.pk} is a fact; append a new one.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
