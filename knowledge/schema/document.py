"""YAML with line numbers: plain data beside a table of where each part stands.

Only plain data is constructed (the safe loader's types); a file that is no YAML, repeats a key
or holds anything but plain data is a problem, not an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from knowledge.schema.problems import Path, Problem


@dataclass
class Document:
    """One parsed file. `data` is None where the file could not be read."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def complain(self, path: Path, sentence: str) -> None:
        """Note a problem at `path`."""
        self.problems.append(Problem(self.file, self.line(path), sentence))


#: The same safe loader on libyaml's parser where PyYAML was built with it: several times faster.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(file: str, text: str) -> Document:
    """Read YAML text as plain data with the line of every key and item."""
    document = Document(file)
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        if node is None:
            document.complain((), "The file is empty.")
            return document
        document.data = _build(loader, node, (), document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        why = str(error.problem or error).strip()
        document.problems.append(Problem(file, line, f"This is not valid YAML: {why}."))
    finally:
        loader.dispose()
    return document


def _build(loader: yaml.SafeLoader, node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(loader, item, (*path, index), document) for index, item in enumerate(node.value)
        ]
    return loader.construct_object(node, deep=True)


def _build_mapping(
    loader: yaml.SafeLoader, node: yaml.MappingNode, path: Path, document: Document
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        here = (*path, key)
        document.lines[here] = key_node.start_mark.line + 1
        if key in result:
            document.complain(here, f"The key “{key}” stands here a second time.")
        result[key] = _build(loader, value_node, here, document)
    return result
