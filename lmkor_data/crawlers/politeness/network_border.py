"""Addresses that a crawl may contact: public ones, and this machine if the user names it.

Without this check a page, a redirect or a DNS record of a site could make the crawler fetch from
the user's own network: a router, a database, a cloud's metadata service (SSRF, CWE-918).
"""

from __future__ import annotations

import functools
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: IPv4 addresses embedded in IPv6 ones by NAT64 (RFC 6052); its last 32 bits are the address.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def host_name(host: str) -> str:
    """Return the name in a URL or in `name:port`, lower case, without the brackets of IPv6."""
    try:
        return urlsplit(host if "://" in host else f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str, resolved: Mapping[str, str]) -> bool:
    """Tell whether a host (with or without port) is this machine."""
    name = host_name(resolved.get(host, host))
    address = _literal(name)
    return name == "localhost" or (address is not None and address.is_loopback)


@functools.lru_cache(maxsize=1024)
def literal_refusal(host: str) -> str:
    """Return why a host written as an IP address may not be contacted, empty if it may."""
    name = host_name(host)
    return address_refusal(name, [name]) if _literal(name) else ""


def address_refusal(name: str, addresses: Iterable[str]) -> str:
    """Return why a name that resolves to these addresses may not be contacted, empty if it may.

    Loopback may be contacted by its own names only: whoever writes `localhost` means it.
    """
    literal = _literal(name)
    if name.lower().rstrip(".") == "localhost" or (literal and literal.is_loopback):
        return ""
    for text in addresses:
        address = _literal(text)
        if address is None or not all(_is_public(inner) for inner in _embedded(address)):
            return (
                f"{name} is {text}, an address of a private network; if you mean it, say "
                f"--resolve {name}={text}"
            )
    return ""


def connect(place: tuple[str, int], timeout: float, *_: object) -> socket.socket:
    """Open a connection for `http.client`, to a public address or to a loopback that was named.

    The address that was checked is the one that is connected to, so a second look-up cannot
    answer otherwise. Raises `OSError`.
    """
    name, port = place
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    refusal = address_refusal(name, addresses)
    if refusal:
        raise OSError(refusal)
    fault: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as cause:
            fault = cause
    raise fault or OSError(f"{name} has no address")


@functools.lru_cache(maxsize=1024)
def _literal(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast


def _embedded(address: Address) -> list[Address]:
    """The address itself and the IPv4 addresses that it carries (RFC 4291, 3056, 4380, 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    teredo = address.teredo[1] if address.teredo else None
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    return [address, *(inner for inner in (address.sixtofour, teredo, nat64) if inner)]
