"""Keys of approvals and preparations, as an office makes them for its own processes."""

from joserfc.jwk import OKPKey

from workers.proofs_jws import JwsProofs, JwsProver


class ProvingKeys:
    """The three keys of one office, and who believes them."""

    def __init__(self) -> None:
        self._keys = [OKPKey.generate_key("Ed25519") for _ in range(3)]
        self.approver, self.filer, self.preparer = map(JwsProver, self._keys)

    def checker(self) -> JwsProofs:
        approving, filing, preparing = self._keys
        return JwsProofs(approving=[approving], filing=[filing], preparing=[preparing])


PROVING = ProvingKeys()
