"""The OpenAPI 3.1 document of the API, put together from the shapes that it gives."""

from __future__ import annotations

from typing import Any

from knowledge.api import shapes
from knowledge.api.schemas import Schema, schema_of

VERSION = "1.0.0"
LICENSE = {
    "name": "Creative Commons Attribution 4.0 International",
    "identifier": "CC-BY-4.0",
}
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
_ABOUT = """\
What Spine Mimics says about benign conditions that look like spinal metastases: entities, findings
with how often each entity shows them, pairs that are taken for each other, and the sources.

Content is licensed CC BY 4.0: name “Spine Mimics” and the address of the page. It was drafted from
abstracts and excerpts and, where `review.state` is not `reviewed`, no radiologist has checked it.
A sentence with `sources` names its references; one without is general teaching that is not
individually sourced. What is missing is unknown; nothing is implied by it. For teaching, not for
diagnosis.

Answers carry an ETag: send it back as If-None-Match and get 304 while nothing has changed."""
#: Address below the root, name of the view, what it does, shape, names of its parameters.
_PATHS: tuple[tuple[str, str, str, type[Any], tuple[str, ...]], ...] = (
    ("/entities/", "listEntities", "Every entity in short", shapes.EntitySummary, ()),
    ("/entities/{slug}/", "getEntity", "One entity in full", shapes.EntityDetail, ("slug",)),
    ("/findings/", "listFindings", "The vocabulary of findings", shapes.FindingSummary, ()),
    (
        "/findings/{slug}/",
        "getFinding",
        "One finding, and how often which entity shows it",
        shapes.FindingDetail,
        ("slug",),
    ),
    ("/pairs/", "listPairs", "Pairs that are taken for each other", shapes.PairDetail, ()),
    (
        "/pairs/{a}/{b}/",
        "getPair",
        "One pair, in either order",
        shapes.PairDetail,
        ("a", "b"),
    ),
    ("/references/", "listReferences", "Every source", shapes.ReferenceDetail, ()),
    ("/references/{id}/", "getReference", "One source", shapes.ReferenceDetail, ("id",)),
)


def openapi(root: str) -> dict[str, Any]:
    """The document. root: the absolute address below which the paths lie."""
    definitions: dict[str, Schema] = {"Problem": _problem()}
    paths = {
        path: {"get": _operation(name, summary, shape, parameters, definitions)}
        for path, name, summary, shape, parameters in _PATHS
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Spine Mimics knowledge",
            "version": VERSION,
            "summary": "Mimics of spinal metastases: entities, findings, pairs, references.",
            "description": _ABOUT,
            "license": LICENSE,
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": definitions},
    }


def _operation(
    name: str,
    summary: str,
    shape: type[Any],
    parameters: tuple[str, ...],
    definitions: dict[str, Schema],
) -> dict[str, Any]:
    one = schema_of(shape, definitions)
    data = one if parameters else {"type": "array", "items": one}
    responses = {
        "200": {
            "description": "The content.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": _envelope(data)}},
        },
        "304": {"description": "Nothing has changed since the ETag that was sent."},
    }
    if parameters:
        responses["404"] = {
            "description": "There is nothing with this name.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [
            {"name": item, "in": "path", "required": True, "schema": {"type": "string"}}
            for item in parameters
        ],
        "responses": responses,
    }


def _envelope(data: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["license", "license_url", "attribution", "content_revision", "data"],
        "properties": {
            "license": {"const": LICENSE["identifier"]},
            "license_url": {"const": LICENSE_URL},
            "attribution": {"type": "string"},
            "content_revision": {"type": "integer"},
            "data": data,
        },
        "additionalProperties": False,
    }


def _problem() -> Schema:
    return {
        "type": "object",
        "description": "What went wrong, in a sentence.",
        "required": ["detail"],
        "properties": {"detail": {"type": "string"}},
        "additionalProperties": False,
    }
