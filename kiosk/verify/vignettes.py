"""Invented patients and the flags they must and must not raise: a clinic's own test cases.

`vignettes/bases.yaml` holds complete answers of healthy people; every other file holds patients that
override some of them. Answers are checked and judged exactly as an answers file is.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kiosk.clinical.assess import assess
from kiosk.errors import BadAnswer, BadFile, KioskError
from kiosk.interview.answers_file import parse_answers
from kiosk.loading.validate import validate
from kiosk.loading.yaml_lines import Document, Place, read_yaml
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.assessment import Assessment, Disposition
from kiosk.model.base import Value
from kiosk.model.protocol import Protocol
from kiosk.verify.finding import Finding, of_bad_file
from kiosk.verify.workbench import Workbench

KIND = "vignettes"
FOLDER = "vignettes"
BASES = "bases.yaml"


class Base(Value):
    """A healthy person's complete answers."""

    answered_at: str
    language: str = "en"
    answers: dict[str, Any]


class Expect(Value):
    """What a vignette must lead to. Flags that are named in neither list may be raised or not.

    `scores`: totals by instrument, null for an incomplete one; instruments that are not named here may
    have been asked or not.
    """

    disposition: Disposition
    urgent: bool
    flags: tuple[str, ...] = ()
    not_flags: tuple[str, ...] = ()
    scores: dict[str, int | None] = {}


class Vignette(Value):
    """One invented patient: overrides of a base, `null` takes an answer away."""

    id: str
    title: str
    base: str
    answers: dict[str, Any] = {}
    withdrawn: dict[str, Any] = {}
    expect: Expect


@dataclass(frozen=True, slots=True)
class Patient:
    """A vignette with where it stands and everything it was answered with."""

    vignette: Vignette
    base: Base
    document: Document
    place: Place

    @property
    def answers(self) -> dict[str, Any]:
        """The base's answers with the overrides."""
        merged = {**self.base.answers, **self.vignette.answers}
        return {question: answer for question, answer in merged.items() if answer is not None}

    def judge(self, protocol: Protocol, vocabulary: Vocabulary) -> Assessment:
        """The assessment. Raises KioskError for answers that do not fit the form."""
        text = json.dumps(
            {
                "form": protocol.id,
                "language": self.base.language,
                "answered_at": self.base.answered_at,
                "answers": self.answers,
                "withdrawn": self.vignette.withdrawn,
            }
        )
        given = parse_answers(
            text, protocol.questionnaire, form_id=protocol.id, languages=protocol.languages
        )
        return assess(protocol, vocabulary, given.answers, day=given.day, withdrawn=given.withdrawn)

    def finding(self, message: str, *key: str) -> Finding:
        """A finding on a line of this vignette."""
        line = self.document.line((*self.place, *key))
        return Finding(str(self.document.path), line, self.vignette.id, KIND, message)


def read_vignettes(folder: Path) -> tuple[Patient, ...]:
    """Every vignette of a protocol folder. Raises BadFile; none where there is no such folder."""
    home = folder / FOLDER
    return _read(home, _bases(home)) if home.is_dir() else ()


def _bases(home: Path) -> dict[str, Base]:
    return validate(read_yaml(home / BASES), TypeAdapter(dict[str, Base]), ("bases",))


def _read(home: Path, bases: dict[str, Base]) -> tuple[Patient, ...]:
    found: list[Patient] = []
    for path in sorted(home.glob("*.yaml")):
        if path.name != BASES:
            found += _patients(read_yaml(path), bases)
    seen: dict[str, Patient] = {}
    for patient in found:
        other = seen.setdefault(patient.vignette.id, patient)
        if other is not patient:
            raise patient.document.fail(
                (*patient.place, "id"), f"stands in {other.document.path} too"
            )
    return tuple(found)


def _patients(document: Document, bases: dict[str, Base]) -> list[Patient]:
    vignettes = validate(document, TypeAdapter(tuple[Vignette, ...]), ("vignettes",))
    found = []
    for index, vignette in enumerate(vignettes):
        place = ("vignettes", index)
        if vignette.base not in bases:
            raise document.fail((*place, "base"), f"no base '{vignette.base}' in {BASES}")
        found.append(Patient(vignette, bases[vignette.base], document, place))
    return found


