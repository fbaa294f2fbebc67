"""Who proves approvals and preparations here, and by which public keys the signing worker believes.

Three keys for three processes: the API takes people's approvals, whoever reads scans approves the
digitiser's signatures that filing asks for, and the keyless worker states what it prepared. Their
public halves lie in one folder that every worker is configured with, never in the catalogue.
"""

from pathlib import Path
from typing import Final

from sohoa.settings import Settings
from sohoa.stack.errors import MissingError
from sohoa.stack.secret_files import keep_proving_key
from workers.proofs_jws import JwsProofs, JwsProver

APPROVING: Final = "approval.pem"
FILING: Final = "filing.pem"
PREPARING: Final = "preparing.pem"


def approver(settings: Settings) -> JwsProver:
    """Return who signs people's approvals; raise `MissingError` where the key is not there."""
    return _prover(settings.approval_key_file)


def filer(settings: Settings) -> JwsProver:
    """Return who signs approvals of the digitiser's signatures; raises as `approver` does."""
    return _prover(settings.filing_key_file)


def preparer(settings: Settings) -> JwsProver:
    """Return who signs what was prepared; raises as `approver` does."""
    return _prover(settings.preparing_key_file)


def checker(settings: Settings) -> JwsProofs:
    """Return who believes them; raise `MissingError` where a public key is not there."""
    folder = settings.public_keys
    try:
        return JwsProofs.from_files(
            approving=folder / APPROVING, filing=folder / FILING, preparing=folder / PREPARING
        )
    except OSError as error:
        raise MissingError(
            f"no public keys of approvals in {folder}: run `sohoa migrate` or `sohoa up` once, "
            "and copy the folder to this machine"
        ) from error


def keep_proving_keys(settings: Settings) -> None:
    """Make the three keys where they are missing, and lay their public halves into the folder."""
    for private, public in (
        (settings.approval_key_file, APPROVING),
        (settings.filing_key_file, FILING),
        (settings.preparing_key_file, PREPARING),
    ):
        keep_proving_key(private, settings.public_keys / public)


def _prover(path: Path) -> JwsProver:
    try:
        return JwsProver.from_file(path)
    except OSError as error:
        raise MissingError(
            f"no key in {path}: run `sohoa migrate` or `sohoa up` once, and copy it here"
        ) from error
