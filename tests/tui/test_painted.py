"""What is really painted: only colours of the theme that the clinic chose, and every letter readable."""

import re
from collections.abc import Callable
from typing import get_args

import pytest

from kiosk.intake import FrontDesk
from kiosk.tui.screens.crisis import CrisisPage
from kiosk.tui.screens.notices import HelpPage, NoRoomPage
from kiosk.tui.screens.page import Page
from kiosk.tui.theme import COLOURS, ThemeName
from kiosk.tui.widgets.field import Entry
from tests.tui.conftest import Opens, Patient
from tests.tui.test_theme import AAA_TEXT, contrast
from tests.tui.walk import skip_to

LETTERS = re.compile(r"\w")


def painted(patient: Patient) -> set[tuple[str, str, bool]]:
    """(colour, ground, whether letters are in it) of everything on the screen that is not blank."""
    found = set()
    for strip in patient.page._compositor.render_strips():
        for segment in strip:
            style = segment.style
            assert style and style.bgcolor and style.bgcolor.triplet, repr(segment)
            ground = style.bgcolor.triplet.hex.upper()
            if segment.text.isspace():
                found.add((ground, ground, False))
                continue
            assert style.color and style.color.triplet, repr(segment)
            letters = bool(LETTERS.search(segment.text))
            found.add((style.color.triplet.hex.upper(), ground, letters))
    return found


def unreadable(patient: Patient, theme: ThemeName) -> list[str]:
    """What is painted in a colour that the theme does not have, or too near its ground."""
    palette = {getattr(colour, theme).upper(): name for name, colour in COLOURS.items()}
    found = []
    for colour, ground, letters in painted(patient):
        if colour not in palette or ground not in palette:
            found.append(f"{colour} on {ground} is no colour of the theme")
        elif colour != ground and letters and contrast(colour, ground) < AAA_TEXT:
            found.append(f"letters {palette[colour]} on {palette[ground]}")
    return found


def show(patient: Patient, page: Page) -> None:
    """A page as if the patient had come to it."""
    patient.app.show(lambda _: page)


@pytest.mark.parametrize("theme", get_args(ThemeName))
async def test_every_page_is_painted_in_the_colours_of_its_theme(
    make_desk: Callable[..., FrontDesk], opens: Opens, theme: ThemeName
) -> None:
    """At rest, with the focus, with a stored answer, with a box in use, with a message, in a crisis."""
    async with opens(make_desk(theme=theme)) as patient:

        def looks_right(where: str) -> None:
            assert unreadable(patient, theme) == [], where

        grounds = {ground for _, ground, _ in painted(patient)}
        assert getattr(COLOURS["page"], theme) in grounds
        assert getattr(COLOURS["go"], theme) in grounds, "Start is filled"
        looks_right("welcome")
        await patient.press("tab")
        assert getattr(COLOURS["focus"], theme) in {ground for _, ground, _ in painted(patient)}
        looks_right("welcome, the focus on a choice")
        await skip_to(patient, "given_name")
        assert isinstance(patient.page.focused, Entry)
        looks_right("a box in use")
        await patient.type("Ana")
        looks_right("a box with letters")
        await skip_to(patient, "stroke")
        await patient.press("1", "escape")
        looks_right("a question with a stored answer")
        await patient.press("tab")
        looks_right("the focus on a stored answer")
        await skip_to(patient, "phq9_8")
        looks_right("an instrument")
        view = patient.guide.view()
        for page in (
            HelpPage(view, told=False),
            NoRoomPage(view),
            CrisisPage(view, told=False, coming=False),
        ):
            show(patient, page)
            await patient.settle()
            looks_right(type(page).__name__)
