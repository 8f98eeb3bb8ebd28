"""The medicine list read back, and what people leave out of such lists: sleep aids, shots, cannabis."""

from textual.app import ComposeResult

from kiosk.model.answer import Answer, MedicationEntry
from kiosk.tui.layout import Demand, fit, rows_of
from kiosk.tui.screens.choices import choices, keys_for
from kiosk.tui.screens.medicines import Work, kept_at_once
from kiosk.tui.screens.question import QuestionPage, row
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Ask
from kiosk.wording import FORGOTTEN, Question, medicine_text

_MOST_ROWS = 2
"""Rows of the list that is read back; the review shows it whole."""


class MissedPage(QuestionPage):
    """The list in a sentence, one choice for each kind that is often forgotten, and the way on."""

    def __init__(self, view: View, question: Question, kept: Work) -> None:
        super().__init__(view, question, kept)
        self._work = kept

    def keep(self) -> Work:
        """The list."""
        return self._work

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The list; it is kept already."""
        return ((self.question.item.link_id, self._work.entries),) if self._work.entries else ()

    def went_back(self) -> None:
        """Back to the list."""
        self.post_message(kept_at_once(self.question, Work(self._work.entries)))

    def column(self) -> ComposeResult:
        """What is on the list, what may be missing, and the way on."""
        shape = self.view.shape
        listed = self._read_back()
        text = rows_of(self.say("medicines.missed"), shape.column) + rows_of(listed, shape.column)
        found = fit(
            shape,
            Demand(
                text=text + shape.heading_gap,
                short_text=text + shape.heading_gap,
                choices=len(FORGOTTEN),
                pair=True,
                ordered=False,
            ),
        )
        ask = Ask(self.say("medicines.missed"), listed, heading_gap=shape.heading_gap)
        ask.styles.height = found.ask
        yield ask
        keys, _ = keys_for(len(FORGOTTEN), 0)
        yield from choices(
            [
                Choice(
                    self.say(f"medicines.missed_{kind}"),
                    kind,
                    key=key,
                    variant=shape.slim_variant if found.slim else "",
                )
                for key, kind in zip(keys, FORGOTTEN, strict=True)
            ],
            found,
        )
        yield row(
            Choice(self.say("medicines.missed_other"), "other", key=str(len(FORGOTTEN) + 1)),
            self.next_choice(self.say("medicines.missed_nothing"), "F5"),
            gap=found.pair_gap,
        )

    def _read_back(self) -> str:
        """The lines with strength, as many as there is room for; how many more there are."""
        lines = [_told(entry) for entry in self._work.entries]
        if not lines:
            return self.say("medicines.missed_empty")
        width = self.view.shape.column
        for shown in range(len(lines), 0, -1):
            more = [self.say("list.more", count=len(lines) - shown)] if shown < len(lines) else []
            text = self.say("medicines.missed_listed", list=", ".join([*lines[:shown], *more]))
            if rows_of(text, width) <= _MOST_ROWS:
                return text
        return self.say("medicines.missed_listed", list=self.say("list.more", count=len(lines)))

    def chosen(self, choice: Choice) -> None:
        """Give the list, or go back to the box for one more."""
        if choice.code == "next":
            self.give(self._work.entries)
        else:
            work = Work(self._work.entries, about=choice.code)
            self.post_message(kept_at_once(self.question, work))


def _told(entry: MedicationEntry) -> str:
    return f"{medicine_text(entry)} {entry.strength or ''}".strip()
