"""The printed files before judges that nobody here wrote: qpdf, poppler, PDFBox, two PDF/UA checkers."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.summary import PastScore, daily_sheet, paper_form, render
from kiosk.summary.render import PageName
from tests.support.printed import CASES, protocol, record_of
from tests.unit.summary.test_daily_sheet import DAY

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ("clean", "typical", "withheld", "no-weight", "chronic-pain", "stress")
"""Cases that differ in which kinds of blocks stand on the page."""
PREFLIGHT = Path(__file__).with_name("pdfa-preflight.sh")


def program(name: str, package: str) -> str:
    """The path of an installed program, or a failure that says how to get it."""
    found = shutil.which(name)
    assert found, f"install first: apt-get install -y {package}"
    return found


def checker(name: str) -> str:
    """A PDF/UA checker from its own environment (CHECKERS_BIN, default .venv/checkers/bin)."""
    folder = Path(os.environ.get("CHECKERS_BIN", ROOT / ".venv" / "checkers" / "bin"))
    path = folder / name
    assert path.exists(), (
        "install first: python3 -m venv .venv/checkers &&"
        " .venv/checkers/bin/pip install -r tests/services/requirements.txt"
    )
    return str(path)


def said(*command: str) -> tuple[int, str]:
    """Exit code and everything a program says."""
    done = subprocess.run(command, capture_output=True, timeout=200, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every case on both papers, and the patient's sheets."""
    made = tmp_path_factory.mktemp("summaries")
    sizes: tuple[PageName, ...] = ("letter", "a4")
    for case, changes in CASES.items():
        record = record_of(changes)
        for size in sizes:
            name = made / f"{case.replace(' ', '-')}-{size}.pdf"
            name.write_bytes(render(record, protocol(), page_size=size))
    earlier = (PastScore("phq9", "2026-01-12", 18),)
    visits = render(record_of(CASES["typical"]), protocol(), earlier=earlier)
    (made / "visits.pdf").write_bytes(visits)
    (made / "day.pdf").write_bytes(daily_sheet(DAY))
    for language in ("en", "es"):
        sheet = render(record_of(CASES["stress"], language=language), protocol(), for_patient=True)
        (made / f"patient-{language}.pdf").write_bytes(sheet)
        (made / f"paper-{language}.pdf").write_bytes(paper_form(protocol(), language=language))
    return made


def files(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.glob("*.pdf"))]


def test_qpdf_finds_no_fault(folder: Path) -> None:
    qpdf = program("qpdf", "qpdf")
    for file in files(folder):
        code, words = said(qpdf, "--check", file)
        assert code == 0, words


def test_every_font_is_embedded_and_maps_to_unicode(folder: Path) -> None:
    pdffonts = program("pdffonts", "poppler-utils")
    for file in files(folder):
        _, words = said(pdffonts, file)
        rows = [line.split() for line in words.splitlines()[2:]]
        assert rows
        for row in rows:
            embedded, subset, unicode = row[-5:-2]
            assert (embedded, subset, unicode) == ("yes", "yes", "yes"), words


def test_tagged_without_script_form_or_encryption(folder: Path) -> None:
    pdfinfo = program("pdfinfo", "poppler-utils")
    for file in files(folder):
        _, words = said(pdfinfo, file)
        facts = dict(re.findall(r"^(\w[\w ]*):\s+(.*)$", words, re.MULTILINE))
        assert facts["Tagged"] == "yes"
        assert facts["JavaScript"] == "no"
        assert facts["Form"] == "none"
        assert facts["Encrypted"] == "no"


def test_no_attachment_and_no_link(folder: Path) -> None:
    pdfdetach = program("pdfdetach", "poppler-utils")
    qpdf = program("qpdf", "qpdf")
    for file in files(folder):
        assert "0 embedded files" in said(pdfdetach, "-list", file)[1]
        _, objects = said(qpdf, "--qdf", "--object-streams=disable", file, "-")
        for name in (
            "/URI",
            "/JS",
            "/JavaScript",
            "/OpenAction",
            "/Launch",
            "/Annots",
            "/EmbeddedFile",
        ):
            assert not re.search(rf"{name}\b", objects), (file, name)


def test_poppler_reads_the_dose_and_every_volume(folder: Path) -> None:
    pdftotext = program("pdftotext", "poppler-utils")
    _, words = said(pdftotext, "-layout", str(folder / "typical-letter.pdf"), "-")
    for text in ("35 mg", "0.5 mg/kg × 69.9 kg = 35 mg", "3.5 mL", "0.7 mL", "0.35 mL"):
        assert text in words


def test_preflight_says_valid_pdf_a_1b(folder: Path) -> None:
    program("java", "default-jre-headless")
    others = ("stress-a4", "patient-en", "patient-es", "paper-en", "paper-es", "visits", "day")
    for case in (*(f"{name}-letter" for name in SHAPES), *others):
        code, words = said(str(PREFLIGHT), str(folder / f"{case}.pdf"))
        assert code == 0, words
        assert "is a valid PDF/A-1b file" in words


@pytest.mark.parametrize(
    "case", ["typical-letter", "stress-a4", "withheld-letter", "patient-es", "paper-en"]
)
def test_outloud_finds_no_error(folder: Path, case: str) -> None:
    code, words = said(checker("outloud"), "-q", str(folder / f"{case}.pdf"))
    assert code == 0, words


def test_pdfua_finds_no_error(folder: Path) -> None:
    pdfua = checker("pdfua")
    for file in files(folder):
        code, words = said(pdfua, "check", file)
        assert code == 0, words
