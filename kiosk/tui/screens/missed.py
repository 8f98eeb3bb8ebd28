"""The medicine list read back, and what people leave out of such lists: sleep aids, shots, cannabis."""

from textual.app import ComposeResult

from kiosk.model.answer import SKIPPED, Answer, MedicationEntry
from kiosk.tui import requests
from kiosk.tui.layout import Demand, fit, rows_of
from kiosk.tui.screens.choices import choices, keys_for
from kiosk.tui.screens.medicines import Work
from kiosk.tui.screens.question import QuestionPage, row
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Ask
from kiosk.wording import FORGOTTEN, TOLD_LATER, Question, line_text, with_rest

_MOST_ROWS = 2
"""Rows of the list that is read back; the review shows it whole."""


class MissedPage(QuestionPage):
    """The list in a sentence, one choice for each kind that is often forgotten, and the ways on."""

    by_lines = True

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
        self._show(Work(self._work.entries))

    def column(self) -> ComposeResult:
        """What is on the list, what may be missing, and the way on."""
        shape, kinds = self.view.shape, (*FORGOTTEN, "other")
        listed = self._read_back()
        text = rows_of(self.say("medicines.missed"), shape.column) + rows_of(listed, shape.column)
        found = fit(
            shape,
            Demand(
                text=text + shape.heading_gap,
                short_text=text + shape.heading_gap,
                choices=len(kinds),
                pair=True,
                ordered=False,
            ),
        )
        ask = Ask(self.say("medicines.missed"), listed, heading_gap=shape.heading_gap)
        ask.styles.height = found.ask
        yield ask
        keys, out = keys_for(len(kinds), 1)
        yield from choices(
            [
                Choice(
                    self.say(f"medicines.missed_{kind}"),
                    kind,
                    key=key,
                    variant=shape.slim_variant if found.slim else "",
                )
                for key, kind in zip(keys, kinds, strict=True)
            ],
            found,
        )
        yield row(
            Choice(self.say(self._told), SKIPPED, key=out[0]),
            self.next_choice(self.say("medicines.missed_nothing"), "F5"),
            gap=found.pair_gap,
        )

    @property
    def _told(self) -> str:
        """The key of the words for staff being told the rest, or everything."""
        return "list.rest" if self._work.entries else "answer.tell_staff"

    def _read_back(self) -> str:
        """The lines with strength, as many as there is room for; how many more there are."""
        lines = [self._line(entry) for entry in self._work.entries]
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
        elif choice.code == SKIPPED:
            self.give(with_rest(self._work.entries))
        else:
            self._show(Work(self._work.entries, about=choice.code))

    def _show(self, work: Work) -> None:
        # The box is empty when this page comes, so that the lines are the whole list.
        link_id = self.question.item.link_id
        self.post_message(requests.KeepLines(link_id, work.entries, work))

    def _line(self, entry: MedicationEntry) -> str:
        strength = "" if entry.strength == TOLD_LATER else entry.strength or ""
        return f"{line_text(self.view, entry)} {strength}".strip()
