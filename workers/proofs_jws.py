"""Proofs as compact JWS (RFC 7515) with Ed25519 keys (RFC 8037), from and to PEM files."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Self, TypeVar

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from workers.errors import PermanentError
from workers.filing import DIGITISER
from workers.proofs import Approval, Preparation
from workers.wire import from_wire, to_wire

T = TypeVar("T", Approval, Preparation)

_ALGORITHM: Final = "Ed25519"
_APPROVAL: Final = "sohoa-approval+jws"
_PREPARATION: Final = "sohoa-preparation+jws"
_MOST: Final = 1 << 20  # characters of a proof: of ten thousand pages shown
_PEM: Final = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


class JwsProver:
    """`ApprovalProver` and `PreparationProver` with one key.

    What a key may prove is its readers' business: each kind of proof has public keys of its own.
    """

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a PEM private key."""
        return cls(OKPKey.import_key(path.read_bytes()))

    def approval(self, approval: Approval) -> str:
        """See `ApprovalProver.approval`."""
        return self._sign(_APPROVAL, approval)

    def preparation(self, preparation: Preparation) -> str:
        """See `PreparationProver.preparation`."""
        return self._sign(_PREPARATION, preparation)

    def _sign(self, kind: str, fact: Approval | Preparation) -> str:
        header = {"alg": _ALGORITHM, "kid": self._key.thumbprint(), "typ": kind}
        payload = json.dumps(
            to_wire(fact), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return jws.serialize_compact(header, payload.encode(), self._key, algorithms=[_ALGORITHM])


class JwsProofs:
    """`ProofChecker` by public keys: of people's approvals, of filing, and of preparing.

    Whoever files scans approves the digitiser's signatures only. Of each there may be several, so
    that a key can be replaced while work made with the old one is under way.
    """

    def __init__(
        self,
        *,
        approving: Sequence[OKPKey],
        filing: Sequence[OKPKey] = (),
        preparing: Sequence[OKPKey] = (),
    ) -> None:
        self._approving = _by_name(approving)
        self._filing = _by_name(filing)
        self._preparing = _by_name(preparing)

    @classmethod
    def from_files(cls, *, approving: Path, filing: Path, preparing: Path) -> Self:
        """Read files of PEM public keys, one or more in each."""
        return cls(approving=_keys(approving), filing=_keys(filing), preparing=_keys(preparing))

    def approval(self, proof: str) -> Approval:
        """See `ProofChecker.approval`."""
        proven = _read(proof, _APPROVAL, self._approving | self._filing, Approval)
        by_office = _named(proof) in self._approving
        if not by_office and proven.profile != DIGITISER:
            raise _unproven(f"whoever files scans may not approve for {proven.profile}")
        return proven

    def preparation(self, proof: str) -> Preparation:
        """See `ProofChecker.preparation`."""
        return _read(proof, _PREPARATION, self._preparing, Preparation)


def _read(proof: str, kind: str, keys: dict[str, OKPKey], fact: type[T]) -> T:
    if len(proof) > _MOST:
        raise _unproven("too long for a proof")
    try:
        key = keys[_named(proof)]
        found = jws.deserialize_compact(proof.encode(), key, algorithms=[_ALGORITHM])
        if found.headers().get("typ") != kind:
            raise _unproven("a proof of something else")
        return from_wire(fact, json.loads(found.payload))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _unproven(f"no such proof: {type(error).__name__}") from error


def _named(proof: str) -> str:
    """Return the name of the key that the proof claims; empty when it claims none."""
    return str(jws.extract_compact(proof.encode()).headers().get("kid", ""))


def _by_name(keys: Iterable[OKPKey]) -> dict[str, OKPKey]:
    return {key.thumbprint(): key for key in keys}


def _keys(path: Path) -> tuple[OKPKey, ...]:
    return tuple(OKPKey.import_key(pem) for pem in _PEM.findall(path.read_bytes()))


def _unproven(message: str) -> PermanentError:
    return PermanentError("approval_unproven", message)
