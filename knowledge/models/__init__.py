"""Rows of the knowledge: what the content files say, plus what educators changed.

The files under ``knowledge/content`` are shipped with the product; `knowledge.services.sync`
copies them into these rows. From then on the rows are the truth, so that an educator's
correction counts and is never overwritten.
"""

from knowledge.models.entity import (
    CtClass,
    Entity,
    EntityName,
    Group,
    Kind,
    OtherName,
    ReviewState,
    Umbrella,
)
from knowledge.models.finding import Clue, EntityFinding, Finding
from knowledge.models.report import Report
from knowledge.models.shipped import ContentState, Shipped
from knowledge.models.works import ManagementOption, Pair, Reference

__all__ = [
    "Clue",
    "ContentState",
    "CtClass",
    "Entity",
    "EntityFinding",
    "EntityName",
    "Finding",
    "Group",
    "Kind",
    "ManagementOption",
    "OtherName",
    "Pair",
    "Reference",
    "Report",
    "ReviewState",
    "Shipped",
    "Umbrella",
]
