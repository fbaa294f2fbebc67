"""Every setting, parsed once from a mapping of names to texts. It opens nothing and reads no file.

`docs/settings.md` describes each one (a test keeps it complete). Names of things that hold secrets
end in `_FILE`, `_KEYS` or `_SECRET_KEY`; none of them is ever printed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self, TypeVar
from urllib.parse import urlsplit

from signing.fetching.allow_list import AllowList
from signing.lasting.promise import Promise

PREFIX: Final = "SOHOA_"
Parsed = TypeVar("Parsed")


class SettingsError(Exception):
    """One or more settings are wrong; `mistakes` has one sentence for each, all of them at once."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one process of an office needs to know. Paths are absolute, sizes have units."""

    data: Path
    catalogue_url: str
    queue_url: str
    s3_url: str
    s3_access_key: str
    s3_secret_key: str = field(repr=False)
    s3_bucket: str
    spool: Path
    trust: Path
    tsa: tuple[str, ...]
    tsa_per_minute: int | None
    level: str | None
    digitiser_level: str | None
    pending_most: int
    pending_hours: int
    renew_months: int
    fetch: str
    revocation: str
    keys: Path
    token_key_file: Path
    receipt_key_file: Path
    approval_key_file: Path
    filing_key_file: Path
    preparing_key_file: Path
    public_keys: Path
    public_url: str | None
    pkcs11_module: Path | None
    font: Path | None
    language: str
    upload_mib: int
    digitize_workers: int
    run_pages: int
    thorough: bool

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Parse the `SOHOA_*` names of `env`; raise `SettingsError` naming every mistake."""
        reader = _Reader(env)
        data = reader.path("DATA", Path("var/office"))
        secrets = data / "secrets"
        settings = cls(
            data=data,
            catalogue_url=reader.take("CATALOGUE_URL", _catalogue, f"sqlite:///{data}/office.db"),
            queue_url=reader.take("QUEUE_URL", _queue, "redis://127.0.0.1:6379/0"),
            s3_url=reader.take("S3_URL", _http, "http://127.0.0.1:8333"),
            s3_access_key=reader.take("S3_ACCESS_KEY", str, ""),
            s3_secret_key=reader.take("S3_SECRET_KEY", str, ""),
            s3_bucket=reader.take("S3_BUCKET", _bucket, "sohoa"),
            spool=reader.path("SPOOL", data / "spool"),
            trust=reader.path("TRUST", data / "trust"),
            tsa=reader.take("TSA", _urls, ""),
            tsa_per_minute=reader.take("TSA_PER_MINUTE", _optional(_positive), ""),
            level=reader.take("LEVEL", _optional(_level), ""),
            digitiser_level=reader.take("DIGITISER_LEVEL", _optional(_level), ""),
            pending_most=reader.take("PENDING_MOST", _positive, "200"),
            pending_hours=reader.take("PENDING_HOURS", _positive, "24"),
            renew_months=reader.take("RENEW_MONTHS", _positive, "3"),
            fetch=reader.take("FETCH", _authorities, ""),
            revocation=reader.take("REVOCATION", revocation_known, "best-effort"),
            keys=reader.path("KEYS", data / "keys"),
            token_key_file=reader.path("TOKEN_KEY_FILE", secrets / "token.key"),
            receipt_key_file=reader.path("RECEIPT_KEY_FILE", secrets / "receipt.pem"),
            approval_key_file=reader.path("APPROVAL_KEY_FILE", secrets / "approval.pem"),
            filing_key_file=reader.path("FILING_KEY_FILE", secrets / "filing.pem"),
            preparing_key_file=reader.path("PREPARING_KEY_FILE", secrets / "preparing.pem"),
            public_keys=reader.path("PUBLIC_KEYS", data / "public-keys"),
            public_url=reader.take("PUBLIC_URL", _maybe_http, ""),
            pkcs11_module=reader.optional_path("PKCS11_MODULE"),
            font=reader.optional_path("FONT"),
            language=reader.take("LANGUAGE", _language, "vi"),
            upload_mib=reader.take("UPLOAD_MIB", _positive, "512"),
            digitize_workers=reader.take("DIGITIZE_WORKERS", _positive, "1"),
            run_pages=reader.take("RUN_PAGES", _positive, "8"),
            thorough=reader.take("THOROUGH", _yes_or_no, "no"),
        )
        reader.finish()
        return settings

    def to_env(self) -> dict[str, str]:
        """Return the mapping that `from_env` turns into these settings: what a child is given."""
        values: dict[str, str] = {}
        for name in _names():
            value = getattr(self, name)
            if isinstance(value, bool):
                values[PREFIX + name.upper()] = "yes" if value else "no"
            elif isinstance(value, tuple):
                values[PREFIX + name.upper()] = ",".join(value)
            elif value is not None:
                values[PREFIX + name.upper()] = str(value)
        return values


def setting_names() -> tuple[str, ...]:
    """Return every environment name that is a setting."""
    return tuple(PREFIX + name.upper() for name in _names())


def _names() -> tuple[str, ...]:
    return tuple(Settings.__dataclass_fields__)


class _Reader:
    """Takes values one by one and keeps the mistakes for one report at the end."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        known = set(setting_names())
        self._mistakes = [
            f"{name} is not a setting"
            for name in env
            if name.startswith(PREFIX) and name not in known
        ]

    def take(self, name: str, parse: Callable[[str], Parsed], default: str) -> Parsed:
        text = self._env.get(PREFIX + name, default)
        try:
            return parse(text)
        except ValueError as error:
            self._mistakes.append(f"{PREFIX}{name} {error}")
            # The value is never seen: `finish` raises before a Settings is handed out.
            return parse(default)

    def path(self, name: str, default: Path) -> Path:
        return Path(self._env.get(PREFIX + name) or default).expanduser().absolute()

    def optional_path(self, name: str) -> Path | None:
        text = self._env.get(PREFIX + name)
        return Path(text).expanduser().absolute() if text else None

    def finish(self) -> None:
        if self._mistakes:
            raise SettingsError(tuple(self._mistakes))


def _catalogue(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return text


def _queue(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must be a redis://, rediss:// or unix:// address")
    return text


def _http(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http:// or https:// address")
    return text


def _maybe_http(text: str) -> str | None:
    return _http(text).rstrip("/") if text else None


def _urls(text: str) -> tuple[str, ...]:
    return tuple(_http(part.strip()) for part in text.split(",") if part.strip())


def _authorities(text: str) -> str:
    AllowList.parse(text)
    return text


def revocation_known(text: str) -> str:
    """Return the word where it is one of the two; ValueError otherwise."""
    if text not in {"known", "best-effort"}:
        raise ValueError("must be known or best-effort")
    return text


def _bucket(text: str) -> str:
    # S3: 3-63 characters of a-z, 0-9, dot and hyphen.
    if not 3 <= len(text) <= 63 or not text.replace("-", "").replace(".", "").isalnum():  # noqa: PLR2004 - S3's own bounds
        raise ValueError("must be a bucket name of 3 to 63 lower-case letters, digits, - or .")
    return text


def _language(text: str) -> str:
    if text not in {"vi", "en"}:
        raise ValueError("must be vi or en")
    return text


def _yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("must be yes or no")
    return text == "yes"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("must be a whole number above 0")
    return int(text)


def _level(text: str) -> str:
    if text not in {promise.value for promise in Promise}:
        raise ValueError("must be b-b, b-t, b-lt or b-lta")
    return text


def _optional(parse: Callable[[str], Parsed]) -> Callable[[str], Parsed | None]:
    return lambda text: parse(text) if text else None
