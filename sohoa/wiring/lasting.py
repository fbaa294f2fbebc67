"""Who brings signatures to a level, with which authorities and sources of answers."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from signing.certificates.trust import TrustStore
from signing.extending import Extender
from signing.lasting.gathering import Gatherer
from signing.policy import Policy
from signing.timestamping.authority_use import AuthorityUse
from signing.timestamping.timestamp import Timestamper
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from signing.verdict import FileVerdict
from signing.verify import verify
from sohoa.clock import utc_now
from sohoa.settings import Settings
from sohoa.wiring.fetching import answers_folder, revocation_source


def timestamper(
    urls: Sequence[str], trust: TrustStore, use: AuthorityUse | None = None
) -> Timestamper | None:
    """Return who asks these authorities, None where none is named."""
    return Rfc3161Timestamper(urls, roots=trust.anchors, use=use) if urls else None


def extender(trust: TrustStore, urls: Sequence[str], fetch: str, folder: Path) -> Extender:
    """Return what extends files at the command line.

    Who is named as a timestamping authority may be asked about certificates, too, beside those
    that `fetch` (SOHOA_FETCH) names. Raises ValueError for a list that cannot be read.
    """

    def judge(path: Path, password: str | None) -> FileVerdict:
        return verify(path, trust=trust, policy=Policy(), at=utc_now(), password=password)

    return Extender(
        gatherer=Gatherer(
            trust=trust,
            policy=Policy(),
            clock=utc_now,
            source=revocation_source(_allowed(fetch, urls), folder),
        ),
        judge=judge,
        timestamper=timestamper(urls, trust),
    )


def office_timestamper(settings: Settings, trust: TrustStore) -> Timestamper | None:
    """Return who asks the office's authorities, None where it has none."""
    use = AuthorityUse(
        per_minute=settings.tsa_per_minute, shared=settings.data / "timestamping.json"
    )
    return timestamper(settings.tsa, trust, use)


def office_gatherer(settings: Settings, trust: TrustStore) -> Gatherer:
    """Return who gathers validation data in the office."""
    source = revocation_source(_allowed(settings.fetch, settings.tsa), answers_folder(settings))
    return Gatherer(trust=trust, policy=Policy(), clock=utc_now, source=source)


def _allowed(fetch: str, urls: Sequence[str]) -> str:
    places = {urlsplit(url).netloc.rpartition("@")[2] for url in urls}
    return ",".join(part for part in (fetch, *sorted(places)) if part)
