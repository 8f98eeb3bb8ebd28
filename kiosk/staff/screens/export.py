"""Records into files: the count is shown before anything is written, and progress while it is."""

import datetime
from pathlib import Path
from typing import Any, Final

from textual.app import ComposeResult

from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.selection import Selection, select
from kiosk.exports import Format, Manifest
from kiosk.records.envelope import RecordRow
from kiosk.staff.counter import Counter, Progress
from kiosk.staff.screens.page import FormPage
from kiosk.staff.wording import counted
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_FORMATS: Final[tuple[tuple[Format, str, str], ...]] = (
    ("csv", "F1", "CSV"),
    ("xlsx", "F2", "XLSX"),
    ("jsonl", "F3", "JSON"),
)
_WHOLE, _DEIDENTIFIED = "whole", "deidentified"


class ExportPage(FormPage):
    """Format, days, folder, reason; first the count, then the files."""

    def __init__(self, view: View, counter: Counter, kept: Any = None) -> None:
        self._format, self._names, *boxes = kept if isinstance(kept, tuple) else ("csv", _WHOLE)
        super().__init__(view, counter, tuple(boxes))
        self._found: list[RecordRow] | None = None

    def keep(self) -> Any:
        """Format, names or none, boxes."""
        return (self._format, self._names, *self.boxes())

    def column(self) -> ComposeResult:
        """What, which days, where to, why."""
        yield words("Export", classes="heading")
        hidden = self._names == _DEIDENTIFIED
        formats = [
            Choice(label, code, key=key, variant="tight filter", stored=code == self._format)
            for code, key, label in _FORMATS
        ]
        names = "No names" if hidden else "Names"
        formats.append(Choice(names, "names", key="F4", variant="tight filter", stored=hidden))
        yield Row(*formats, apart=False)
        today = self.view.today
        folder = Path.home() / "kiosk-exports" / f"{self.counter.now():%Y-%m-%d-%H%M%S}"
        yield Row(
            Field("From day", self.entry(0, today.isoformat(), limit=10)),
            Field("To day", self.entry(1, today.isoformat(), limit=10)),
        )
        yield Row(
            Field("New folder", self.entry(2, str(folder), limit=500)),
            Field("Reason", self.entry(3, limit=2_000)),
        )
        yield Message()
        yield Choice("Count first", "go", key=self.say("key.enter"), variant="primary")

    def on_input_changed(self) -> None:
        """Another range is another count."""
        self._found = None
        self.query_one("Choice.-primary", Choice).change("Count first", code="go")

    def chosen(self, choice: Choice) -> None:
        """Another format, with or without names; else count, then write."""
        if choice.code == "names":
            other = _WHOLE if self._names == _DEIDENTIFIED else _DEIDENTIFIED
            self.counter.rebuild((self._format, other, *self.boxes()))
        elif choice.code != "go":
            self.counter.rebuild((choice.code, self._names, *self.boxes()))
        elif self._found is None:
            self._count()
        elif self.take():
            self._write(self._found)

    def _selection(self) -> Selection | None:
        since, until, folder, reason = self.boxes()
        try:
            days = [
                datetime.date.fromisoformat(day.strip()) if day.strip() else None
                for day in (since, until)
            ]
        except ValueError:
            self.explain("Please write days such as 2026-11-01, or leave them empty.")
            return None
        if not Path(folder.strip()).expanduser().is_absolute():
            self.explain("Please give the whole path of a new folder, such as /media/stick/export.")
            return None
        if not reason.strip():
            self.explain("Please give a reason. It is kept with your name.")
            return None
        return Selection(since=days[0], until=days[1])

    def _count(self) -> None:
        wanted, office = self._selection(), self.counter.office
        if wanted is None:
            return
        with self.counter.trying():
            self._found = select(office, wanted, lambda _done, _of: None)
            many = counted(len(self._found), "record")
            if not self._found:
                self._found = None
                self.explain("No record was handed in on these days.")
                return
            self.explain(f"{many}. Press Enter again to write the files.", "warning")
            self.query_one("Choice.-primary", Choice).change(f"Export {many}", code="go")

    def _write(self, rows: list[RecordRow]) -> None:
        counter, office, wanted = self.counter, self.counter.office, self._selection()
        if wanted is None:
            return
        _, _, folder, reason = self.boxes()
        out = Path(folder.strip()).expanduser()
        form = next(code for code, _, _ in _FORMATS if code == self._format)
        wish = Wish(form, out, wanted, self._names == _DEIDENTIFIED, reason.strip())

        def work(progress: Progress) -> Manifest:
            return hand_over(office, rows, wish, progress)

        def then(manifest: Manifest) -> None:
            lost = (
                f" {manifest.unreadable} could not be read; see the file unreadable."
                if manifest.unreadable
                else ""
            )
            counter.back(f"{counted(manifest.records, 'record')} in {out}.{lost}")

        counter.slowly(f"Exporting {counted(len(rows), 'record')}", work, then)
