"""The Basic Application Level Confidentiality Profile of DICOM PS3.15, Annex E, as data.

`profile_table.csv` holds Table E.1-1 with the columns of the options offered here. Its actions:
D replace by a dummy, Z empty (or dummy), X remove, U remap the UID, K keep, C clean.
Where the table leaves a choice by type ("X/Z/D"), `CHOICES` says what is done. One cell differs
from the standard's: with the device's identity kept, Beam Hold Transition DateTime (300C,0127), a
moment of the patient's treatment, is not.

The table speaks of known attributes only. For all others `house_action` is stricter than the
standard: private, unknown, overlay and curve elements go, and so does everything whose value
representation can carry a person, a moment or an address.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydicom.datadict import dictionary_has_tag
from pydicom.tag import BaseTag

Action = Literal["D", "Z", "X", "U", "K", "C"]

#: What is done where the standard leaves the choice to the type of the attribute in its module.
CHOICES: dict[str, Action] = {
    "X/Z": "Z",
    "X/D": "X",
    "X/Z/D": "Z",
    "Z/D": "Z",
    "X/Z/U*": "U",
}
#: Curves and overlays: whole repeating groups.
REPEATING_GROUPS = (0x5000, 0x6000)
#: Value representations that may name a person, a moment, a machine or hold free text.
TELLING_VRS = frozenset({"PN", "DA", "DT", "TM", "AE", "LT", "ST", "UT", "UR", "UN"})
TABLE = Path(__file__).with_name("profile_table.csv")


@dataclass(frozen=True)
class Options:
    """Options of the profile (PS3.15 E.3); each has a code that the header then states."""

    clean_descriptors: bool = True  # keep neutral words of descriptions, drop the rest
    modified_dates: bool = False  # keep dates, shifted by a secret number of days per patient
    device: bool = False  # keep the device's identity

    def codes(self) -> list[tuple[str, str]]:
        """Return (code value, meaning) of context group 7050 for the profile and its options."""
        chosen = [("113100", "Basic Application Confidentiality Profile")]
        if self.clean_descriptors:
            chosen.append(("113105", "Clean Descriptors Option"))
        if self.modified_dates:
            chosen.append(
                ("113107", "Retain Longitudinal Temporal Information Modified Dates Option")
            )
        if self.device:
            chosen.append(("113109", "Retain Device Identity Option"))
        return chosen


@dataclass(frozen=True)
class Row:
    """One attribute of Table E.1-1 with its action under the profile and each option."""

    tag: int
    keyword: str
    basic: str
    modified_dates: str
    device: str
    clean_descriptors: str


@lru_cache(maxsize=1)
def table() -> dict[int, Row]:
    """Return Table E.1-1 by tag."""
    with TABLE.open(newline="", encoding="ascii") as stream:
        rows = list(csv.reader(stream))[1:]
    return {int(row[0], 16): Row(int(row[0], 16), *row[1:]) for row in rows}


def action_for(tag: BaseTag, vr: str, options: Options) -> Action:
    """Return what is done with an element of this tag and value representation."""
    if tag.is_private or (tag.group & 0xFF00) in REPEATING_GROUPS or tag.group % 2:
        return "X"
    row = table().get(int(tag))
    return house_action(tag, vr, options) if row is None else _table_action(row, options)


def _table_action(row: Row, options: Options) -> Action:
    if options.device and row.device:
        return "K" if row.device == "K" else "C"
    if options.modified_dates and row.modified_dates:
        return "C"
    if options.clean_descriptors and row.clean_descriptors:
        return "C"
    return CHOICES.get(row.basic) or row.basic  # type: ignore[return-value]


def house_action(tag: BaseTag, vr: str, options: Options) -> Action:
    """Return what is done with an attribute that the standard's table does not name."""
    if not dictionary_has_tag(tag):
        return "X"
    if vr == "UI":
        return "U"
    if vr in TELLING_VRS:
        return "C" if options.modified_dates and vr in {"DA", "DT", "TM"} else "X"
    return "K"
