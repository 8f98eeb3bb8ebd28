"""A patient at plain mode over a pipe: reads lines up to a prompt, types what they would type."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from kiosk.loading.words import load_words
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.places import shipped
from tests.support.surroundings import surroundings

ROOT = Path(__file__).resolve().parents[2]
SAID = load_words(shipped("forms") / "words").by_language["en"]
UNKNOWN = {"not_sure": SAID["answer.not_sure"], "skipped": SAID["answer.tell_staff"]}
PROMPTS = {
    SAID[key]
    for key in (
        "plain.your_number", "plain.several", "plain.type_it", "dob.month", "dob.day", "dob.year",
        "measure.in_lb", "measure.in_kg", "measure.in_cm", "height.feet", "height.inches",
        "list.label", "medicines.label", "consent.name", "plain.show_again", "plain.type_code",
        "plain.enter_to_clear", "plain.staff_name", "plain.staff_passphrase",
    )
}  # fmt: skip
MORE = ("A number from ", "To change one, type its number:", "Else this clears in ")
"""Beginnings or ends of prompts that hold more."""


class InPlainLines:
    """One `kiosk run --plain` on two pipes. Use as a context manager: it never outlives the test."""

    def __init__(self, home: Path, *options: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "--plain", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            start_new_session=True,
            env=surroundings(home, environment),
        )
        self.heard: list[str] = []
        """Every line so far."""
        self.page: list[str] = []
        """The lines since the last thing that was typed."""

    def __enter__(self) -> "InPlainLines":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def listen(self) -> str:
        """Everything up to the next prompt, as one line of text. Empty at the end."""
        assert self.process.stdout is not None
        self.page = []
        for line in self.process.stdout:
            self.heard.append(line.rstrip("\n"))
            self.page.append(line.rstrip("\n"))
            if self.page[-1] in PROMPTS or any(each in self.page[-1] for each in MORE):
                break
        return " ".join(self.page)

    def type(self, text: str) -> None:
        """A line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def choose(self, label: str) -> None:
        """Type the number that stands before `label`."""
        (number,) = {
            line.split(". ")[0] for line in self.page if line.split(". ", 1)[1:] == [label]
        }
        self.type(number)

    def say(self, text: str) -> str:
        """Type `text` and hear what follows."""
        self.type(text)
        return self.listen()

    def end(self) -> str:
        """Close the pipe; the rest of what is said."""
        output, errors = self.process.communicate(timeout=60)
        self.heard += output.splitlines()
        assert "Traceback" not in errors, errors
        return output


class PlainPerson:
    """Answers an interview over a pipe. `answers` as an answers file writes them."""

    def __init__(self, lines: InPlainLines, protocol: Protocol, answers: Mapping[str, Any]) -> None:
        self.lines = lines
        self.protocol = protocol
        self.answers = answers
        self.seen: list[str] = []
        self._entry: Mapping[str, Any] | None = None
        self._medicines = iter(answers.get("medications", ()))

    def walk(self, until: str, most: int = 260) -> None:
        """Answer prompt after prompt until `until` was said."""
        for _ in range(most):
            said = self.lines.listen()
            if until in said:
                return
            self._reply(said)
        raise AssertionError(f"never heard {until!r}, last:\n" + "\n".join(self.lines.page))

    def question(self, said: str) -> Item | None:
        """The question that was read out: the one with the longest text in it."""
        items = [
            item
            for item in self.protocol.questionnaire.by_id.values()
            if item.text and item.text in said and item.type != "group"
        ]
        return max(items, key=lambda item: len(item.text), default=None)

    def _reply(self, said: str) -> None:
        lines, last = self.lines, self.lines.page[-1]
        if "To change one, type its number:" in last:
            lines.type("")
        elif SAID["plain.is_right"] in said:
            lines.choose(SAID["plain.is_right"])
        elif SAID["crisis.go_on"] in said:
            lines.choose(SAID["crisis.go_on"])
        elif last in (SAID["list.label"], SAID["medicines.label"]):
            self._list(said)
        elif SAID["medicines.missed"] in said:
            lines.choose(SAID["medicines.missed_nothing"])
        elif SAID["weight.again"] in said:
            self._pick(said)
        elif SAID["medicines.remove"] in said:
            lines.choose(SAID["medicines.how_once"])
        elif SAID["medicines.strength_unknown"] in said:
            lines.choose(SAID["medicines.strength_unknown"])
        elif item := self.question(said):
            self.seen.append(item.link_id)
            self._answer(item)
        else:
            self._rest(last)

    def _answer(self, item: Item) -> None:
        lines, value = self.lines, self.answers.get(item.link_id, "skipped")
        options = {o.code: o.text for o in self.protocol.questionnaire.options(item)}
        if item.type == "signature":
            lines.choose(SAID["consent.name"])
        elif item.no_unknown:
            lines.choose(options["yes"])
        elif options and item.repeats:
            labels = [options[code] for code in value] or [SAID["choices.none"]]
            numbers = [
                line.split(". ")[0] for line in lines.page if line.split(". ", 1)[-1] in labels
            ]
            lines.type(" ".join(numbers))
        elif options:
            lines.choose(UNKNOWN.get(str(value)) or options[str(value)])
        elif item.type == "quantity":
            self._measured = value
            unit = value.get("unit", "ft")
            lines.choose(SAID[f"unit.{unit}"])
        elif item.type == "date":
            self._date = str(value)
            lines.type(str(int(self._date[5:7])))
        elif item.type == "integer":
            lines.type({"skipped": "T", "not_sure": "S"}.get(str(value), str(value)))
        else:
            lines.type("" if value in UNKNOWN else str(value))

    def _list(self, said: str) -> None:
        if self.lines.page[-1] == SAID["list.label"]:
            self.lines.choose(SAID["list.nothing"].format(what="allergies"))
            return
        self._entry = next(self._medicines, None)
        self.lines.type(self._entry["entered"] if self._entry else "")

    def _pick(self, said: str) -> None:
        lines, entry = self.lines, self._entry
        if entry is None or ("Did you mean" not in said and "do not know" not in said):
            lines.choose(next(line.split(". ", 1)[1] for line in lines.page if " is right" in line))
            return
        wanted = entry.get("confirmed")
        found = [line for line in lines.page if wanted and wanted in line and line[0].isdigit()]
        label = found[0].split(". ", 1)[1] if found else f"Keep what I typed: {entry['entered']}"
        lines.choose(label)

    def _rest(self, last: str) -> None:
        month_day_year = {SAID["dob.day"]: slice(8, 10), SAID["dob.year"]: slice(0, 4)}
        if last in month_day_year:
            self.lines.type(str(int(self._date[month_day_year[last]])))
        elif last in (SAID["height.feet"], SAID["height.inches"]):
            self.lines.type(
                str(self._measured["feet" if last == SAID["height.feet"] else "inches"])
            )
        elif last == SAID["consent.name"]:
            self.lines.type(str(self.answers["signature"]))
        elif last.startswith(("Weight in", "Height in")):
            self.lines.type(str(self._measured["value"]))
        else:
            raise AssertionError("nothing to say to:\n" + "\n".join(self.lines.page))
