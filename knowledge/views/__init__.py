"""The pages of the self-study."""

from knowledge.views.differential import differential
from knowledge.views.pages import entity, finding, findings, map_page

__all__ = ["differential", "entity", "finding", "findings", "map_page"]
