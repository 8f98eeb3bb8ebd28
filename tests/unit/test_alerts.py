"""Telling staff: a channel that is broken in any way costs seconds, never the patient's page."""

import datetime
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk import alerts
from kiosk.courier import Courier
from kiosk.intake import FrontDesk
from kiosk.settings import load_settings, save_settings
from tests.support.command import Clinic, kiosk, new_clinic

BROKEN = [
    "http://127.0.0.1:1/nobody",
    "http://" + "a" * 70 + ".invalid/",
    "http://ex\u2100ample.invalid/",
    "http://[::1/",
    "notaurl",
    "",
]


class Bell(BaseHTTPRequestHandler):
    """A clinic's webhook: `/yes` answers, `/no` refuses, `/slow` sends a byte now and then."""

    heard: list[dict[str, str]]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.heard.append(json.loads(self.rfile.read(length)))
        self.send_response(500 if self.path == "/no" else 200)
        self.end_headers()
        if self.path == "/slow":
            self.drip()

    def drip(self) -> None:
        """Each byte comes before a client's read timeout, the last one never."""
        gone = threading.Event()
        while not gone.wait(0.05):
            try:
                self.wfile.write(b".")
            except OSError:
                gone.set()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def webhook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server of its own, and what it was sent."""
    heard: list[dict[str, str]] = []
    handler = type("ItsBell", (Bell,), {"heard": heard})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
    finally:
        server.shutdown()
        server.server_close()


def told(home: Path, kind: str, target: str) -> bool:
    return alerts.tell(home, (kind, target), "urgent", "an-id", "Kiosk 1")


def test_a_webhook_that_says_yes_was_told_and_learns_no_name(tmp_path: Path) -> None:
    with webhook() as (url, heard):
        assert told(tmp_path, "webhook", f"{url}/yes")
        assert not told(tmp_path, "webhook", f"{url}/no")
    assert heard[0] == {"kind": "urgent", "alert": "an-id", "kiosk": "Kiosk 1"}


@pytest.mark.parametrize("url", BROKEN)
def test_a_webhook_that_cannot_be_reached_is_not_told(tmp_path: Path, url: str) -> None:
    assert not told(tmp_path, "webhook", url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/no/such/file.pem"),
        ("HTTP_PROXY", "nonsense://proxy"),
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
    ],
)
def test_what_a_shell_left_in_the_environment_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with webhook() as (url, _):
        assert told(tmp_path, "webhook", f"{url}/yes")
    assert not told(tmp_path, "webhook", "https://127.0.0.1:1/")


def test_a_webhook_that_never_ends_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "ANSWER_SECONDS", 0.5)
    with webhook() as (url, heard):
        assert not told(tmp_path, "webhook", f"{url}/slow")
    assert len(heard) == 1


def test_a_webhook_that_accepts_and_is_silent_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not told(tmp_path, "webhook", f"http://127.0.0.1:{silent.getsockname()[1]}/")


@pytest.mark.parametrize("line", ["false", "no-such-program", "'", "", "true\0"])
def test_a_command_that_does_not_end_well_is_not_told(tmp_path: Path, line: str) -> None:
    assert told(tmp_path, "command", "true")
    assert not told(tmp_path, "command", line)


def test_a_command_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child keeps the pipe open while it lives: its end is what is waited for."""
    monkeypatch.setattr(alerts, "ANSWER_SECONDS", 1.5)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    script = tmp_path / "hang.sh"
    script.write_text(f"exec 3>{pipe}\necho started >&3\nsleep 600 &\nwait\n")
    assert not told(tmp_path, "command", f"sh {script}")
    os.set_blocking(reader, True)
    with os.fdopen(reader) as left:
        assert left.read() == "started\n"


def test_a_watcher_counts_where_the_channel_is_broken(tmp_path: Path) -> None:
    alerts.say_watching(tmp_path)
    assert told(tmp_path, "webhook", "http://127.0.0.1:1/")
    assert told(tmp_path, "staff", "")
    alerts.stop_watching(tmp_path)
    assert not told(tmp_path, "staff", "")


