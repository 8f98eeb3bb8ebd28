"""`kiosk serve`: the patient kiosk for browsers on tablets."""

import argparse
import fcntl
import sys
import termios

from kiosk.errors import KioskError
from kiosk.places import home_folder, is_set_up, shipped


def serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl+C. Raises KioskError for an address that would not be safe or is taken."""
    from kiosk.commands.run import for_patients, prepared
    from kiosk.courier import Courier
    from kiosk.serve.address import address
    from kiosk.serve.site import Page, Site, run

    where = address(options.host, options.port, options.behind_tls)
    home = home_folder()
    if not is_set_up(home):
        raise KioskError(f"{home}: this kiosk is not set up yet; run: kiosk setup")
    for_patients(home)
    desk = prepared(home)
    words = desk.words
    page = Page(
        title=desk.settings.clinic,
        theme=desk.settings.theme,
        languages=tuple(
            (language, words.get(language, "broke.heading"), words.get(language, "broke.text"))
            for language in desk.protocol.languages
        ),
    )
    site = Site(
        where, page, shipped("assets"), lambda name: [sys.executable, "-m", "kiosk", "seat", name]
    )
    try:
        with Courier(home):
            run(site)
    except OSError as problem:
        raise KioskError(
            f"serve: --port {where.port}: cannot be had on {where.host} ({problem.strerror or problem})"
        ) from None
    return 0


def seat(options: argparse.Namespace) -> int:
    """Not for people: the kiosk of one tablet, on the terminal that `serve` gave it."""
    from kiosk.supervise import supervise

    # Our own terminal: a change of the browser's window reaches us as a signal from it.
    fcntl.ioctl(sys.stdin.fileno(), termios.TIOCSCTTY, 0)
    program = [sys.executable, "-m", "kiosk"]
    patient = [*program, "patient", "--browser", options.name]
    return supervise(patient, [*program, "staff", "--at-kiosk", options.name])
