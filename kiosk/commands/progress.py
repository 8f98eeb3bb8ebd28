"""How far long work is, on a terminal; silent where nobody watches."""

import sys
import time
from collections.abc import Callable

_EVERY_SECONDS = 0.2


def progress(what: str) -> Callable[[int, int], None]:
    """A function that takes (done, of how many) and keeps one line on stderr up to date."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    shown = 0.0

    def say(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if done < total and now - shown < _EVERY_SECONDS:
            return
        shown = now
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{what}: {done:,} of {total:,} ({done * 100 // total} %){end}")
        sys.stderr.flush()

    return say


def counted(number: int, thing: str) -> str:
    """`1 record`, `2 records`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
