"""What is shown: cases and their images."""

from cases.models.arrival import Arrival
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
from cases.models.held import HeldFile, HeldState
from cases.models.imaging import Frame, Instance, Series, Study
from cases.models.intake import Intake, IntakeState
from cases.models.showing import Picture, Showing
from cases.models.takedown import Takedown

__all__ = [
    "Arrival",
    "Case",
    "CaseDraft",
    "CaseEvent",
    "CaseRevision",
    "Difficulty",
    "DraftVersion",
    "Frame",
    "HeldFile",
    "HeldState",
    "Instance",
    "Intake",
    "IntakeState",
    "KeyView",
    "Picture",
    "Pool",
    "Proof",
    "Provenance",
    "Series",
    "Showing",
    "Stage",
    "State",
    "Study",
    "Takedown",
]
