"""Each kind of fault in a protocol is found, on the right line, before a patient can meet it."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import BadFile
from kiosk.loading.protocol import read_folder
from kiosk.loading.yaml_lines import read_yaml
from kiosk.medications.vocabulary import Vocabulary
from kiosk.verify.classes import check_classes
from kiosk.verify.finding import Finding, of_bad_file
from kiosk.verify.names import check_names
from kiosk.verify.reachability import check_reachability
from kiosk.verify.reading_level import check_reading
from kiosk.verify.rules import check_rules
from kiosk.verify.safety import Proof, prove_answers, prove_possible
from kiosk.verify.translations import check_translations
from kiosk.verify.vignettes import run_vignettes
from kiosk.verify.workbench import Workbench

ROOT = Path(__file__).resolve().parents[3]
FORMS = ROOT / "forms"
MUTATIONS = read_yaml(ROOT / "tests/data/broken_protocols/mutations.yaml").data["mutations"]


def copied(into: Path) -> Path:
    """The shipped protocol with its instruments and words, to be broken."""
    for name in ("ketamine-infusion", "instruments", "words"):
        shutil.copytree(FORMS / name, into / name)
    return into / "ketamine-infusion"


def broken(folder: Path, edit: dict[str, str]) -> None:
    """One edit; it must change something, or the test would prove nothing."""
    path = folder / edit["file"]
    text = path.read_text(encoding="utf-8")
    start = text.index(edit["old"], text.index(edit["after"]))
    end = start + len(edit["old"])
    path.write_text(text[:start] + edit["new"] + text[end:], encoding="utf-8")


def line_of(folder: Path, finds: dict[str, str]) -> int:
    """The line that the finding must name."""
    text = (folder / finds["file"]).read_text(encoding="utf-8")
    return text.count("\n", 0, text.index(finds["on"], text.index(finds["after"]))) + 1


def _safety(bench: Workbench, rule: str) -> list[Finding]:
    proof = Proof()
    prove_answers(bench, proof, {rule})
    return proof.findings


def _possible(bench: Workbench) -> list[Finding]:
    proof = Proof()
    prove_possible(bench, proof)
    return proof.findings


def found_by(check: str, folder: Path, vocabulary: Vocabulary, rule: str) -> Iterable[Finding]:
    """What one check finds in a folder."""
    try:
        bench = Workbench(read_folder(folder), vocabulary)
    except BadFile as problem:
        return [of_bad_file(problem)]
    checks: dict[str, Callable[[], Iterable[Finding]]] = {
        "names": lambda: check_names(bench),
        "rules": lambda: check_rules(bench),
        "reachability": lambda: check_reachability(bench),
        "classes": lambda: check_classes(bench),
        "translations": lambda: check_translations(bench, folder.parent),
        "reading": lambda: check_reading(bench, folder.parent),
        "vignettes": lambda: run_vignettes(bench).findings,
        "safety": lambda: _safety(bench, rule),
        "possible": lambda: _possible(bench),
    }
    return list(checks[check]())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation["id"])
def test_a_broken_protocol_is_found_out(
    mutation: dict[str, Any], tmp_path: Path, vocabulary: Vocabulary
) -> None:
    folder = copied(tmp_path)
    broken(folder, mutation["edit"])
    if "also" in mutation:
        broken(folder, mutation["also"])
    finds = mutation["finds"]

    findings = list(found_by(finds["check"], folder, vocabulary, finds.get("rule", "")))

    place = ((folder / finds["file"]).resolve(), line_of(folder, finds))
    matching = [f for f in findings if finds["says"] in f.message]
    assert matching, [str(finding) for finding in findings]
    assert place in [(Path(f.file).resolve(), f.line) for f in matching], [*map(str, matching)]
    if finds["about"]:
        assert finds["about"] in [finding.link_id for finding in matching]
