"""Our reach into Textual holds, and nothing of ours hides a part of Textual by accident."""

import ast
import asyncio
import codecs
import inspect
import re
import weakref
from pathlib import Path

import pytest
from textual import events
from textual._styles_cache import StylesCache
from textual.app import App
from textual.color import Color
from textual.drivers import linux_driver
from textual.screen import Screen
from textual.widget import Widget

import kiosk.tui
from kiosk.intake import FrontDesk
from kiosk.tui import compat, requests
from kiosk.tui.app import KioskApp

SHELVES = ("textual.widgets", "textual.containers")
FOLDER = Path(kiosk.tui.__file__).parent


def test_the_private_parts_are_where_they_were() -> None:
    """compat.py leans on these; another Textual may have moved them."""
    assert inspect.signature(App._handle_exception).parameters.keys() == {"self", "error"}
    assert "Traceback" in inspect.getsource(App._fatal_error)
    assert "error_console" in inspect.getsource(App._print_error_renderables)
    assert "_pop_result_callback" in inspect.getsource(App.switch_screen)
    assert "getincrementaldecoder(" in inspect.getsource(linux_driver)
    assert "self.refresh()" in inspect.getsource(Screen._on_screen_resume)
    assert "if self._batch_count:" in inspect.getsource(App._display)
    assert "self._compositor_refresh" in inspect.getsource(Screen._refresh_layout)
    assert "_repaint_required" in inspect.getsource(Screen._on_timer_update)
    assert "self._refresh_layout(size)" in inspect.getsource(Screen._screen_resized)
    assert "SIGSTOP" in inspect.getsource(linux_driver.LinuxDriver._sigtstp_application)


def test_no_cache_keeps_a_widget_that_went(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a patient entered goes with its page, and a kiosk that runs all day does not grow."""
    monkeypatch.setattr(StylesCache, "get_inner_outer", StylesCache.get_inner_outer)
    compat._let_drawn_lines_go()
    drawn = StylesCache()
    inner, outer = drawn.get_inner_outer(Color(0, 0, 0), Color(255, 255, 255))
    assert (inner.background, outer.background) == (Color(255, 255, 255), Color(0, 0, 0))
    gone = weakref.ref(drawn)
    del drawn
    assert gone() is None


def test_bytes_that_are_not_utf8_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scanner that sends Latin-1 does not end the app."""
    monkeypatch.setattr(linux_driver, "getincrementaldecoder", codecs.getincrementaldecoder)
    compat._replace_bad_bytes()
    decode = vars(linux_driver)["getincrementaldecoder"]("utf-8")().decode
    assert decode(b"Ana D\xedaz\n") == "Ana D�az\n"


async def test_a_page_takes_no_key_before_the_app_has_started(desk: FrontDesk) -> None:
    """While an app starts, nothing is drawn, however long a loaded machine takes for it."""

    class SlowStart(KioskApp):
        seen_early = True

        async def on_mount(self) -> None:  # type: ignore[override]  # Textual awaits either kind
            while not (self.page and self.page.is_mounted):
                await asyncio.sleep(0.01)
            for _ in range(200):
                await asyncio.sleep(0)
            self.seen_early = self.page.painted

    app = SlowStart.opened(desk)
    async with app.run_test(size=(80, 24)):
        assert not app.seen_early
        while not (app.page and app.page.painted):
            await asyncio.sleep(0.01)


def test_only_parts_without_surprises_are_used() -> None:
    """Lists, scrolling boxes, footers, toasts and large text boxes take the focus, read markup or crash."""
    used: set[str] = set()
    for path in [*FOLDER.rglob("*.py"), *FOLDER.with_name("staff").rglob("*.py")]:
        text = path.read_text("utf-8")
        assert not re.search(r"\.notify\(|from_markup", text), path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module in SHELVES:
                used |= {name.name for name in node.names}
    assert used <= {"Container", "Horizontal", "Vertical", "Static", "Digits", "Input"}


def assigned(tree: ast.AST) -> set[str]:
    """Names that a module's classes assign on self."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def methods(tree: ast.AST) -> set[str]:
    """Names of the methods of a module's classes."""
    return {
        item.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not _is_protocol(node)
        for item in node.body
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _is_protocol(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)


def test_no_request_is_called_like_an_event_of_textual() -> None:
    """`on_leave` would be called for both."""
    ours = {name for name, kind in vars(requests).items() if inspect.isclass(kind)} - {"Message"}
    theirs = {name for name, kind in vars(events).items() if inspect.isclass(kind)}
    assert not ours & theirs


def test_no_name_of_ours_hides_one_of_textual() -> None:
    """An attribute called `_name` or a message called `Leave` breaks Textual far from the cause."""
    theirs = {name for kind in (App, Screen, Widget) for name in vars(kind)}
    for kind in (App, Screen, Widget):
        for base in kind.__mro__:
            theirs |= set(vars(base)) | set(getattr(base, "__annotations__", {}))
            source = inspect.getsource(base) if base.__module__.startswith("textual") else ""
            theirs |= assigned(ast.parse(inspect.cleandoc("\n" + source))) if source else set()
    on_purpose = {
        "theme", "animation_level", "error_console", "cursor_blink", "cursor_position", "can_focus",
        "render", "compose", "on_event", "check_action", "get_default_screen", "__init__", "_fatal_error",
        "get_theme_variable_defaults", "_handle_exception", "restricted", "id",
        "_on_screen_resume", "_screen_resized", "_compositor_refresh", "stack_updates", "_on_timer_update",
        "_repaint_required", "mouse_hover",
    }  # fmt: skip
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        hidden = (assigned(tree) | methods(tree)) & theirs - on_purpose
        # Textual calls on_… handlers of every class, so these hide nothing.
        hidden = {name for name in hidden if not name.startswith("on_")}
        if path.name in ("layout.py", "view.py", "question.py"):
            continue
        found |= {f"{path.name}: {name}" for name in hidden}
    assert not found
