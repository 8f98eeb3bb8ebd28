"""Staff are told, and the patient reads whether they were reached.

A channel may take seconds: the page turns at once and says that staff are being told. What becomes known
comes back as a message and changes the words in their place.
"""

from contextlib import suppress
from typing import Any

from kiosk.alerts import Telling
from kiosk.tui import requests
from kiosk.tui.screens.notices import HelpPage
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.told import ToldPage
from kiosk.tui.stage import Stage
from kiosk.tui.view import View


class TellsStaff:
    """Keeps what is known of the help that the patient asked for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.help_asked = ""
        """Clock time at which staff heard that help is wanted, or nothing."""
        self._help: Telling | None = None
        self._taken_back: Telling | None = None

    def view(self) -> View:
        """The surroundings of the next page."""
        raise NotImplementedError

    def clock(self) -> str:
        """The time of day, as the band shows it."""
        raise NotImplementedError

    def about(self, telling: Telling, page: ToldPage) -> Page:
        """`page`, which takes what becomes known of `telling`."""
        page.telling = telling
        return page

    def heard(self, telling: Telling) -> Telling:
        """`telling`, whose answer comes back here as a message from whatever thread waits for it."""

        def say(_: bool) -> None:
            # The app may have ended while a channel was slow.
            with suppress(RuntimeError):
                self.stage.post_message(requests.StaffAnswered(telling))

        if telling.known is None:
            telling.when_known(say)
        return telling

    def help_wanted(self, telling: Telling) -> None:
        """The band says so once staff have heard it."""
        self._help = telling
        if telling.known:
            self.help_asked = self.clock()

    def no_help_wanted(self) -> None:
        """The band says no more that help was asked for."""
        self._help, self._taken_back, self.help_asked = None, self._help, ""

    def on_staff_answered(self, message: requests.StaffAnswered) -> None:
        """Say it on the page that waits for it. A patient who went on reads when nobody was reached."""
        telling, told = message.telling, bool(message.telling)
        page = self.stage.page
        if told and telling is self._help:
            self.help_asked = self.clock()
            if page:
                page.help_asked_at(self.help_asked)
        if isinstance(page, ToldPage) and page.telling is telling:
            page.now_known(told=told)
        elif not told and telling is not self._taken_back:
            self.stage.slip_under(self._not_reached)

    def _not_reached(self, _: Any) -> Page:
        return HelpPage(self.view(), told=False)
