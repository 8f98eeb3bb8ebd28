"""Records into files: how many there are stands above what is to be made of them."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from textual.app import ComposeResult

from kiosk.backoffice.cards import LEVELS, LEVELS_IN_WORDS
from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.selection import Selection
from kiosk.exports import Format, Manifest
from kiosk.records.envelope import STATUSES, RecordRow
from kiosk.staff.counter import Counter, Progress
from kiosk.staff.screens.page import FormPage
from kiosk.staff.wording import STATUS, counted
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_FORMATS: Final[tuple[tuple[Format, str, str], ...]] = (
    ("csv", "F1", "CSV files"),
    ("xlsx", "F2", "Excel workbook"),
    ("jsonl", "F3", "JSON Lines"),
)
_WHOLE, _DEIDENTIFIED = "whole", "deidentified"
_NAMES: Final = (
    (_WHOLE, "F4", "With names"),
    (_DEIDENTIFIED, "F5", "No names (de-identified)"),
)
_MEANS: Final = {
    _WHOLE: "Every answer as it was given. The records are marked as exported.",
    _DEIDENTIFIED: "No names and no typed words, years in place of dates, rows shuffled.",
}


class ExportPage(FormPage):
    """Format, with names or without, folder, reason, then the files."""

    def __init__(
        self,
        view: View,
        counter: Counter,
        rows: Sequence[RecordRow],
        wanted: Selection,
        kept: Any = None,
    ) -> None:
        self._format, self._names, *boxes = kept if isinstance(kept, tuple) else ("csv", _WHOLE)
        super().__init__(view, counter, tuple(boxes))
        self._found = rows
        self._wanted = wanted

    def keep(self) -> Any:
        """Format, names or none, boxes."""
        return (self._format, self._names, *self.boxes())

    def column(self) -> ComposeResult:
        """How many of which records, what to make, where to, why."""
        many = counted(len(self._found), "record")
        yield words(f"Export {many}", classes="heading")
        yield words(self._which(), classes="soft")
        shape = self.view.shape
        look = "tight filter" if shape.rows >= _ROOMY else "line filter"
        for choices, stored in ((_FORMATS, self._format), (_NAMES, self._names)):
            yield Row(
                *(
                    Choice(label, code, key=key, variant=look, stored=code == stored)
                    for code, key, label in choices
                ),
                apart=False,
            )
        yield words(_MEANS[self._names], classes="soft")
        folder = Path.home() / "kiosk-exports" / f"{self.counter.now():%Y-%m-%d-%H%M%S}"
        yield Row(
            Field("New folder", self.entry(0, str(folder), limit=500)),
            Field("Reason", self.entry(1, limit=2_000)),
        )
        yield Message()
        yield Choice(f"Export {many}", "go", key=self.say("key.enter"), variant="primary")

    def _which(self) -> str:
        """The filter in words."""
        wanted = self._wanted
        said = [_days(wanted.since, wanted.until)]
        if wanted.form:
            said.append(f"{wanted.form} {wanted.form_version}".rstrip())
        if wanted.statuses:
            said.append(" or ".join(STATUS[each] for each in STATUSES if each in wanted.statuses))
        if wanted.tiers:
            tiers = (LEVELS_IN_WORDS[each] for each in LEVELS if each in wanted.tiers)
            said.append(f"highest flag {' or '.join(tiers)}")
        if wanted.reviewed is not None:
            said.append("was reviewed" if wanted.reviewed else "not reviewed")
        return "; ".join(said)

    def chosen(self, choice: Choice) -> None:
        """Another format, with or without names; else write."""
        if choice.code in (_WHOLE, _DEIDENTIFIED):
            self.counter.rebuild((self._format, choice.code, *self.boxes()))
        elif choice.code != "go":
            self.counter.rebuild((choice.code, self._names, *self.boxes()))
        else:
            self._go()

    def _go(self) -> None:
        folder, reason = (text.strip() for text in self.boxes())
        if not Path(folder).expanduser().is_absolute():
            self.explain("Please give the whole path of a new folder, such as /media/stick/export.")
        elif not reason:
            self.explain("Please give a reason. It is kept with your name.")
        elif self.take():
            self._write(Path(folder).expanduser(), reason)

    def _write(self, out: Path, reason: str) -> None:
        counter, office, rows = self.counter, self.counter.office, self._found
        form = next(code for code, _, _ in _FORMATS if code == self._format)
        wish = Wish(form, out, self._wanted, self._names == _DEIDENTIFIED, reason)

        def work(progress: Progress) -> Manifest:
            return hand_over(office, rows, wish, progress)

        def then(manifest: Manifest) -> None:
            lost = (
                f" {manifest.unreadable} could not be read; see the file unreadable."
                if manifest.unreadable
                else ""
            )
            counter.back(f"{counted(manifest.records, 'record')} in {out}.{lost}", pages=2)

        counter.slowly(f"Exporting {counted(len(rows), 'record')}", work, then)


_ROOMY: Final = 28
"""Rows from which the filters are boxes."""


def _days(since: datetime.date | None, until: datetime.date | None) -> str:
    if since and since == until:
        return f"Handed in on {since}"
    if not (since or until):
        return "Handed in on any day"
    first = f" from {since}" if since else ""
    return f"Handed in{first}" + (f" to {until}" if until else "")
