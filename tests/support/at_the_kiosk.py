"""A patient in front of the real screen: reads the question, presses what they would press."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from typing import Protocol as Shape

from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from tests.support.patients import answers


class Shown(Shape):
    """A screen with the kiosk on it: a terminal, or a browser."""

    written: bytes
    """All that was ever drawn on it."""

    @property
    def text(self) -> str:
        """What is on it."""

    def pump(self, seconds: float = ...) -> bool:
        """Let time pass."""

    def wait(self, wanted: str | Callable[[str], bool]) -> str:
        """Let time pass until it shows `wanted`."""

    def press(self, *keys: str) -> None:
        """Press keys."""

    def type(self, text: str) -> None:
        """Type."""

    def click(self, label: str) -> None:
        """Touch."""


STILL_LOADING = "One moment, please"
"""On the welcome page, when something was pressed before the questions are loaded."""

UNKNOWN = {"not_sure": "I'm not sure", "skipped": "I'd rather tell staff"}


class AtTheKiosk:
    """Walks one interview. `answers` as an answers file writes them; what is missing is "rather tell"."""

    def __init__(self, terminal: Shown, protocol: Protocol, answers: Mapping[str, Any]) -> None:
        self.terminal = terminal
        self.protocol = protocol
        self.answers = answers
        self.seen: list[str] = []

    def shown(self) -> str:
        """The screen as one line, frames taken away."""
        text = re.sub(r"[│┃─━▄█▔┌┐└┘┏┓┗┛►]", " ", self.terminal.text)
        return re.sub(r"\s+", " ", text)

    def question(self) -> Item | None:
        """The question (or group of fields) on the screen; the one with the longest matching text."""
        shown = self.shown()
        items = [
            item
            for item in self.protocol.questionnaire.by_id.values()
            if item.text and item.text in shown and (item.type != "group" or item.page)
        ]
        return max(items, key=lambda item: len(item.text), default=None)

    def walk(self, until: str, most: int = 160) -> None:
        """Answer page after page until `until` stands on the screen."""
        for _ in range(most):
            if until in self.shown():
                return
            self.answer_page()
        raise AssertionError(f"never saw {until!r}; the screen shows:\n{self.terminal.text}")

    def answer_page(self) -> None:
        """Answer what the screen asks, and wait for the next page."""
        shown = self.shown()
        if "Check your answers" in shown:
            self.turn("enter")
        elif "You are not alone" in shown:
            self.turn("2")
        elif item := self.question():
            self.seen.append(item.link_id)
            self._answer(item)
            self._leave(item)
        else:
            raise AssertionError(f"no question is known on:\n{self.terminal.text}")

    def turn(self, key: str) -> None:
        """Press `key` until another page shows: a key before the page is ready does nothing."""
        before = self.shown()
        for _ in range(8):
            self.terminal.press(key)
            for _ in range(40):
                self.terminal.pump(0.05)
                if self.shown() != before and STILL_LOADING not in self.shown():
                    self.terminal.wait(lambda _: True)
                    return
            if STILL_LOADING in self.shown():
                self.terminal.wait(lambda text: STILL_LOADING not in text)
                return
        raise AssertionError(f"{key} turns no page:\n{self.terminal.text}")

    def _leave(self, item: Item) -> None:
        """Wait for the next page. A key that came before the page was ready is pressed again."""
        for _ in range(12):
            for _ in range(40):
                self.terminal.pump(0.05)
                if self.question() != item:
                    self.terminal.wait(lambda _: True)
                    return
            if item.answer_value_set and not item.repeats:
                self._answer(item)
            elif item.answer_value_set:
                self.terminal.press("f5")
            else:
                self.terminal.press("f5" if item.answer_value_set else "enter")
        raise AssertionError(f"still at {item.link_id}:\n{self.terminal.text}")

    def choose(self, label: str) -> str:
        """Press the key that stands before `label`; which one it was."""
        found = re.search(rf"\b([1-9A-Z])\]? {{2,3}}{re.escape(label)}(?!\w)", self.terminal.text)
        assert found, f"no key before {label!r} on:\n{self.terminal.text}"
        self.terminal.press(found.group(1).lower())
        return found.group(1)

    def _answer(self, item: Item) -> None:
        if item.type == "group":
            for child in item.item:
                self._type(self._typed(child))
            return
        value = self.answers.get(item.link_id, "skipped")
        if item.type == "choice" and not item.repeats:
            if item.answer_value_set == "consent":
                self._consent()
            else:
                self.choose(UNKNOWN.get(value) or self._label(item, value))
        elif item.answer_value_set and not item.repeats:
            self.choose(self._label(item, str(value)))
        elif item.repeats and item.answer_value_set:
            for code in value:
                self.choose(self._label(item, code))
                self.terminal.pump(0.3)
            self.terminal.press("f5") if value or not item.required else self.choose(
                "None of these"
            )
        elif item.repeats:
            self.terminal.click("I have no allergies")
        elif item.type == "integer":
            self._type(str(value))
        elif item.type == "date":
            year, month, day = str(value).split("-")
            for part in (month, day, year):
                self._type(str(int(part)))
        elif item.type == "quantity":
            self._measure(item, value)
        elif item.type == "medications":
            self._medicines(value)
        else:
            self._type(self._typed(item))

    def _typed(self, item: Item) -> str:
        value = self.answers.get(item.link_id, "")
        return "" if value in UNKNOWN else str(value)

    def _type(self, text: str) -> None:
        if text:
            self._see(text)
        self.terminal.press("enter")
        self.terminal.pump(0.15)

    def _see(self, text: str) -> None:
        """Type until it stands in the box: somebody who types before the box is ready looks again."""
        for _ in range(5):
            self.terminal.type(text)
            for _ in range(20):
                self.terminal.pump(0.1)
                if text in self.terminal.text:
                    return
            self.terminal.press(*["backspace"] * len(text))
            self.terminal.pump(0.3)
        raise AssertionError(f"{text!r} never stood on:\n{self.terminal.text}")

    def _label(self, item: Item, code: str) -> str:
        options = self.protocol.questionnaire.options(item)
        return next(option.text for option in options if option.code == code)

    def _measure(self, item: Item, value: Mapping[str, Any]) -> None:
        unit = value.get("unit", "ft")
        names = {"lb": "Pounds", "kg": "Kilograms", "cm": "Centimeters", "ft": "Feet"}
        key = self.choose(names[unit])
        self.terminal.wait(f"[{key}]")
        for part in ("feet", "inches") if unit == "ft" else ("value",):
            self._type(str(value[part]))

    def _medicines(self, entries: list[Mapping[str, Any]]) -> None:
        for entry in entries:
            self.terminal.type(entry["entered"])
            self.terminal.wait(entry["entered"])
            self.choose_row(entry.get("confirmed") or "Keep what I typed")
        self.terminal.press("f5")
        self.terminal.wait("Did we miss any of these?")
        self.terminal.press("f5")

    def choose_row(self, text: str) -> None:
        """Touch the first row that shows `text`."""
        self.terminal.click(text)
        self.terminal.pump(0.3)

    def _consent(self) -> None:
        signs = "Type your full name" in self.shown()
        self.turn("1")
        if signs:
            self._type(str(self.answers.get("signature", "Ana Díaz")))


def summary_in(folder: Path) -> Path:
    """The only page that was delivered."""
    (path,) = folder.glob("*.pdf")
    return path


def reads_that_staff_know(screen: Shown, protocol: Protocol) -> AtTheKiosk:
    """A patient comes with suicidal thoughts, and the page says that a member of staff was told."""
    screen.wait("Welcome")
    person = AtTheKiosk(screen, protocol, answers(main_reason="suicidal_ideation"))
    person.turn("1")
    person.walk("You are not alone")
    assert "A member of staff has been told." in person.shown()
    return person
