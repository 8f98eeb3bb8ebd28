"""What staff filled in under a session code, for the patient to confirm. Never a list of names."""

from textual.app import ComposeResult

from kiosk.records.tickets import Ticket
from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import words
from kiosk.wording import expected_lines


class ExpectedPage(Page):
    """One person's name, birth date and record number, as far as staff gave them."""

    def __init__(self, view: View, ticket: Ticket) -> None:
        super().__init__(view)
        self._ticket = ticket

    def column(self) -> ComposeResult:
        """The question, what staff wrote, two answers."""
        yield words(self.say("expected.heading"), classes="heading")
        yield self.block(words("\n".join(expected_lines(self.view, self._ticket.answers))))
        yield self.block(words(self.say("expected.how"), classes="soft"))
        yield Choice(self.say("expected.yes"), "yes", key="1", variant="primary")
        yield Choice(self.say("expected.no"), "no", key="2")

    def chosen(self, choice: Choice) -> None:
        """Begin as this person, or tell staff."""
        if choice.code == "yes":
            self.post_message(requests.ThatIsMe(self._ticket))
        else:
            self.post_message(requests.NotMe())
