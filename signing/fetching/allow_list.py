"""Which authorities may be asked: an office's list of hosts, ports and the networks they lie in.

    ocsp.ca.gov.vn, crl.example.vn:8080, ca.example.vn=10.0.0.0/8, [2001:db8::1]:8080

A host is allowed only as it is written here; an address instead of a name only where that address
itself is listed. What a name resolves to is checked too (`addresses.py`): the list says who may be
asked, the check where that may lie. An empty list allows nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS: Final = {"http": 80, "https": 443}
_MOST_URL: Final = 2048
_PRINTABLE: Final = re.compile(r"[!-~]+")
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME: Final = 253
_MOST_PORT: Final = 65535


class ForbiddenUrlError(ValueError):
    """The URL may not be asked; the message says why, without the URL."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL leads to, and the private networks that its host may lie in."""

    scheme: str
    host: str
    port: int
    path: str  # with its query
    networks: tuple[Network, ...]

    @property
    def authority(self) -> str:
        """The Host header's value (RFC 9110 clause 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Listed:
    ports: frozenset[int] = frozenset()  # besides 80 for http and 443 for https
    usual: bool = False  # whether those two are allowed
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class AllowList:
    """The parsed setting. Immutable."""

    hosts: Mapping[str, _Listed] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `host`, `host:port`, either with `=network`, `+network`..., commas between.

        Raises `ValueError` that says which entry is wrong.
        """
        hosts: dict[str, _Listed] = {}
        for entry in (part.strip() for part in text.split(",")):
            if not entry:
                continue
            try:
                host, port, networks = _entry(entry.lower())
            except ValueError as error:
                raise ValueError(f"holds {entry[:60]!r}, which {error}") from error
            known = hosts.get(host, _Listed())
            hosts[host] = _Listed(
                ports=known.ports | ({port} if port is not None else frozenset()),
                usual=known.usual or port is None,
                networks=tuple(dict.fromkeys((*known.networks, *networks))),
            )
        return cls(hosts)

    def __bool__(self) -> bool:
        return bool(self.hosts)

    def target(self, url: str) -> Target:
        """Return where the URL leads; raise `ForbiddenUrlError` where it may not be asked."""
        if len(url) > _MOST_URL or not _PRINTABLE.fullmatch(url) or "\\" in url:
            raise ForbiddenUrlError("the address is not a plain URL")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ForbiddenUrlError("the address is not a URL") from error
        if parts.scheme not in _PORTS:
            raise ForbiddenUrlError(f"{parts.scheme[:10] or 'nothing'} is not asked, only http(s)")
        if parts.username is not None or parts.password is not None or "@" in parts.netloc:
            raise ForbiddenUrlError("the address holds a user name")
        host = parts.hostname or ""
        listed = self.hosts.get(host)
        if listed is None:
            raise ForbiddenUrlError(f"{host[:80]} is not on the list of those that may be asked")
        usual = _PORTS[parts.scheme]
        port = usual if port is None else port
        if port not in listed.ports and not (listed.usual and port == usual):
            raise ForbiddenUrlError(f"port {port} of {host} is not on the list")
        return Target(parts.scheme, host, port, _path(parts), listed.networks)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _entry(entry: str) -> tuple[str, int | None, tuple[Network, ...]]:
    place, has_networks, networks = entry.partition("=")
    host, port = _place(place)
    literal = _literal(host)
    allowed = tuple(_networks(networks)) if has_networks else ()
    if literal is not None:
        if has_networks:
            raise ValueError("is an address already and can have no network")
        host, allowed = str(literal), (_network(str(literal)),)
    return host, port, allowed


def _place(place: str) -> tuple[str, int | None]:
    if place.startswith("["):
        host, closed, rest = place[1:].partition("]")
        if not closed or rest[:1] not in {"", ":"} or ":" not in host:
            raise ValueError("is not [address] or [address]:port")
        return host, _port(rest[1:]) if rest else None
    host, has_port, port = place.partition(":")
    if not host:
        raise ValueError("names no host")
    return host, _port(port) if has_port else None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= _MOST_PORT:
        raise ValueError("has no port from 1 to 65535 after its colon")
    return int(text)


def _literal(host: str) -> Address | None:
    """Return the address that the host is; None for a name. Names that look numeric are refused."""
    try:
        literal = ip_address(host)
    except ValueError:
        pass
    else:
        if isinstance(literal, IPv6Address) and (literal.ipv4_mapped or literal.scope_id):
            raise ValueError("is an address in disguise")
        return literal
    labels = host.split(".")
    if len(host) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("is not a host name")
    if _NUMBER.fullmatch(labels[-1]):
        raise ValueError("is neither a host name nor an address")
    return None


def _networks(text: str) -> Iterator[Network]:
    for part in text.split("+"):
        yield _network(part)


def _network(text: str) -> Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise ValueError("names no network such as 10.0.0.0/8") from error
    first = network.network_address
    if first.is_link_local or first.is_multicast or first.is_unspecified or not network.prefixlen:
        raise ValueError("names a network in which no authority lies")
    return network
