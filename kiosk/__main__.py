"""The command line: which verbs there are, and one clear line for whatever goes wrong.

Imports only what the verb needs: a screen must not wait for libraries that another verb uses.
"""

import argparse
import importlib
import os
import resource
import sys
from collections.abc import Sequence
from typing import Any, NoReturn, TypeAlias

from kiosk.commands.said import in_one_line
from kiosk.errors import KioskError

EXIT_BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """argparse with one line on stderr instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            EXIT_BAD_INPUT, in_one_line(f"{self.prog}: {message} (see {self.prog} --help)") + "\n"
        )


def build_parser(first: str = "") -> argparse.ArgumentParser:
    """Every verb with its options; `do` names the function that carries it out.

    When `first`, the first word that was typed, is one of the verbs that a patient waits for, only those:
    each parser of the others would add to the time until the first page.
    """
    parser = _Parser(
        prog="kiosk",
        description="Ketamine infusion intake: asks patients, flags risks, prints a page to review.",
    )
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="COMMAND", parser_class=_Parser
    )
    _running(verbs)
    if first in verbs.choices:
        return parser
    _judging(verbs)
    _records(verbs)
    _staff(verbs)
    _forms(verbs)
    _reporting(verbs)
    _keeping(verbs)
    return parser


_STATUSES = ("new", "printed", "reviewed", "exported")

_Verbs: TypeAlias = "argparse._SubParsersAction[Any]"


def _verb(verbs: _Verbs, name: str, do: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(do=do)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError("expected a port from 1 to 65535")
    return int(text)


def _running(verbs: _Verbs) -> None:
    run = _verb(verbs, "run", "run:run", "Open the patient kiosk on this terminal.")
    run.add_argument(
        "--plain", action="store_true", help="numbered lines, for screen readers, braille and pipes"
    )
    run.add_argument("--speak", action="store_true", help="read the lines aloud, with espeak-ng")
    _verb(verbs, "demo", "run:demo", "Try the kiosk in a throwaway folder, away from real data.")
    # Not for people: the supervisor starts it, with the pipe on which it gets its turn.
    patient = verbs.add_parser("patient")
    patient.set_defaults(do="run:patient")
    patient.add_argument("--plain", action="store_true")
    patient.add_argument("--speak", action="store_true")
    patient.add_argument("--first", action="store_true", help="show the first page, then load")
    patient.add_argument("turn", type=int)
    patient.add_argument("painted", type=int)
    patient.add_argument("--browser", default="", metavar="SEAT")
    seat = verbs.add_parser("seat")
    seat.set_defaults(do="serve:seat")
    seat.add_argument("name")
    serve = _verb(verbs, "serve", "serve:serve", "The patient kiosk for browsers on tablets.")
    serve.add_argument("--host", default="127.0.0.1", metavar="HOST")
    serve.add_argument("--port", type=_port, default=8000, metavar="PORT")
    serve.add_argument(
        "--behind-tls", default="", metavar="URL", help="the https address of a proxy in front"
    )
    # The door of plain mode, for staff who close the kiosk.
    door = verbs.add_parser("door")
    door.set_defaults(do="run:door")
    setup = _verb(verbs, "setup", "setup:setup", "Set this kiosk up without the screen.")
    setup.add_argument("--non-interactive", action="store_true", required=True)
    setup.add_argument("--clinic", required=True, metavar="NAME")
    setup.add_argument("--phone", required=True, metavar="P", help="front desk")
    setup.add_argument("--deliver", required=True, metavar="{folder:PATH,printer:NAME,staff}")
    setup.add_argument("--alert", required=True, metavar="{staff,command:CMD,webhook:URL}")
    setup.add_argument("--passphrase-file", required=True, metavar="F")
    setup.add_argument("--staff", default="staff", metavar="NAME", help="name of the first account")
    simulate = _verb(
        verbs, "simulate", "simulate:simulate", "Synthetic patients through the real engine."
    )
    simulate.add_argument("-n", type=int, required=True, metavar="N")
    simulate.add_argument(
        "--seed", type=int, metavar="S", help="the same patients from an empty store; else others"
    )


def _judging(verbs: _Verbs) -> None:
    judge = _verb(
        verbs, "assess", "assess:assess", "Judge an answers file; prints the assessment as JSON."
    )
    judge.add_argument("answers", metavar="ANSWERS.json", help="or - for one object a line")
    judge.add_argument("--pdf", metavar="OUT.pdf")
    medications = verbs.add_parser("medications", help="The medicines that the kiosk knows.")
    inner = medications.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    lookup = _verb(inner, "lookup", "medications:lookup", "Candidates for a name, best first.")
    lookup.add_argument("text", metavar="TEXT", help="or - for one text a line")


def _records(verbs: _Verbs) -> None:
    records = verbs.add_parser("records", help="Staff: list, show, export, print and keep records.")
    inner = records.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    listing = _verb(inner, "list", "records:list_records", "The stored records: urgent, then new.")
    _range(listing)
    listing.add_argument("--search", default="", metavar="TEXT", help="words of a name")
    listing.add_argument("--unreviewed", action="store_true", help="only what nobody reviewed")
    listing.add_argument(
        "--level",
        action="append",
        choices=("urgent", "withhold", "caution_major", "caution_minor", "inform", "none"),
        help="of the gravest flag; may be given several times",
    )
    listing.add_argument("--status", choices=_STATUSES)
    show = _verb(inner, "show", "records:show", "One record as JSON.")
    show.add_argument("id", metavar="UUID", help="or its first 6 characters or more")
    instead = show.add_mutually_exclusive_group()
    instead.add_argument("--as-text", action="store_true", help="the provider's page as text")
    instead.add_argument("--history", action="store_true", help="its versions, and who did what")
    export = _verb(inner, "export", "export:export_records", "Records into files.")
    export.add_argument("--format", required=True, choices=("csv", "jsonl", "xlsx"))
    export.add_argument("--out", required=True, metavar="DIR")
    export.add_argument("--deidentified", action="store_true")
    export.add_argument("--reason", default="", metavar="TEXT")
    _range(export)
    export.add_argument("--form", metavar="ID", help="only records of this form")
    export.add_argument("--form-version", metavar="V", help="only records of this version of it")
    export.add_argument(
        "--status", action="append", choices=_STATUSES, help="may be given several times"
    )
    export.add_argument(
        "--tier",
        action="append",
        choices=("withhold", "caution_major", "caution_minor", "inform", "none"),
        help="of the gravest flag; may be given several times",
    )
    seen = export.add_mutually_exclusive_group()
    seen.add_argument("--reviewed", action="store_true", default=None)
    seen.add_argument("--unreviewed", dest="reviewed", action="store_false")
    printing = _verb(inner, "print", "records:print_record", "A record's summary again.")
    printing.add_argument("id", metavar="UUID", help="or its first 6 characters or more")
    printing.add_argument("--out", metavar="FILE.pdf", help="write here instead of delivering")
    printing.add_argument("--for", dest="whom", choices=("provider", "patient"), default="provider")
    measure = _verb(
        inner, "measure", "revise:measure", "Vital signs and weight that staff took; judges again."
    )
    measure.add_argument("id", metavar="UUID")
    measure.add_argument("--weight-kg", metavar="KG", help="such as 71.2")
    measure.add_argument("--bp", metavar="TOP/BOTTOM", help="mmHg, such as 128/82")
    measure.add_argument("--heart-rate", metavar="N", help="beats a minute")
    measure.add_argument("--spo2", metavar="N", help="percent on room air")
    _revising(inner)
    review = _verb(
        inner, "review", "records:review", "Say that a record was reviewed; it may then be purged."
    )
    review.add_argument("id", metavar="UUID")
    watch = _verb(inner, "watch", "records:watch", "Ring for alerts that nobody acknowledged yet.")
    watch.add_argument("--once", action="store_true", help="list them and leave")
    acknowledge = _verb(inner, "acknowledge", "records:acknowledge", "Say that an alert was seen.")
    acknowledge.add_argument("id", metavar="ALERT")
    purge = _verb(inner, "purge", "records:purge", "Remove old reviewed records.")
    purge.add_argument("--before", default="", metavar="D", help="else the clinic's keep_days")
    purge.add_argument("--dry-run", action="store_true")
    purge.add_argument("--reason", default="", metavar="TEXT")
    verify = _verb(inner, "verify", "records:verify", "Whether the store and its audit hold.")
    verify.add_argument("--reassess", action="store_true", help="judge every record again")
    verify.add_argument("--anchor", metavar="COUNT:MAC", help="from a daily sheet: nothing was cut")
    verify_export = _verb(inner, "verify-export", "export:verify_folder", "Check an export.")
    verify_export.add_argument("folder", metavar="DIR")
    daily = _verb(inner, "daily", "paper:print_day", "How a day went, on one page; no patients.")
    daily.add_argument("--date", metavar="D", help="a day such as 2026-11-01; default: today")
    daily.add_argument("--out", metavar="FILE.pdf", help="without it: to this kiosk's printer")
    salvage = _verb(
        inner, "salvage", "keeping:salvage", "Save what a damaged database still holds."
    )
    salvage.add_argument("folder", metavar="DIR")
    for parser in inner.choices.values():
        parser.add_argument("--staff", default="", metavar="NAME", help="whose account")


def _revising(inner: _Verbs) -> None:
    decide = _verb(inner, "decide", "revise:decide", "The provider's decision on a record.")
    decide.add_argument("id", metavar="UUID")
    decide.add_argument(
        "decision", choices=("accepted", "modified", "declined", "more-information")
    )
    decide.add_argument("--to", default="", metavar="TEXT", help="what it was modified to")
    decide.add_argument("--reason", default="", metavar="TEXT", help="needed unless accepted")
    amend = _verb(
        inner, "amend", "revise:amend", "A correction or a note on top of a record; judges again."
    )
    amend.add_argument("id", metavar="UUID")
    amend.add_argument("--reason", required=True, metavar="TEXT")
    amend.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="QUESTION=VALUE",
        help="as in answers files",
    )
    amend.add_argument("--note", default="", metavar="TEXT")
    transcribe = _verb(
        inner, "transcribe", "revise:transcribe", "Keep a paper form that was typed in."
    )
    transcribe.add_argument("answers", metavar="ANSWERS.json")


def _staff(verbs: _Verbs) -> None:
    staff = _verb(
        verbs, "staff", "desk:staff", "The staff screen for the front desk; and who may sign in."
    )
    # Not for people: the supervisor opens it between two turns of the patient, at a seat.
    staff.add_argument("--at-kiosk", default="", metavar="SEAT", help=argparse.SUPPRESS)
    inner = staff.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    _verb(inner, "list", "accounts:list_accounts", "Names and roles.")
    code = _verb(inner, "code", "accounts:code", "A one-time code for a patient who is to come.")
    code.add_argument("--given-name", required=True, metavar="TEXT")
    code.add_argument("--family-name", required=True, metavar="TEXT")
    code.add_argument("--birth-date", default="", metavar="D", help="such as 1984-03-02")
    code.add_argument("--record-number", default="", metavar="TEXT")
    add = _verb(inner, "add", "accounts:add", "A new member of staff.")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=("front_desk", "clinician", "administrator"))
    remove = _verb(inner, "remove", "accounts:remove", "Somebody who left.")
    remove.add_argument("name", metavar="NAME")
    _verb(inner, "new-key", "accounts:new_key", "Change the clinic's key; no passphrase changes.")
    passphrase = _verb(inner, "passphrase", "accounts:passphrase", "A new passphrase.")
    passphrase.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="default: one's own"
    )
    for parser in (add, passphrase):
        parser.add_argument("--new-passphrase-file", default="", metavar="F")
    drafts = verbs.add_parser("drafts", help="Intakes that were begun and not finished.")
    waiting = drafts.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _verb(waiting, "list", "drafts:list_drafts", "When each was begun and how far it came.")
    reopen = _verb(waiting, "reopen", "drafts:reopen", "Let this kiosk go on with one.")
    reopen.add_argument("id", metavar="UUID")
    discard = _verb(waiting, "discard", "drafts:discard", "Remove one for good.")
    discard.add_argument("id", metavar="UUID")
    discard.add_argument("--reason", required=True, metavar="TEXT")
    for parser in (*inner.choices.values(), *waiting.choices.values()):
        parser.add_argument("--staff", default="", metavar="NAME", help="whose account")


def _range(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="D", help="a day such as 2026-11-01")
    parser.add_argument("--until", metavar="D", help="a day, included")


def _forms(verbs: _Verbs) -> None:
    form = verbs.add_parser("form", help="The protocol: check it, document it, print it.")
    inner = form.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    check = _verb(inner, "check", "form:check_verb", "Verify a protocol folder.")
    check.add_argument("path", nargs="?", metavar="PATH")
    document = _verb(inner, "document", "form:document_verb", "The protocol as a page to sign off.")
    document.add_argument("path", nargs="?", metavar="PATH")
    paper = _verb(inner, "print", "paper:print_form", "The questionnaire as a paper form.")
    paper.add_argument("--language", default="en", metavar="{en,es}")
    paper.add_argument("--page-size", choices=("letter", "a4"), help="default: as set up")
    paper.add_argument("--out", metavar="FILE.pdf", help="without it: to this kiosk's printer")


def _reporting(verbs: _Verbs) -> None:
    report = _verb(verbs, "report", "report:report_verb", "What the clinic's intakes come to.")
    _range(report)
    report.add_argument("--format", choices=("table", "csv", "png", "svg"), default="table")
    report.add_argument("--out", metavar="DIR", help="where files go")
    report.add_argument(
        "--typed-words",
        action="store_true",
        help="with csv: also the medicines as patients typed them, which may hold anything",
    )
    report.add_argument("--staff", default="", metavar="NAME", help="whose account")


def _keeping(verbs: _Verbs) -> None:
    recover = _verb(
        verbs, "recover", "keeping:recover", "A new staff passphrase from the recovery words."
    )
    recover.add_argument("--test", action="store_true", help="only try the words; changes nothing")
    recover.add_argument("--staff", default="", metavar="NAME", help="whose account")
    backup = _verb(verbs, "backup", "keeping:backup", "One sealed archive of everything.")
    backup.add_argument("file", metavar="FILE")
    backup.add_argument("--staff", default="", metavar="NAME", help="whose account")
    restore = _verb(verbs, "restore", "keeping:restore", "An archive into an empty folder.")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--staff", default="", metavar="NAME", help="whose account")
    restore.add_argument(
        "--recovery-words", action="store_true", help="open it with the recovery sheet"
    )
    settings = _verb(
        verbs, "settings", "settings:list_settings", "What is set, and a change of it."
    )
    inner = settings.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    _verb(inner, "list", "settings:list_settings", "Every setting, one a line.")
    change = _verb(inner, "set", "settings:set_setting", "Change one, as an administrator.")
    change.add_argument("key", metavar="KEY")
    change.add_argument("value", metavar="VALUE")
    change.add_argument("--staff", default="", metavar="NAME", help="whose account")
    _verb(verbs, "doctor", "keeping:doctor", "What is configured, missing or unsafe.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one verb; its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    options = build_parser(words[0] if words else "").parse_args(words)
    module, _, function = str(options.do).partition(":")
    try:
        return int(getattr(importlib.import_module(f"kiosk.commands.{module}"), function)(options))
    except KioskError as problem:
        print(in_one_line(f"kiosk: {problem.message}"), file=sys.stderr)  # noqa: T201  the command line speaks here
        return problem.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def run() -> NoReturn:
    """The console script. What holds for every process of the kiosk is set here."""
    os.umask(0o077)
    # A dump of this process would hold what a patient typed.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        # TEXTUAL_LOG would write every key to a file.
        del os.environ[name]
    sys.exit(main())


if __name__ == "__main__":
    run()
