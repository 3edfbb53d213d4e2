"""JSON Schema (2020-12) from the dataclasses of the content, so that both always agree."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin

from knowledge.schema.decode import hints_of

Schema = dict[str, Any]
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
}


def schema_of(target: Any, definitions: dict[str, Schema]) -> Schema:
    """The schema of a type; dataclasses go to `definitions` and are referred to by name.

    A field with a default is optional: what is empty or unknown is left out of the JSON.
    """
    if target in _PLAIN:
        return dict(_PLAIN[target])
    origin, inner = get_origin(target), get_args(target)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        return {"type": "array", "items": schema_of(inner[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(inner[1], definitions)}
    if origin in (Union, types.UnionType):
        known = [item for item in inner if item is not type(None)]
        return schema_of(known[0], definitions)
    if isinstance(target, type) and is_dataclass(target):
        return _of_dataclass(target, definitions)
    raise TypeError(f"No schema for {target!r}.")


def _of_dataclass(target: Any, definitions: dict[str, Schema]) -> Schema:
    name = target.__name__
    if name not in definitions:
        definitions[name] = {}  # a place is kept, should it refer to itself
        hints: dict[str, Any] = hints_of(target)
        required = [
            item.name
            for item in fields(target)
            if item.default is MISSING and item.default_factory is MISSING
        ]
        definitions[name] = {
            "type": "object",
            "description": (target.__doc__ or "").strip().splitlines()[0],
            "properties": {
                item.name: schema_of(hints[item.name], definitions) for item in fields(target)
            },
            "additionalProperties": False,
        }
        if required:
            definitions[name]["required"] = required
    return {"$ref": f"#/components/schemas/{name}"}
