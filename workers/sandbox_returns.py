"""Tasks on what signers' own programs give back. Runs in a sandbox child only."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509

from signing.certificates.trust import TrustStore
from signing.cms.elsewhere import check_made_elsewhere
from signing.keys.deferred import DeferredKey
from signing.policy import Policy
from signing.returned import Expected, check_returned
from workers.wire import from_wire, to_wire

Report = Callable[[int, int], None]
Request = Mapping[str, object]


def judge_return(request: Request, _report: Report) -> dict[str, object]:
    """{path, draft, certificate, chain, trust, policy, at} -> {verdict}, or refuse the file.

    `certificate` and `chain` are PEM; `trust` is a folder, or null for no trust at all.
    """
    folder = request["trust"]
    chain = str(request["chain"]).encode()
    verdict = check_returned(
        Path(str(request["path"])).read_bytes(),
        Expected(
            draft=Path(str(request["draft"])).read_bytes(),
            certificate=x509.load_pem_x509_certificate(str(request["certificate"]).encode()),
            chain=tuple(x509.load_pem_x509_certificates(chain)) if chain else (),
        ),
        trust=None if folder is None else TrustStore.from_folder(Path(str(folder))),
        policy=from_wire(Policy, request["policy"]),
        at=from_wire(datetime, request["at"]),
    )
    return {"verdict": to_wire(verdict)}


def judge_cms(request: Request, _report: Report) -> dict[str, object]:
    """{cms, digest, certificate} -> {}, or refuse the CMS; `certificate` is DER, `digest` hex."""
    check_made_elsewhere(
        from_wire(bytes, request["cms"]),
        bytes.fromhex(str(request["digest"])),
        DeferredKey(x509.load_der_x509_certificate(from_wire(bytes, request["certificate"]))),
    )
    return {}
