"""Whether every rule and every case of it can fire, and no two of them say different things."""

from collections.abc import Iterator
from itertools import combinations, product

from kiosk.verify.finding import BROKEN, Finding
from kiosk.verify.reachability import can_hold
from kiosk.verify.second_reading import (
    UNKNOWN,
    Path,
    Plain,
    Raw,
    expected,
    leaf_paths,
)
from kiosk.verify.variables import (
    MOST_COMBINATIONS,
    combinations_of,
    every,
    own_questions,
    variables,
)
from kiosk.verify.workbench import Workbench

KIND = "rules"

OUTCOMES = {
    "weight": {
        *("missing", "implausible", "unconfirmed", "no_height", "outside_soft", "bmi_note"),
    },
    "reason": {"named"},
    "allergies": {"named", "alike", "unknown"},
    "unidentified": {"unmatched"},
    "nothing_listed": {"nothing"},
    "sedatives": {"opioid_combination", "two_or_more"},
}
"""The outcomes that the computed kinds of rules name."""


def check_rules(bench: Workbench) -> Iterator[Finding]:
    """Dead rules and cases, missing outcomes, contradictions."""
    for raw in bench.raw_rules:
        kind = raw.get("kind", "answer")
        if kind in ("answer", "score"):
            yield from _dead(bench, raw, kind)
            yield from _contradicting_cases(bench, raw, raw["cases"], ("cases",))
        else:
            yield from _outcomes(bench, raw, kind)
        if kind == "allergies" and not raw.get("allergens"):
            said = "can never fire: expected allergens, beginnings of words"
            yield bench.places.rule(raw["id"], KIND, said)
        if kind == "allergies" and not raw.get("allergen_names"):
            said = "knows no misspelling: expected allergen_names, whole words"
            yield bench.places.rule(raw["id"], KIND, said)
        if raw.get("when") and not can_hold(bench.reading, raw["when"]):
            said = "can never fire: its conditions never hold together"
            yield bench.places.rule(raw["id"], KIND, said, "when")
    for raw in bench.raw_classes:
        yield from _dead_class(bench, raw)
    yield from _contradicting_rules(bench)


def _dead(bench: Workbench, raw: Raw, kind: str) -> Iterator[Finding]:
    live = set(_deciding(bench, raw, kind))
    every_case = list(leaf_paths(raw["cases"]))
    if not live:
        yield bench.places.rule(raw["id"], KIND, "can never fire, whatever is answered")
        return
    for path in every_case:
        if path not in live:
            said = "this case never decides: no answer reaches it, or a graver one always stands"
            yield bench.places.rule(raw["id"], KIND, said, *path.keys)


def _deciding(bench: Workbench, raw: Raw, kind: str) -> Iterator[Path]:
    """Every case that some fully known set of answers makes the deciding one."""
    reading = bench.reading
    if kind == "score":
        items = bench.items_of(raw["instrument"])
        totals = {sum(each) for each in product(*(reading.explicit(item) for item in items))}
        for answers in every(variables(reading, (), (), {**raw, "questions": []})):
            for total in totals:
                yield from reading.deciding_score(raw, total, answers)
        return
    found = {
        question: tuple(answer for answer in answers if answer not in (*UNKNOWN, None))
        for question, answers in variables(reading, own_questions(raw), (), raw).items()
    }
    if combinations_of(found) > MOST_COMBINATIONS:
        yield from leaf_paths(raw["cases"])
        return
    for answers in every(found):
        yield from reading.deciding(raw, answers)


def _contradicting_cases(
    bench: Workbench, raw: Raw, cases: list[Raw], keys: tuple[str | int, ...]
) -> Iterator[Finding]:
    """Two cases of one question for the same answer (or the same range) with different results."""
    for (_, one), (later, other) in combinations(enumerate(cases), 2):
        same = all(one.get(key) == other.get(key) for key in ("answer", "at_least", "less_than"))
        together = [*one.get("when", []), *other.get("when", [])]
        if same and _result(one) != _result(other) and can_hold(bench.reading, together):
            said = f"{_test(other)} leads to {_told(one)} and to {_told(other)}"
            yield bench.places.rule(raw["id"], KIND, said, *keys, later)
    for index, case in enumerate(cases):
        if "then" in case:
            inner = (*keys, index, "then", "cases")
            yield from _contradicting_cases(bench, raw, case["then"]["cases"], inner)


def _contradicting_rules(bench: Workbench) -> Iterator[Finding]:
    """Two rules over one question that give the same answer different tiers."""
    judged = [raw for raw in bench.raw_rules if raw.get("kind", "answer") == "answer"]
    for one, other in combinations(judged, 2):
        together = [*one.get("when", []), *other.get("when", [])]
        for question in set(one["questions"]) & set(other["questions"]):
            for answer in bench.reading.explicit(question):
                first, second = (_direct(bench, raw, answer) for raw in (one, other))
                if first and second and first != second and can_hold(bench.reading, together):
                    said = (
                        f"'{question}' answered {_plain(answer)} is {second} here "
                        f"and {first} in '{one['id']}'"
                    )
                    yield bench.places.rule(other["id"], KIND, said)
                    break


def _direct(bench: Workbench, raw: Raw, answer: Plain) -> str:
    """The tier that a rule gives an answer at once; empty where it has none or asks on."""
    found = [
        expected(case)
        for case in raw["cases"]
        if "tier" in case and bench.reading.matches(case, answer)
    ]
    return min(found).tier if found else ""


def _outcomes(bench: Workbench, raw: Raw, kind: str) -> Iterator[Finding]:
    name = raw.get("list_check", "") if kind == "medicines" else kind
    wanted = OUTCOMES.get(name)
    if wanted is None:
        said = (
            f"list_check must be one of {', '.join(sorted(OUTCOMES.keys() - {'weight', 'reason'}))}"
        )
        yield bench.places.rule(raw["id"], BROKEN, said)
        return
    written = set(raw.get("outcomes", {}))
    for missing in sorted(wanted - written):
        said = f"outcomes must say what '{missing}' leads to"
        yield bench.places.rule(raw["id"], BROKEN, said, "outcomes")
    for unknown in sorted(written - wanted):
        said = f"the outcome '{unknown}' can never happen"
        yield bench.places.rule(raw["id"], KIND, said, "outcomes", unknown)


def _dead_class(bench: Workbench, raw: Raw) -> Iterator[Finding]:
    if not any(bench.medicines.belongs(raw, m) for m in bench.vocabulary.medicines.values()):
        said = "can never fire: no medicine of the vocabulary belongs to it"
        yield bench.places.rule(raw["id"], KIND, said)
    conditions = raw.get("escalate_when", [])
    if bool(conditions) != ("escalate_to" in raw):
        said = "escalate_when and escalate_to belong together"
        yield bench.places.rule(raw["id"], KIND, said)
    elif conditions and not can_hold(bench.reading, conditions):
        said = "never escalates: its conditions never hold"
        yield bench.places.rule(raw["id"], KIND, said, "escalate_when")


def _result(case: Raw) -> object:
    return expected(case) if "tier" in case else case["then"]


def _told(case: Raw) -> str:
    if "tier" not in case:
        return f"the follow-up '{case['then']['question']}'"
    return str(case["tier"]) + (" and urgent" if case.get("urgent") else "")


def _test(case: Raw) -> str:
    if case.get("answer") is not None:
        return f"the answer {case['answer']}"
    bounds = (f"{key} {case[key]}" for key in ("at_least", "less_than") if case.get(key))
    return " ".join(bounds)


def _plain(answer: Plain) -> str:
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
