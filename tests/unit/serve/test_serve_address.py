"""Answers never cross a network in clear, and no other site's page reaches the kiosk."""

import pytest

from kiosk.errors import KioskError
from kiosk.serve.address import address
from tests.support.command import kiosk


def test_loopback_needs_nothing_more() -> None:
    here = address("127.0.0.1", 8000)
    assert here.hosts == {"127.0.0.1:8000", "localhost:8000"}
    assert here.origins == {"http://127.0.0.1:8000", "http://localhost:8000"}
    assert address("::1", 8000).shown == "http://[::1]:8000"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "kiosk.clinic.example"])
def test_another_address_needs_tls_in_front(host: str) -> None:
    with pytest.raises(KioskError, match=r"--behind-tls https://"):
        address(host, 8000)
    behind = address(host, 8000, "https://kiosk.clinic.example")
    assert behind.origins == {"https://kiosk.clinic.example"}
    assert "kiosk.clinic.example" in behind.hosts


@pytest.mark.parametrize(
    "url",
    ["http://kiosk.example", "kiosk.example", "https://", "https://a/b", "https://a:x", "https://a?b=c"],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(url: str) -> None:
    with pytest.raises(KioskError, match=r"--behind-tls .*expected an https address"):
        address("127.0.0.1", 8000, url)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "--behind-tls https://"),
        (["--port", "0"], "expected a port from 1 to 65535"),
        (["--port", "http"], "expected a port from 1 to 65535"),
    ],
)
def test_a_bad_address_is_one_line(arguments: list[str], said: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    done = kiosk("serve", *arguments, home=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
