"""The site lets in its own page only, serves its own files only, and gives each tablet a terminal."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from kiosk.places import shipped
from kiosk.serve.address import address
from kiosk.serve.site import COOKIE, Page, Site, files

PROGRAM = """
import fcntl, os, shutil, signal, sys, termios, time
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
def say(*_):
    size = shutil.get_terminal_size()
    print(f"seat {sys.argv[1]} pid {os.getpid()} size {size.columns}x{size.lines}", flush=True)
signal.signal(signal.SIGWINCH, say)
say()
for line in sys.stdin:
    print("heard", line.strip(), flush=True)
"""
PAGE = Page("Riverside <b>", "light", (("en", "One moment", "Please wait"),))


class Running:
    """A site on a port of its own, and a browser's client."""

    def __init__(self, site: Site, server: TestServer, client: ClientSession) -> None:
        self.site, self.client = site, client
        self.root = f"http://127.0.0.1:{server.port}"
        self.origin = {"Origin": self.root}

    async def socket(self, query: str = "width=90&height=30") -> ClientWebSocketResponse:
        """The socket of a tablet that has opened the page."""
        async with self.client.get(f"{self.root}/") as answer:
            assert answer.status == 200
        return await self.client.ws_connect(f"{self.root}/ws?{query}", headers=self.origin)


@pytest.fixture
async def running(unused_tcp_port: int) -> AsyncIterator[Running]:
    """A site whose seats run a small program instead of the kiosk."""
    site = Site(
        address("127.0.0.1", unused_tcp_port),
        PAGE,
        shipped("assets"),
        lambda name: [sys.executable, "-c", PROGRAM, name],
    )
    server = TestServer(site.application(), host="127.0.0.1", port=unused_tcp_port)
    await server.start_server()
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        yield Running(site, server, client)
    await server.close()


async def said(socket: ClientWebSocketResponse, wanted: str) -> str:
    """What the terminal has shown once `wanted` is among it."""
    shown = ""
    async with asyncio.timeout(30):
        while wanted not in shown:
            shown += (await socket.receive_bytes()).decode()
    return shown


async def test_a_tablet_types_and_reads(running: Running) -> None:
    socket = await running.socket()
    await said(socket, "size 90x30")
    await socket.send_json(["stdin", "díaz\r"])
    await said(socket, "heard díaz")
    await socket.send_json(["resize", {"width": 100, "height": 40}])
    await said(socket, "size 100x40")
    await socket.close()


async def test_a_reload_is_the_same_seat_and_ends_the_old_process(running: Running) -> None:
    first = await running.socket()
    before = (await said(first, "size")).split()
    again = await running.socket()
    after = (await said(again, "size")).split()
    assert before[1] == after[1]
    assert before[3] != after[3]
    with pytest.raises(ProcessLookupError):
        os.kill(int(before[3]), 0)
    await again.close()


async def test_another_browser_is_another_seat(running: Running) -> None:
    mine = (await said(await running.socket(), "size")).split()[1]
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as stranger:
        running.client, kept = stranger, running.client
        socket = await running.socket()
        assert (await said(socket, "size")).split()[1] != mine
        await socket.close()
        running.client = kept


async def test_a_lost_connection_ends_the_processes(running: Running) -> None:
    socket = await running.socket()
    pid = int((await said(socket, "size")).split()[3])
    await socket.close()
    async with asyncio.timeout(30):
        while running.site.seats:
            await asyncio.sleep(0.02)
        while Path(f"/proc/{pid}").exists():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("origin", ["", "https://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_gets_no_terminal(running: Running, origin: str) -> None:
    await (await running.socket()).close()
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(WSServerHandshakeError) as refusal:
        await running.client.ws_connect(f"{running.root}/ws", headers=headers)
    assert refusal.value.status == 403


@pytest.mark.parametrize("cookie", ["", "../../etc", "0" * 31, "g" * 32])
async def test_a_seat_that_we_never_gave_gets_no_terminal(running: Running, cookie: str) -> None:
    async with ClientSession(cookies={COOKIE: cookie} if cookie else {}) as stranger:
        with pytest.raises(WSServerHandshakeError) as refusal:
            await stranger.ws_connect(f"{running.root}/ws", headers=running.origin)
    assert refusal.value.status == 403


async def test_a_name_that_points_here_is_refused(running: Running) -> None:
    async with running.client.get(f"{running.root}/", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 421


@pytest.mark.parametrize(
    "path", ["/static/", "/static", "/static/page.html", "/static/..%2fpage.html", "/ws/", "/settings.json"]
)  # fmt: skip
async def test_nothing_is_listed_and_nothing_else_is_served(running: Running, path: str) -> None:
    async with running.client.get(running.root + path) as answer:
        assert answer.status in (403, 404)
        assert "Riverside" not in await answer.text()


async def test_every_answer_carries_the_headers(running: Running) -> None:
    for path in ("/", "/static/kiosk.js", "/static/nothing"):
        async with running.client.get(running.root + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self';" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "aiohttp" not in answer.headers.get("Server", "")
    async with ClientSession() as fresh, fresh.get(f"{running.root}/") as answer:
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


async def test_the_page_names_no_other_host_and_no_command(running: Running) -> None:
    async with running.client.get(f"{running.root}/") as answer:
        page = await answer.text()
    assert "Riverside &lt;b&gt;" in page
    assert page.count("://") == 1  # its own socket
    assert "python" not in page
    for name, path in files(running.site.assets).items():
        async with running.client.get(f"{running.root}/static/{name}") as answer:
            assert await answer.read() == path.read_bytes()


async def test_behind_tls_cookies_and_sockets_are_for_https_only(unused_tcp_port: int) -> None:
    site = Site(
        address("127.0.0.1", unused_tcp_port, "https://kiosk.example"),
        PAGE,
        shipped("assets"),
        list,
    )
    server = TestServer(site.application(), host="127.0.0.1", port=unused_tcp_port)
    await server.start_server()
    async with ClientSession() as client:
        at = f"http://127.0.0.1:{unused_tcp_port}/"
        async with client.get(at, headers={"Host": "kiosk.example"}) as answer:
            assert "Secure" in answer.headers["Set-Cookie"]
            assert "max-age" in answer.headers["Strict-Transport-Security"]
            assert "wss://kiosk.example/ws" in await answer.text()
    await server.close()


async def test_one_seat_too_many_is_told_so(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.serve.site.MOST_SEATS", 1)
    socket = await running.socket()
    async with ClientSession(cookies={COOKIE: "a" * 32}) as second:
        with pytest.raises(WSServerHandshakeError) as refusal:
            await second.ws_connect(f"{running.root}/ws", headers=running.origin)
    assert refusal.value.status == 503
    await socket.close()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '["stdin", 5]', '["resize", {"width": "a"}]', '["x"]', "[" * 40_000]
)
async def test_a_strange_message_changes_nothing(running: Running, text: str) -> None:
    socket = await running.socket()
    await said(socket, "size")
    await socket.send_str(text)
    await socket.send_json(["stdin", "still here\r"])
    await said(socket, "heard still here")
    await socket.close()
