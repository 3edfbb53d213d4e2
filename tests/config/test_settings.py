"""Settings fail loudly, and production is strict."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with only these variables set."""
    clean = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True)


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k3" * 20 + "!abcXYZ-0123456789",
    "ALLOWED_HOSTS": "spine.example.org,.clinic.example",
}
SHOW = "from django.conf import settings as s; print(({}))"


def test_production_without_a_secret_does_not_start():
    done = manage("check", DJANGO_SETTINGS_MODULE="config.settings.production")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    ("expression", "extra", "expected"),
    [
        (
            "s.CSRF_TRUSTED_ORIGINS",
            {},
            "['https://spine.example.org', 'https://*.clinic.example']",
        ),
        ("s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG", {}, "(True, True, False)"),
        ("s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS", {"HTTPS": "0"}, "(False, 0)"),
        ("s.SECURE_PROXY_SSL_HEADER", {}, "None"),
        ("s.SECURE_PROXY_SSL_HEADER[0]", {"PROXY_COUNT": "1"}, "HTTP_X_FORWARDED_PROTO"),
        (
            "s.DATABASES['default']['ENGINE'], s.DATABASES['default']['NAME']",
            {"DATABASE_URL": "postgres://u:p@db/spine"},
            "('django.db.backends.postgresql', 'spine')",
        ),
        ("s.CACHES['shared']['LOCATION']", {"REDIS_URL": "redis://r/1"}, "redis://r/1"),
        ("s.EMAIL_BACKEND", {"EMAIL_HOST": "m"}, "django.core.mail.backends.smtp.EmailBackend"),
        ("s.STORAGES['staticfiles']['BACKEND']", {}, "config.lib.storage.StaticStorage"),
    ],
)
def test_production_reads_its_environment(expression, extra, expected):
    command = [sys.executable, "-c", SHOW.format(expression)]
    clean = {"PATH": os.environ["PATH"], **PRODUCTION, **extra}
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True)
    assert done.stdout.strip() == expected, done.stderr


def test_cookies_are_not_for_scripts_or_other_sites():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_errors_of_the_policy_are_not_silenced():
    assert settings.SILENCED_SYSTEM_CHECKS == []
