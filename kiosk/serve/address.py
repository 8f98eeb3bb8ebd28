"""Which browsers may talk to this server: whose name they ask for, and which page they come from.

Without this a page on any other site could open a socket to the kiosk from a visitor's browser, or
have a name of its own point here.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiosk.errors import KioskError


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and what a browser must say to be answered."""

    host: str
    port: int
    hosts: frozenset[str]
    """Accepted `Host` headers, with the port where it is not the scheme's own."""
    origins: frozenset[str]
    """Accepted `Origin` headers of a socket."""
    tls: bool
    """TLS is terminated in front: cookies are for https only."""

    @property
    def shown(self) -> str:
        """The address for a person to open."""
        return (
            next(iter(self.origins)) if self.tls else f"http://{_bracketed(self.host)}:{self.port}"
        )


def address(host: str, port: int, behind_tls: str = "") -> Address:
    """The address for `--host`, `--port` and `--behind-tls URL`.

    Raises KioskError for a host that other machines reach while nothing in front terminates TLS.
    """
    here = {f"{_bracketed(name)}:{port}" for name in (host, "127.0.0.1", "localhost")}
    if behind_tls:
        public = _public(behind_tls)
        return Address(
            host, port, frozenset({public, *here}), frozenset({f"https://{public}"}), tls=True
        )
    if not _loopback(host):
        raise KioskError(
            f"serve: --host {host}: answers would cross the network unprotected; expected 127.0.0.1 with "
            "a TLS proxy in front, or --behind-tls https://NAME for a proxy on another machine "
            "(docs/deploy.md)"
        )
    return Address(
        host, port, frozenset(here), frozenset(f"http://{each}" for each in here), tls=False
    )


def _public(url: str) -> str:
    wrong = KioskError(
        f"serve: --behind-tls {url}: expected an https address such as https://kiosk.clinic.example"
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme != "https" or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise wrong
    name = _bracketed(parts.hostname)
    return name if port in (None, 443) else f"{name}:{port}"


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
