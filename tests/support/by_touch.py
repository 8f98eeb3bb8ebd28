"""A patient who has nothing but a finger: every answer is a touch, letters included."""

import re
from collections.abc import Mapping
from typing import Any

from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.tui.widgets.keyboard import DIGITS, LETTERS
from tests.support.at_the_kiosk import STILL_LOADING, UNKNOWN, AtTheKiosk
from tests.support.browser import Browser

_NOTHING = ("None of these", "I have no allergies", "Next")
_UNITS = {"lb": "Pounds", "kg": "Kilograms", "cm": "Centimeters", "ft": "Feet"}


class ByTouch(AtTheKiosk):
    """Walks one interview in a browser without a key."""

    def __init__(self, browser: Browser, protocol: Protocol, answers: Mapping[str, Any]) -> None:
        super().__init__(browser, protocol, answers)
        self.browser = browser

    def turn(self, key: str) -> None:
        """Touch what `key` stands for on this page until another page shows."""
        labels = {"enter": ("These are right", "Finish"), "2": ("I'd like to go on",)}
        shown = self.browser.text
        self.touch(next(each for each in labels[key] if each in shown))

    def touch(self, label: str) -> None:
        """Touch `label` until another page shows: a touch before the page is ready does nothing."""
        self.browser.wait(label)
        before = self._words()
        for _ in range(8):
            if label in self.browser.text:
                self.browser.click(label)
            for _ in range(20):
                self.browser.pump(0.1)
                if self._words() != before:
                    self.browser.wait(lambda _: STILL_LOADING not in self.shown())
                    return
        raise AssertionError(f"{label} turns no page:\n{self.browser.text}")

    def _words(self) -> list[str]:
        """What the page says; a mark or a frame that shows a touch is no other page."""
        return re.findall(r"\w{2,}", self.browser.text)

    def choose(self, label: str) -> str:
        """Touch an answer: its label after a key chip, or after the mark of the focus."""
        answer = re.compile(rf"(?:  |► ){re.escape(label)}(?!\w)")
        shown = self.browser.wait(lambda text: answer.search(text) is not None)
        for row, line in enumerate(shown.split("\n")):
            if found := answer.search(line):
                self.browser.touch_cell(found.end() - len(label) / 2, row + 0.5)
                break
        return label

    def _type(self, text: str) -> None:
        for letter in text:
            self._letter(letter.upper())
        self.browser.wait(lambda _: True)

    def _letter(self, letter: str) -> None:
        if letter == " ":
            self.browser.click("Space")
            self.browser.pump(0.2)
            return
        for row, line in enumerate(self.browser.text.splitlines()):
            places = [at for at, sign in enumerate(line) if sign.isalnum() or sign in "-'"]
            if "".join(line[at] for at in places) in (*LETTERS, *DIGITS) and letter in line:
                self.browser.touch_cell(line.index(letter) + 0.5, row + 0.5)
                self.browser.pump(0.2)
                return
        raise AssertionError(f"no key {letter!r} on:\n{self.browser.text}")

    def _answer(self, item: Item) -> None:
        value = self.answers.get(item.link_id, "skipped")
        if item.type == "group":
            for number, child in enumerate(item.item):
                if number:
                    self._next_box(child)
                self._type(self._typed(child))
        elif item.type == "choice" and item.answer_value_set == "consent":
            self._consent()
        elif isinstance(value, str) and value in UNKNOWN:
            self.choose(UNKNOWN[value])
        elif item.repeats:
            for code in value:
                self.choose(self._label(item, code))
                self.browser.pump(0.3)
            self.browser.click(next(e for e in _NOTHING if e in self.browser.text or e == "Next"))
        elif item.type == "choice" or item.answer_value_set:
            self.choose(self._label(item, str(value)))
        elif item.type == "date":
            year, month, day = str(value).split("-")
            self._type(f"{int(month):02}{int(day):02}{year}")
        elif item.type == "quantity":
            self._measure(item, value)
        elif item.type == "medications":
            assert not value, "this patient takes nothing"
        else:
            self._type(str(value))

    def _next_box(self, child: Item) -> None:
        """Touch the box below its label."""
        for row, line in enumerate(self.browser.text.splitlines()):
            if (column := line.find(child.short or child.text)) >= 0:
                self.browser.touch_cell(column + 4.5, row + 2.5)
                self.browser.pump(0.3)
                return
        raise AssertionError(f"no box for {child.link_id} on:\n{self.browser.text}")

    def _measure(self, item: Item, value: Mapping[str, Any]) -> None:
        self.choose(_UNITS[value.get("unit", "ft")])
        self.browser.wait(lambda shown: "First choose above" not in shown)
        self._type(str(value["value"]))

    def _leave(self, item: Item) -> None:
        for _ in range(5):
            for _ in range(15):
                self.browser.pump(0.1)
                if self.question() != item:
                    self.browser.wait(lambda _: True)
                    return
            for way_on in ("Next", "That's all"):
                if way_on in self.browser.text:
                    self.browser.click(way_on)
                    break
            else:
                self._answer(item)
        raise AssertionError(f"still at {item.link_id}:\n{self.browser.text}")

    def _consent(self) -> None:
        signs = "Type your full name" in self.shown()
        self.touch("I have read this")
        if signs:
            self.browser.wait("Erase")
            self._type(str(self.answers["signature"]))
            self.touch("Sign and go on")
