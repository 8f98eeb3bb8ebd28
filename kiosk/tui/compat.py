"""Every reach into Textual's private parts, with the version that forced it.

Pinned to textual 8.2.8. Each reach has a test that fails when a newer Textual moves the part.
"""

import codecs
import contextlib
import functools
import io
import logging
import termios
import traceback
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from textual import events
from textual._styles_cache import StylesCache
from textual.app import App
from textual.color import Color
from textual.drivers import linux_driver
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style

from kiosk.faults import keep_faults

log = logging.getLogger("kiosk.tui")
log.addHandler(logging.NullHandler())


class Quiet(App[int]):
    """An app without doors: no palette, no quit key, no selection, no traceback on the terminal."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = []

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        # 8.2.8 prints what killed the app, typed text included, through this console.
        self.error_console = Console(file=io.StringIO())

    def get_default_screen(self) -> Screen[Any]:
        """The first page in place of an empty screen, so that starting costs one page and not two."""
        page = self.first_screen()
        # 8.2.8: switch_screen pops a callback that only push_screen puts there.
        page._push_result_callback(page, None)
        return page

    def first_screen(self) -> Screen[Any]:
        """The page that the app starts with."""
        raise NotImplementedError

    def check_action(self, _action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No action of the app can be run by a key or by text that looks like markup."""
        return False

    def _handle_exception(self, error: Exception) -> None:
        # 8.2.8: logs the kind of fault and its place, never a value; super() ends the app (swallowing
        # the error would hang it, textual issue 2818).
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
        log.error("the app stopped: %s at %s", type(error).__name__, place)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # 8.2.8 renders a traceback with local variables here; we only end.
        self._close_messages_no_wait()


class DrawnOnce(Screen[None], inherit_bindings=False):
    """A screen that comes up laid out and drawn once, and is never come back to.

    8.2.8 lays it out and draws it four times: on resume, on the Resize that follows from that, and twice
    on the next tick. After that, each change of the focus draws all of it again.
    """

    _waits: Callable[[], None] | None = None

    def when_drawn(self, callback: Callable[[], None]) -> None:
        """Call `callback` once this screen can be seen.

        8.2.8 draws nothing until the app has started, yet calls what waits for a refresh before that.
        """
        self._waits = callback

    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        if self._waits and self.is_current and not self.app._batch_count:
            callback, self._waits = self._waits, None
            self.call_after_refresh(callback)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        event.prevent_default()
        self.stack_updates += 1
        if self.is_attached:
            self.update_node_styles(animate=False)
            self._refresh_layout(self.app.size)

    def _on_timer_update(self) -> None:
        # The screen itself is only the ground, which stays: its parts draw what changes.
        self._repaint_required = False
        super()._on_timer_update()

    def _screen_resized(self, size: Size) -> None:
        if size != self._size:
            super()._screen_resized(size)


def withstand(home: Path) -> None:
    """Before an app runs: what must not end or stop it, and where it says what did."""
    keep_faults(home, log)
    _replace_bad_bytes()
    _let_drawn_lines_go()
    # 8.2.8 stops the whole process on this signal, and nobody at a kiosk could wake it again.
    setattr(linux_driver.LinuxDriver, "_sigtstp_application", lambda *_: None)  # noqa: B010  private
    setattr(linux_driver.LinuxDriver, "_sigcont_application", _stay_deaf)  # noqa: B010  private


def _stay_deaf(driver: linux_driver.LinuxDriver, *_: object) -> None:
    """8.2.8 starts its threads once more on SIGCONT, and raises before the first page. All that a shell
    in front may have changed is the terminal's mode."""
    if not hasattr(driver, "attrs_before") or driver.attrs_before is None:
        return
    with contextlib.suppress(termios.error):
        mode = termios.tcgetattr(driver.fileno)
        mode[tty.LFLAG] = driver._patch_lflag(mode[tty.LFLAG])
        mode[tty.IFLAG] = driver._patch_iflag(mode[tty.IFLAG])
        termios.tcsetattr(driver.fileno, termios.TCSANOW, mode)


def _let_drawn_lines_go() -> None:
    """8.2.8 caches a method by its object, and so keeps the drawn lines of the last 1,024 widgets: 40 MB
    of pages that went, with what stood on them. Cache it by its colours."""
    plain = StylesCache.get_inner_outer.__wrapped__

    @functools.lru_cache(256)
    def by_colours(base: Color, background: Color) -> tuple[Style, Style]:
        return plain(StylesCache, base, background)

    def get_inner_outer(_: StylesCache, base: Color, background: Color) -> tuple[Style, Style]:
        return by_colours(base, background)

    setattr(StylesCache, "get_inner_outer", get_inner_outer)  # noqa: B010  private


def _replace_bad_bytes() -> None:
    """Keep one byte that is not UTF-8 (a scanner's, say) from ending the app (textual issue 6456)."""

    def replacing(encoding: str) -> Any:
        return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")

    linux_driver.getincrementaldecoder = replacing  # type: ignore[attr-defined]  # 8.2.8 imports it
