"""A real Chromium without a window: what a tablet shows, what it asks for, and a finger on it.

Driven over the browser's own debugging pipe. The page has no text in its elements, so what a person
reads is taken from the socket's frames as the page received them, through a terminal emulator.
"""

import base64
import json
import os
import re
import select
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.emulated import Emulated

_KEYS = {"enter": ("Enter", 13), "esc": ("Escape", 27)} | {
    f"f{number}": (f"F{number}", 111 + number) for number in range(1, 13)
}


class Browser(Emulated):
    """One page in one browser. Use as a context manager: it never outlives the test."""

    patience = 60
    rest = 0.3

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self.asked: list[str] = []
        """Every address that the page asked for."""
        self.complaints: list[str] = []
        """What the browser found wrong: blocked content, faults in scripts."""
        super().__init__(80, 24)
        self._profile = tempfile.TemporaryDirectory(
            prefix="kiosk-browser-", ignore_cleanup_errors=True
        )
        self._buffer = b""
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        self._session = ""
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        self._process = subprocess.Popen(
            [
                "bash", "-c", f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}', "chromium",
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--remote-debugging-pipe", "--touch-events=enabled", "--enable-unsafe-swiftshader",
                f"--user-data-dir={self._profile.name}", "about:blank",
            ],
            pass_fds=(to_read, to_write), stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for part in ("Network", "Page", "Runtime", "Log"):
            self._ask(f"{part}.enable")
        self.resize(width, height)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        os.close(self._write)
        self._profile.cleanup()

    def open(self, address: str) -> None:
        """Go to a page."""
        self._ask("Page.navigate", url=address)

    def reload(self) -> None:
        """What a person does when a page looks stuck."""
        self._ask("Page.reload")

    def resize(self, width: int, height: int) -> None:
        """The window, or a tablet that is turned. In dots."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def evaluate(self, script: str) -> Any:
        """The value of a script on the page."""
        return self._ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get(
            "value"
        )

    def picture(self, path: Path) -> None:
        """A PNG of the page."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    @property
    def columns(self) -> int:
        """Width of the page's terminal."""
        return int(self._screen.columns)

    @property
    def rows(self) -> int:
        """Height of the page's terminal."""
        return int(self._screen.lines)

    def pump(self, seconds: float = 0.05) -> bool:
        """Take in what the browser tells for a moment. False when the screen stayed as it was."""
        before = self.text
        self._take(time.monotonic() + seconds)
        return self.text != before

    def until(self, holds: Callable[[], bool], otherwise: str) -> None:
        """Wait until something holds. Raises AssertionError."""
        end = time.monotonic() + self.patience
        while not holds():
            assert time.monotonic() < end, otherwise
            self.pump(0.2)

    def click(self, label: str) -> None:
        """Touch the middle of `label`."""
        for row, line in enumerate(self._screen.display):
            column = line.find(label)
            if column >= 0:
                self.touch_cell(column + len(label) / 2, row + 0.5)
                return
        raise AssertionError(f"no {label!r} to touch on:\n{self.text}")

    def touch_cell(self, column: float, row: float) -> None:
        """A finger down and up at this place of the terminal, in cells from its corner."""
        box = self.evaluate(
            "(() => { const b = document.querySelector('.xterm-screen').getBoundingClientRect();"
            " return [b.left, b.top, b.width, b.height]; })()"
        )
        x = box[0] + column * box[2] / self.columns
        y = box[1] + row * box[3] / self.rows
        for kind, fingers in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
            self._ask("Input.dispatchTouchEvent", type=kind, touchPoints=fingers)

    def press(self, *keys: str) -> None:
        """Press keys by name (`f10`, `enter`), or a character as it is."""
        for key in keys:
            name, code = _KEYS.get(key, (key, ord(key[0].upper())))
            written = {"text": key} if key not in _KEYS else {}
            for kind in ("keyDown", "keyUp"):
                self._ask(
                    "Input.dispatchKeyEvent",
                    type=kind, key=name, code=name, windowsVirtualKeyCode=code, **written,
                )  # fmt: skip

    def type(self, text: str) -> None:
        """Type `text` as it is."""
        self.press(*text)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + self.patience
        while number not in self._answers and time.monotonic() < end:
            self._take(time.monotonic() + 0.2, until=number)
        answer = self._answers.pop(number, {"error": "no answer"})
        assert "result" in answer, f"{method}: {answer}"
        result: dict[str, Any] = answer["result"]
        return result

    def _take(self, end: float, until: int = 0) -> None:
        while (left := end - time.monotonic()) > 0 and until not in self._answers:
            if not select.select([self._read], [], [], left)[0]:
                return
            data = os.read(self._read, 1 << 20)
            assert data, "the browser has ended"
            *whole, self._buffer = (self._buffer + data).split(b"\0")
            for each in whole:
                self._heard(json.loads(each))

    def _heard(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self._answers[message["id"]] = message
            return
        told = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(told["url"])
                columns, rows = re.findall(r"(?:width|height)=(\d+)", told["url"])
                self._screen.reset()
                self._screen.resize(int(rows), int(columns))
            case "Network.webSocketFrameSent":
                self._sent(told["response"]["payloadData"])
            case "Network.webSocketFrameReceived" if told["response"]["opcode"] == 2:
                data = base64.b64decode(told["response"]["payloadData"])
                self.written += data
                # pyte takes private-parameter requests of the kitty protocol for ordinary ones.
                self._stream.feed(re.sub(rb"\x1b\[[<>=][0-9;]*[umc]", b"", data))
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
            case "Runtime.exceptionThrown":
                self.complaints.append(told["exceptionDetails"]["text"])

    def _sent(self, text: str) -> None:
        message = json.loads(text)
        if message[0] == "resize":
            self._screen.resize(message[1]["height"], message[1]["width"])
