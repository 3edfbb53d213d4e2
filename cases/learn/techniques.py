"""The technique of a series from its neutral label, and the sequence of the knowledge it shows."""

from __future__ import annotations

PLANES = (" sagittal", " axial", " coronal")
#: Technique → sequence of the imaging tables of the knowledge.
SEQUENCES = {"T1": "t1", "T2": "t2", "STIR": "stir", "T1 Gd": "t1_gd", "CT": "ct", "DWI": "dwi"}
#: The two techniques that chemical shift compares.
PHASES = {"In phase": "in", "Opposed phase": "opposed"}
#: Simulated series → technique, where the name is not the technique.
SIMULATED = {"T1G": "T1 Gd", "IP": "In phase", "OP": "Opposed phase"}
#: In which order stills and viewers show techniques.
ORDER = ("T1", "STIR", "CT", "T2", "T1 Gd", "In phase", "Opposed phase", "DWI", "ADC")


def technique(label: str) -> str:
    """The label without its plane and without the word on fat saturation: "T1 Gd"."""
    for plane in PLANES:
        label = label.removesuffix(plane)
    return label.replace(" FS", "")


def rank(label: str) -> int:
    """The place of a technique in `ORDER`; what is not there comes last."""
    name = technique(label)
    return ORDER.index(name) if name in ORDER else len(ORDER)
