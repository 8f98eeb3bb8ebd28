"""Documents that cannot rot: what they name exists."""

import re
import shlex
from pathlib import Path

import pytest

from kiosk.__main__ import build_parser

DOCUMENTS = ["README.md", "CONTRIBUTING.md", *(f"docs/{n}.md" for n in ("deploy", "exports", "forms", "hazards", "security", "staff"))]  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(root: Path, name: str) -> None:
    text = (root / name).read_text("utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"`((?:tests|kiosk|forms|benchmarks|tools)/[\w./-]+)`", text)
    missing = [p for p in linked if not (root / name).parent.joinpath(p).exists()]
    missing += [p for p in named if not (root / p).exists()]
    assert missing == []


def test_every_hazard_names_tests_that_exist_and_who_is_harmed(root: Path) -> None:
    log = (root / "docs/hazards.md").read_text("utf-8")
    sources = "\n".join(p.read_text("utf-8") for p in (root / "tests").rglob("test_*.py"))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in log.splitlines()]
    hazards = [cells for cells in rows if cells and re.fullmatch(r"Z\d+", cells[0])]
    assert [cells[0] for cells in hazards] == [f"Z{n}" for n in range(1, len(hazards) + 1)]
    for number, _, _, harmed, _, shown_by, left in hazards:
        named = re.findall(r"`(test_\w+)`", shown_by)
        assert named, number
        for name in named:
            assert re.search(rf"def {name}\(", sources), (number, name)
        assert re.search(r", (death|harm|privacy|delay)$", harmed), number
        assert left, number


def test_every_command_of_the_readme_is_one(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    parser = build_parser()
    commands = [c for c in re.findall(r"`kiosk ([^`…]+)`", text) if "UUID" not in c]
    assert commands
    for command in commands:
        words = [{"FILE": "f", "DIR": "d"}.get(word, word) for word in shlex.split(command)]
        parser.parse_args(words)
