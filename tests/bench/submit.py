"""Requests a second of committing an answer, against a bare view that reads a row and writes one.

All go through the same middleware by Django's test client on the same database in memory, turn by
turn in one run. Committing resolves three names, grades, writes response, grade, figures, memory
and ratings. The bare view is measured twice: knowing who asks, as every page of a reader does
(Django reads the browser's session and the account: two queries), and for anybody.
Run: `make bench ONLY=submit`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.bench.library import application
from tests.bench.table import Row

ITEMS, WARM, GOAL = 120, 20, 0.35


def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """One read of a row of the reader's own, one write, an empty answer."""
    from quiz.models import Draft, SessionItem

    item = SessionItem.objects.get(pk=pk, session__user=request.user.pk)
    Draft.objects.create(item=item, payload={"asked": True})
    return HttpResponse()


def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """One read, one write, an empty answer."""
    from quiz.models import Draft, SessionItem

    item = SessionItem.objects.get(pk=pk)
    Draft.objects.create(item=item, payload={"asked": True})
    return HttpResponse()


def addresses() -> ModuleType:
    """The site's addresses with the bare view among them."""
    module = ModuleType("tests.bench.submit_urls")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("bare/<int:pk>/", bare),
        path("mine/<int:pk>/", mine),
        path("", include("config.urls")),
    ]
    return module


def seconds(call: Callable[..., Any], *arguments: Any) -> float:
    """How long the request keeps the processor busy (the database is in this process, too)."""
    start = time.process_time()
    answer = call(*arguments)
    assert answer.status_code in (200, 302), answer.status_code
    return time.process_time() - start


def main() -> list[Row]:
    """Measure all three in turns; medians."""
    with application():
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.test import Client, override_settings

        from quiz.models import Session
        from quiz.services.session import freeze_set
        from tests.bench.scale_world import PLAIN
        from tests.quiz import world

        call_command("sync_knowledge", verbosity=0)
        reader = User.objects.create(username="reader")
        sittings = [Session.objects.create(user=reader, settings={}) for _ in range(3)]
        cases = [world.make_case(PLAIN) for _ in range(20)]
        several = [cases[number % len(cases)] for number in range(ITEMS)]
        asked, plain, own = (freeze_set(session=sitting, cases=several) for sitting in sittings)
        form = {
            "differential": ["vertebral hemangioma", "paget", "lytic mets"], "ct_class": "lucent",
            "extent": "diffuse", "malignancy": "30", "next_step": "leave",
        }  # fmt: skip
        times: dict[str, list[float]] = {"submit": [], "bare": [], "mine": []}
        with override_settings(ROOT_URLCONF=addresses()):
            client = Client()
            client.force_login(reader)
            for item, any_item, own_item in zip(asked, plain, own, strict=True):
                place = f"/quiz/s/{item.session.public_id}/{item.order}/"
                times["submit"].append(seconds(client.post, place, form))
                times["bare"].append(seconds(client.post, f"/bare/{any_item.pk}/", form))
                times["mine"].append(seconds(client.post, f"/mine/{own_item.pk}/", form))
    speeds = {name: 1 / statistics.median(taken[WARM:]) for name, taken in times.items()}
    return [
        Row(
            f"submitting an answer, against {what}",
            f"≥ {GOAL}",
            f"{speeds['submit']:.0f} requests/s, bare {speeds[name]:.0f}",
            f"{speeds['submit'] / speeds[name]:.2f}",
            speeds["submit"] >= GOAL * speeds[name],
        )
        for name, what in (("mine", "a bare view of a reader"), ("bare", "a bare view of anybody"))
    ]
