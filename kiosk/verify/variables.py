"""Which questions decide a rule, and every answer that each of them can have.

Exact, not sampled. A list of choices stands for every set of the codes that some condition or case
of the rule can tell apart, with none and with all of the codes that nothing looks at.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from kiosk.verify.second_reading import (
    UNKNOWN,
    Plain,
    Raw,
    SecondReading,
    conditions_in,
    followups,
)

Variables = dict[str, tuple[Plain, ...]]
"""Question to every answer it can have; None stands for absent."""

MOST_COMBINATIONS = 50_000
"""More than any rule of a sensible protocol needs; beyond it a check would run for minutes."""

_OPEN: Mapping[str, Plain] = {
    "string": "given",
    "text": "given",
    "signature": "given",
    "medications": [],
}
USUAL_WEIGHT = {"value": "70", "unit": "kg"}
USUAL_HEIGHT = {"value": "170", "unit": "cm"}


def own_questions(rule: Raw) -> list[str]:
    """The questions whose answers a rule of kind `answer` judges, follow-ups included."""
    return [*rule["questions"], *followups(rule["cases"])]


def gates(reading: SecondReading, questions: Iterable[str]) -> list[str]:
    """The questions that decide whether `questions` are asked, and those that decide about these."""
    found: dict[str, None] = {}

    def visit(link_id: str) -> None:
        parent = reading.parent.get(link_id)
        for source in _sources(reading.item[link_id]):
            if source not in found:
                found[source] = None
                visit(source)
        if parent:
            visit(parent)

    for question in questions:
        visit(question)
    return list(found)


def conditions_on(reading: SecondReading, questions: Iterable[str]) -> Iterator[Raw]:
    """Every condition of `questions`, and of what they stand in, on which their being asked rests."""
    for question in questions:
        link_id: str | None = question
        while link_id:
            yield from _conditions(reading.item[link_id])
            link_id = reading.parent.get(link_id)


def _conditions(raw: Raw) -> list[Raw]:
    return [*raw.get("enableWhen", []), *raw.get("mootWhen", [])]


def _sources(raw: Raw) -> list[str]:
    return [condition["question"] for condition in _conditions(raw)]


def variables(
    reading: SecondReading, questions: Iterable[str], conditions: Iterable[Raw] = (), *rules: Raw
) -> Variables:
    """Every answer of `questions`, of the sources of `conditions`, and of what gates all of these."""
    tested = list(conditions)
    for rule in rules:
        tested += [*rule.get("when", []), *conditions_in(rule.get("cases", []))]
    start = [*questions, *(condition["question"] for condition in tested)]
    names = list(dict.fromkeys([*start, *gates(reading, start)]))
    tested += conditions_on(reading, names)
    return {name: answers_of(reading, name, _codes_tested(name, tested, rules)) for name in names}


def answers_of(
    reading: SecondReading, question: str, relevant: frozenset[str] | None = None
) -> tuple[Plain, ...]:
    """Every answer of a question: the known ones, not sure, skipped and absent.

    `relevant`: the codes that matter in a list of choices; without it every set of codes.
    """
    raw = reading.item[question]
    unknown = (*UNKNOWN, None)
    if raw["type"] == "choice" and raw.get("repeats"):
        codes = reading.codes(question)
        telling = [code for code in codes if relevant is None or code in relevant]
        rest = [code for code in codes if code not in telling]
        chosen = [list(some) for n in range(len(telling) + 1) for some in combinations(telling, n)]
        ends = ([], rest) if rest else ([],)
        return (*(some + list(end) for some in chosen for end in ends), *unknown)
    if raw["type"] in ("choice", "integer", "date"):
        return (*reading.explicit(question), *unknown)
    return (open_answer(raw), *unknown)


def open_answer(raw: Raw) -> Plain:
    """One ordinary answer of a question that has no list of answers."""
    if raw["type"] == "quantity":
        return USUAL_WEIGHT if "kg" in raw.get("unit", []) else USUAL_HEIGHT
    return [] if raw.get("repeats") else _OPEN[raw["type"]]


def combinations_of(found: Variables) -> int:
    """How many sets of answers `found` stands for."""
    return math.prod(len(answers) for answers in found.values())


def every(found: Variables) -> Iterator[dict[str, Plain]]:
    """Every set of answers, absent ones left out."""
    for chosen in product(*found.values()):
        yield {q: answer for q, answer in zip(found, chosen, strict=True) if answer is not None}


def _codes_tested(question: str, conditions: list[Raw], rules: tuple[Raw, ...]) -> frozenset[str]:
    codes = {str(c["answer"]) for c in conditions if c["question"] == question}
    for rule in rules:
        if question in (*rule.get("questions", []), *followups(rule.get("cases", []))):
            codes |= _codes_of(rule["cases"])
        if "reason_for_visit" in rule:
            codes.add(rule["reason_for_visit"])
    return frozenset(codes)


def _codes_of(cases: list[Raw]) -> set[str]:
    found = {str(case["answer"]) for case in cases if case.get("answer") is not None}
    for case in cases:
        if "then" in case:
            found |= _codes_of(case["then"]["cases"])
    return found
