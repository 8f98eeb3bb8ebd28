"""`kiosk form check` and `kiosk form document`: is a protocol sound, and the page to sign it off on."""

import argparse
import sys
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.intake import protocol_in_force
from kiosk.loading.protocol import read_folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.places import CLINIC_PROTOCOL, CLINIC_VIGNETTES, home_folder, shipped
from kiosk.verify.check import examine
from kiosk.verify.clinic import check_changes
from kiosk.verify.document import protocol_page
from kiosk.verify.vignettes import run_own_vignettes
from kiosk.verify.workbench import Workbench

_DEFAULT = "ketamine-infusion"


def check_verb(options: argparse.Namespace) -> int:
    """The verb `form check [PATH]`."""
    return check(Path(options.path) if options.path else None)


def document_verb(options: argparse.Namespace) -> int:
    """The verb `form document [PATH]`."""
    return document(Path(options.path) if options.path else None)


def check(path: Path | None = None) -> int:
    """One line a finding on stdout; what was proved, on stderr. 1 when there is any finding, else 0."""
    folder, library = _place(path)
    vocabulary = Vocabulary.load(library / "medications")
    own = home_folder() if path is None else None
    changed = protocol_in_force(own) if own and (own / CLINIC_PROTOCOL).exists() else None
    report = examine(folder, library, vocabulary)
    findings, notes = list(report.findings), list(report.notes)
    if changed:
        more, proof = check_changes(changed, vocabulary)
        findings += more
        notes += [f"the clinic changed {each}" for each in changed.protocol.clinic_changes]
        notes.append(f"with the clinic's changes, {proof.summary()}")
    if own and (own / CLINIC_VIGNETTES).is_dir():
        bench = Workbench(changed or read_folder(folder, library), vocabulary)
        ran = run_own_vignettes(bench, own / CLINIC_VIGNETTES)
        findings += ran.findings
        notes.append(f"the clinic's own vignettes: {ran.count} run")
    for finding in dict.fromkeys(findings):
        sys.stdout.write(f"{finding}\n")
    for note in notes:
        sys.stderr.write(f"{note}\n")
    return 1 if findings else 0


def _place(path: Path | None) -> tuple[Path, Path]:
    """The protocol's folder, and where its instruments, words and medicines are.

    A folder that stands alone is read with the instruments, words and medicines that came with the
    program. Raises KioskError when `path` is no folder.
    """
    ours = shipped("forms")
    folder = path or ours / _DEFAULT
    if not folder.is_dir():
        raise KioskError(f"{folder}: expected a protocol folder")
    beside = folder.resolve().parent
    alone = not (beside / "instruments").is_dir() or not (beside / "medications").is_dir()
    return folder, ours if alone else folder.parent


def document(path: Path | None = None) -> int:
    """The protocol as a page to sign off, on stdout."""
    folder, library = _place(path)
    sys.stdout.write(protocol_page(read_folder(folder, library).protocol))
    return 0
