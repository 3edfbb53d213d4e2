"""De-identification of one data set by the profile held in `profile`.

The data set is changed in place. Afterwards a second look empties every text in which something
that identified the patient still stands (a name repeated in a description, a date in a comment).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID

from cases.dicom import uids
from cases.dicom.profile import Action, Options, action_for
from cases.dicom.vocabulary import neutral_words

#: What a person's look at the pixels leaves in the header; see `cases.dicom.blank`.
LOOKED_OVER = "Pixels looked over by a person: no text"
BLANKED = re.compile(r"Blanked \d{1,4} rectangles in \d{1,6} frames")
#: Option of PS3.15 E.3.1 that says the pixels were cleaned (CID 7050).
CLEAN_PIXELS = ("113101", "Clean Pixel Data Option")

#: Value that stands for "replaced" where the standard wants one (action D).
DUMMIES: dict[str, Any] = {
    "DA": "19000101",
    "DT": "19000101000000",
    "TM": "000000",
    "PN": "Removed",
    "AS": "000Y",
    "CS": "REMOVED",
    "DS": "0",
    "IS": "0",
    "UI": "",
}
TEXT_VRS = frozenset({"LO", "SH", "ST", "LT", "UT", "UC", "CS", "PN", "AE", "UR"})
#: Of these, what may hold 16 characters only.
SHORT_VRS = frozenset({"SH", "CS", "AE"})
NUMBER_VRS = frozenset({"US", "SS", "UL", "SL", "FL", "FD", "UV", "SV"})
#: Attributes whose values identify and must not be echoed by any other element.
IDENTIFYING = (
    "PatientName",
    "PatientID",
    "OtherPatientIDs",
    "OtherPatientNames",
    "PatientBirthName",
    "PatientMotherBirthName",
    "PatientBirthDate",
    "AccessionNumber",
    "StudyID",
    "InstitutionName",
    "InstitutionAddress",
    "StationName",
    "ReferringPhysicianName",
    "PerformingPhysicianName",
    "OperatorsName",
    "PhysiciansOfRecord",
    "NameOfPhysiciansReadingStudy",
    "RequestingPhysician",
    "DeviceSerialNumber",
    "StudyDate",
    "SeriesDate",
    "AcquisitionDate",
    "ContentDate",
    "MilitaryRank",
    "PatientAddress",
    "PatientTelephoneNumbers",
)
#: Written by ourselves or of the standard: never taken for an echo.
EXEMPT = frozenset({"SOPClassUID", "DeidentificationMethod", "PatientIdentityRemoved"})
#: Shorter pieces turn up in words by chance.
SHORTEST_ECHO = 4
IMPLEMENTATION_UID = UID("2.25.271828182845904523536028747135266249775")
IMPLEMENTATION_NAME = "SPINE_MIMICS"
METHOD = "DICOM PS3.15 Basic Application Level Confidentiality Profile"


@dataclass
class Record:
    """What was done: how many elements per action, and per action and keyword. No values."""

    actions: Counter[str] = field(default_factory=Counter)
    elements: Counter[str] = field(default_factory=Counter)
    echoes: int = 0

    def note(self, action: str, keyword: str) -> None:
        """Count one element."""
        self.actions[action] += 1
        self.elements[f"{action}:{keyword}"] += 1


@dataclass(frozen=True)
class _Work:
    secret: bytes
    options: Options
    keep_uids: bool
    days: int
    record: Record


def is_simulated(dataset: Dataset) -> bool:
    """Whether the object says that it is synthetic and has UIDs as the simulator makes them."""
    if str(dataset.get("SyntheticData", "")) != "YES":
        return False
    own = (dataset.get(name, "") for name in ("SOPInstanceUID", "StudyInstanceUID"))
    return all(uids.is_derived(str(uid)) for uid in own)


def is_of_kin(dataset: Dataset) -> bool:
    """Whether the object says that an installation like this one has de-identified it."""
    meta = getattr(dataset, "file_meta", None) or {}
    made = str(meta.get("ImplementationClassUID", "")) == IMPLEMENTATION_UID
    return made and str(dataset.get("PatientIdentityRemoved", "")) == "YES"


def deidentify(
    dataset: Dataset, *, secret: bytes, options: Options, shared: bool = False
) -> Record:
    """Take everything that identifies out of the data set, in place; return what was done.

    UIDs and dates are replaced under `secret`, so that one study stays one study. Objects of the
    simulator keep their UIDs, and so do objects `shared` by an installation like this one, as far
    as they are numbers that say nothing: regions and key views go by them.
    """
    keep = is_simulated(dataset) or (shared and is_of_kin(dataset))
    seen = _looked_at(dataset) if shared and keep else ""
    identifying = _identifying_values(dataset)
    patient = str(dataset.get("PatientID", "")) or str(dataset.get("StudyInstanceUID", ""))
    work = _Work(secret, options, keep, uids.days_back(patient, secret), Record())
    _clean_items(dataset, work)
    work.record.echoes = _empty_echoes(dataset, identifying)
    _state_method(dataset, options, seen)
    return work.record


def fresh_meta(dataset: Dataset, transfer_syntax: str) -> FileMetaDataset:
    """Return a file meta header made anew: nothing of the original's is kept."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = UID(transfer_syntax)
    meta.ImplementationClassUID = IMPLEMENTATION_UID
    meta.ImplementationVersionName = IMPLEMENTATION_NAME
    return meta


