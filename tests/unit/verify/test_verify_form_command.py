"""`kiosk form check` tells a clinic in one line each what is wrong, and says No with its exit code."""

import shutil
from pathlib import Path

import pytest

from kiosk.commands.form import check, document
from kiosk.errors import KioskError
from tests.conftest import ROOT

PROTOCOL = ROOT / "forms" / "ketamine-infusion"


def test_a_protocol_that_cannot_be_read_is_one_line_and_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(PROTOCOL, folder)
    rules = folder / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("tier: withhold", "tier: never", 1), encoding="utf-8")
    line = text.count("\n", 0, text.index("tier: withhold")) + 1

    code = check(folder)

    printed = capsys.readouterr().out.splitlines()
    assert code == 1
    assert len(printed) == 1
    assert printed[0].startswith(f"{rules}:{line}: ")


def test_a_place_without_a_protocol_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as problem:
        check(tmp_path / "nothing-here")

    assert problem.value.exit_code == 2
    assert str(tmp_path / "nothing-here") in problem.value.message


def test_a_page_can_be_made_of_a_folder_that_stands_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(PROTOCOL, folder)

    assert document(folder) == 0

    assert capsys.readouterr().out == (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
