"""Django's settings; what differs between installations is read from the environment."""

import secrets
import tempfile
import warnings
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("PODLAB_VAR", default=str(BASE_DIR / "var")))


def boolean(name: str, *, default: bool) -> bool:
    """The variable as true or false; anything else is refused by name."""
    text = env.str(name, default=str(default)).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}. Set it to true or false, or leave it unset.")


def whole_number(name: str, *, default: int, lowest: int, highest: int) -> int:
    """The variable as a whole number within its bounds; anything else is refused by name."""
    text = env.str(name, default=str(default)).strip()
    if not (text.isascii() and text.isdecimal()) or not lowest <= int(text) <= highest:
        raise ImproperlyConfigured(
            f"{name} is {text!r}. Set it to a whole number from {lowest} to {highest}, "
            f"or leave it unset ({default})."
        )
    return int(text)


def names(name: str, *, default: str) -> list[str]:
    """The variable's comma-separated parts."""
    return [part.strip() for part in env.str(name, default=default).split(",") if part.strip()]


def secret_key() -> str:
    """The key from the environment, else one made at the first start and kept in var/."""
    given = env.str("PODLAB_SECRET_KEY", default="").strip()
    if given and len(given) < 50:
        raise ImproperlyConfigured(
            "PODLAB_SECRET_KEY is too short to stay secret. Set it to at least 50 random "
            "characters, or leave it unset: Podlab then makes one and keeps it in var/secret-key."
        )
    return given or kept_secret_key(VAR_DIR / "secret-key")


def kept_secret_key(path: Path) -> str:
    """This installation's own key. Of several processes that start at once, one makes it."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # mode 0600
                draft.write(secrets.token_urlsafe(64))
                draft.flush()
                path.hardlink_to(draft.name)
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"PODLAB_SECRET_KEY is not set, and {path} can't be written ({error.strerror}). "
            "Set PODLAB_SECRET_KEY to at least 50 random characters."
        ) from error
    return path.read_text()


def make_var() -> None:
    """The folder of what this installation keeps."""
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not set, and {VAR_DIR} can't be made ({error.strerror}). "
            "Set DATABASE_URL to postgres://user:password@host/name, or PODLAB_VAR to a folder."
        ) from error


def database() -> dict[str, Any]:
    """The database of DATABASE_URL; SQLite in var/ unless another is named."""
    if not env.str("DATABASE_URL", default=""):
        make_var()
    try:
        with warnings.catch_warnings(action="ignore"):  # told below, with what to do
            found: dict[str, Any] = env.db_url(
                "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'podlab.sqlite3'}"
            )
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL can't be read: {error}. "
            "Write it as postgres://user:password@host/name, or leave it unset for SQLite."
        ) from error
    if not found.get("ENGINE"):
        raise ImproperlyConfigured(
            "DATABASE_URL names no database Podlab knows. "
            "Write it as postgres://user:password@host/name, or leave it unset for SQLite."
        )
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
        }
    return found


DEBUG = boolean("PODLAB_DEBUG", default=False)
HTTPS = boolean("PODLAB_HTTPS", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = names("PODLAB_ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")

PODLAB_KUBECONFIG = Path(env.str("PODLAB_KUBECONFIG", default=str(VAR_DIR / "kubeconfig")))
PODLAB_RUN_MINUTES = whole_number("PODLAB_RUN_MINUTES", default=30, lowest=1, highest=1440)
PODLAB_STOP_GRACE_SECONDS = whole_number(
    "PODLAB_STOP_GRACE_SECONDS", default=1, lowest=0, highest=30
)
PODLAB_TERMINAL_SECONDS = whole_number("PODLAB_TERMINAL_SECONDS", default=30, lowest=1, highest=600)
PODLAB_RECORDINGS = whole_number("PODLAB_RECORDINGS", default=1000, lowest=0, highest=1_000_000)
PODLAB_RECORDING_DAYS = whole_number("PODLAB_RECORDING_DAYS", default=30, lowest=1, highest=3650)
PODLAB_HOST = env.str("PODLAB_HOST", default="127.0.0.1")
PODLAB_OWN_KUBECTL = boolean("PODLAB_OWN_KUBECTL", default=True)
PODLAB_KUBECTL_PORT = whole_number("PODLAB_KUBECTL_PORT", default=0, lowest=0, highest=65535)
PODLAB_KUBECTL_MINUTES = whole_number(
    "PODLAB_KUBECTL_MINUTES", default=120, lowest=10, highest=1440
)
PODLAB_PREVIEW = boolean("PODLAB_PREVIEW", default=False)  # exercise_preview sets it
PODLAB_LESSONS = Path(env.str("PODLAB_LESSONS", default=str(BASE_DIR / "lessons")))
PODLAB_DATA = Path(env.str("PODLAB_DATA", default=str(VAR_DIR / "web")))
PODLAB_CONCEPTS = PODLAB_LESSONS  # whose concepts every pack may name, wherever it lies

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "podlab.languages",
    "podlab.curriculum",
    "podlab.sandbox",
    "podlab.exercises",
    "podlab.accounts",
    "podlab.authoring",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; WhiteNoise sends files as they were built
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "csp.context_processors.nonce",
                *(["podlab.exercises.preview.context.preview"] if PODLAB_PREVIEW else []),
            ]
        },
    }
]
ROOT_URLCONF = "podlab.urls"
ASGI_APPLICATION = "podlab.asgi.application"
DATABASES = {"default": database()}
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["podlab.languages.formats"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # esbuild's output is served as it lies there, without collectstatic
WHITENOISE_AUTOREFRESH = DEBUG

# A guest's session holds one name, and needs no row in the database.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
CSRF_FAILURE_VIEW = "podlab.curriculum.errors.stale_form"

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# HSTS for sub-domains and the preload list is the school's decision about its whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],  # CodeMirror makes its style element with this nonce
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# A text that is too long is answered in the editor, by the parser; only what is absurd is cut off.
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024  # a browser sends a bracket as three bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 700  # the composer's form has up to 600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "podlab": {"level": "INFO"},
        "django": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # each scanner would fill a page
    },
}
