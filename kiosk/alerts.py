"""Telling staff: over the channel the clinic chose, and whether anybody answered.

An alert always stands in the store first. "Told" means that a channel answered: a staff screen or
`kiosk records watch` was listening, the command ended well, or the webhook said so. Nothing that is
sent names the patient or an answer.
"""

import json
import os
import shlex
import subprocess
import time
from pathlib import Path

HEARTBEAT = "watching"
HEARTBEAT_SECONDS = 5
"""How often a watcher says that it is there."""
HEARTBEAT_COUNTS = 20
"""Seconds after which a silent watcher no longer counts as there."""
ANSWER_SECONDS = 4
"""How long a channel may take; the patient is waiting on the page."""


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
    name, target = channel
    watched = somebody_watches(home)
    if name == "command":
        return _run(target, kind, alert_id, kiosk) or watched
    if name == "webhook":
        return _post(target, kind, alert_id, kiosk) or watched
    return watched


def _run(line: str, kind: str, alert_id: str, kiosk: str) -> bool:
    facts = {"KIOSK_ALERT_KIND": kind, "KIOSK_ALERT_ID": alert_id, "KIOSK_NAME": kiosk}
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  the clinic's own configured command, never patient text
            shlex.split(line),
            env=keep | facts,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _post(url: str, kind: str, alert_id: str, kiosk: str) -> bool:
    # Imported when needed: the first screen must not pay for an HTTP client.
    import httpx

    try:
        answer = httpx.post(
            url,
            content=json.dumps({"kind": kind, "alert": alert_id, "kiosk": kiosk}),
            headers={"Content-Type": "application/json"},
            timeout=ANSWER_SECONDS,
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.is_success
