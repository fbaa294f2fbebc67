"""A maker of CMS that is loaded when it is first needed."""

from collections.abc import Callable

from signing.cms.builder import CmsBuilder
from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.keys.signing_key import SigningKey


class LateCms:
    """See `CmsBuilder`. `load` imports and makes the real one, which takes up to half a second."""

    def __init__(self, load: Callable[[], CmsBuilder]) -> None:
        self._load = load
        self._loaded: CmsBuilder | None = None

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        """See `CmsBuilder.build`."""
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded.build(digest, key, algorithm)
