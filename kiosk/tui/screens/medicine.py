"""One medicine of the list: how it is taken, then its strength where strengths are known."""

from dataclasses import replace
from functools import partial

from textual.app import ComposeResult

from kiosk.model.answer import NOT_SURE, SKIPPED, Answer, MedicationEntry
from kiosk.tui.layout import Demand, fit
from kiosk.tui.screens.choices import choices, keys_for
from kiosk.tui.screens.medicines import Medicines, Work, every_line, kept_at_once
from kiosk.tui.screens.question import QuestionPage, row
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Ask
from kiosk.wording import HOW_TAKEN, Question, medicine_text, taken, told_later

_MOST_STRENGTHS = 6
_REMOVE = "remove"


class MedicineDetail(QuestionPage):
    """One choice a line, then the ways out; on the first of the two pages also off the list."""

    by_lines = True

    def __init__(self, view: View, question: Question, medicines: Medicines, kept: Work) -> None:
        super().__init__(view, question, kept)
        self._work = kept
        self._number = kept.editing or 0
        self._entry = kept.entries[self._number]
        self._medicines = medicines

    def keep(self) -> Work:
        """The list with the line in question."""
        return self._work

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The list so far, and what waits in its box."""
        return ((self.question.item.link_id, every_line(self._medicines, self._work)),)

    def went_back(self) -> None:
        """Back to the list; the line stays as it is."""
        self._show(self._work.entries)

    def column(self) -> ComposeResult:
        """The medicine's name in the question, then one choice a line."""
        shape, name = self.view.shape, medicine_text(self._entry)
        strengths = self._asks_strength
        rows = self._strength_rows() if strengths else self._how_rows()
        text = self.say("medicines.which_strength" if strengths else "medicines.how", name=name)
        off = [] if strengths else [(self.say("medicines.remove"), _REMOVE)]
        found = fit(
            shape,
            Demand(
                text=2,
                short_text=2,
                choices=len(rows),
                pair=True,
                ordered=False,
                extra=len(off) * (shape.slim + shape.target_gap),
            ),
        )
        ask = Ask(text, heading_gap=shape.heading_gap)
        ask.styles.height = found.ask
        yield ask
        keys, out = keys_for(len(rows), 2 + len(off))
        slim = shape.slim_variant if found.slim else ""
        yield from choices(
            [
                Choice(label, code, key=key, variant=slim)
                for key, (label, code) in zip(keys, rows, strict=True)
            ],
            found,
        )
        unsure = self.say("medicines.strength_unknown" if strengths else "medicines.how_not_sure")
        yield row(
            Choice(unsure, NOT_SURE, key=out[0]),
            Choice(self.say("answer.tell_staff"), SKIPPED, key=out[1]),
            gap=found.pair_gap,
        )
        for key, (label, code) in zip(out[2:], off, strict=True):
            yield Choice(label, code, key=key, variant=shape.slim_variant)

    @property
    def _asks_strength(self) -> bool:
        return self._work.asks == "strength"

    def _how_rows(self) -> list[tuple[str, str]]:
        ways = [code for code, _ in HOW_TAKEN if code != NOT_SURE]
        return [(self.say(f"medicines.how_{code}"), code) for code in ways]

    def _strength_rows(self) -> list[tuple[str, str]]:
        language = self.view.language
        return [
            (self._medicines.strength_in(each, language), each) for each in self._known_strengths()
        ]

    def _known_strengths(self) -> tuple[str, ...]:
        exact = self._medicines.exact(self._entry.entered)
        generic = self._entry.confirmed or (exact[0].generic if len(exact) == 1 else "")
        return self._medicines.strengths(generic)[:_MOST_STRENGTHS] if generic else ()

    def chosen(self, choice: Choice) -> None:
        """Keep the detail; ask for the strength next where one is known."""
        if choice.code == _REMOVE:
            entries = self._work.entries
            self._show((*entries[: self._number], *entries[self._number + 1 :]))
        elif choice.code == SKIPPED:
            self._show(self._with(told_later(self._entry, strength=self._asks_strength)))
        elif self._asks_strength:
            strength = None if choice.code == NOT_SURE else choice.code
            self._show(self._with(self._entry.model_copy(update={"strength": strength})))
        else:
            english = partial(self.view.words.get, "en")
            entry = taken(english, self._entry, choice.code)
            entries = self._with(entry)
            if entry.status == "stopped" or not self._known_strengths():
                self._show(entries)
            else:
                self._go(replace(self._work, entries=entries, asks="strength"))

    def _with(self, entry: MedicationEntry) -> tuple[MedicationEntry, ...]:
        entries = list(self._work.entries)
        entries[self._number] = entry
        return tuple(entries)

    def _show(self, entries: tuple[MedicationEntry, ...]) -> None:
        self._go(Work(entries, typed=self._work.typed))

    def _go(self, work: Work) -> None:
        self.post_message(kept_at_once(self.question, self._medicines, work))
