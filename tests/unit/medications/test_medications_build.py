"""The shipped files are what the build script makes of the data that stands beside them."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path("tools") / "build_medications.py"


def build(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TOOL), *map(str, arguments)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_building_again_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    assert build(root, "--out", tmp_path).returncode == 0
    for name in ("vocabulary.json", "strengths.json"):
        shipped = root / "forms" / "medications" / name
        assert (tmp_path / name).read_bytes() == shipped.read_bytes(), f"rebuild {name}"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("medications.csv", None, "medications.csv: cannot be read"),
        ("medications.csv", "generic,brand_names\n", "expected the columns"),
        ("classes.csv", "class,members\nopioid,no such drug\n", "classes.csv:2: members"),
        ("strengths.csv", "generic,strength_and_form,ndc_count\nx,1 MG,1\n", "strengths.csv:2"),
    ],
)
def test_bad_source_data_is_named(
    root: Path, tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    for source in (root / "forms" / "medications" / "source").glob("*.csv"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_text(content)
    done = build(root, tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_medicine_that_the_source_has_by_now_is_not_added_twice(
    root: Path, tmp_path: Path
) -> None:
    for source in (root / "forms" / "medications" / "source").glob("*.csv"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    with (tmp_path / "medications.csv").open("a") as file:
        file.write("ergonovine,,ergot,,test,,9999,1\n")
    done = build(root, tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "corrections.yaml: add_medicines: 'ergonovine' is in medications.csv" in done.stderr


def test_the_attributions_travel_with_the_data(root: Path) -> None:
    text = " ".join((root / "forms/medications/source/ATTRIBUTION.md").read_text().split())
    assert (
        "This product uses publicly available data courtesy of the U.S. National Library of Medicine "
        "(NLM), National Institutes of Health, Department of Health and Human Services; NLM is not "
        "responsible for the product and does not endorse or recommend this or any other product."
    ) in text
