"""Set-up of a new kiosk, before the first patient: five pages that staff fill in.

Nothing is on the disk before the recovery words were written down and three of them typed back. Owns no
key and no setting: what is chosen goes to the new clinic.
"""

import datetime
from typing import Any

from kiosk.errors import KioskError
from kiosk.loading.words import shipped_words
from kiosk.newclinic import NewClinic, SetupChoice, Sheet, asked_back
from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.setup_pages import (
    AboutPage,
    Chosen,
    ConfirmPage,
    DeliverPage,
    PassphrasePage,
    WordsPage,
)
from kiosk.tui.stage import Stage
from kiosk.tui.view import View


class SetupApp(Stage):
    """The pages of the set-up in order. Exits with 0 when the kiosk is set up, None when it was left."""

    def __init__(self, new: NewClinic) -> None:
        super().__init__("light")
        self._words = shipped_words()
        self._new = new
        self._choice = SetupChoice()
        self._sheet: Sheet | None = None
        self._number = 0

    def view(self) -> View:
        """The surroundings of a page."""
        return View(
            words=self._words,
            language="en",
            other_language="",
            shape=self.shape,
            clinic=self._words.get("en", "setup.title"),
            today=datetime.datetime.now().astimezone().date(),
        )

    def first_page(self, kept: Any) -> Page:
        """The page that the set-up is at."""
        pages = (AboutPage, PassphrasePage, DeliverPage)
        return pages[self._number](self.view(), self._choice, kept)

    def on_chosen(self, message: Chosen) -> None:
        """The next page; after the last, the keys."""
        self._choice = message.choice
        self._number += 1
        if self._number <= _LAST_PAGE:
            self.show(self.first_page)
        else:
            self._make_keys()

    def _make_keys(self) -> None:
        try:
            self._sheet = sheet = self._new.make_keys(self._choice)
        except KioskError as problem:
            self._number = 1
            told = problem.message
            self.show(lambda kept: PassphrasePage(self.view(), self._choice, kept, told))
            return
        self.show(lambda _: WordsPage(self.view(), self._choice, sheet))

    def on_words_seen(self) -> None:
        """Ask for three of them."""
        sheet = self._sheet
        assert sheet is not None, "the words page comes after the keys"
        asked = asked_back(sheet)
        self.show(lambda kept: ConfirmPage(self.view(), self._choice, sheet, asked, kept))

    def on_words_typed_back(self) -> None:
        """Write keys and settings: the kiosk is set up."""
        assert self._sheet is not None, "the words page comes after the keys"
        self._sheet.confirm(" ".join(self._sheet.words))
        self._new.keep(self._choice)
        self.exit(0)

    def on_show_again(self, request: requests.ShowAgain) -> None:
        """The same page with another kind of delivery."""
        self.show(self.first_page, request.kept)

    def on_go_back(self) -> None:
        """The page before; from the first one, leave. From the last one, the words again."""
        sheet = self._sheet
        if sheet is not None:
            self.show(lambda _: WordsPage(self.view(), self._choice, sheet))
        elif self._number:
            self._number -= 1
            self.show(self.first_page)
        else:
            self.exit(None)


_LAST_PAGE = 2


def run_setup(new: NewClinic) -> bool:
    """The set-up on this terminal. False when it was left; nothing is kept then."""
    return SetupApp(new).run() == 0
