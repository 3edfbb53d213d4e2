"""Frozen dataclasses to plain JSON values and back, told by their type hints.

Covers what answer keys, responses and grades are made of: str, bool, int, float, None, literals,
tuples (of any or of a fixed length), string-keyed dicts and nested dataclasses. Decoding is
strict: an unknown field, a missing one, a wrong type or a number that is not finite raises
`RecordError`, whose text is one sentence that names the place ("alternatives[1].plausibility").
"""

import math
import types
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Decoder = Callable[[Any, str], Any]
NUMBERS = frozenset({int, float})
#: What most leaves are: looked for first, since a grade has hundreds of them.
AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


class RecordError(ValueError):
    """JSON that does not fit its record; the text is a sentence that names the place."""


def encode(value: Any) -> Any:
    """Return `value` as JSON types: dataclasses become dicts, tuples lists."""
    kind: Any = type(value)
    if kind in AS_IT_IS:
        return value
    if names := _field_names(kind):
        return {name: encode(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): encode(item) for name, item in value.items()}
    return value


def decode(kind: type[T], data: Any, where: str = "") -> T:
    """Build a `kind` from JSON types; raises `RecordError`."""
    return cast(T, _decoder(cast(Any, kind))(data, where))


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; of anything else none."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _fail(where: str, problem: str) -> RecordError:
    return RecordError(f"{where or 'the record'} {problem}.")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"


@cache
def _decoder(hint: Any) -> Decoder:
    """Return the function that decodes one type hint; built once per hint."""
    origin = get_origin(hint)
    if is_dataclass(hint):
        return _record(cast(type, hint))
    if origin is Literal:
        return _literal(get_args(hint))
    if origin in (Union, types.UnionType):
        return _optional(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin is dict:
        return _mapping(get_args(hint)[1])
    if hint is float:
        return _number
    if hint in (str, bool, int):
        return _plain(hint)
    raise TypeError(f"no decoder for {hint!r}")


def _record(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    required = tuple(
        f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    )

    def decode_record(data: Any, where: str) -> Any:
        if not isinstance(data, dict):
            raise _fail(where, f"should be an object, not {_shown(data)}")
        prefix = f"{where}." if where else ""
        for name in data:
            if name not in hints:
                raise _fail(f"{prefix}{name}", "is not a field that is known here")
        for name in required:
            if name not in data:
                raise _fail(f"{prefix}{name}", "is missing")
        return kind(
            **{name: _decoder(hints[name])(item, prefix + name) for name, item in data.items()}
        )

    return decode_record


def _literal(choices: tuple[Any, ...]) -> Decoder:
    def decode_literal(data: Any, where: str) -> Any:
        if not isinstance(data, str | int) or data not in choices:
            listed = ", ".join(map(str, choices[:-1])) + f" or {choices[-1]}"
            raise _fail(where, f"should be {listed}, not {_shown(data)}")
        return data

    return decode_literal


def _optional(members: tuple[Any, ...]) -> Decoder:
    kinds = [member for member in members if member is not types.NoneType]
    if len(kinds) != 1:
        raise TypeError(f"a union of more than one kind is not supported: {members}")
    inner = _decoder(kinds[0])
    return lambda data, where: None if data is None else inner(data, where)


def _tuple(members: tuple[Any, ...]) -> Decoder:
    endless = len(members) == 2 and members[1] is Ellipsis
    numbers = all(member is float or member is Ellipsis for member in members)
    decoders = [_decoder(member) for member in members if member is not Ellipsis]

    def decode_tuple(data: Any, where: str) -> Any:
        if not isinstance(data, list | tuple):
            raise _fail(where, f"should be a list, not {_shown(data)}")
        if not endless and len(data) != len(decoders):
            raise _fail(where, f"should have {len(decoders)} items, not {len(data)}")
        if numbers and all(type(item) in NUMBERS and math.isfinite(item) for item in data):
            return tuple(map(float, data))
        steps = decoders * len(data) if endless else decoders
        # Places are put into words only where something is wrong: an outline has thousands.
        with suppress(RecordError):
            return tuple(map(_anywhere, steps, data))
        return tuple(
            step(item, f"{where}[{index}]")
            for index, (step, item) in enumerate(zip(steps, data, strict=True))
        )

    return decode_tuple


def _anywhere(step: Decoder, item: Any) -> Any:
    return step(item, "")


def _mapping(member: Any) -> Decoder:
    inner = _decoder(member)

    def decode_mapping(data: Any, where: str) -> Any:
        if not isinstance(data, dict):
            raise _fail(where, f"should be an object, not {_shown(data)}")
        return {str(name): inner(item, f"{where}.{name}") for name, item in data.items()}

    return decode_mapping


def _number(data: Any, where: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
        raise _fail(where, f"should be a finite number, not {_shown(data)}")
    return float(data)


def _plain(kind: type) -> Decoder:
    words = {str: "text", bool: "true or false", int: "a whole number"}

    def decode_plain(data: Any, where: str) -> Any:
        if type(data) is not kind:
            raise _fail(where, f"should be {words[kind]}, not {_shown(data)}")
        return data

    return decode_plain


__all__ = ["RecordError", "decode", "encode"]
