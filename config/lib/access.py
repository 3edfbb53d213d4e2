"""Who somebody is: learner or educator. What they may see is decided by the querysets."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

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


def educators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 to everybody else: that there is a workbench is nobody else's business.

    What educators see is never kept by a shared cache.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_educator(request.user):
            raise Http404
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return guarded
