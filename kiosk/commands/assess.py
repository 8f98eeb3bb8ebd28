"""`kiosk assess`: an answers file to an assessment, without set-up and without storing anything."""

import argparse
import contextlib
import json
import os
import sys
import uuid
from pathlib import Path

from kiosk.clinical.assess import assess as judge
from kiosk.clinical.picks import read_answers
from kiosk.clinical.record import make_record
from kiosk.commands.said import in_one_line
from kiosk.errors import BadFile, KioskError
from kiosk.interview.answers_file import AnswersFile
from kiosk.loading.protocol import load_protocol
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.assessment import Assessment
from kiosk.model.protocol import Protocol
from kiosk.places import shipped, shipped_protocol


def assess(options: argparse.Namespace) -> int:
    """The verb. Exit 0, or KioskError naming file and field."""
    forms = shipped("forms")
    protocol = load_protocol(shipped_protocol())
    vocabulary = Vocabulary.load(forms / "medications")
    if options.answers == "-":
        if options.pdf is not None:
            raise KioskError("assess: --pdf takes one answers file, not -")
        return _many(protocol, vocabulary)
    page = None if options.pdf is None else _page_path(options.pdf)
    path = Path(options.answers)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadFile(path, f"cannot be read as UTF-8 text ({type(problem).__name__})") from None
    given = read_answers(text, protocol, vocabulary, str(path))
    sys.stdout.write(_judged(given, protocol, vocabulary).to_json(indent=2) + "\n")
    sys.stdout.flush()
    if page:
        _write_page(page, given, protocol, vocabulary)
    return 0


def _many(protocol: Protocol, vocabulary: Vocabulary) -> int:
    number = 0
    for raw in sys.stdin.buffer:
        number += 1
        if not raw.strip():
            continue
        try:
            line = _text(raw, f"line {number}")
            given = read_answers(line, protocol, vocabulary, f"line {number}")
            sys.stdout.write(_judged(given, protocol, vocabulary).to_json() + "\n")
        except KioskError as problem:
            sys.stdout.write(json.dumps({"error": in_one_line(problem.message)}) + "\n")
        sys.stdout.flush()
    return 0


def _text(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadFile(source, "expected UTF-8 text") from None


def _page_path(given: str) -> Path:
    """Where the page goes. Raises KioskError when no file can be written there."""
    path = Path(given)
    try:
        if not given or path.is_dir():
            raise KioskError(f"assess: --pdf: expected the name of a file, got '{given}'")
        if not path.parent.is_dir():
            raise KioskError(f"{path}: cannot be written ('{path.parent}' is not a folder)")
        if not os.access(path.parent, os.W_OK):
            raise KioskError(f"{path}: cannot be written (no right to write in '{path.parent}')")
    except OSError as problem:
        raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
    return path


def _judged(given: AnswersFile, protocol: Protocol, vocabulary: Vocabulary) -> Assessment:
    return judge(protocol, vocabulary, given.answers, day=given.day, withdrawn=given.withdrawn)


def _write_page(path: Path, given: AnswersFile, protocol: Protocol, vocabulary: Vocabulary) -> None:
    from kiosk.summary import render

    session = given.session(protocol.questionnaire)
    # The same answers file gives the same page: the id comes from its content, not from chance.
    record = make_record(
        protocol,
        vocabulary,
        session,
        answered_at=given.answered_at,
        record_id=str(uuid.uuid5(uuid.NAMESPACE_OID, repr(given))),
        implies=False,
    )
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(render(record, protocol))
        part.replace(path)
    except OSError as problem:
        with contextlib.suppress(OSError):
            part.unlink()
        raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
