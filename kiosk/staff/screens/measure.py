"""What staff measured: the intake is judged again at once, and the earlier version stays."""

from typing import Any, Final

from textual.app import ComposeResult

from kiosk.backoffice.acting import MEASURES, measure, measured
from kiosk.backoffice.opened import Opened
from kiosk.errors import BadAnswer
from kiosk.staff import chart
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage
from kiosk.staff.wording import DISPOSITIONS
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
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
                label = _LABELS.get(problem.field)
                said = f"{label}: {problem.expected}." if label else "Nothing was typed yet."
                self.explain(said)
                return
            if not self.take():
                return
            after = measure(counter.office, record_id, values).after.assessment
            headline = DISPOSITIONS[after.disposition][0]
            urgent = "▲ URGENT. " if after.urgent else ""
            counter.back(f"Kept, and judged again. {urgent}{headline}")
