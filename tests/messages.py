"""The catalog of the interface: `python -m tests.messages` collects its strings and compiles it.

Babel (BSD) reads Python, keeps the .po file and writes the .mo file, so nothing but Python is
needed; templates go through Django's own `templatize`, which leaves of them only the calls.
The compiled file is committed: whoever only runs the application needs neither this nor Babel.
"""

import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "config" / "locale" / "de" / "LC_MESSAGES" / "django.po"
APPS = ("config", "knowledge", "cases", "quiz")
#: Babel's own, and the same for what is looked up only when it is shown.
KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext")
}


def sources() -> Iterator[tuple[str, bytes]]:
    """Yield (path, Python) of all modules, and of all templates as `templatize` leaves them."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        calls = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        flat = "\n".join(line.strip() for line in calls.splitlines())
        yield path.relative_to(ROOT).as_posix(), flat.encode()


def collected() -> Catalog:
    """Return every string that is marked for translation, with the files it stands in."""
    catalog = Catalog(fuzzy=False)
    for name, text in sources():
        found = extract("python", io.BytesIO(text), KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            catalog.add(
                message, locations=[(name, 0)], auto_comments=sorted(comments), context=context
            )
    return catalog


def translated(path: Path = PO) -> Catalog:
    """Return the catalog as it is on disk."""
    with path.open("rb") as file:
        return read_po(file, locale="de")


def compiled(catalog: Catalog) -> bytes:
    """Return what the .mo file has to hold."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def placeholders(text: str) -> set[str]:
    """Return what is filled into a string: `%(name)s`, `{name}` and `%s` alike."""
    named = {part.split(")")[0] for part in text.split("%(")[1:]}
    try:
        braced = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        braced = set()
    return named | {f"{{{field}}}" for field in braced} | ({"%s"} if "%s" in text else set())


def missing(catalog: Catalog) -> list[str]:
    """Return the strings without a finished translation."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and (
            message.fuzzy or not all(message.string if message.pluralizable else [message.string])
        )
    ]


def main() -> int:
    """Merge what the sources say into the .po file, compile it, and name what is to be done."""
    catalog = translated()
    catalog.update(collected(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, sort_by_file=True, include_lineno=False)
    PO.with_suffix(".mo").write_bytes(compiled(catalog))
    left = missing(catalog)
    for text in left:
        print(f"untranslated: {text!r}")
    print(f"{len(catalog)} strings, {len(left)} untranslated")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
