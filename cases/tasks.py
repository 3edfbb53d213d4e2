"""Background work of the cases: the library is completed while the site is up."""

from collections.abc import Iterable

from django_tasks import task

from cases.services import library

#: Imports and everything that a person waits for go first.
LIBRARY_PRIORITY = -50


@task(priority=LIBRARY_PRIORITY)
def make_library_case(slug: str) -> str:
    """Render and publish one simulated case, unless it is there by now."""
    plan = library.plan(only=[slug])
    recipe = next((one for one in plan.missing if one.slug == slug), None)
    if recipe is None:
        return "present"
    library.make(recipe)
    return "made"


def enqueue_library(slugs: Iterable[str]) -> None:
    """Leave the cases of these recipes to the worker, in this order."""
    for slug in slugs:
        make_library_case.enqueue(slug)
