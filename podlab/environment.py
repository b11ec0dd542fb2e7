"""What differs between installations, read from the environment; refused by name if unreadable."""

import secrets
import tempfile
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
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


def git_sources() -> list[str]:
    """Beginnings of addresses that packs may come from; none unless the operator names some."""
    sources = names("PODLAB_GIT_SOURCES", default="")
    for source in sources:
        if urlsplit(source).scheme not in {"https", "http", "file"}:
            raise ImproperlyConfigured(
                f"PODLAB_GIT_SOURCES names {source!r}. Each is the beginning of an address "
                "(https://git.example.org/lessons/), or leave it unset."
            )
    return [f"{source.rstrip('/')}/" for source in sources]


def oidc_apps() -> list[dict[str, Any]]:
    """The school's OpenID Connect server, for allauth; none unless one is named."""
    server = env.str("PODLAB_OIDC_SERVER", default="").strip()
    if not server:
        return []
    if urlsplit(server).scheme not in {"https", "http"}:
        raise ImproperlyConfigured(
            f"PODLAB_OIDC_SERVER is {server!r}. Set it to the server's address "
            "(https://login.example.org/realms/school), or leave it unset."
        )
    client = env.str("PODLAB_OIDC_CLIENT_ID", default="").strip()
    if not client:
        raise ImproperlyConfigured(
            "PODLAB_OIDC_SERVER is set, and PODLAB_OIDC_CLIENT_ID is not. Set it to the id that "
            "the server knows Podlab by, and PODLAB_OIDC_SECRET to its secret."
        )
    return [
        {
            "provider_id": "school",
            "name": env.str("PODLAB_OIDC_NAME", default="").strip() or "OpenID Connect",
            "client_id": client,
            "secret": env.str("PODLAB_OIDC_SECRET", default=""),
            "settings": {"server_url": server},
        }
    ]


def oidc_origins(providers: dict[str, Any]) -> list[str]:
    """Where the form that signs in with the school's server may lead."""
    servers = (app["settings"]["server_url"] for app in providers["openid_connect"]["APPS"])
    return [f"{url.scheme}://{url.netloc}" for url in map(urlsplit, servers)]
