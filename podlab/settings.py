"""Django's settings; what differs between installations is read from the environment."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from podlab.environment import (
    BASE_DIR,
    VAR_DIR,
    boolean,
    database,
    env,
    git_sources,
    names,
    oidc_apps,
    oidc_origins,
    secret_key,
    whole_number,
)

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
PODLAB_PREVIEWED = env.str("PODLAB_PREVIEWED", default="")  # packs elsewhere, joined to its lessons
PODLAB_LESSONS = Path(env.str("PODLAB_LESSONS", default=str(BASE_DIR / "lessons")))
PODLAB_GIT_SOURCES = git_sources()
PODLAB_SIGN_UP = boolean("PODLAB_SIGN_UP", default=True)
PODLAB_PROOFS = whole_number("PODLAB_PROOFS", default=2, lowest=1, highest=100)
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
    "podlab.accounts.access.know_who_is_here",
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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview:lessons"
ACCOUNT_ADAPTER = "podlab.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {  # of one address; a class of forty may be behind one
    "login": "300/m/ip",
    "login_failed": "60/m/ip,10/5m/key",
    "signup": "60/m/ip",
    "change_password": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
SOCIALACCOUNT_ADAPTER = "podlab.accounts.adapter.SchoolAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": oidc_apps()}}
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
        "form-action": [SELF, *oidc_origins(SOCIALACCOUNT_PROVIDERS)],
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