@dataclass
class Ran:
    """How many vignettes ran, and which rules fired and stayed silent in them."""

    count: int = 0
    fired: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def run_vignettes(bench: Workbench) -> Ran:
    """Every vignette of the folder, and whether together they show each rule firing and staying silent."""
    ran = Ran()
    try:
        patients = read_vignettes(bench.folder.path)
    except BadFile as problem:
        ran.findings.append(of_bad_file(problem, KIND))
        return ran
    _run(patients, bench, ran)
    if patients:
        ran.findings += _not_shown(bench, ran)
    return ran


def run_own_vignettes(bench: Workbench, home: Path) -> Ran:
    """The vignettes that a clinic keeps in `home`, under the protocol as the clinic changed it.

    They name bases of the protocol, or of a bases.yaml of their own. None where there is no such folder.
    """
    ran = Ran()
    if not home.is_dir():
        return ran
    shipped = bench.folder.path / FOLDER
    try:
        bases = _bases(shipped) if shipped.is_dir() else {}
        bases |= _bases(home) if (home / BASES).exists() else {}
        _run(_read(home, bases), bench, ran)
    except BadFile as problem:
        ran.findings.append(of_bad_file(problem, KIND))
    return ran


def _run(patients: tuple[Patient, ...], bench: Workbench, ran: Ran) -> None:
    names = [raw["id"] for raw in (*bench.raw_rules, *bench.raw_classes)]
    for patient in patients:
        ran.count += 1
        for what in ("flags", "not_flags"):
            for name in getattr(patient.vignette.expect, what):
                if name not in names:
                    ran.findings.append(patient.finding(f"no rule '{name}'", "expect", what))
        try:
            assessment = patient.judge(bench.protocol, bench.vocabulary)
        except KioskError as problem:
            key = problem.field if isinstance(problem, BadAnswer) else ""
            ran.findings.append(patient.finding(problem.message, "answers", key))
            continue
        raised = {flag.rule for flag in assessment.flags}
        ran.fired |= raised
        ran.silent |= {name for name in names if name not in raised}
        ran.findings += _differences(patient, assessment, raised)


def _differences(patient: Patient, assessment: Assessment, raised: set[str]) -> list[Finding]:
    expect = patient.vignette.expect
    found = []
    for what, wanted, got in (
        ("disposition", expect.disposition, assessment.disposition),
        ("urgent", expect.urgent, assessment.urgent),
    ):
        if wanted != got:
            said = f"expected {what} {wanted}, got {got} ({', '.join(sorted(raised)) or 'no flag'})"
            found.append(patient.finding(said, "expect", what))
    totals = {score.instrument: score.score for score in assessment.scores}
    for name, total in expect.scores.items():
        if name not in totals:
            found.append(patient.finding(f"'{name}' must be asked and is not", "expect", "scores"))
        elif totals[name] != total:
            said = f"expected a total of {total} for '{name}', got {totals[name]}"
            found.append(patient.finding(said, "expect", "scores"))
    for name in expect.flags:
        if name not in raised:
            found.append(patient.finding(f"'{name}' must be raised and is not", "expect", "flags"))
    for name in expect.not_flags:
        if name in raised:
            said = f"'{name}' must not be raised and is"
            found.append(patient.finding(said, "expect", "not_flags"))
    return found


def _not_shown(bench: Workbench, ran: Ran) -> list[Finding]:
    found = []
    for raw in (*bench.raw_rules, *bench.raw_classes):
        if raw["id"] not in ran.fired and _can_show(bench, raw):
            said = "is raised in no vignette: add a patient who raises it"
            found.append(bench.places.rule(raw["id"], KIND, said))
        if raw["id"] not in ran.silent:
            said = "is raised in every vignette: add a patient who does not raise it"
            found.append(bench.places.rule(raw["id"], KIND, said))
    return found


def _can_show(bench: Workbench, raw: dict[str, Any]) -> bool:
    """False for a class rule whose every medicine another rule flags in its place."""
    if not raw.get("silent_beside"):
        return True
    return any(bench.medicines.raises(raw, m) for m in bench.vocabulary.medicines.values())
