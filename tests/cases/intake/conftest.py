"""An educator's intake with a store and a private folder of its own."""

import base64

import pytest

from cases.intake import service
from cases.models import Intake
from tests.personas import make_user


@pytest.fixture
def intake(db, media) -> Intake:
    return service.begin(make_user("educator"))


@pytest.fixture
def send(educator, intake):
    """Announce a file by tus; returns the response. `first` is the piece that comes along."""

    def _send(path: str, size: int, first: bytes = b"", client=educator):
        told = base64.b64encode(path.encode()).decode()
        return client.generic(
            "POST",
            f"/teach/bring-in/{intake.public_id}/files/",
            first,
            content_type="application/offset+octet-stream",
            headers={"Upload-Length": str(size), "Upload-Metadata": f"filename {told}"},
        )

    return _send


@pytest.fixture
def piece(educator):
    """Send the next piece of an announced file; returns the response."""

    def _piece(address: str, offset: int, content: bytes, client=educator):
        return client.generic(
            "PATCH",
            address,
            content,
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(offset)},
        )

    return _piece
