"""The README's screenshots, taken by the running app: `make pictures`.

Draws into assets/screens/ as SVG. What would fetch a font from another host is taken out.
"""

import argparse
import asyncio
import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from kiosk.commands.setup import prepare
from kiosk.commands.simulate import simulate
from kiosk.intake import FrontDesk
from kiosk.interview.session import REVIEW, Answered
from kiosk.model.answer import Answer, HeightImperial, Weight
from kiosk.model.form import Item
from kiosk.settings import Settings
from kiosk.staff.app import StaffApp
from kiosk.tui.app import KioskApp

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "screens"
SIZE = (80, 24)
TITLE = "Ketamine intake kiosk"
PASSPHRASE = "a passphrase for a picture"  # noqa: S105  of a clinic that lasts as long as the picture

Steps = Callable[["Sitting"], Awaitable[None]]


class Sitting:
    """One invented patient at the app."""

    def __init__(self, app: KioskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Wait until the page can be seen."""
        while not (self.app.page and self.app.page.painted):
            await self.pilot.pause()
        await self.pilot.pause(0.2)

    async def press(self, *keys: str) -> None:
        """Keys, each on a page that can be seen."""
        for key in keys:
            await self.settle()
            await self.pilot.press(key)
        await self.settle()

    async def answer_until(self, question: str) -> None:
        """Straight to `question`, with plain answers before it."""
        guide = self.app.guide
        assert guide is not None and guide.intake is not None
        intake = guide.intake
        while intake.session.at != question:
            item = intake.session.form.by_id[intake.session.at]
            answer = ANA.get(item.link_id, _plain(item))
            intake.do(Answered(question=item.link_id, answer=answer))
        await self.press("f3", "f3")


ANA: dict[str, Answer] = {
    "reason_duration": "about two years",
    "given_name": "Ana",
    "family_name": "Díaz",
    "birth_date": "1984-03-02",
    "sex_at_birth": "female",
    "height": HeightImperial(feet=5, inches=7),
    "weight": Weight(value="154", unit="lb"),
    "memory_loss": "not_sure",
}
"""What an invented patient answers; nothing else about her is known."""


def _plain(item: Item) -> Answer:
    if item.answer_value_set in ("yes_no", "takes_none"):
        return "no"
    return {"main_reason": "depression", "takes_no_medications": "no"}.get(item.link_id, "skipped")


async def _welcome(sitting: Sitting) -> None:
    await sitting.settle()


async def _question(sitting: Sitting) -> None:
    await sitting.press("1")
    await sitting.answer_until("aneurysm")


async def _medicines(sitting: Sitting) -> None:
    await sitting.press("1")
    await sitting.answer_until("medications")
    await sitting.press(*"zanax")


async def _review(sitting: Sitting) -> None:
    await sitting.press("1")
    await sitting.answer_until(REVIEW)
    await sitting.press("enter", "enter", "enter")


PICTURES: dict[str, Steps] = {
    "welcome": _welcome,
    "question": _question,
    "medicines": _medicines,
    "review": _review,
}


def _clean(svg: str) -> str:
    """The picture without web fonts and with the same ids every time."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+-", "kiosk-", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "DejaVu Sans Mono")


async def _take(home: Path, name: str, steps: Steps) -> None:
    app = KioskApp.opened(FrontDesk.open(home))
    async with app.run_test(size=SIZE) as pilot:
        await steps(Sitting(app, pilot))
        svg = app.export_screenshot(title=TITLE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(_clean(svg), encoding="utf-8")


async def _take_staff(home: Path) -> None:
    """The list of a day of invented patients, and one record of it."""
    app = StaffApp(FrontDesk.open(home), at_kiosk=True)
    async with app.run_test(size=SIZE) as pilot:
        for text in ("staff", PASSPHRASE):
            await _seen(app, pilot)
            await pilot.press(*("space" if letter == " " else letter for letter in text), "enter")
        for name in ("staff", "record"):
            await _seen(app, pilot)
            (FOLDER / f"{name}.svg").write_text(_clean(app.export_screenshot(title=TITLE)), "utf-8")
            await pilot.press("enter")


async def _seen(app: StaffApp, pilot: Pilot[int]) -> None:
    await pilot.pause(0.3)
    while not (app.page and app.page.painted):
        await pilot.pause()


def main() -> None:
    """Take every picture, each in a clinic of its own."""
    for name in (*PICTURES, "staff"):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            settings = Settings(clinic="Riverside Clinic", phone="555-0100", deliver="staff")
            prepare(home, settings, PASSPHRASE, "staff")
            if name in PICTURES:
                asyncio.run(_take(home, name, PICTURES[name]))
                continue
            os.environ["KIOSK_HOME"] = str(home)
            simulate(argparse.Namespace(n=6, seed=11))
            asyncio.run(_take_staff(home))


if __name__ == "__main__":
    main()
