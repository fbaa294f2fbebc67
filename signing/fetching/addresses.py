"""Where a listed host may lie: on the public Internet, or in a network that the list names for it.

A name is resolved once and the connection goes to exactly the address that was checked: an answer
of the name server that changes in between (DNS rebinding) changes nothing. Refused are loopback,
private, link-local (where clouds keep their metadata), shared and multicast addresses, and IPv6
addresses that carry such an IPv4 one inside (mapped, 6to4, Teredo, NAT64), unless listed so.
"""

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from signing.fetching.allow_list import Address, ForbiddenUrlError, Target

Resolver = Callable[[str, int, float], Sequence[str]]

_MOST_ADDRESSES: Final = 16
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # RFC 6052, 8215


class UnresolvedError(OSError):
    """The host's name leads nowhere, or the name server did not answer in time."""


def checked_addresses(target: Target, resolve: Resolver, seconds: float) -> tuple[str, ...]:
    """Return the addresses of the target's host, each of them one that may be asked.

    Raises `UnresolvedError`, or `ForbiddenUrlError` where any of them may not: a name that lies
    partly where it should not is not half trusted.
    """
    found: tuple[Address, ...]
    try:
        found = (ip_address(target.host),)
    except ValueError:
        texts = resolve(target.host, target.port, seconds)[:_MOST_ADDRESSES]
        found = tuple(ip_address(text.partition("%")[0]) for text in texts)
    if not found:
        raise UnresolvedError("the name leads nowhere")
    for address in found:
        if not _may_lie_at(address, target):
            # Where it lies is not told: who asks for a verdict may be no friend of the network.
            raise ForbiddenUrlError(f"{target.host} lies in a network that is not on the list")
    return tuple(str(address) for address in found)


def resolve_by_system(host: str, port: int, seconds: float) -> Sequence[str]:
    """Ask the system's resolver, which knows no time limit, for at most so many seconds.

    A resolver that hangs costs a waiting thread, not the caller.
    """
    told: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            told.put(error if isinstance(error, OSError) else UnresolvedError(str(error)))
        else:
            told.put(list(dict.fromkeys(str(one[4][0]) for one in found)))

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        answer = told.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise UnresolvedError("the name server did not answer in time") from None
    if isinstance(answer, OSError):
        raise UnresolvedError("the name leads nowhere") from answer
    return answer


def _may_lie_at(address: Address, target: Target) -> bool:
    plain = address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            plain = address.ipv4_mapped
        elif address.sixtofour or address.teredo or any(address in net for net in _TRANSLATED):
            return any(address in network for network in target.networks)
    if plain.is_multicast or plain.is_unspecified or plain.is_link_local:
        return False
    if any(plain in network for network in target.networks):
        return True
    return plain.is_global and not plain.is_reserved
