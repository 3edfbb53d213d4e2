"""Small readings of a request that Django leaves to us."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address.

    Behind `settings.PROXY_COUNT` proxies it is that entry of X-Forwarded-For, counted from the
    right: what stands further left was written by the visitor and proves nothing.
    """
    count = settings.PROXY_COUNT
    if count:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= count and chain[-count]:
            return chain[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


def safe_next(request: HttpRequest, candidate: str, fallback: str = "/") -> str:
    """Return `candidate` when it is an address of this site, else `fallback`."""
    allowed = url_has_allowed_host_and_scheme(
        candidate, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return candidate if candidate and allowed else fallback


def page_before(request: HttpRequest) -> str:
    """Return the path of the page that the visitor came from on this site, or an empty string."""
    referrer = request.headers.get("Referer", "")
    if not referrer or not safe_next(request, referrer, ""):
        return ""
    parts = urlsplit(referrer)
    return parts.path + (f"?{parts.query}" if parts.query else "")
