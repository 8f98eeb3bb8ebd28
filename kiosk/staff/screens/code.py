"""A session code for a patient who is to come: whoever has it need not type a name."""

from textual.app import ComposeResult

from kiosk.backoffice.codes import Code, issue_code
from kiosk.staff.screens.page import FormPage
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words


class CodePage(FormPage):
    """Who the code is for."""

    def column(self) -> ComposeResult:
        """Names, what may be left empty, one way on."""
        yield words("A code for a patient", classes="heading")
        yield self.about("It works once, within 48 hours, in place of typing a name.")
        yield Row(Field("Given name", self.entry(0)), Field("Family name", self.entry(1)))
        yield Row(
            Field("Date of birth (1984-03-02)", self.entry(2, limit=10)),
            Field("Record number", self.entry(3)),
        )
        yield self.block(Message(rows=2))
        yield Choice("Make the code", "go", key=self.say("key.enter"), variant="primary")

    def chosen(self, _: Choice) -> None:
        """Make it, and show it once."""
        given, family, born, number = (text.strip() for text in self.boxes())
        if not (given and family):
            self.explain("Please type both names. The other boxes may stay empty.")
        elif self.take():
            office = self.counter.office
            self.counter.slowly(
                "Making the code",
                lambda _: issue_code(office, given, family, birth_date=born, record_number=number),
                self._show,
            )

    def _show(self, made: Code) -> None:
        self.counter.back()  # no name stays behind the code
        self.counter.say(
            f"The code is  {made.code}",
            f"Give it to the patient now: it is stored nowhere and never shown again. "
            f"It works once, until {made.expires_at:%Y-%m-%d %H:%M}.",
            kind="notice",
        )
