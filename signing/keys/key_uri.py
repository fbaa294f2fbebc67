"""How a signing key is named: p12:FILE, a PKCS#11 URI (RFC 7512), csc:URL, deferred:FILE.

Parsing only. A PIN in a URI is refused: arguments and settings are seen by others. `pin-source` is
refused too: the PIN comes from a prompt, a file or a file descriptor that the caller was told of.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from signing.errors import KeyUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class P12Uri:
    """A PKCS#12 file."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkcs11Uri:
    """An object on a token. What is None is not asked for; `id` is the CKA_ID."""

    token: str | None = None
    serial: str | None = None
    object: str | None = None
    id: bytes | None = None
    slot_id: int | None = None
    module_path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CscUri:
    """A credential of a remote signing service, and the file with the token to ask it with.

    `credential` None: the only one that the service has for us. `ca_file`: whom to trust for TLS,
    where the service's certificate is of the office's own authority.
    """

    base: str  # https://..., up to and with /csc/v2
    token_file: Path
    credential: str | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredUri:
    """A key that stays on its holder's own machine: here is its certificate alone."""

    certificate: Path


KeyUri = P12Uri | Pkcs11Uri | CscUri | DeferredUri


def parse_key_uri(uri: str) -> KeyUri:
    """Return what a key's name means; `KeyUnavailableError` (bad_key_uri) when it means nothing."""
    scheme, separator, rest = uri.partition(":")
    if separator and rest and scheme.lower() == "p12":
        return P12Uri(path=Path(rest))
    if separator and rest and scheme.lower() == "deferred":
        return DeferredUri(certificate=Path(rest))
    if separator and scheme.lower() == "pkcs11":
        return _pkcs11(rest)
    if separator and scheme.lower() == "csc":
        return _csc(rest)
    raise _bad(
        "a key is named p12:FILE, pkcs11:token=...;object=..., csc:URL?token-file=... or"
        " deferred:FILE"
    )


def counts_tries(uri: str) -> bool:
    """Say whether wrong PINs may lock such a key: all but a file's. Raises as `parse_key_uri`."""
    return not isinstance(parse_key_uri(uri), P12Uri)


def _pkcs11(rest: str) -> Pkcs11Uri:
    path, _, query = rest.partition("?")
    given = _attributes(path, ";") | _attributes(query, "&")
    if any(name.startswith("pin-") for name in given):
        raise _bad("no PIN in a URI: use --pin-file, --pin-fd or the prompt")
    # RFC 7512 2.3: `type` may narrow the object's class; ours is always the private key.
    if given.pop("type", b"private") not in {b"private", b"cert"}:
        raise _bad("only type=private or type=cert can sign")
    for informative in ("manufacturer", "model", "library-manufacturer", "library-version"):
        given.pop(informative, None)
    try:
        slot = given.pop("slot-id", None)
        module = given.pop("module-path", None)
        parsed = Pkcs11Uri(
            token=_text(given.pop("token", None)),
            serial=_text(given.pop("serial", None)),
            object=_text(given.pop("object", None)),
            id=given.pop("id", None),
            slot_id=None if slot is None else int(slot),
            module_path=None if module is None else Path(module.decode()),
        )
    except ValueError as error:
        raise _bad("an attribute of the PKCS#11 URI cannot be read") from error
    if given:  # RFC 7512 2.3: an unknown attribute must not be ignored
        raise _bad(f"unknown attribute in the PKCS#11 URI: {', '.join(sorted(given))}")
    if parsed.object is None and parsed.id is None:
        raise _bad("the PKCS#11 URI names no object or id")
    return parsed


def _csc(rest: str) -> CscUri:
    try:
        url = urlsplit(rest)
        pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=True, max_num_fields=8)
        given, port = dict(pairs), url.port
    except ValueError as error:
        raise _bad("the address of the signing service cannot be read") from error
    if url.scheme != "https" or not url.hostname or url.username is not None or url.fragment:
        raise _bad("a signing service is asked over https, without a user name in its address")
    known = {"credential", "token-file", "ca-file"}
    if len(given) != len(pairs) or not given.keys() <= known or not all(given.values()):
        raise _bad("csc: takes credential, token-file and ca-file, once each")
    if "token-file" not in given:
        raise _bad("csc: needs token-file, the file with the access token")
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    return CscUri(
        base=f"https://{host}{'' if port is None else f':{port}'}{url.path.rstrip('/')}",
        token_file=Path(given["token-file"]),
        credential=given.get("credential"),
        ca_file=Path(given["ca-file"]) if "ca-file" in given else None,
    )


def _attributes(text: str, separator: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in filter(None, text.split(separator)):
        name, equals, value = part.partition("=")
        if not equals or name in found:
            raise _bad("an attribute of the PKCS#11 URI is empty or given twice")
        found[name] = unquote_to_bytes(value)
    return found


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _bad(message: str) -> KeyUnavailableError:
    return KeyUnavailableError(message, code="bad_key_uri")
