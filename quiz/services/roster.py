"""A list of people as it is pasted or comes from a spreadsheet: who is meant on which line. Pure.

Lines are read one by one; comma, semicolon or tab separate. Below a line of headings each line is
one person, known by a user name or an address; without headings each address is a person, and on
a line without any each cell is a user name. On a list of one line each cell is a person.
"Ann Doe <ann@example.org>" is the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

#: Headings whose column says who it is, in lower case, with hyphens and spaces left out.
WHO = frozenset(
    {
        "username", "user", "login", "account", "benutzername", "benutzer", "konto",
        "email", "mail", "emailaddress", "mailaddress", "address", "emailadresse", "adresse",
    }
)  # fmt: skip
#: Headings of other columns: they tell that the line is one of headings.
BESIDE = frozenset(
    {
        "name", "firstname", "lastname", "surname", "givenname", "fullname", "familyname",
        "vorname", "nachname", "no", "nr",
    }
)  # fmt: skip
LONGEST_NAME = 150
_username = UnicodeUsernameValidator()


@dataclass(frozen=True)
class Person:
    """Somebody on the list: the line (from 1) and its text, and the names that may be theirs.

    Without a name, nothing on the line can be a user name or an address.
    """

    line: int
    text: str
    names: tuple[str, ...]


def people_in(text: str) -> tuple[Person, ...]:
    """Return everybody on the list, each name once; empty lines and headings are left out."""
    columns: list[int] | None = None
    first = True
    seen: set[tuple[str, ...]] = set()
    found: list[Person] = []
    plain = text.replace("\ufeff", "").replace("\x00", "")
    lines = re.split(r"\r\n|\r|\n", plain)
    alone = sum(bool(line.strip(" ,;\t")) for line in lines) == 1
    for number, line in enumerate(lines, start=1):
        cells = [_tidy(cell) for cell in re.split(r"[,;\t]", line)]
        if not any(cells):
            continue
        if first and (headed := _headed(cells)) is not None:
            columns, first = headed, False
            continue
        first = False
        for person in _of_line(number, line, cells, [] if alone else columns):
            mark = tuple(name.casefold() for name in person.names)
            if not mark or mark not in seen:
                seen.add(mark)
                found.append(person)
    return tuple(found)


def _tidy(cell: str) -> str:
    """Return the cell without quotes and doubled spaces, or the address in brackets in it."""
    bare = " ".join(cell.replace('"', "").split())
    bracketed = re.fullmatch(r".*<([^<>]+@[^<>]+)>", bare)
    return bracketed.group(1).strip() if bracketed else bare.removeprefix("mailto:")


def _headed(cells: list[str]) -> list[int] | None:
    """Return which columns say who it is; None where the line is none of headings.

    An empty list means that it is one, and that every cell counts.
    """
    low = [re.sub(r"[-_ .]", "", cell.casefold()) for cell in cells]
    if not any(cell in WHO | BESIDE for cell in low):
        return None
    return [place for place, cell in enumerate(low) if cell in WHO]


def _of_line(number: int, line: str, cells: list[str], columns: list[int] | None) -> list[Person]:
    shown = " ".join(line.split())
    if columns:
        meant = [cells[place] for place in columns if place < len(cells) and cells[place]]
        return [Person(number, shown, tuple(name for name in meant if _usable(name)))]
    filled = [cell for cell in cells if cell]
    named = [cell for cell in filled if "@" in cell]
    meant = named if named and columns is None else filled
    return [Person(number, name, (name,) if _usable(name) else ()) for name in meant]


def _usable(name: str) -> bool:
    """Whether it can be a user name or an e-mail address at all."""
    try:
        (validate_email if "@" in name else _username)(name)
    except ValidationError:
        return False
    return len(name) <= LONGEST_NAME or "@" in name
