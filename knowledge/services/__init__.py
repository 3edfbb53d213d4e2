"""Changes to the knowledge: taking over shipped content, accepting names, recording edits."""

from knowledge.services.editing import accept_synonym, record_edit, record_review, touch
from knowledge.services.sync import ContentError, SyncDiff, sync_content, take_shipped

__all__ = [
    "ContentError",
    "SyncDiff",
    "accept_synonym",
    "record_edit",
    "record_review",
    "sync_content",
    "take_shipped",
    "touch",
]
