"""OCSP answers and CRLs from the authorities that certificates name, kept while they count.

An answer is believed, and kept, only where `signing.certificates.revocation` finds it genuine and
fresh; what comes out of the folder is checked like what comes from the network.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from signing.certificates import revocation
from signing.certificates.fetched import fingerprint
from signing.certificates.revocation import Answers
from signing.errors import FetchError
from signing.fetching.answer_folder import AnswerFolder
from signing.fetching.crl_stream import excerpt
from signing.fetching.fetcher import Ask, Fetcher, NotAllowedError
from signing.fetching.ocsp_client import OcspClient
from signing.fetching.pointers import crl_urls, ocsp_urls
from signing.fetching.revocation_source import NobodyToAskError
from signing.names import common_name
from signing.policy import Policy
from signing.verdict import Revocation

_MOST_CRL: Final = 50 * 1024 * 1024
_CERTIFICATE_SECONDS: Final = 60.0  # for all that is asked about one
_CRL_ACCEPTED: Final = "application/pkix-crl, */*;q=0.5"
_HELD_WHOLE: Final = 1024 * 1024  # longer ones are read as a stream, and told as an excerpt
_OCSP_KEPT: Final = timedelta(hours=1)


class HttpRevocationSource:
    """See `RevocationSource`. Safe in several threads and processes over one folder.

    `clock` gives an aware time. An OCSP answer is kept until its end, at most an hour; a CRL until
    its end, at most as long as the policy lets one without an end count.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        folder: AnswerFolder,
        *,
        policy: Policy,
        clock: Callable[[], datetime],
    ) -> None:
        self._fetcher = fetcher
        self._ocsp = OcspClient(fetcher)
        self._folder = folder
        self._policy = policy
        self._clock = clock

    def answers(self, path: Sequence[x509.Certificate]) -> Answers:
        """See `RevocationSource.answers`."""
        found = Answers()
        for certificate, issuer in pairwise(path):
            found = found.joined(self._about(certificate, issuer))
        return found

    def _about(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
        faults: list[str] = []
        end = time.monotonic() + _CERTIFICATE_SECONDS
        for ask, urls in (
            (self._by_ocsp, ocsp_urls(certificate)),
            (self._by_crl, crl_urls(certificate)),
        ):
            for url in urls:
                try:
                    return ask(url, certificate, issuer, end)
                except FetchError as error:
                    faults.append(_of_authority(url, str(error)))
                except OSError as error:
                    faults.append(f"the folder of answers: {error.strerror}")
        name = common_name(certificate)
        if not faults:
            raise NobodyToAskError(f"{name}: names nobody to ask")
        raise FetchError(f"{name}: {'; '.join(dict.fromkeys(faults))}")

    def _by_ocsp(
        self, url: str, certificate: x509.Certificate, issuer: x509.Certificate, end: float
    ) -> Answers:
        key = f"ocsp {url} {fingerprint(certificate)} {fingerprint(issuer)}"
        kept = self._folder.find(key)
        if kept is not None:
            with contextlib.suppress(OSError, ValueError, FetchError):
                response = ocsp.load_der_ocsp_response(kept.read_bytes())
                return self._believed(Answers(ocsps=(response,)), certificate, issuer)
        with self._failing(key):
            response = self._ocsp.ask(url, certificate, issuer, end - time.monotonic())
            answers = self._believed(Answers(ocsps=(response,)), certificate, issuer)
        ends = [single.next_update_utc for single in response.responses]
        until = self._until(min((e for e in ends if e), default=None), _OCSP_KEPT)
        self._folder.keep_bytes(response.public_bytes(Encoding.DER), key, until)
        return answers

    def _by_crl(
        self, url: str, certificate: x509.Certificate, issuer: x509.Certificate, end: float
    ) -> Answers:
        key = f"crl {url}"
        kept = self._folder.find(key)
        if kept is not None:
            with contextlib.suppress(OSError, FetchError):
                return self._read_crl(kept, certificate, issuer)[0]
        with self._failing(f"{key} {fingerprint(issuer)}"), self._folder.draft() as draft:
            ask = Ask(url=url, most=_MOST_CRL, seconds=end - time.monotonic(), accept=_CRL_ACCEPTED)
            with draft.open("wb") as into:
                self._fetcher.fetch(ask, into)
            answers, ends = self._read_crl(draft, certificate, issuer)
            self._folder.keep(draft, key, self._until(ends, self._policy.answer_age))
        return answers

    def _read_crl(
        self, path: Path, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> tuple[Answers, datetime | None]:
        """Return what the CRL says, and its end."""
        try:
            if path.stat().st_size <= _HELD_WHOLE:
                crl = x509.load_der_x509_crl(path.read_bytes())
                answers = self._believed(Answers(crls=(crl,)), certificate, issuer)
                return answers, crl.next_update_utc
            with path.open("rb") as source:
                told = excerpt(source, issuer, (certificate,))
            answers = self._believed(Answers(excerpts=(told,)), certificate, issuer)
            return answers, x509.load_der_x509_crl(told.der).next_update_utc
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise FetchError("what came is no CRL that can be read") from error
        except InvalidSignature as error:
            raise FetchError("the CRL is not signed by the certificate's issuer") from error

    def _believed(
        self, answers: Answers, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Answers:
        now = self._clock()
        known = revocation.status(
            certificate, issuer, answers=answers, at=now, now=now, policy=self._policy
        )
        if known.revocation is Revocation.UNKNOWN:
            raise FetchError(
                "the answer is out of date"
                if known.stale
                else "the answer is not genuine, or does not speak of the certificate"
            )
        return answers

    def _until(self, ends: datetime | None, longest: timedelta) -> datetime:
        latest = self._clock() + longest
        return latest if ends is None else min(ends, latest)

    @contextlib.contextmanager
    def _failing(self, key: str) -> Iterator[None]:
        """Fail at once where the same failed a moment ago; remember a failure for the next."""
        known = self._folder.failure(key)
        if known is not None:
            raise FetchError(known)
        try:
            yield
        except NotAllowedError:
            raise  # the list may be mended the next moment
        except FetchError as error:
            self._folder.keep_failure(key, str(error))
            raise


def _of_authority(url: str, why: str) -> str:
    """Name the authority in a fault, where the fault does not."""
    with contextlib.suppress(ValueError):
        host = urlsplit(url).hostname or ""
        if host and host not in why:
            return f"{host[:80]}: {why}"
    return why
