"""Before a key is touched: revocation as it is known, and a clock that can be right."""

from datetime import timedelta

import pytest

from signing.certificates.trust import TrustStore
from signing.errors import CertificateRefusedError, ClockError
from signing.making.preflight import check_certificate, check_clock
from tests.support.pki import Pki


@pytest.mark.parametrize(("must_be_known", "refused"), [(False, False), (True, True)])
def test_unknown_revocation_blocks_only_where_the_office_says_so(
    pki: Pki, *, must_be_known: bool, refused: bool
) -> None:
    def check() -> None:
        check_certificate(
            pki.leader.certificate,
            at=pki.now,
            chain=pki.leader.chain,
            roots=[pki.root.certificate],
            must_be_known=must_be_known,
        )

    if not refused:
        check()
        return
    with pytest.raises(CertificateRefusedError) as error:
        check()
    assert error.value.code == "revocation_unknown"


def test_a_fresh_list_makes_it_known(pki: Pki) -> None:
    store = TrustStore.from_folder(pki.folder)
    check_certificate(
        pki.leader.certificate,
        at=pki.now,
        chain=pki.leader.chain,
        roots=store.anchors,
        crls=store.crls,
        must_be_known=True,
    )


def test_a_clock_before_what_has_been_or_far_from_the_authoritys_is_wrong(pki: Pki) -> None:
    minutes = timedelta(minutes=1)
    check_clock(pki.now, [pki.now + 4 * minutes], told=pki.now - 4 * minutes)
    with pytest.raises(ClockError):
        check_clock(pki.now, [pki.now - 9 * minutes, pki.now + 6 * minutes])
    with pytest.raises(ClockError):
        check_clock(pki.now, [], told=pki.now + 6 * minutes)
