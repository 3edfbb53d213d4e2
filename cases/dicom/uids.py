"""UIDs and dates under a secret key: the same original always gives the same replacement."""

import hashlib
import hmac

STANDARD_ROOT = "1.2.840.10008."
#: Root of UIDs made of random or hashed numbers (PS3.5 B.2); the simulator's are of this kind.
DERIVED_ROOT = "2.25."
#: Dates move back by one day to ten years.
MOST_DAYS = 3650


#: Longest UID of the standard (PS3.5 9.1).
LONGEST = 64


def is_derived(uid: str) -> bool:
    """Whether the UID is a number that says nothing: as ours and the simulator's are."""
    number = uid.removeprefix(DERIVED_ROOT)
    return len(uid) <= LONGEST and number != uid and number.isascii() and number.isdigit()


def remap(uid: str, secret: bytes) -> str:
    """Return the replacement of a UID; UIDs of the standard itself (syntaxes, classes) stay."""
    if uid.startswith(STANDARD_ROOT):
        return uid
    return DERIVED_ROOT + str(int.from_bytes(_digest("uid", uid, secret)[:16], "big"))


def days_back(patient: str, secret: bytes) -> int:
    """Return by how many days every date of this patient moves back."""
    return 1 + int.from_bytes(_digest("days", patient, secret)[:8], "big") % MOST_DAYS


def _digest(purpose: str, value: str, secret: bytes) -> bytes:
    return hmac.new(secret, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()
