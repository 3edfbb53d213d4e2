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
from cases.models.editing import CaseDraft, CaseEvent, DraftVersion, Stage
from cases.models.imaging import Frame, Instance, Series, Study

__all__ = [
    "Case",
    "CaseDraft",
    "CaseEvent",
    "CaseRevision",
    "Difficulty",
    "DraftVersion",
    "Frame",
    "Instance",
    "KeyView",
    "Pool",
    "Proof",
    "Provenance",
    "Series",
    "Stage",
    "State",
    "Study",
]
