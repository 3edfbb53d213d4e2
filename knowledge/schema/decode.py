"""Plain data to frozen dataclasses, by their type hints, strictly; and back.

Every deviation becomes a problem with a line and a sentence: an unknown key (with the nearest
known one), a missing key, a wrong type, a word outside a closed list.
"""

from __future__ import annotations

import difflib
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from knowledge.schema.document import Document
from knowledge.schema.problems import Path

T = TypeVar("T")
_WORD = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}


class _Broken:
    """Stands for a value that could not be read; its problem is already noted."""


BROKEN = _Broken()


@cache
def hints_of(target: type[Any]) -> dict[str, Any]:
    """The resolved type hints of a dataclass."""
    return get_type_hints(target)


def decode(target: type[T], document: Document, path: Path = (), data: Any = None) -> T | None:
    """Read `data` (or the whole document) as `target`; None if there was a problem."""
    before = len(document.problems)
    value = _decode(target, document.data if data is None else data, document, path)
    return None if value is BROKEN or len(document.problems) > before else value


def from_plain(target: type[T], data: Any) -> T:
    """Read trusted plain data (a database row); raises ValueError with the first problem."""
    document = Document("row", data)
    value = decode(target, document)
    if value is None:
        raise ValueError(str(document.problems[0]))
    return value


def to_plain(value: Any) -> Any:
    """Dataclasses as plain data for JSON; fields that hold their default are left out."""
    if is_dataclass(value):
        return {
            item.name: to_plain(getattr(value, item.name))
            for item in fields(value)
            if getattr(value, item.name) != _default(item)
        }
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def _default(item: Field[Any]) -> Any:
    if item.default_factory is not MISSING:
        return item.default_factory()
    return item.default


def _decode(target: Any, data: Any, document: Document, path: Path) -> Any:
    origin = get_origin(target)
    if target is Any:
        return data
    if origin in (Union, types.UnionType):
        inner = next(arg for arg in get_args(target) if arg is not types.NoneType)
        return None if data is None else _decode(inner, data, document, path)
    if origin is Literal:
        return _decode_word(get_args(target), data, document, path)
    if origin is tuple:
        return _decode_list(get_args(target)[0], data, document, path)
    if origin is dict:
        return _decode_dict(get_args(target), data, document, path)
    if is_dataclass(target):
        return _decode_dataclass(target, data, document, path)
    return _decode_plain(target, data, document, path)


def _decode_plain(target: Any, data: Any, document: Document, path: Path) -> Any:
    if target is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if isinstance(data, target) and not (target is int and isinstance(data, bool)):
        if target is str and not data.strip():
            document.complain(path, f"{_place(path)} is empty; leave the key out instead.")
            return BROKEN
        return data
    hint = " Put it in quotes." if target is str and isinstance(data, int | float) else ""
    document.complain(path, f"{_place(path)} must be {_WORD[target]}, not {_show(data)}.{hint}")
    return BROKEN


def _decode_word(words: tuple[Any, ...], data: Any, document: Document, path: Path) -> Any:
    if data in words:
        return data
    known = ", ".join(str(word) for word in words)
    document.complain(path, f"{_place(path)} is {_show(data)}; it must be one of: {known}.")
    return BROKEN


def _decode_list(inner: Any, data: Any, document: Document, path: Path) -> Any:
    if not isinstance(data, list):
        document.complain(path, f"{_place(path)} must be a list, not {_show(data)}.")
        return BROKEN
    items = [_decode(inner, item, document, (*path, index)) for index, item in enumerate(data)]
    return BROKEN if BROKEN in items else tuple(items)


def _decode_dict(kinds: tuple[Any, ...], data: Any, document: Document, path: Path) -> Any:
    if not isinstance(data, dict):
        document.complain(path, f"{_place(path)} must be a table, not {_show(data)}.")
        return BROKEN
    key_kind, value_kind = kinds
    result: dict[Any, Any] = {}
    for key, item in data.items():
        here = (*path, key)
        known = _decode(key_kind, key, document, here) if key_kind is not str else key
        value = _decode(value_kind, item, document, here)
        if known is not BROKEN and value is not BROKEN:
            result[known] = value
    return result


def _decode_dataclass(target: Any, data: Any, document: Document, path: Path) -> Any:
    shorthand = getattr(target, "SHORTHAND", None)
    if shorthand and isinstance(data, str):
        data = {shorthand: data}
    if not isinstance(data, dict):
        document.complain(path, f"{_place(path)} must be a table, not {_show(data)}.")
        return BROKEN
    hints = hints_of(target)
    _refuse_unknown_keys(data, tuple(item.name for item in fields(target)), document, path)
    values: dict[str, Any] = {}
    for item in fields(target):
        if item.name in data:
            here = (*path, item.name)
            values[item.name] = _decode(hints[item.name], data[item.name], document, here)
        elif _default(item) is MISSING:
            document.complain(path, f"{_place(path)} lacks the key “{item.name}”.")
            values[item.name] = BROKEN
    return BROKEN if BROKEN in values.values() else target(**values)


def _refuse_unknown_keys(
    data: dict[str, Any], known: tuple[str, ...], document: Document, path: Path
) -> None:
    for key in data:
        if key in known:
            continue
        near = difflib.get_close_matches(str(key), known, n=1)
        hint = f" Did you mean “{near[0]}”?" if near else f" Known keys: {', '.join(known)}."
        document.complain((*path, key), f"The key “{key}” is unknown in {_place(path)}.{hint}")


def _place(path: Path) -> str:
    if not path:
        return "The file"
    words = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return f"“{words.lstrip('.')}”"


def _show(data: Any) -> str:
    if isinstance(data, dict):
        return "a table"
    if isinstance(data, list):
        return "a list"
    return "nothing" if data is None else f"“{data}”"
