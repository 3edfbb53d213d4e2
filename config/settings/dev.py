"""A developer's or a curious visitor's machine: everything visible, nothing secret."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development-only-not-a-secret"
ALLOWED_HOSTS = ["*"]
INTERNAL_IPS = ["127.0.0.1"]
MIDDLEWARE = [*MIDDLEWARE, "config.middleware.OwnNotFoundPage"]

LOGGING = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "django.utils.autoreload": {"level": "WARNING"}},  # type: ignore[dict-item]
}

# manage.py works in a fresh checkout, before anything else has made the folder.
DATA_DIR.mkdir(parents=True, exist_ok=True)
