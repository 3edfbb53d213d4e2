"""A neutral label for a series: how it was made, never what it shows. "T2 sagittal"."""

import re
from itertools import pairwise

from pydicom.dataset import Dataset

from cases.dicom.vocabulary import neutral_words

NAMES = {
    "CT": "CT",
    "CR": "Radiograph",
    "DX": "Radiograph",
    "RG": "Radiograph",
    "PT": "PET",
    "NM": "Bone scan or scintigram",
    "XA": "Angiogram",
    "RF": "Fluoroscopy",
}
#: Words of a description → what the label says, in the order in which they are tried.
WEIGHTINGS = (
    ("stir|tirm", "STIR"),
    ("adc", "ADC"),
    ("dwi|trace|b50|b400|b500|b800|b1000", "DWI"),
    ("flair", "FLAIR"),
    ("opp|opposed|outphase", "Opposed phase"),
    ("inphase", "In phase"),
    ("t1|t1w", "T1"),
    ("t2|t2w|t2\\*", "T2"),
    ("pd|pdw", "PD"),
)
FAT_SATURATED = re.compile(r"^(fs|fatsat|spair|spir)$")
CONTRAST = re.compile(r"^(gd|gad|contrast|km|post)$")
DESCRIPTIONS = ("SeriesDescription", "ProtocolName", "SequenceName", "PulseSequenceName")


def label(dataset: Dataset, plane: str) -> str:
    """Return technique and plane from a fixed vocabulary; educators may correct it."""
    modality = str(dataset.get("Modality", "") or "").upper()
    technique = _mr(dataset) if modality == "MR" else NAMES.get(modality, "Image")
    if "LOCALIZER" in str(dataset.get("ImageType", "")):
        technique = f"{technique} localizer"
    return " ".join(part for part in (technique, plane) if part)


def _mr(dataset: Dataset) -> str:
    words = [
        word
        for name in DESCRIPTIONS
        for word in neutral_words(str(dataset.get(name, "") or "").replace("_", " "))
    ]
    parts = [_weighting(words) or _by_timing(dataset) or "MR"]
    options = str(dataset.get("ScanOptions", "") or "").upper()
    if parts[0] in {"T1", "T2", "PD"}:
        if any(FAT_SATURATED.match(word) for word in words) or re.search(r"\bFS\b", options):
            parts.append("FS")
        told = dataset.get("ContrastBolusAgent") or any(CONTRAST.match(word) for word in words)
        if parts[0] == "T1" and told:
            parts.append("Gd")
    return " ".join(parts)


def _weighting(words: list[str]) -> str:
    """Tell the weighting from words, or from two that belong together: "in phase"."""
    told = [*words, *(first + second for first, second in pairwise(words))]
    for pattern, name in WEIGHTINGS:
        if any(re.fullmatch(pattern, word) for word in told):
            return name
    return ""


def _by_timing(dataset: Dataset) -> str:
    """Guess the weighting of a spin echo from repetition, echo and inversion time (ms)."""
    try:
        repetition = float(dataset.get("RepetitionTime") or 0)
        echo = float(dataset.get("EchoTime") or 0)
        inversion = float(dataset.get("InversionTime") or 0)
    except (TypeError, ValueError):
        return ""
    if 80 <= inversion <= 260:
        return "STIR"
    if not repetition or not echo:
        return ""
    if repetition < 900 and echo < 30:
        return "T1"
    if repetition >= 1800:
        return "T2" if echo >= 60 else "PD"
    return ""
