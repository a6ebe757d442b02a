"""Reading the environment: one reader a type, and a word it does not know is an error with a sentence, never a guess."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def boolean(name: str, default: bool) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in TRUE | FALSE:
        return raw.lower() in TRUE
    raise ImproperlyConfigured(f"{name}={raw!r}: use one of 1, true, yes, on, 0, false, no, off.")


def number(name: str, default: int) -> int:
    raw = text(name, str(default))
    if raw.isascii() and raw.isdigit() and int(raw) > 0:
        return int(raw)
    raise ImproperlyConfigured(f"{name}={raw!r}: use a whole number above 0.")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: Path) -> dict[str, Any]:
    """DATABASES entry from `sqlite:///path` or `postgresql://user:password@host:port/name?option=…`."""
    url = text(name)
    if not url:
        return sqlite(default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)[1:]))
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # A socket folder cannot stand in the host part of an address, so ?host=/folder names it.
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"{name}: {parts.scheme!r} is unknown; use sqlite:///… or postgresql://….")


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # To open a file and set it up costs more than to read a page's rows from it.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # IMMEDIATE: two writers queue instead of failing halfway; WAL: readers do not wait for a writer.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def secret_key(name: str, kept_in: Path) -> str:
    """The key from the environment; on a laptop, one made at the first start and kept, never one that the code knows."""
    if key := text(name):
        return key
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept_in.read_text()
