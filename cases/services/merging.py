"""Two people's changes to one case brought together, field by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]


@dataclass(frozen=True)
class Merge:
    """The content with both changes; `conflicts` are fields that both changed differently."""

    content: Content
    conflicts: tuple[str, ...]
    theirs: tuple[str, ...]


def flat(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content by field; the fields of the answer key are fields of their own."""
    fields = {name: value for name, value in content.items() if name != "answer_key"}
    key = content.get("answer_key", {})
    return fields | {f"answer_key.{name}": value for name, value in key.items()}


def unflat(fields: Mapping[str, Any]) -> Content:
    """Return what `flat` took apart."""
    content: Content = {"answer_key": {}}
    for name, value in fields.items():
        if name.startswith("answer_key."):
            content["answer_key"][name.removeprefix("answer_key.")] = value
        else:
            content[name] = value
    return content


def merge(base: Content | None, mine: Content, theirs: Content) -> Merge:
    """Bring my changes and theirs since `base` together; where both changed, theirs stands.

    Without a base every difference counts as a conflict.
    """
    old = flat(base) if base is not None else {}
    mine_by, result = flat(mine), flat(theirs)
    conflicts, others = [], []
    for name, value in mine_by.items():
        current = result.get(name)
        if value == current:
            continue
        if base is not None and value == old.get(name):
            others.append(name)
        elif base is not None and current == old.get(name):
            result[name] = value
        else:
            conflicts.append(name)
    return Merge(unflat(result), tuple(conflicts), tuple(others))
