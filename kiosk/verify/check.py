"""Everything that `kiosk form check` looks at, in one pass over a protocol folder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import BadFile
from kiosk.loading.protocol import read_folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.verify.classes import check_classes
from kiosk.verify.finding import BROKEN, Finding, of_bad_file
from kiosk.verify.names import check_names
from kiosk.verify.reachability import check_reachability
from kiosk.verify.reading_level import check_reading, measure
from kiosk.verify.rules import check_rules
from kiosk.verify.safety import Proof, prove_answers, prove_possible, prove_whole
from kiosk.verify.safety_alcohol import prove_alcohol
from kiosk.verify.safety_allergies import prove_allergies
from kiosk.verify.safety_medicines import prove_medicines
from kiosk.verify.safety_weight import prove_weight
from kiosk.verify.translations import check_translations
from kiosk.verify.vignettes import run_vignettes
from kiosk.verify.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, in the order of files and lines, and what was done to find it."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    proof: Proof


def check_folder(folder: Path, library: Path | None, vocabulary: Vocabulary) -> list[Finding]:
    """Every finding about the protocol in `folder`; empty when it is sound."""
    return list(examine(folder, library, vocabulary).findings)


def examine(folder: Path, library: Path | None, vocabulary: Vocabulary) -> Report:
    """The protocol in `folder` with `library` (instruments, words; default: the folder's parent)."""
    shared = library or folder.parent
    proof = Proof()
    try:
        bench = Workbench(read_folder(folder, library), vocabulary)
    except BadFile as problem:
        return Report((of_bad_file(problem),), ("nothing else was checked",), proof)
    findings = check_names(bench)
    checks: list[Callable[[], Iterable[Finding]]] = [
        lambda: check_classes(bench),
        lambda: check_translations(bench, shared),
        lambda: check_reading(bench, shared),
    ]
    if not _broken(findings):
        checks += [lambda: check_rules(bench), lambda: check_reachability(bench)]
    for check in checks:
        try:
            findings += check()
        except BadFile as problem:
            findings.append(of_bad_file(problem))
    notes = [] if measure() else ["reading level not measured: textstat is not installed"]
    if _broken(findings):
        notes.append("safety proof and vignettes wait until these are mended")
    else:
        prove_possible(bench, proof)
        prove_answers(bench, proof)
        prove_weight(bench, proof)
        prove_medicines(bench, proof)
        prove_alcohol(bench, proof)
        prove_allergies(bench, proof)
        prove_whole(bench, proof)
        ran = run_vignettes(bench)
        findings += [*proof.findings, *ran.findings]
        notes += [*proof.lines(), f"vignettes: {ran.count} run"]
    ordered = sorted(dict.fromkeys(findings), key=lambda f: (f.file, f.line))
    return Report(tuple(ordered), tuple(notes), proof)


def _broken(findings: Iterable[Finding]) -> bool:
    return any(finding.kind == BROKEN for finding in findings)
