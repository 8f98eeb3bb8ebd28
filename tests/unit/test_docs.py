"""Documents that cannot rot: what they name exists."""

import json
import re
import shlex
from pathlib import Path

import pytest

from kiosk.__main__ import build_parser
from tests.support.command import kiosk

DOCUMENTS = ["README.md", "CONTRIBUTING.md", *(f"docs/{n}.md" for n in ("answers-file", "deploy", "exports", "forms", "hardening", "hazards", "security", "staff"))]  # fmt: skip


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


def test_every_row_of_the_hardening_page_names_tests_that_exist(root: Path) -> None:
    """Nearly all of them in a real terminal, or against a real browser or print service."""
    page = (root / "docs/hardening.md").read_text("utf-8")
    where: dict[str, set[str]] = {}
    for path in (root / "tests").rglob("test_*.py"):
        for name in re.findall(r"def (test_\w+)\(", path.read_text("utf-8")):
            where.setdefault(name, set()).add(path.relative_to(root / "tests").parts[0])
    shown = dict(re.findall(r"^\| ([TFR]\d+) \|.*\| ([^|]*) \|$", page, re.M))
    assert list(shown) == [f"{k}{n}" for k, most in (("T", 10), ("F", 15), ("R", 7)) for n in range(1, most + 1)]  # fmt: skip
    for row, tests in shown.items():
        named = re.findall(r"`(test_\w+)`", tests)
        assert named and set(named) <= where.keys(), row
        rooms = set[str]().union(*(where[name] for name in named))
        for_real = rooms & {"e2e", "plain", "services"}
        assert for_real or row in ("F14", "F15"), row


def test_no_picture_loads_anything(root: Path) -> None:
    """Whoever reads the README asks no other host for a font, and the same screen is the same file."""
    pictures = list((root / "assets" / "screens").glob("*.svg"))
    assert pictures
    for picture in pictures:
        text = picture.read_text("utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"https?://|@import|terminal-\d+-", text), picture.name


def test_every_command_of_the_readme_is_one(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    parser = build_parser()
    commands = [c for c in re.findall(r"`kiosk ([^`…]+)`", text) if "UUID" not in c]
    assert commands
    for command in commands:
        words = [{"FILE": "f", "DIR": "d"}.get(word, word) for word in shlex.split(command)]
        parser.parse_args(words)


def test_the_answers_file_of_the_guide_is_read_as_it_stands(root: Path, tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", (root / "docs/answers-file.md").read_text(), re.S)
    file = tmp_path / "answers.json"
    file.write_text(example, "utf-8")
    done = kiosk("assess", str(file), home=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [each["generic"] for each in found["medications"]] == ["alprazolam", None]
    assert "phone" not in found["unanswered"]
