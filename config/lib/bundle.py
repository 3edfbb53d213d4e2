"""Modules that a page needs at once, served as one file.

A browser with HTTP/1.1 asks for six files at a time; thirteen small modules take it three round
trips where one file takes one. Each bundle keeps the name of its entry, so no page and no import
has to know. Modules stay as they are written, each in a function of its own:

    const $lut = (() => { …; return { autoWindow, fill }; })();

so names may repeat between modules. Whoever outside the bundle imports one of its modules is
pointed at the entry, which exports what they ask for: there is one copy of everything. Only plain
named and default imports of neighboring files are understood, and no cycles; anything else is an
error while the files are collected, not in a browser.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

#: The bundles; what an earlier one holds is not repeated in a later one.
ENTRIES = ("viewer/element.js", "viewer/controls.js", "viewer/author.js", "app/reading.js")

IMPORT = re.compile(
    r"""^import\s+(?:(?P<default>[\w$]+)|\{(?P<names>[^}]*)\})\s+from\s+["'](?P<path>\.[^"']+)["'];?""",
    re.MULTILINE,
)
EXPORT = re.compile(
    r"^export\s+(?P<what>(?:async\s+)?function\*?|class|const)\s+(?P<name>[\w$]+)", re.MULTILINE
)
DEFAULT = re.compile(r"^export\s+default\s+", re.MULTILINE)
#: What would be left of an import or export that was not understood.
LEFT = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)


class BundleError(ValueError):
    """A module is written in a way that this file does not understand."""


def bundled(files: Mapping[str, str]) -> dict[str, str]:
    """Return the scripts {name below `static/`: text} with the entries of `ENTRIES` combined.

    Every file stays; entries that are not among the files are left out. Raises `BundleError`.
    """
    home: dict[str, str] = {}  # module → entry of the bundle that holds it
    members: dict[str, list[str]] = {}
    for entry in ENTRIES:
        if entry in files:
            members[entry] = [name for name in closure(files, entry) if name not in home]
            home |= dict.fromkeys(members[entry], entry)
    wanted = _wanted(files, home)
    combined = {
        entry: _combine(files, entry, names, home, wanted.get(entry, {}))
        for entry, names in members.items()
    }
    rest = {name: _pointed(name, text, home) for name, text in files.items() if name not in home}
    return dict(files) | rest | combined


def closure(files: Mapping[str, str], entry: str) -> list[str]:
    """Return the modules that `entry` imports, however indirectly, in the order of evaluation.

    Raises `BundleError` at a cycle or a missing file.
    """
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise BundleError(f"{name} imports itself by way of {' → '.join(path)}")
        if name in order:
            return
        if name not in files:
            raise BundleError(f"{path[-1] if path else entry} imports {name}, which is not there")
        for found in IMPORT.finditer(files[name]):
            visit(_target(name, found["path"]), (*path, name))
        order.append(name)

    visit(entry, ())
    return order


def _wanted(files: Mapping[str, str], home: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return by entry what is imported from its modules elsewhere: {name: module}."""
    wanted: dict[str, dict[str, str]] = {}
    for name, text in files.items():
        for found in IMPORT.finditer(text):
            target = _target(name, found["path"])
            entry = home.get(target)
            if entry is None or home.get(name) == entry or target == entry:
                continue
            for imported in _names(found, name):
                known = wanted.setdefault(entry, {}).setdefault(imported, target)
                if known != target:
                    raise BundleError(f"{known} and {target} both export {imported}")
    return wanted


def _combine(
    files: Mapping[str, str],
    entry: str,
    names: list[str],
    home: Mapping[str, str],
    wanted: Mapping[str, str],
) -> str:
    """Return the text of one bundle; the entry comes last, and its exports are the bundle's."""
    outside: dict[str, set[str]] = {}
    parts = []
    for name in names:
        text = _linked(name, files[name], names, home, outside, entry)
        if 'import("' in text and posixpath.dirname(name) != posixpath.dirname(entry):
            raise BundleError(f"{name} loads a module by a path that means another one in {entry}")
        parts.append(_wrapped(name, text))
    asked = dict(wanted) | {found["name"]: entry for found in EXPORT.finditer(files[entry])}
    for module in sorted(set(asked.values())):
        exported = ", ".join(sorted(k for k, v in asked.items() if v == module))
        parts.append(f"export const {{ {exported} }} = {_variable(module)};")
    head = [
        f'import {{ {", ".join(sorted(imported))} }} from "{path}";'
        for path, imported in sorted(outside.items())
    ]
    return "\n".join([*head, *parts]) + "\n"


def _linked(
    name: str,
    text: str,
    inside: list[str],
    home: Mapping[str, str],
    outside: dict[str, set[str]],
    entry: str,
) -> str:
    """Return the module with its imports taken from its neighbors in the bundle.

    What lies in another bundle is noted in `outside` and imported once, at the head of the file.
    """

    def link(found: re.Match[str]) -> str:
        target = _target(name, found["path"])
        if target in inside:
            what = f"default: {found['default']}" if found["default"] else found["names"].strip()
            return f"const {{ {what} }} = {_variable(target)};"
        path = _relative(home.get(target, target), entry)
        outside.setdefault(path, set()).update(_names(found, name))
        return ""

    return IMPORT.sub(link, text)


def _wrapped(name: str, text: str) -> str:
    """Return the module as a function that hands out what the module exports."""
    exported = [found["name"] for found in EXPORT.finditer(text)]
    body = EXPORT.sub(lambda found: f"{found['what']} {found['name']}", text)
    body, defaults = DEFAULT.subn("const $default = ", body)
    left = LEFT.search(body)
    if left:
        raise BundleError(f"{name}: cannot bundle “{left.group(0)}”")
    handed = ", ".join([*exported, *(["default: $default"] if defaults else [])])
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {handed} }};\n}})();"


def _pointed(name: str, text: str, home: Mapping[str, str]) -> str:
    """Return a module outside of all bundles with its imports pointed at their entries."""

    def point(found: re.Match[str]) -> str:
        target = _target(name, found["path"])
        if home.get(target, target) == target:
            return found.group(0)
        names = ", ".join(_names(found, name))
        return f'import {{ {names} }} from "{_relative(home[target], name)}";'

    return IMPORT.sub(point, text)


def _names(found: re.Match[str], name: str) -> Iterator[str]:
    """Yield the names that an import from outside of a bundle asks for."""
    if found["default"]:
        raise BundleError(f"{name} imports the default of {found['path']} from another bundle")
    for part in found["names"].split(","):
        if " as " in part:
            raise BundleError(f"{name} renames what it imports from {found['path']}")
        if part.strip():
            yield part.strip()


def _target(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _relative(target: str, name: str) -> str:
    path = posixpath.relpath(target, posixpath.dirname(name) or ".")
    return path if path.startswith(".") else f"./{path}"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
