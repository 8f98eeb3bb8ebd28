"""What every page knows that follows an alert: staff are being told, were told, or could not be reached.

Never says more than what happened. The answer comes while the page shows; its text changes in a place
that is kept for it, so that nothing else moves and no press is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kiosk.tui.screens.page import Page
from kiosk.tui.view import View

if TYPE_CHECKING:
    # The first page waits for no channel.
    from kiosk.alerts import Telling

Way = Literal["telling", "told", "not_told"]


def way(told: bool | None) -> Way:
    """The middle of the words' keys. None: no channel has answered yet."""
    return "telling" if told is None else "told" if told else "not_told"


class ToldPage(Page):
    """A page that follows an alert."""

    telling: Telling | None = None
    """The alert that this page is about."""

    def __init__(self, view: View, *, told: bool | None) -> None:
        super().__init__(view)
        self.told = told

    def now_known(self, *, told: bool) -> None:
        """It is known whether staff were told: say so."""
        self.told = told