def _clean_items(dataset: Dataset, work: _Work) -> None:
    for tag in list(dataset.keys()):
        try:
            element = dataset[tag]
        except Exception:  # a value that cannot be read cannot be cleaned either
            del dataset[tag]
            work.record.note("X", "Unreadable")
            continue
        action = action_for(element.tag, element.VR, work.options)
        work.record.note(action, _called(element))
        _apply(dataset, element, action, work)


def _called(element: DataElement) -> str:
    """Return the keyword; private and unknown elements have none and are counted together."""
    if element.tag.is_private:
        return "Private"
    return element.keyword or "Unknown"


def _apply(dataset: Dataset, element: DataElement, action: Action, work: _Work) -> None:
    if action == "X" or (element.VR == "SQ" and action in {"D", "C", "Z"}):
        del dataset[element.tag]  # an empty sequence is allowed hardly anywhere, an absent one is
    elif action == "Z":
        element.value = element.empty_value
    elif element.VR == "SQ":
        for item in element.value:
            _clean_items(item, work)
    elif action == "D":
        element.value = _dummy(element)
    elif action == "U":
        element.value = _remapped(element.value, work)
    elif action == "C":
        _clean(dataset, element, work)


def _dummy(element: DataElement) -> Any:
    if element.VR in NUMBER_VRS:
        return 0
    if element.VR.startswith("O"):
        return b"\x00\x00"
    return DUMMIES.get(element.VR, "Removed")


def _remapped(value: Any, work: _Work) -> Any:
    if not value:
        return value
    if isinstance(value, str):
        return _remapped_one(value, work)
    return [_remapped_one(str(one), work) for one in value]


def _remapped_one(uid: str, work: _Work) -> str:
    if work.keep_uids and uids.is_derived(uid):
        return uid
    return uids.remap(uid, work.secret)


def _clean(dataset: Dataset, element: DataElement, work: _Work) -> None:
    """Keep what is harmless: dates shifted, descriptions cut to neutral words; else remove."""
    if element.VR in {"DA", "DT"}:
        element.value = _shifted(str(element.value or ""), work.days)
    elif element.VR == "TM":
        element.value = ""
    elif element.VR in TEXT_VRS and element.VR not in {"PN", "UR"}:
        longest = 16 if element.VR in SHORT_VRS else 64
        element.value = " ".join(neutral_words(str(element.value or "")))[:longest].upper()
    else:
        del dataset[element.tag]


def _shifted(value: str, days: int) -> str:
    """Return a DA or DT moved back by whole days, cut to the date; empty if it is no date."""
    match = re.match(r"(\d{4})(\d{2})(\d{2})", value)
    if not match:
        return ""
    try:
        moved = date(*(int(part) for part in match.groups())) - timedelta(days=days)
    except (ValueError, OverflowError):
        return ""
    return moved.strftime("%Y%m%d")


def _identifying_values(dataset: Dataset) -> set[str]:
    found: set[str] = set()
    for keyword in IDENTIFYING:
        value = dataset.get(keyword)
        values = value if isinstance(value, (list, tuple)) else [value]
        for one in values:
            text = str(one or "").casefold().strip()
            pieces = {text, *re.split(r"[\s^=,;\\/]+", text)}
            found |= {piece for piece in pieces if len(piece) >= SHORTEST_ECHO}
    return {piece for piece in found if neutral_words(piece) != [piece]}


def _texts(dataset: Dataset) -> Iterator[DataElement]:
    for element in dataset.iterall():
        if element.VR in TEXT_VRS and element.keyword not in EXEMPT and element.value:
            yield element


def _empty_echoes(dataset: Dataset, identifying: set[str]) -> int:
    """Empty every text that still contains an identifying value; return how many."""
    if not identifying:
        return 0
    pattern = re.compile("|".join(re.escape(piece) for piece in sorted(identifying)))
    emptied = 0
    for element in _texts(dataset):
        if element.tag.group != 0x0028 and pattern.search(str(element.value).casefold()):
            element.value = element.empty_value
            emptied += 1
    return emptied


def _looked_at(dataset: Dataset) -> str:
    """Return what the header says of a person's look at the pixels, in our own words only."""
    told = dataset.get("DeidentificationMethod") or ""
    lines = [told] if isinstance(told, str) else [str(one) for one in told]
    return next((line for line in lines if line == LOOKED_OVER or BLANKED.fullmatch(line)), "")


def _state_method(dataset: Dataset, options: Options, seen: str = "") -> None:
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = [METHOD, seen] if seen else METHOD
    items = []
    cleaned = [CLEAN_PIXELS] if BLANKED.fullmatch(seen) else []
    for value, meaning in [*options.codes(), *cleaned]:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
        items.append(item)
    dataset.DeidentificationMethodCodeSequence = Sequence(items)
    dataset.LongitudinalTemporalInformationModified = (
        "MODIFIED" if options.modified_dates else "REMOVED"
    )
    dataset.BurnedInAnnotation = "NO"
