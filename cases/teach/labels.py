"""A series' label in its parts: sequence, contrast, plane; guessed, and correctable."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLANES: tuple[tuple[str, str | Promise], ...] = (
    ("", _("none")),
    ("sagittal", _("sagittal")),
    ("axial", _("axial")),
    ("coronal", _("coronal")),
    ("oblique", _("oblique")),
)
#: Words in a label, and how they are called.
CONTRASTS: tuple[tuple[str, str | Promise], ...] = (
    ("", _("none")),
    ("Gd", _("gadolinium")),
    ("CM", _("iodine")),
)
#: Offered while typing; others are taken, too.
SEQUENCES = (
    "T1", "T2", "STIR", "T1 FS", "T2 FS", "PD", "DWI", "ADC", "In phase", "Opposed phase",
    "FLAIR", "CT", "CT bone", "Radiograph", "PET", "Bone scan",
)  # fmt: skip
LONGEST = 60


def parts(label: str) -> tuple[str, str, str]:
    """Return (sequence, contrast, plane) of a label: "T1 FS Gd sagittal" → T1 FS, Gd, sagittal.

    What else stands in it, such as the number of a second series, stays with the sequence.
    """
    words = label.split()
    planes = {value for value, _label in PLANES if value}
    contrasts = {value for value, _label in CONTRASTS if value}
    plane = next((word for word in words if word in planes), "")
    contrast = next((word for word in words if word in contrasts), "")
    rest = [word for word in words if word not in {plane, contrast} or not word]
    return " ".join(rest), contrast, plane


def compose(sequence: str, contrast: str, plane: str) -> str:
    """Return the label of these parts, never empty. A number at the end stays at the end."""
    words = sequence.split() or ["Image"]
    number = [words.pop()] if len(words) > 1 and words[-1].isdecimal() else []
    return " ".join(part for part in (*words, contrast, plane, *number) if part)[:LONGEST]
