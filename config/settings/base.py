"""Settings that hold everywhere; dev, test and production say only what differs."""

from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from config.lib.env import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
#: Everything the application writes: database, images, uploads. Ignored by git.
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # one way of serving static files, in development too
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "knowledge",
    "cases",
    "quiz",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.BodySizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.middleware.FetchAhead",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.shell",
            ],
        },
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "db.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
DATABASE_URL = env.str("DATABASE_URL", "")  # postgres://user:password@host/name
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    if DATABASE_URL
    else SQLITE
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

#: `default` is fast and belongs to one process, the others are seen by all processes. `shared`
#: counts attempts to sign in; what every page writes lies apart, in `places`: a full cache forgets
#: at random.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "places": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "places",
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", True)
#: Whether another educator has to approve a case before it is published; a lone educator says no.
REVIEW_BY_ANOTHER = env.bool("REVIEW_BY_ANOTHER", True)
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

#: How many proxies stand before us; that many entries of X-Forwarded-For are believed.
PROXY_COUNT = env.int("PROXY_COUNT", 0)

# A guest's progress lives as long as the session does.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_NAME = "spine_session"
CSRF_COOKIE_NAME = "spine_csrf"

#: Largest request body of a visitor and of an educator, who uploads studies; in bytes.
BODY_MAX_BYTES = 4 * 1024**2
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", 4096) * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_MAX_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = 10_000  # a folder of DICOM; BODY_MAX_BYTES protects the rest
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024**2
FILE_UPLOAD_PERMISSIONS = 0o640

LANGUAGE_CODE = "en"
#: Names of languages are written in themselves, so that whoever needs one can read it.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
#: Addresses that never change their content: see config.lib.storage.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(?:[0-9a-f]{12}/|.*\.[0-9a-f]{12}\.)"
MEDIA_ROOT = DATA_DIR / "media"
#: Uploads on their way in and files held back: with patient data, never served, owner only.
PRIVATE_ROOT = DATA_DIR / "private"
#: What one person may bring in at once: bytes and files.
INTAKE_MAX_BYTES = env.int("INTAKE_MAX_MB", 2048) * 1024**2
INTAKE_MAX_FILES = env.int("INTAKE_MAX_FILES", 5000)
#: Days after which uploads that nobody went on with, reports and held files are thrown away.
INTAKE_KEEP_DAYS = env.int("INTAKE_KEEP_DAYS", 30)
#: Archives that speak DICOMweb and may be asked: {"Name": {"url": "https://…", "headers": {…}}}.
DICOMWEB_SERVERS = env.json("DICOMWEB_SERVERS", {})
#: Cases that the simulator makes where a reader has seen all of an entity that is due: how many a
#: day (0 switches it off) and at all, and how many bytes of disk must stay free.
OCCASION_CASES_A_DAY = env.int("OCCASION_CASES_A_DAY", 4)
OCCASION_CASES_MOST = env.int("OCCASION_CASES_MOST", 200)
OCCASION_FREE_BYTES = env.int("OCCASION_FREE_MB", 5000) * 1024**2
#: Licences, besides Creative Commons and the public domain, whose cases may be shared; and what
#: this installation is called in what it shares.
SHARE_LICENCES: list[str] = env.list("SHARE_LICENCES", [])
SHARE_NAME = env.str("SHARE_NAME", "")
#: Key under which UIDs and dates are replaced; it must outlive the library.
DEIDENTIFY_SECRET = env.str("DEIDENTIFY_SECRET", "")
#: Options of the de-identification profile (PS3.15 E.3), see docs/administration.md.
DEIDENTIFY_OPTIONS = {
    "clean_descriptors": env.bool("DEIDENTIFY_CLEAN_DESCRIPTORS", True),
    "modified_dates": env.bool("DEIDENTIFY_SHIFTED_DATES", False),
    "device": env.bool("DEIDENTIFY_KEEP_DEVICE", False),
}

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Spine Mimics <noreply@localhost>")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

SILENCED_SYSTEM_CHECKS: list[str] = []
X_FRAME_OPTIONS = "DENY"  # browsers follow the frame-ancestors of the policy below
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],  # the nonce appears only on a page that asks for it
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "pydicom": {"level": "ERROR"},  # warns at length about files that ingest judges itself
    },
}
