"""A request to an address that somebody else chose: only https, only public addresses, no redirects, short.

Whoever may name an address to which a server writes could else let it knock at machines behind the wall (SSRF).
So the name is looked up here, once, every address it has must be public, and the connection goes to just that
address, with the certificate of the name: a name that answers otherwise a moment later gains nothing.
settings.TUNTAS_PUSH_PEERS names `host:port` of relays of one's own, which may be private and without TLS.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from typing import cast
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from . import TransportError

SECONDS = 8
LONGEST = 2_000
_HTTPS = 443


def acceptable(url: str) -> bool:
    """Whether a request may go there, judged by the words of the address alone; where it leads is judged later."""
    if len(url) > LONGEST or not url.isascii() or any(c.isspace() for c in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return _own_relay(parts) or (parts.scheme == "https" and port in (None, _HTTPS))


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; its body is not read. Raises TransportError."""
    if not acceptable(url):
        raise TransportError("the address is not acceptable", permanent=True)
    parts = urlsplit(url)
    connection = _connection(parts)
    path = parts.path or "/"
    try:
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body=body, headers=dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise TransportError(type(error).__name__) from None
    finally:
        connection.close()


class _Pinned(http.client.HTTPSConnection):
    """TLS to one address, with the certificate of the name."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(name, _HTTPS, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        """Connect to the address that was judged, not to what the name says now."""
        plain = socket.create_connection((self.address, _HTTPS), SECONDS)
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except (OSError, ValueError):
            plain.close()
            raise


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    name = cast(str, parts.hostname)
    if _own_relay(parts):
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(name, _port(parts), timeout=SECONDS)
    return _Pinned(name, _public_address(name))


def _public_address(name: str) -> str:
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(name, _HTTPS, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise TransportError(type(error).__name__) from None
    if not found or not all(public(address) for address in found):
        raise TransportError("the name leads to an address that is not public", permanent=True)
    # IPv4 first: the line of many an office has nothing else.
    return min(found, key=lambda address: (":" in address, address))


def public(address: str) -> bool:
    """Whether an address lies in the open Internet; what wraps an IPv4 address is judged by that, too."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = [] if ip.version == 4 else [ip.ipv4_mapped, ip.sixtofour]
    # NAT64 (RFC 6052) hides an IPv4 address in the last 32 bits.
    if ip.version == 6 and ip in ipaddress.ip_network("64:ff9b::/96"):
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return all(one.is_global and not one.is_multicast for one in (ip, *filter(None, inner)))


def _own_relay(parts: SplitResult) -> bool:
    return parts.scheme in {"http", "https"} and f"{parts.hostname}:{_port(parts)}" in settings.TUNTAS_PUSH_PEERS


def _port(parts: SplitResult) -> int:
    return parts.port or (_HTTPS if parts.scheme == "https" else 80)
