"""Leave, kept in the session, to see the images of a case that is not public.

An exam grants its held-back case when it serves the item; the images' views ask here.
"""

from collections.abc import MutableMapping
from typing import Any

from cases.models import Case

SESSION_KEY = "granted_cases"
#: A session remembers this many grants; the oldest go first. An exam is never longer.
MOST = 200


def grant(session: MutableMapping[str, Any], case: Case) -> None:
    """Let this session see the images of the case, whatever its pool or state."""
    granted = [known for known in session.get(SESSION_KEY, []) if known != case.public_id]
    session[SESSION_KEY] = [*granted, case.public_id][-MOST:]


def has_grant(session: MutableMapping[str, Any], case: Case) -> bool:
    """Whether this session was given leave to see the images of the case."""
    return case.public_id in granted_ids(session)


def granted_ids(session: MutableMapping[str, Any]) -> list[str]:
    """Return the public ids of the cases that this session was given leave to see."""
    return list(session.get(SESSION_KEY, []))


def revoke(session: MutableMapping[str, Any], case: Case) -> None:
    """Take the leave back, for example when an exam is over."""
    session[SESSION_KEY] = [known for known in granted_ids(session) if known != case.public_id]
