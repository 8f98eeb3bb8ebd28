"""Plain mode over pipes: the whole intake as a script or a braille bridge would make it."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.model.protocol import Protocol
from tests.support.command import Clinic, kiosk, new_clinic
from tests.support.in_plain_lines import InPlainLines, PlainPerson
from tests.support.patients import ANSWERED_AT, answers

NAME = {"given_name": "Zdenka", "family_name": "Quillfeather", "signature": "Zdenka Quillfeather"}
CONSENT = {f"consent_{part}": "yes" for part in ("off_label", "effects", "day", "care")}
MEDICINES = [
    {"entered": "sertralin", "confirmed": "sertraline"},
    {"entered": "small blue pill from my sister"},
]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that delivers to a folder."""
    return new_clinic(tmp_path)


def begun(lines: InPlainLines) -> InPlainLines:
    """A new patient's intake."""
    lines.listen()
    lines.choose("Start")
    return lines


def only_record(clinic: Clinic) -> dict[str, Any]:
    listed = clinic.staff("records", "list").stdout.split()
    record: dict[str, Any] = json.loads(clinic.staff("records", "show", listed[0]).stdout)
    return record


def test_a_whole_intake_gives_the_assessment_of_the_same_answers(
    clinic: Clinic, protocol: Protocol, tmp_path: Path
) -> None:
    given = answers(
        **NAME, **CONSENT, stroke="not_sure", asq_2="yes", asq_5="no", takes_no_medications="no",
        medications=MEDICINES, weight={"value": "154", "unit": "lb"},
        height={"feet": 5, "inches": 7}, other_reasons=["anxiety"], **{f"gad7_{n}": 1 for n in range(1, 8)},
    )  # fmt: skip
    with InPlainLines(clinic.home) as lines:
        person = PlainPerson(begun(lines), protocol, given)
        person.walk("To finish and clear this")
        lines.type("")
        assert "1. Start" in lines.listen(), "the next patient is welcome"
        lines.end()
        assert lines.process.returncode == 0
    heard = "\n".join(lines.heard)
    assert "\x1b" not in heard, "no colour and no cursor movement on a pipe"
    assert "You are not alone" in heard
    assert max(len(line) for line in lines.heard) < 260
    record = only_record(clinic)
    file = tmp_path / "answers.json"
    file.write_text(
        json.dumps(
            {
                "form": "ketamine-infusion",
                "language": "en",
                "answered_at": record.get("submitted_at", ANSWERED_AT),
                "answers": {**given, "medications": record["answers"]["medications"]},
            }
        )
    )
    judged = json.loads(kiosk("assess", str(file), home=clinic.home).stdout)
    assert record["assessment"] == judged
    picked = [(each["entered"], each.get("confirmed")) for each in record["answers"]["medications"]]
    assert picked == [(each["entered"], each.get("confirmed")) for each in MEDICINES]
    assert "URGENT" in clinic.staff("records", "watch", "--once").stdout
    assert len(list(clinic.summaries.glob("*.pdf"))) == 1


def leaks(*folders: Path) -> list[str]:
    return [
        f"{path}: {planted}"
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pdf"
        for planted in ("Zdenka", "Quillfeather", "1984-03-02", "suicidal_ideation")
        if planted.encode() in path.read_bytes()
    ]


def test_a_closed_pipe_keeps_the_answers_says_the_code_and_leaves_nothing_in_clear(
    clinic: Clinic, protocol: Protocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    given = answers(**NAME, main_reason="suicidal_ideation")
    with InPlainLines(clinic.home, TMPDIR=str(temporary)) as lines:
        person = PlainPerson(begun(lines), protocol, given)
        person.walk("How tall are you?")
        lines.end()
        said = "\n".join(lines.heard)
    (code,) = [line.removeprefix("Your code: ") for line in lines.heard if "Your code: " in line]
    assert "We saved your answers" in said
    assert leaks(clinic.home / "kiosk", clinic.home / "run", temporary) == []
    with InPlainLines(clinic.home) as lines:
        lines.listen()
        lines.choose("I have a code")
        lines.listen()
        assert "We don't know the word" in lines.say("orange qqqq plenty anthem")
        assert "Who sees this" in lines.say("")
        lines.choose("I have a code")
        lines.listen()
        assert "How tall are you?" in lines.say(code)
        lines.choose("Feet, inches")
        lines.listen()
        lines.end()
