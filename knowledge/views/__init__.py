"""The pages of the self-study."""

from knowledge.views.differential import differential
from knowledge.views.pages import entity, finding, findings, map_page
from knowledge.views.references import (
    all_bibtex,
    all_ris,
    entity_bibtex,
    entity_ris,
    references,
)
from knowledge.views.report import report, report_finding

__all__ = [
    "all_bibtex",
    "all_ris",
    "differential",
    "entity",
    "entity_bibtex",
    "entity_ris",
    "finding",
    "findings",
    "map_page",
    "references",
    "report",
    "report_finding",
]