@pytest.mark.parametrize(
    "channel",
    ["webhook:notaurl", "webhook:ftp://example.org", "webhook:https://", "webhook:http://a:x/",
     "webhook:", "command:", "command:'", "mail:front@desk"],
)  # fmt: skip
def test_set_up_refuses_a_channel_that_cannot_work(tmp_path: Path, channel: str) -> None:
    (tmp_path / "passphrase").write_text("a long enough passphrase\n")
    done = kiosk(
        "setup", "--non-interactive", "--clinic", "Riverside", "--phone", "555-0100", "--deliver", "staff",
        "--alert", channel, "--passphrase-file", str(tmp_path / "passphrase"), home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "alert: expected" in line
    assert not (tmp_path / "kiosk" / "settings.json").exists()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """Set up once; each test sets its own channel."""
    return new_clinic(tmp_path_factory.mktemp("clinic"))


def doctor(clinic: Clinic, channel: str) -> tuple[int, str]:
    """The exit code, and the line about alerts."""
    path = clinic.home / "kiosk" / "settings.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"alert": channel}))
    done = kiosk("doctor", home=clinic.home)
    assert done.stderr == ""
    (line,) = [line for line in done.stdout.splitlines() if "alerts" in line]
    return done.returncode, line


def test_doctor_tries_the_webhook(clinic: Clinic) -> None:
    with webhook() as (url, heard):
        assert doctor(clinic, f"webhook:{url}/yes")[0] == 0
        assert [each["kind"] for each in heard] == ["test"]
        code, line = doctor(clinic, f"webhook:{url}/no")
    assert (code, line[:4]) == (1, "STOP")


def test_doctor_stops_for_a_command_that_is_missing_or_fails(clinic: Clinic) -> None:
    assert doctor(clinic, "command:true")[0] == 0
    for line in ("no-such-program --now", "false"):
        code, found = doctor(clinic, f"command:{line}")
        assert (code, found[:4]) == (1, "STOP")


def test_doctor_asks_for_a_watcher(clinic: Clinic) -> None:
    code, line = doctor(clinic, "staff")
    assert (code, line[:4]) == (1, "STOP")
    assert "kiosk records watch" in line
    alerts.say_watching(clinic.home / "kiosk")
    assert doctor(clinic, "staff")[1].startswith("ok")
    code, line = doctor(clinic, "command:false")
    assert (code, line[:4]) == (0, "look"), "somebody watches: patients may go on"


class Crooked(BaseHTTPRequestHandler):
    """A webhook that has moved, or hangs up in the middle of its answer."""

    def do_POST(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
        else:
            self.close_connection = True
            self.connection.close()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], certificate: Path | None) -> Iterator[int]:
    """A server of its own on loopback, with TLS when it has a certificate; its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # What a client that hangs up leaves behind is not this test's to report.
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize("path", ["/moved", "/hangs-up"])
def test_a_webhook_that_moved_or_hangs_up_is_not_told(tmp_path: Path, path: str) -> None:
    """Who answers at another address is not who the clinic chose."""
    with serving(Crooked, None) as port:
        assert not told(tmp_path, "webhook", f"http://127.0.0.1:{port}{path}")


def test_a_webhook_whose_certificate_nobody_vouches_for_is_told_nothing(tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []
    handler = type("ItsBell", (Bell,), {"heard": heard})
    with serving(handler, self_signed(tmp_path)) as port:
        assert not told(tmp_path, "webhook", f"https://127.0.0.1:{port}/yes")
    assert heard == []


def test_a_command_that_leaves_a_child_behind_does_not_hold_the_patient_up(tmp_path: Path) -> None:
    """A pager's daemon may live on; only the command's own end is the answer."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    script = tmp_path / "fork.sh"
    script.write_text(f"cat {pipe} >/dev/null &\nexit 0\n")
    assert told(tmp_path, "command", f"sh {script}")
    os.close(os.open(pipe, os.O_WRONLY))  # would wait for ever if the child were gone


def test_an_alert_that_nobody_was_told_of_is_told_when_the_channel_answers_again(
    clinic: Clinic,
) -> None:
    home = clinic.home / "kiosk"
    alerts.stop_watching(home)
    settings = load_settings(home)
    with webhook() as (url, heard):
        save_settings(home, settings.model_copy(update={"alert": f"webhook:{url}/no"}))
        desk = FrontDesk(home, load_settings(home))
        assert not desk.alert("", "urgent", {"name": "Zdenka"})
        (waiting,) = desk.store.alerts()
        assert waiting.told_at is None
        assert "nobody was told" in kiosk("records", "watch", "--once", home=clinic.home).stdout
        assert "nobody was told" in kiosk("doctor", home=clinic.home).stdout
        assert desk.tell_again() == 1
        save_settings(home, settings.model_copy(update={"alert": f"webhook:{url}/yes"}))
        with Courier(home, seconds=0.02):
            wait_until(lambda: desk.store.alerts()[0].told_at is not None)
        assert {each["alert"] for each in heard if each["kind"] == "urgent"} == {waiting.id}
        assert desk.tell_again() == 0
    assert "nobody was told" not in kiosk("records", "watch", "--once", home=clinic.home).stdout
    desk.store.acknowledge(waiting.id, "Robin")
    desk.close()


def wait_until(holds: Callable[[], bool]) -> None:
    """A generous bound for a machine that is busy, not a promise of speed."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_asking_is_never_taken_for_the_answer(tmp_path: Path) -> None:
    """Whoever only looks at what came back waits for the truth."""
    assert not alerts.start_telling(tmp_path, ("command", "false"), "help", "", "Kiosk 1")
    assert alerts.start_telling(tmp_path, ("command", "true"), "help", "", "Kiosk 1")
    assert alerts.start_telling(tmp_path, ("staff", ""), "help", "", "Kiosk 1").known is False


def test_a_process_that_ends_still_tells_staff(tmp_path: Path) -> None:
    """The patient has gone, the screen has cleared: the command is heard out."""
    done = tmp_path / "done"
    program = (
        "import sys; from pathlib import Path; from kiosk import alerts; alerts.start_telling("
        "Path(sys.argv[1]), ('command', sys.argv[2]), 'urgent', 'id', 'Kiosk 1')"
    )
    command = f"sh -c 'sleep 0.3; touch {done}'"
    subprocess.run([sys.executable, "-c", program, str(tmp_path), command], check=True)
    assert done.exists()
