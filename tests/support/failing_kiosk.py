"""An intake without a screen, and what can go wrong around it: a kill, a database that is taken."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.intake import FrontDesk, Intake, Step
from kiosk.interview.session import Answered
from kiosk.records.runtime import folder


def say(intake: Intake, question: str, answer: object) -> Step:
    return intake.do(Answered.model_validate({"question": question, "answer": answer}))


def there(intake: Intake | None) -> Intake:
    assert intake is not None
    return intake


def killed(opens: Callable[[], FrontDesk], work: Callable[[Intake], object]) -> None:
    """A kiosk of its own begins an intake, does `work` and is killed."""
    for thread in threading.enumerate():
        if thread.name == "telling staff":
            thread.join()  # an earlier test's: what it locks while we fork stays locked in the child
    child = os.fork()
    if child == 0:
        try:
            work(opens().begin("en"))
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def urgent_alerts(desk: FrontDesk) -> int:
    """Urgent alerts that stand in the store."""
    return sum(alert.kind == "urgent" for alert in desk.store.alerts(unacknowledged=False))


@contextmanager
def database_taken(desk: FrontDesk) -> Iterator[None]:
    """Another program holds the database: no alert can be written, a draft can."""
    other = sqlite3.connect(desk.home / "records.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def last_seen(desk: FrontDesk, seconds: float) -> None:
    """Whoever sits at this kiosk was last seen so many seconds ago, by the time of the seat's key."""
    (key,) = folder(desk.home).glob("*.key")
    moment = time.time() - seconds
    os.utime(key, (moment, moment))
