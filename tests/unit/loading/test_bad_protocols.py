"""A protocol that cannot be used is refused with one line: file, line, field, what was expected."""

import re
import shutil
from pathlib import Path

import pytest

from kiosk.errors import BadFile
from kiosk.loading.protocol import load_protocol


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A copy of the shipped protocol that a test may spoil."""
    for name in ("instruments", "ketamine-infusion"):
        shutil.copytree(root / "forms" / name, tmp_path / name)
    return tmp_path / "ketamine-infusion"


def spoil(folder: Path, name: str, pattern: str, replacement: str) -> int:
    """Replace the first match of `pattern` in a file; the line it stood on."""
    path = folder / name
    text = path.read_text("utf-8")
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in {name}"
    path.write_text(text[: found.start()] + replacement + text[found.end() :], "utf-8")
    return text[: found.start()].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "says"),
    [
        ("rules.yaml", r"tier: withhold", "tier: forbid", "tier"),
        ("rules.yaml", r"sources: \[S06, S10\]", "sources: [S06, S999]", "no source 'S999'"),
        (
            "rules.yaml",
            r"at_least: phq9_item9_alert",
            "at_least: nothing",
            "no threshold 'nothing'",
        ),
        ("rules.yaml", r"questions: \[aneurysm\]", "questions: [anurysm]", "no question 'anurysm'"),
        ("rules.yaml", r"id: suicide_acute", "id: suicide_screen", "stands twice"),
        ("rules.yaml", r"reference: U1\n", "referense: U1\n", "referense"),
        ("questionnaire.yaml", r"type: choice", "type: chioce", "type"),
        ("questionnaire.yaml", r"linkId: stroke", "linkId: aneurysm", "stands twice"),
        ("questionnaire.yaml", r"answerValueSet: yes_no", "answerValueSet: yesno", "no option set"),
        ("questionnaire.yaml", r"enableBehavior: (any|all)\n", "\n", "enableBehavior"),
        (
            "questionnaire.yaml",
            r"\{question: high_blood_pressure, operator: \"=\", answer: yes\}",
            '{question: high_blood_presure, operator: "=", answer: yes}',
            "no question 'high_blood_presure'",
        ),
        (
            "questionnaire.yaml",
            r"\{question: high_blood_pressure, operator: \"=\", answer: yes\}",
            '{question: high_blood_pressure, operator: "=", answer: maybe}',
            "no answer 'maybe'",
        ),
        ("protocol.yaml", r"version: 1.0.0", "version:", "version"),
        ("protocol.yaml", r"value: 8\b", "value: eight", "value"),
        ("regimens.yaml", r"minutes: 40", "minutes: forty", "minutes"),
        ("protocol.yaml", r"id: ketamine-infusion", "id: &x ketamine-infusion", "anchors"),
        ("protocol.yaml", r"version: 1.0.0", "version: 1.0.0\nversion: 1.0.1", "written twice"),
        ("rules.yaml", r"rules:", "rules: [", "not valid YAML"),
    ],
)
def test_a_fault_is_named_with_its_place(
    folder: Path, name: str, pattern: str, replacement: str, says: str
) -> None:
    line = spoil(folder, name, pattern, replacement)
    with pytest.raises(BadFile) as caught:
        load_protocol(folder)
    message = caught.value.message
    assert name in message
    assert says in message
    assert "\n" not in message
    assert caught.value.line is not None
    # A rule is named by its first line, so a fault inside it lies a little below.
    assert abs(caught.value.line - line) <= 12 or says == "not valid YAML", message


def test_a_condition_that_leads_back_to_itself_is_refused(folder: Path) -> None:
    spoil(
        folder,
        "questionnaire.yaml",
        r"linkId: high_blood_pressure\n",
        "linkId: high_blood_pressure\n        enableWhen:\n"
        '          - {question: high_blood_pressure_controlled, operator: "=", answer: yes}\n',
    )
    with pytest.raises(BadFile, match="depends on itself"):
        load_protocol(folder)


def test_a_missing_file_and_bytes_that_are_no_text(folder: Path) -> None:
    (folder / "rules.yaml").write_bytes(b"rules: \xff\xfe")
    with pytest.raises(BadFile, match=r"rules\.yaml: cannot be read as UTF-8"):
        load_protocol(folder)
    (folder / "rules.yaml").unlink()
    with pytest.raises(BadFile, match=r"rules\.yaml: expected this file"):
        load_protocol(folder)


def test_answers_and_doses_are_read_as_they_are_written(root: Path) -> None:
    protocol = load_protocol(root / "forms" / "ketamine-infusion")
    assert [option.code for option in protocol.questionnaire.option_sets["yes_no"]] == ["yes", "no"]
    dose = protocol.indication_by_id["depression"].mg_per_kg
    assert dose is not None
    assert str(dose[0]) == "0.5"


def test_any_change_changes_the_digest(folder: Path, root: Path) -> None:
    before = load_protocol(folder).digest
    spoil(folder, "rules.yaml", r"tier: withhold", "tier: caution_major")
    changed = load_protocol(folder).digest
    spoil(folder, "../instruments/phq9.yaml", r"title: ", "title: The ")
    assert len({before, changed, load_protocol(folder).digest}) == 3
