"""The README's picture of a tablet, from `kiosk serve` in a real Chromium: `make tablet-picture`."""

import tempfile
from pathlib import Path

from tests.support.browser import Browser
from tests.support.command import new_clinic
from tests.support.served import Server

PICTURE = Path(__file__).resolve().parent.parent / "assets" / "screens" / "tablet.png"


def main() -> None:
    """Open a throwaway clinic's first question on a 10-inch tablet and take it."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(new_clinic(Path(folder)))
        try:
            with Browser(1280, 800) as browser:
                browser.open(server.address)
                browser.wait("Welcome")
                browser.click("Start")
                browser.wait("Chest pain")
                browser.picture(PICTURE)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
