"""What is never taken, or not without a person's look: documents, drawings, burned-in text.

Rule for text in the pixels: an object is held back until a person has looked when its header
says that text is burned in, when its kind usually carries burned-in text (screen captures, scans)
and the header does not state that there is none, and when letters are found in its pixels
(`cases.dicom.text`). Ultrasound, endoscopy and photographs are not taken at all.
"""

from pydicom.dataset import Dataset
from pydicom.uid import UID

from cases.dicom.errors import Held, Refused

SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1"
#: SOP classes by the beginning of their UID, and why they are not taken.
UNWANTED = (
    (f"{STORAGE_ROOT}.88.", "This is a structured report. Reports hold patient data in words and "
     "are not taken."),
    (f"{STORAGE_ROOT}.104.", "This is a document wrapped in DICOM (PDF, CDA or model). Documents "
     "are not taken."),
    (f"{STORAGE_ROOT}.11.", "This is a presentation state: drawings and text over images, which "
     "may name the patient or the diagnosis. It is not taken."),
    (f"{STORAGE_ROOT}.9.", "This is a waveform, not an image."),
    (f"{STORAGE_ROOT}.481.", "This is a radiotherapy object, not a diagnostic image."),
    (f"{STORAGE_ROOT}.66", "This is a registration or raw data object, not an image."),
    (f"{STORAGE_ROOT}.3.1", "This is an ultrasound object. Its pixels usually name the patient, "
     "so it is held back."),
    (f"{STORAGE_ROOT}.6.", "This is an ultrasound object. Its pixels usually name the patient, "
     "so it is held back."),
    (f"{STORAGE_ROOT}.77.", "This is a photograph, an endoscopy or a slide, not a stack of a "
     "spine."),
    (f"{STORAGE_ROOT}.30", "This is a parametric map with floating point values, not an image."),
)  # fmt: skip
TEXTUAL_MODALITIES = frozenset({"US", "IVUS", "ES", "XC", "GM", "SM", "OP", "IO", "DOC", "SR"})
CAPTURED = frozenset({"DV", "DI", "DF", "WSD", "SD", "SI", "SYN"})
BURNED_IN = (
    "The header says that text is burned into the pixels. Look at the image and blank the text, "
    "or export the original images instead of this one."
)
FOUND_TEXT = (
    "Letters were found in the pixels, which may name the patient. Look at the image: blank the "
    "text, or confirm that there is none."
)
MAYBE_BURNED_IN = (
    "This is a secondary capture (a screenshot, scan or converted picture) and its header does "
    "not state that no text is burned in: its pixels may name the patient. It is held back. "
    "Look at it and blank the text, or export the original series."
)


def is_segmentation(dataset: Dataset) -> bool:
    """Whether the object is a DICOM segmentation, which becomes lesion regions."""
    return str(dataset.get("SOPClassUID", "")) == SEGMENTATION


def refuse_unwanted(dataset: Dataset) -> None:
    """Raise Refused for objects that are not images or are not taken on principle."""
    sop_class = str(dataset.get("SOPClassUID", ""))
    if sop_class == SEGMENTATION:
        return
    for beginning, sentence in UNWANTED:
        if sop_class.startswith(beginning):
            raise Refused(sentence)
    if not dataset.get("Rows") or not dataset.get("Columns"):
        name = UID(sop_class).name if sop_class else "an object of unknown kind"
        raise Refused(f"This object holds no image ({name}).")


def refuse_burned_in(dataset: Dataset) -> None:
    """Raise Refused for objects whose pixels may hold text about the patient."""
    stated = str(dataset.get("BurnedInAnnotation", "") or "").strip().upper()
    if stated == "YES":
        raise Held(BURNED_IN)
    modality = str(dataset.get("Modality", "") or "").upper()
    if modality in TEXTUAL_MODALITIES:
        raise Refused(f"Objects of modality {modality} usually name the patient in their pixels.")
    captured = str(dataset.get("SOPClassUID", "")).startswith(SECONDARY_CAPTURE)
    captured = captured or str(dataset.get("ConversionType", "") or "").upper() in CAPTURED
    if (captured or _screen_save(dataset)) and stated != "NO":
        raise Held(MAYBE_BURNED_IN)


def _screen_save(dataset: Dataset) -> bool:
    parts = dataset.get("ImageType") or []
    text = " ".join([parts] if isinstance(parts, str) else [str(part) for part in parts])
    return "SCREEN SAVE" in text.upper() or "SCREENSHOT" in text.upper()
