"""A SoftHSM token of the test session, with an RSA and an elliptic-curve key on it."""

from collections.abc import Iterator

import pytest

from sohoa.samples.softhsm import SoftHsm
from tests.support.pki import Pki

TOKEN_PIN = "123456"


@pytest.fixture(scope="session")
def token(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    """Give a token with the keys `leader` (RSA) and `curve` (P-256); PIN is `TOKEN_PIN`."""
    made = SoftHsm.make(tmp_path_factory.mktemp("softhsm") / "token", "thử", TOKEN_PIN)
    made.add(pki.leader, "leader", 1)
    made.add(pki.curve, "curve", 2)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment().items():
            patch.setenv(name, value)
        yield made
