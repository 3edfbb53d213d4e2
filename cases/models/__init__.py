"""What is shown: cases and their images."""

from cases.models.case import (
    Case,
    CaseRevision,
    Difficulty,
    KeyView,
    Pool,
    Proof,
    Provenance,
    State,
)
from cases.models.imaging import Frame, Instance, Series, Study

__all__ = [
    "Case",
    "CaseRevision",
    "Difficulty",
    "Frame",
    "Instance",
    "KeyView",
    "Pool",
    "Proof",
    "Provenance",
    "Series",
    "State",
    "Study",
]
