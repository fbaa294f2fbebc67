"""Who may ask certification authorities, and how: adapters of `signing/fetching/` named."""

from pathlib import Path

from signing.fetching.allow_list import AllowList
from signing.fetching.answer_folder import AnswerFolder
from signing.fetching.http_fetcher import HttpFetcher
from signing.fetching.http_revocation_source import HttpRevocationSource
from signing.fetching.issuers import FetchedIssuers
from signing.fetching.online import Online
from signing.fetching.revocation_source import RevocationSource
from signing.policy import Policy
from sohoa.clock import utc_now
from sohoa.settings import Settings
from workers.asking import AskingAuthorities


def asking_authorities(fetch: str, folder: Path) -> AskingAuthorities | None:
    """Return what asks authorities; None where the list `fetch` (SOHOA_FETCH) names none.

    `folder` keeps their answers.
    """
    source = revocation_source(fetch, folder)
    if source is None:
        return None
    issuers = FetchedIssuers(HttpFetcher(AllowList.parse(fetch)))
    online = Online(source=source, issuers=issuers, policy=Policy(), clock=utc_now)
    return AskingAuthorities(online)


def revocation_source(fetch: str, folder: Path) -> RevocationSource | None:
    """Return the source of revocation answers; None where the list names nobody to ask."""
    allowed = AllowList.parse(fetch)
    if not allowed:
        return None
    kept = AnswerFolder(folder, clock=utc_now)
    return HttpRevocationSource(HttpFetcher(allowed), kept, policy=Policy(), clock=utc_now)


def answers_folder(settings: Settings) -> Path:
    """Return where an office keeps what authorities answered."""
    return settings.data / "fetched"
