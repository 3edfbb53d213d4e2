"""The addresses of the API: the same envelope, ETag, CORS and refusals for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition

from knowledge import selectors
from knowledge.api import data
from knowledge.api.document import LICENSE, LICENSE_URL, VERSION, openapi
from knowledge.schema.decode import to_plain

View = Callable[..., HttpResponse]
#: Seconds for which an answer may be used without asking again.
FRESH = 300
ATTRIBUTION = "Spine Mimics"
_METHODS = "GET, HEAD, OPTIONS"


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
    """New whenever a row of the knowledge or the API changes; none before the first sync."""
    token = selectors.content_token()
    if not token:
        return None
    text = "\n".join((VERSION, token, request.build_absolute_uri()))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def public(view: View) -> View:
    """Open to every site, by reading methods only, cacheable."""
    conditional = condition(etag_func=_etag)(view)

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif request.method not in ("GET", "HEAD"):
            response = _problem("This API is read-only.", 405)
        else:
            response = conditional(request, *args, **kwargs)
        if response.status_code in (204, 405):
            response["Allow"] = _METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = _METHODS
        response["Access-Control-Allow-Headers"] = "If-None-Match"
        response["Access-Control-Expose-Headers"] = "ETag"
        patch_cache_control(response, public=True, max_age=FRESH)
        return response

    return answered


def _envelope(payload: Any) -> JsonResponse:
    body = {
        "license": LICENSE["identifier"],
        "license_url": LICENSE_URL,
        "attribution": ATTRIBUTION,
        "content_revision": selectors.content_revision(),
        "data": _plain(payload),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _plain(payload: Any) -> Any:
    return [to_plain(item) for item in payload] if isinstance(payload, list) else to_plain(payload)


def _problem(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)


def _found(payload: Any, what: str) -> JsonResponse:
    if payload is None:
        return _problem(f"There is no {what} with this name.", 404)
    return _envelope(payload)


@public
def index(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    names = ("entities", "findings", "pairs", "references", "openapi")
    addresses = {
        name: request.build_absolute_uri(reverse(f"knowledge-api:{name}")) for name in names
    }
    return _envelope({"version": VERSION, **addresses})


@public
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    root = request.build_absolute_uri(reverse("knowledge-api:index"))
    return JsonResponse(openapi(root), json_dumps_params={"ensure_ascii": False})


@public
def entities(request: HttpRequest) -> HttpResponse:
    """Every entity in short."""
    return _envelope(data.entities(request.build_absolute_uri))


@public
def entity(request: HttpRequest, slug: str) -> HttpResponse:
    """One entity in full."""
    return _found(data.entity(slug, request.build_absolute_uri), "entity")


@public
def findings(request: HttpRequest) -> HttpResponse:
    """The vocabulary of findings."""
    return _envelope(data.findings(request.build_absolute_uri))


@public
def finding(request: HttpRequest, slug: str) -> HttpResponse:
    """One finding and who shows it."""
    return _found(data.finding(slug, request.build_absolute_uri), "finding")


@public
def pairs(request: HttpRequest) -> HttpResponse:
    """Every curated pair."""
    return _envelope(data.pairs(request.build_absolute_uri))


@public
def pair(request: HttpRequest, a: str, b: str) -> HttpResponse:
    """One curated pair, in either order."""
    return _found(data.pair(a, b, request.build_absolute_uri), "pair")


@public
def references(request: HttpRequest) -> HttpResponse:
    """Every source."""
    return _envelope(data.references(request.build_absolute_uri))


@public
def reference(request: HttpRequest, ref_id: str) -> HttpResponse:
    """One source."""
    return _found(data.reference(ref_id, request.build_absolute_uri), "reference")
