"""The safety proof for the medicine list.

Every medicine of the vocabulary is listed, each that a rule reads on its own; those that withhold also
as needed and as stopped. Pairs take one medicine for each set of class rules that the medicine and its
parts fall under, a second of the same set, and the same one again: the rules over a list see nothing
else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from kiosk.interview.check import MOST_ENTRIES
from kiosk.medications.vocabulary import Medicine
from kiosk.model.protocol import Protocol
from kiosk.verify.safety import Proof, Proved, can_withhold
from kiosk.verify.second_reading import Expected, Plain, Raw, expected
from kiosk.verify.trial import DOSE_GIVEN, WRONG_FLAG, Answers, Failures, raised
from kiosk.verify.variables import answers_of, every, variables
from kiosk.verify.workbench import Workbench

LIST = "medications"
NONE = "takes_no_medications"
_MARKS = ("counts_as_sedative", "opioid", "benzodiazepine_or_barbiturate")
_UNIDENTIFIED = {"entered": "a small blue one"}


@dataclass(frozen=True, slots=True)
class Case:
    """One medicine list, with the answers around it."""

    answers: Answers
    listed: tuple[Medicine, ...] = ()
    status: str = "taking"
    unidentified: bool = False
    alcohol: bool = False
    """The answers around it come to a total that counts as one sedative."""

    def given(self) -> dict[str, Plain]:
        """The answers with the list in them."""
        entries: list[Plain] = [
            {"entered": each.generic, "confirmed": each.generic, "status": self.status}
            for each in self.listed
        ]
        return {**self.answers, LIST: entries + ([_UNIDENTIFIED] if self.unidentified else [])}


def prove_medicines(bench: Workbench, proof: Proof) -> None:
    """Class rules, the rules over the list as a whole, and rules that a sedative makes graver."""
    if LIST not in bench.reading.item or NONE not in bench.reading.item:
        return
    every_medicine = sorted(bench.vocabulary.medicines.values())
    kinds = _kinds(bench, every_medicine, bench.raw_classes)
    sedating = _kinds(
        bench,
        [medicine for medicine in every_medicine if bench.medicines.sedatives([medicine])],
        [raw for raw in bench.raw_classes if any(raw.get(mark) for mark in _MARKS)],
    )
    lists = [raw for raw in bench.raw_rules if raw.get("kind") == "medicines"]
    conditions = [c for raw in bench.raw_classes for c in raw.get("escalate_when", [])]
    around = variables(bench.reading, (), conditions)
    protocol = bench.slice(
        [NONE, LIST, *around],
        [raw["id"] for raw in lists],
        [raw["id"] for raw in bench.raw_classes],
    )
    usual = {q: bench.healthy[q] for q in around if q in bench.healthy}
    usual |= {**bench.dose_needs(()), NONE: "no"}
    cases = [
        *_alone(bench, every_medicine, usual),
        *(Case(usual, pair) for pair in _pairs(sedating)),
        *_said(bench, kinds, usual),
        *_escalating(bench, kinds, usual, every(around)),
    ]
    demands = {raw["id"]: (raw, _of_class(bench, raw)) for raw in bench.raw_classes}
    demands |= {raw["id"]: (raw, of_list(bench, raw)) for raw in lists}
    try_lists(bench, proof, protocol, cases, demands)
    for raw in bench.raw_rules:
        if raw.get("with_sedative"):
            _with_sedative(bench, proof, raw, [kind[0] for kind in sedating], usual)


Demand = Callable[[Case], Expected | None]
"""What a medicine list must raise by one rule; None for nothing."""


def try_lists(
    bench: Workbench,
    proof: Proof,
    protocol: Protocol,
    cases: list[Case],
    demands: dict[str, tuple[Raw, Demand]],
    beside: str = "",
) -> None:
    """Every case through the real assessment; each rule of `demands` must raise what it demands."""
    failures = {rule_id: Failures(bench, rule_id) for rule_id in demands}
    shown = dict.fromkeys(demands, 0)
    for case in cases:
        assessment = bench.assess(protocol, case.given())
        for rule_id, (_, demand) in demands.items():
            wanted, got = demand(case), raised(assessment, rule_id)
            shown[rule_id] += wanted is not None
            if got != wanted:
                failures[rule_id].add(WRONG_FLAG, _told(case), got, wanted)
            if wanted is not None and wanted.tier == "withhold" and assessment.regimens:
                failures[rule_id].add(DOSE_GIVEN, _told(case), got, wanted)
    for rule_id, (raw, _) in demands.items():
        proof.findings += failures[rule_id].findings()
        proof.proved.append(
            Proved(
                rule_id,
                raw["reference"],
                can_withhold(raw),
                f"{shown[rule_id]} medicine lists {beside}".strip(),
                0,
            )
        )
    proof.lists += len(cases)


def _with_sedative(
    bench: Workbench, proof: Proof, raw: Raw, sedating: list[Medicine], usual: Answers
) -> None:
    """Every answer of a rule that a sedative makes graver, with each kind of sedative."""
    found = variables(bench.reading, raw["questions"], (), raw)
    protocol = bench.slice(
        [NONE, LIST, *found], [raw["id"]], [each["id"] for each in bench.raw_classes]
    )
    graver = expected(raw["with_sedative"])

    def demand(case: Case) -> Expected | None:
        wanted = bench.reading.of_answers(raw, case.answers)
        return None if wanted is None else Expected(graver.rank, wanted.calm and graver.calm)

    cases = [
        Case({**usual, **answers}, (medicine,))
        for answers, medicine in product(every(found), sedating)
    ]
    try_lists(bench, proof, protocol, cases, {raw["id"]: (raw, demand)})


def _of_class(bench: Workbench, raw: Raw) -> Demand:
    def demand(case: Case) -> Expected | None:
        def hold(conditions: list[Raw]) -> bool:
            return bench.reading.all_hold(conditions, case.answers)

        return bench.medicines.of_class(raw, list(case.listed), hold)

    return demand


def of_list(bench: Workbench, raw: Raw) -> Demand:
    """What a rule over the list as a whole demands."""

    def demand(case: Case) -> Expected | None:
        return bench.medicines.of_list(
            raw,
            list(case.listed),
            unidentified=case.unidentified,
            said_none=case.answers.get(NONE, "skipped"),
            alcohol=case.alcohol,
        )

    return demand


def _alone(bench: Workbench, medicines: list[Medicine], usual: Answers) -> Iterator[Case]:
    """Each medicine that a rule reads on its own list, all others together in long lists."""
    read = [m for m in medicines if any(bench.medicines.belongs(r, m) for r in bench.raw_classes)]
    withholding = [raw for raw in bench.raw_classes if can_withhold(raw)]
    for medicine in read:
        yield Case(usual, (medicine,))
        if any(bench.medicines.belongs(raw, medicine) for raw in withholding):
            yield Case(usual, (medicine,), "as_needed")
            yield Case(usual, (medicine,), "stopped")
    taken = set(read)
    silent = [medicine for medicine in medicines if medicine not in taken]
    for start in range(0, len(silent), MOST_ENTRIES):
        yield Case(usual, tuple(silent[start : start + MOST_ENTRIES]))


def _pairs(kinds: list[list[Medicine]]) -> Iterator[tuple[Medicine, ...]]:
    yield from ((one[0], other[0]) for one, other in combinations(kinds, 2))
    yield from ((kind[0], kind[-1]) for kind in kinds if len(kind) > 1)
    # One name on two lines is two medicines.
    yield from ((kind[0], kind[0]) for kind in kinds)


def _said(bench: Workbench, kinds: list[list[Medicine]], usual: Answers) -> Iterator[Case]:
    """What the patient said about taking none, beside no entry, an unknown one and a known one."""
    withholding = [raw for raw in bench.raw_classes if can_withhold(raw)]
    known = [
        kind[0]
        for kind in kinds
        if any(bench.medicines.belongs(raw, kind[0]) for raw in withholding)
    ]
    for said in answers_of(bench.reading, NONE):
        answers = {q: a for q, a in {**usual, NONE: said}.items() if a is not None}
        yield Case(answers)
        yield Case(answers, unidentified=True)
        yield from (Case(answers, (medicine,)) for medicine in known)


def _escalating(
    bench: Workbench,
    kinds: list[list[Medicine]],
    usual: Answers,
    around: Iterator[dict[str, Plain]],
) -> Iterator[Case]:
    waiting = [raw for raw in bench.raw_classes if raw.get("escalate_when")]
    touched = [
        kind[0] for kind in kinds if any(bench.medicines.belongs(raw, kind[0]) for raw in waiting)
    ]
    fixed = {q: a for q, a in usual.items() if q in (NONE, *bench.dose_needs(()))}
    for answers in around if touched else ():
        yield from (Case({**fixed, **answers}, (medicine,)) for medicine in touched)


def _kinds(bench: Workbench, medicines: list[Medicine], classes: list[Raw]) -> list[list[Medicine]]:
    """Medicines that none of these class rules can tell apart, by themselves and by their parts."""

    def seen(medicine: Medicine) -> tuple[tuple[str, str], ...]:
        return tuple(
            (raw["id"], raw.get("except_generics", {}).get(medicine.generic, raw["tier"]))
            for raw in classes
            if bench.medicines.belongs(raw, medicine)
        )

    kinds: dict[object, list[Medicine]] = {}
    for medicine in medicines:
        parts = [bench.vocabulary.medicine(name) for name in medicine.ingredients]
        key = (seen(medicine), tuple(sorted(seen(part) for part in parts if part)))
        kinds.setdefault(key, []).append(medicine)
    return list(kinds.values())


def _told(case: Case) -> dict[str, Plain]:
    names = [f"{each.generic} ({case.status})" for each in case.listed]
    names += ["an unidentified one"] if case.unidentified else []
    kept = {q: a for q, a in case.answers.items() if isinstance(a, str)}
    return {**kept, LIST: ", ".join(names) or "none"}
