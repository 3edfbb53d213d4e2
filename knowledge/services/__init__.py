"""Changes to the knowledge: taking over shipped content, accepting names, recording edits."""

from knowledge.services.editing import accept_synonym, record_edit, record_review, touch
from knowledge.services.others import accept_other, others_as_yaml, withdraw_other
from knowledge.services.reports import file_report, settle_report
from knowledge.services.sync import ContentError, SyncDiff, sync_content, take_shipped

__all__ = [
    "ContentError",
    "SyncDiff",
    "accept_other",
    "accept_synonym",
    "file_report",
    "others_as_yaml",
    "record_edit",
    "record_review",
    "settle_report",
    "sync_content",
    "take_shipped",
    "touch",
    "withdraw_other",
]
