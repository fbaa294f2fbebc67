"""Name constraints: whom an authority may certify at all (RFC 5280 clauses 4.2.1.10 and 6.1)."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from signing.certificates.genuine import canonical, same_name

_UNDERSTOOD: Final = (
    x509.DirectoryName,
    x509.DNSName,
    x509.RFC822Name,
    x509.UniformResourceIdentifier,
    x509.IPAddress,
)


def are_kept(path: Sequence[x509.Certificate]) -> bool:
    """Tell whether every name on the path lies within what the certificates above it allow.

    `path`: leaf to anchor. An anchor's own constraints count too.
    """
    for place, authority in enumerate(path):
        try:
            held = authority.extensions.get_extension_for_class(x509.NameConstraints).value
        except x509.ExtensionNotFound:
            continue
        for below, certificate in enumerate(path[:place]):
            # A self-issued certificate is only another key of the same authority.
            if below and same_name(certificate.subject, certificate.issuer):
                continue
            if not all(_may_be(name, held) for name in _names(certificate)):
                return False
    return True


def _names(certificate: x509.Certificate) -> Iterator[x509.GeneralName]:
    if certificate.subject.rdns:
        yield x509.DirectoryName(certificate.subject)
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        for part in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
            yield x509.RFC822Name(str(part.value))
        return
    yield from others


def _may_be(name: x509.GeneralName, held: x509.NameConstraints) -> bool:
    excluded = [base for base in held.excluded_subtrees or () if type(base) is type(name)]
    permitted = [base for base in held.permitted_subtrees or () if type(base) is type(name)]
    if (excluded or permitted) and type(name) not in _UNDERSTOOD:
        return False
    if any(_within(name, base) for base in excluded):
        return False
    return not permitted or any(_within(name, base) for base in permitted)


def _within(name: x509.GeneralName, base: x509.GeneralName) -> bool:
    """Tell whether a name lies in a subtree of its own kind."""
    if isinstance(name, x509.DirectoryName) and isinstance(base, x509.DirectoryName):
        start = canonical(base.value)
        return canonical(name.value)[: len(start)] == start
    if isinstance(name, x509.IPAddress) and isinstance(base, x509.IPAddress):
        return _is_address_in(name, base)
    one, other = str(name.value), str(base.value)
    if isinstance(name, x509.DNSName):
        return _is_host_in(one, other)
    if isinstance(name, x509.UniformResourceIdentifier):
        return _is_host(urlsplit(one).hostname or "", other)
    if "@" in other:
        return one.casefold() == other.casefold()
    return _is_host(one.rpartition("@")[2], other)


def _is_host(host: str, base: str) -> bool:
    """Tell whether it is the base; one that begins with a dot stands for what is below it."""
    if base.startswith("."):
        return host.casefold().endswith(base.casefold())
    return host.casefold() == base.casefold()


def _is_host_in(host: str, base: str) -> bool:
    plain = base.casefold().lstrip(".")
    return not plain or host.casefold() == plain or host.casefold().endswith(f".{plain}")


def _is_address_in(name: x509.IPAddress, base: x509.IPAddress) -> bool:
    try:
        return name.value in base.value  # type: ignore[operator] # a base is a network
    except TypeError:
        return False
