"""Who somebody is: learner or educator. What they may see is decided by the querysets."""

from typing import Any

LEARNER = "learner"
EDUCATOR = "educator"


def is_educator(user: Any) -> bool:
    """Say whether `user` (a user, an anonymous user or None) teaches here.

    Superusers do; otherwise membership of the group `educator` decides. The answer is kept on
    the user object, so that a page asks the database once.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    if not hasattr(user, "_is_educator"):
        user._is_educator = user.groups.filter(name=EDUCATOR).exists()
    return bool(user._is_educator)
