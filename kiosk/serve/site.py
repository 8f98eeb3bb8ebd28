"""The web site of one kiosk: a page, its files, and a socket a tablet.

Owns who is let in and what a browser is told about itself. Serves only the files in `FILES`, lists
nothing, fetches nothing from any other host and writes no log of its visitors.
"""

import asyncio
import contextlib
import html
import json
import os
import secrets
import string
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from aiohttp import WSMsgType, web

from kiosk.serve.address import Address
from kiosk.serve.seat import Seat

COOKIE = "seat"
"""Which tablet this is: after a reload the same intake goes on. Says nothing about a patient."""
MOST_SEATS = 12
"""Tablets at once; each takes two processes."""
_LONGEST_MESSAGE = 64 * 1024
_HEARTBEAT_SECONDS = 15
_YEAR = 365 * 24 * 3600

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page says in its own words, before and after the terminal is there."""

    title: str
    theme: str
    languages: tuple[tuple[str, str, str], ...]
    """(language, heading, text) of "One moment, please"."""


@dataclass
class Site:
    """The server's state: the tablets that are connected."""

    address: Address
    page: Page
    assets: Path
    command: Callable[[str], list[str]]
    """The program for one seat, by the seat's name."""
    seats: dict[str, Seat] = field(default_factory=dict)
    opening: dict[str, asyncio.Lock] = field(default_factory=dict)

    def application(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._index)
        app.router.add_get("/ws", self._socket)
        app.router.add_get("/static/{name}", self._static)
        app.on_shutdown.append(self._shut_down)
        return app

    # Who is let in

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host not in self.address.hosts:
            # A name of somebody else's that points here.
            raise web.HTTPMisdirectedRequest(text="not this kiosk\n")
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(self._headers())
            raise
        if not response.prepared:
            response.headers.update(self._headers())
        return response

    def _headers(self) -> dict[str, str]:
        sockets = " ".join(sorted(each.replace("http", "ws", 1) for each in self.address.origins))
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
            f"img-src 'self' data:; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Server": "kiosk",
        }
        if self.address.tls:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        return headers

    # What is served

    async def _index(self, request: web.Request) -> web.Response:
        socket = ("wss" if self.address.tls else "ws") + f"://{request.host}/ws"
        notices = "".join(
            f'<div lang="{html.escape(language)}"><h1>{html.escape(heading)}</h1>'
            f"<p>{html.escape(text)}</p></div>"
            for language, heading, text in self.page.languages
        )
        body = string.Template((self.assets / "web" / "page.html").read_text("utf-8")).substitute(
            title=html.escape(self.page.title),
            theme=self.page.theme,
            socket=html.escape(socket),
            notices=notices,
        )
        response = web.Response(text=body, content_type="text/html")
        if not _seat_of(request):
            response.set_cookie(
                COOKIE,
                secrets.token_hex(16),
                httponly=True,
                samesite="Strict",
                secure=self.address.tls,
                path="/",
            )
        return response

    async def _static(self, request: web.Request) -> web.FileResponse:
        path = files(self.assets).get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound(text="no such file\n")
        return web.FileResponse(path)

    # The terminal

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if request.headers.get("Origin") not in self.address.origins:
            raise web.HTTPForbidden(text="not from this kiosk's page\n")
        name = _seat_of(request)
        if not name:
            raise web.HTTPForbidden(text="open the page first\n")
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_SECONDS, max_msg_size=_LONGEST_MESSAGE, compress=True
        )
        columns, rows = (_number(request.query.get(key)) for key in ("width", "height"))
        async with self.opening.setdefault(name, asyncio.Lock()):
            # A reloaded page: its terminal is closed first, so that its draft can be opened again.
            if old := self.seats.pop(name, None):
                await old.close()
            if len(self.seats) >= MOST_SEATS:
                raise web.HTTPServiceUnavailable(text="every seat of this kiosk is taken\n")
            await socket.prepare(request)
            seat = await Seat.open(self.command(name), _environment(), columns, rows)
            self.seats[name] = seat
        try:
            await _carry(socket, seat)
        finally:
            async with self.opening[name]:
                if self.seats.get(name) is seat:
                    del self.seats[name]
                await seat.close()
            await socket.close()
        return socket

    async def _shut_down(self, _: web.Application) -> None:
        for seat in list(self.seats.values()):
            await seat.close()


def files(assets: Path) -> dict[str, Path]:
    """Every file that a browser may have, by its name in the address.

    The terminal of the page and its style are those of textual-serve; of its server nothing is used.
    """
    theirs = Path(str(resources.files("textual_serve"))) / "static"
    return {
        "terminal.js": theirs / "js" / "textual.js",
        "terminal.css": theirs / "css" / "xterm.css",
        "kiosk.js": assets / "web" / "kiosk.js",
        "kiosk.css": assets / "web" / "kiosk.css",
        "regular.ttf": assets / "fonts" / "DejaVuSansMono.ttf",
        "bold.ttf": assets / "fonts" / "DejaVuSansMono-Bold.ttf",
    }


async def _carry(socket: web.WebSocketResponse, seat: Seat) -> None:
    """Both ways until one side is gone."""

    async def show() -> None:
        async for data in seat.output():
            await socket.send_bytes(data)

    both = [asyncio.create_task(show()), asyncio.create_task(_listen(socket, seat))]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in both:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await task


async def _listen(socket: web.WebSocketResponse, seat: Seat) -> None:
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        match _parsed(message.data):
            case ["stdin", str(text)]:
                await seat.type(text)
            case ["resize", {"width": int(columns), "height": int(rows)}]:
                seat.resize(columns, rows)
            case ["ping", str(mark)]:
                await socket.send_json(["pong", mark])


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _seat_of(request: web.Request) -> str:
    """The tablet's name from its cookie, empty for none or for one that we never gave."""
    name = request.cookies.get(COOKIE, "")
    return name if len(name) == 32 and set(name) <= set(string.hexdigits) else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 80


def _environment() -> dict[str, str]:
    # A size that the server's own terminal left behind would stand before the tablet's.
    unwanted = ("COLUMNS", "LINES")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith("TEXTUAL")
    }
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def run(site: Site) -> None:
    """Serve until SIGINT or SIGTERM. Raises OSError when the port cannot be had."""

    def say(*_: object) -> None:
        sys.stderr.write(f"The kiosk is at {site.address.shown} (Ctrl+C ends it)\n")

    web.run_app(
        site.application(),
        host=site.address.host,
        port=site.address.port,
        access_log=None,
        print=say,
        shutdown_timeout=3,
    )
