"""`kiosk assess`: an answers file to an assessment, without set-up and without storing anything."""

import argparse
import json
import sys
import uuid
from pathlib import Path

from kiosk.clinical.assess import assess as judge
from kiosk.clinical.record import make_record
from kiosk.errors import BadFile, KioskError
from kiosk.interview.answers_file import AnswersFile, parse_answers
from kiosk.interview.session import Session
from kiosk.loading.protocol import load_protocol
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.assessment import Assessment
from kiosk.model.protocol import Protocol
from kiosk.settings import shipped


def assess(options: argparse.Namespace) -> int:
    """The verb. Exit 0, or KioskError naming file and field."""
    forms = shipped("forms")
    protocol = load_protocol(forms / "ketamine-infusion")
    vocabulary = Vocabulary.load(forms / "medications")
    if options.answers == "-":
        if options.pdf:
            raise KioskError("assess: --pdf takes one answers file, not -")
        return _many(protocol, vocabulary)
    path = Path(options.answers)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadFile(path, f"cannot be read as UTF-8 text ({type(problem).__name__})") from None
    given = _parsed(text, protocol, str(path))
    sys.stdout.write(_judged(given, protocol, vocabulary).to_json(indent=2) + "\n")
    sys.stdout.flush()
    if options.pdf:
        _write_page(Path(options.pdf), given, protocol, vocabulary)
    return 0


def _many(protocol: Protocol, vocabulary: Vocabulary) -> int:
    number = 0
    for raw in sys.stdin.buffer:
        number += 1
        line = raw.decode("utf-8", errors="replace")
        if not line.strip():
            continue
        try:
            given = _parsed(line, protocol, f"line {number}")
            sys.stdout.write(_judged(given, protocol, vocabulary).to_json() + "\n")
        except KioskError as problem:
            sys.stdout.write(json.dumps({"error": problem.message}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _parsed(text: str, protocol: Protocol, source: str) -> AnswersFile:
    return parse_answers(
        text,
        protocol.questionnaire,
        form_id=protocol.id,
        languages=protocol.languages,
        source=source,
    )


def _judged(given: AnswersFile, protocol: Protocol, vocabulary: Vocabulary) -> Assessment:
    return judge(protocol, vocabulary, given.answers, day=given.day, withdrawn=given.withdrawn)


def _write_page(path: Path, given: AnswersFile, protocol: Protocol, vocabulary: Vocabulary) -> None:
    from kiosk.summary import render

    session = Session(
        form=protocol.questionnaire,
        language=given.language,
        answers=given.answers,
        withdrawn=given.withdrawn,
        helped_by_staff=given.helped_by_staff,
    )
    # The same answers file gives the same page: the id comes from its content, not from chance.
    record = make_record(
        protocol,
        vocabulary,
        session,
        answered_at=given.answered_at,
        record_id=str(uuid.uuid5(uuid.NAMESPACE_OID, repr(given))),
    )
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(render(record, protocol))
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
