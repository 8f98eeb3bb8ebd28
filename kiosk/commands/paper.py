"""`kiosk form print`: the questionnaire as a paper form, for whoever prefers paper."""

import argparse
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.files import put_whole
from kiosk.intake import protocol_in_force
from kiosk.settings import home_folder, is_set_up, load_settings


def print_form(options: argparse.Namespace) -> int:
    """The verb `form print`: into a file, or to the printer of this kiosk.

    Exit 0, or KioskError naming what was expected.
    """
    from kiosk.summary import paper_form
    from kiosk.summary.printer import print_pdf

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
    if options.out:
        path = Path(options.out)
        try:
            put_whole(path, page)
        except OSError as problem:
            raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
        return 0
    kind, target = settings.delivers_to if settings else ("", "")
    if settings is None or kind != "printer":
        raise KioskError("form print: expected --out FILE.pdf: this kiosk has no printer")
    print_pdf(page, target, size, sides="two-sided-long-edge")
    return 0
