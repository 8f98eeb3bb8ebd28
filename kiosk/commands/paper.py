"""Pages about no single patient: the questionnaire as a paper form, and the sheet of a day."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.backoffice.daily import day_page
from kiosk.commands.days import day
from kiosk.commands.staff import signed_in
from kiosk.errors import KioskError
from kiosk.files import put_whole
from kiosk.intake import protocol_in_force
from kiosk.places import home_folder, is_set_up
from kiosk.settings import Settings, load_settings

if TYPE_CHECKING:
    from kiosk.summary import PageName


def print_form(options: argparse.Namespace) -> int:
    """The verb `form print`: into a file, or to the printer of this kiosk.

    Exit 0, or KioskError naming what was expected.
    """
    from kiosk.summary import paper_form

    home = home_folder()
    protocol = protocol_in_force(home).protocol
    if options.language not in protocol.languages:
        known = ", ".join(protocol.languages)
        raise KioskError(f"form print: --language: expected one of {known}")
    settings = load_settings(home) if is_set_up(home) else None
    size = options.page_size or (settings.page_size if settings else "letter")
    page = paper_form(
        protocol,
        language=options.language,
        page_size=size,
        clinic=settings.clinic if settings else "",
        clinic_phone=settings.phone if settings else "",
    )
    return _hand_over(page, options.out, "form print", settings, size)


def print_day(options: argparse.Namespace) -> int:
    """The verb `records daily`: into a file, or to the printer of this kiosk.

    Exit 0, or KioskError naming what was expected.
    """
    office = signed_in(options.staff)
    settings = office.desk.settings
    on = day(options.date, "--date") if options.date else office.desk.today()
    return _hand_over(
        day_page(office, on), options.out, "records daily", settings, settings.page_size
    )


def _hand_over(
    page: bytes, out: str | None, verb: str, settings: Settings | None, size: "PageName"
) -> int:
    if out:
        path = Path(out)
        try:
            put_whole(path, page)
        except OSError as problem:
            raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
        return 0
    kind, target = settings.delivers_to if settings else ("", "")
    if settings is None or kind != "printer":
        raise KioskError(f"{verb}: expected --out FILE.pdf: this kiosk has no printer")
    from kiosk.summary.printer import print_pdf

    print_pdf(page, target, size, sides="two-sided-long-edge")
    return 0
