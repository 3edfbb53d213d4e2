"""What the test suite runs on: fast hashing, tasks at once, files in a throw-away folder."""

import tempfile
from pathlib import Path

from config.lib.env import env

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "test-only-not-a-secret"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="spine-mimics-test-"))
OCCASION_CASES_A_DAY = 0
PRIVATE_ROOT = Path(tempfile.mkdtemp(prefix="spine-mimics-private-"))
STATIC_ROOT = MEDIA_ROOT / "static"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if env.bool("DJANGO_ALLOW_ASYNC_UNSAFE", False):
    # Browser tests: the server's threads write at once, and SQLite in memory locks whole tables
    # without waiting. A file behaves like the real thing.
    DATABASES["default"]["TEST"] = {"NAME": str(MEDIA_ROOT / "test.sqlite3")}
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in CACHES
}
