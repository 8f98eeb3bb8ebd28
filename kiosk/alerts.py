"""Telling staff: over the channel the clinic chose, and whether anybody answered.

An alert always stands in the store first. "Told" means that a channel answered: a staff screen or
`kiosk records watch` was listening, the command ended well, or the webhook said so. Nothing that is
sent names the patient or an answer.
"""

import json
import os
import queue
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from kiosk.places import HEARTBEAT

HEARTBEAT_SECONDS = 5
"""How often a watcher says that it is there."""
HEARTBEAT_COUNTS = 20
"""Seconds after which a silent watcher no longer counts as there."""
ANSWER_SECONDS = 4
"""How long a channel may take; meanwhile the patient's page says that staff are being told."""


class Telling:
    """Staff are being told. The truth value waits for the answer (at most ANSWER_SECONDS and a little),
    so that nobody can take the asking for the answer."""

    def __init__(self, told: bool | None = None) -> None:
        self._answer: Future[bool] = Future()
        if told is not None:
            self.answered(told=told)

    def __bool__(self) -> bool:
        return self._answer.result()

    @property
    def known(self) -> bool | None:
        """Whether staff were told; None while no channel has answered and none has given up."""
        return self._answer.result() if self._answer.done() else None

    def answered(self, *, told: bool) -> None:
        """A channel answered, or none will."""
        self._answer.set_result(told)

    def when_known(self, act: Callable[[bool], object]) -> None:
        """Call `act` with the answer: at once when it is there, else from the thread that waits for it."""
        self._answer.add_done_callback(lambda answer: act(answer.result()))


def somebody_watches(home: Path, now: float | None = None) -> bool:
    """Whether a staff screen or a watcher has said within the last seconds that it is there."""
    try:
        age = (time.time() if now is None else now) - (home / HEARTBEAT).stat().st_mtime
    except OSError:
        return False
    return -HEARTBEAT_COUNTS < age < HEARTBEAT_COUNTS


def say_watching(home: Path) -> None:
    """Called by whatever shows alerts to staff, every HEARTBEAT_SECONDS."""
    path = home / HEARTBEAT
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.close(descriptor)
    os.utime(path)


def stop_watching(home: Path) -> None:
    """The watcher left."""
    (home / HEARTBEAT).unlink(missing_ok=True)


def tell(home: Path, channel: tuple[str, str], kind: str, alert_id: str, kiosk: str) -> bool:
    """Whether a channel answered. Never raises: what cannot be told is shown as not told."""
    return answers(channel, kind, alert_id, kiosk) or somebody_watches(home)


def start_telling(
    home: Path,
    channel: tuple[str, str],
    kind: str,
    alert_id: str,
    kiosk: str,
    on_told: Callable[[], object] = lambda: None,
) -> Telling:
    """Tell staff while the patient's page turns. Where a command or webhook is asked, its thread outlives
    the page and holds the process until the channel answered: no alert is dropped. Never raises.

    `on_told` is called before anybody learns that staff were told, from the thread that found it out.
    """
    telling = Telling()

    def ask() -> None:
        told = False
        try:
            told = tell(home, channel, kind, alert_id, kiosk)
            if told:
                on_told()
        finally:
            telling.answered(told=told)

    if channel[0] not in ("command", "webhook"):
        ask()
        return telling
    try:
        threading.Thread(target=ask, name="telling staff").start()
    except RuntimeError:
        # No more threads: late is better than never.
        ask()
    return telling


def answers(channel: tuple[str, str], kind: str, alert_id: str, kiosk: str) -> bool:
    """Whether the command or the webhook answered within ANSWER_SECONDS. Never raises."""
    name, target = channel
    try:
        if name == "command":
            return _run(target, kind, alert_id, kiosk)
        if name == "webhook":
            return _post_in_time(target, kind, alert_id, kiosk)
    except Exception:
        # Whatever went wrong, the patient's page must come: it then says that nobody was told.
        return False
    return False


def _run(line: str, kind: str, alert_id: str, kiosk: str) -> bool:
    facts = {"KIOSK_ALERT_KIND": kind, "KIOSK_ALERT_ID": alert_id, "KIOSK_NAME": kiosk}
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    running = subprocess.Popen(  # noqa: S603  the clinic's own configured command, never patient text
        shlex.split(line),
        env=keep | facts,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return running.wait(timeout=ANSWER_SECONDS) == 0
    except subprocess.TimeoutExpired:
        # The whole group: a shell's child would live on, and might still tell somebody late.
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(timeout=1)
        return False


def _post_in_time(url: str, kind: str, alert_id: str, kiosk: str) -> bool:
    """A client's own timeouts begin again with each byte, and none covers the look-up of a name."""
    answered: queue.SimpleQueue[bool] = queue.SimpleQueue()
    threading.Thread(
        target=lambda: answered.put(_post(url, kind, alert_id, kiosk)), daemon=True
    ).start()
    try:
        return answered.get(timeout=ANSWER_SECONDS)
    except queue.Empty:
        return False


def _post(url: str, kind: str, alert_id: str, kiosk: str) -> bool:
    # Imported when needed: the first screen must not pay for an HTTP client.
    import httpx

    try:
        answer = httpx.post(
            url,
            content=json.dumps({"kind": kind, "alert": alert_id, "kiosk": kiosk}),
            headers={"Content-Type": "application/json"},
            timeout=ANSWER_SECONDS,
            # The channel is what the clinic set: no proxy or certificates of somebody's shell.
            trust_env=False,
        )
    except Exception:
        # Bad hosts, certificates and more come as errors of many kinds, not only the client's own.
        return False
    return answer.is_success
