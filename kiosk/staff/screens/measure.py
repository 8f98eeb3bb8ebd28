"""What staff measured: the intake is judged again at once, and the earlier version stays."""

from typing import Any, Final

from textual.app import ComposeResult

from kiosk.backoffice.acting import MEASURES, measure, measured
from kiosk.backoffice.opened import Opened
from kiosk.backoffice.weighing import doubted
from kiosk.errors import BadAnswer
from kiosk.staff import chart
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage
from kiosk.staff.wording import DISPOSITIONS, severity
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.text import Message, words

_LABELS: Final = {
    "weight_kg": "Weight (kg)",
    "blood_pressure": "Blood pressure (such as 128/82)",
    "heart_rate": "Heart rate (a minute)",
    "spo2": "Oxygen (% on room air)",
}


class MeasurePage(FormPage):
    """Four boxes; an empty one was not measured."""

    def __init__(self, view: View, counter: Counter, opened: Opened, kept: Any = None) -> None:
        super().__init__(view, counter, kept)
        self._opened = opened
        self._doubted = ""
        """The weight that was asked for once more."""

    def column(self) -> ComposeResult:
        """Who, the boxes, what to check, one way on."""
        yield words("Measure", classes="heading")
        yield self.about(chart.who_line(self._opened))
        fields = [Field(_LABELS[n], self.entry(i, limit=7)) for i, n in enumerate(MEASURES)]
        yield Row(*fields[:2])
        yield Row(*fields[2:])
        yield self.block(Message(rows=2))
        yield Choice("Keep and judge again", "go", key=self.say("key.enter"), variant="primary")

    def chosen(self, _: Choice) -> None:
        """Keep the values as a further version."""
        counter, record_id = self.counter, self._opened.record.id
        with counter.trying():
            try:
                values = measured(dict(zip(MEASURES, self.boxes(), strict=True)))
            except BadAnswer as problem:
                self._correct(problem)
                return
            if values.weight_kg and values.weight_kg != self._doubted:
                protocol = counter.office.desk.protocol
                doubt = doubted(protocol, self._opened.record, values.weight_kg)
                if doubt:
                    self._doubted = values.weight_kg
                    # Emptied, so that a key that bounces does not keep what nobody looked at.
                    self._box("weight_kg").value = ""
                    self._look_at("weight_kg", f"{doubt} Enter the weight again to keep it.")
                    return
            if not self.take():
                return
            after = measure(counter.office, record_id, values).after.assessment
            headline = DISPOSITIONS[after.disposition][0]
            urgent = f"{severity('urgent')}. " if after.urgent else ""
            counter.back(f"Kept, and judged again. {urgent}{headline}")

    def _box(self, name: str) -> Entry:
        return list(self.query(Entry))[MEASURES.index(name)]

    def _look_at(self, name: str, text: str) -> None:
        self.explain(text)
        self.set_focus(self._box(name))

    def _correct(self, problem: BadAnswer) -> None:
        if problem.field not in _LABELS:
            self.explain("Nothing was typed yet.")
            return
        wanted, _, typed = problem.expected.removeprefix("expected ").partition(", got ")
        label = _LABELS[problem.field].partition(" (")[0]
        self._look_at(problem.field, f"{label}: {wanted}. Please look at {typed}.")
