"""Whether every question can be asked, every early group can come early, every condition can hold.

Exact: searches all answers of the questions that decide it, with the second reading of the form, and
asks the kiosk's own reading to confirm what was found.
"""

from collections.abc import Callable, Iterator

from kiosk.interview.conditions import read
from kiosk.verify.finding import Finding
from kiosk.verify.second_reading import Plain, Raw, SecondReading
from kiosk.verify.variables import (
    MOST_COMBINATIONS,
    combinations_of,
    conditions_on,
    every,
    variables,
)
from kiosk.verify.workbench import Workbench

KIND = "reachability"


def check_reachability(bench: Workbench) -> Iterator[Finding]:
    """Questions that nobody is asked, and conditions that never hold."""
    reading = bench.reading
    for link_id, raw in reading.item.items():
        for field in ("enableWhen", "mootWhen"):
            yield from _conditions(bench, link_id, raw.get(field, []), field)
        early = raw.get("early", {})
        yield from _conditions(bench, link_id, early.get("enableWhen", []), "early")
        if early and not _ever(reading, early["enableWhen"], _early(reading, link_id, early)):
            yield bench.places.item(link_id, KIND, "never comes early", "early")
        answers = _witness(reading, link_id)
        if answers is None:
            yield bench.places.item(link_id, KIND, "is never asked, whatever the answers before it")
        elif raw["type"] not in ("group", "display") and not _confirmed(bench, link_id, answers):
            said = f"should be asked after {answers}, and the kiosk does not ask it"
            yield bench.places.item(link_id, KIND, said)


def _witness(reading: SecondReading, link_id: str) -> dict[str, Plain] | None:
    """Answers with which the item is asked and not left out; None when there are none."""
    found = variables(reading, (), conditions_on(reading, [link_id]))
    return next(
        (
            answers
            for answers in every(found)
            if reading.asked(link_id, answers) and not reading.left_out(link_id, answers)
        ),
        None,
    )


def _confirmed(bench: Workbench, link_id: str, answers: dict[str, Plain]) -> bool:
    stored = bench.stored(answers)
    asked = read(bench.protocol.questionnaire, stored, absent_is_skipped=True)
    return link_id in asked.order


def _conditions(
    bench: Workbench, link_id: str, conditions: list[Raw], field: str
) -> Iterator[Finding]:
    for index, condition in enumerate(conditions):
        if not can_hold(bench.reading, [condition]):
            place = ("early", "enableWhen", index) if field == "early" else (field, index)
            yield bench.places.item(link_id, KIND, f"{_told(condition)} never holds", *place)


def can_hold(reading: SecondReading, conditions: list[Raw]) -> bool:
    """Whether all of `conditions` can hold at once."""
    return _ever(reading, conditions, lambda answers: reading.all_hold(conditions, answers))


def _early(reading: SecondReading, link_id: str, early: Raw) -> Callable[[dict[str, Plain]], bool]:
    def comes(answers: dict[str, Plain]) -> bool:
        held = [reading.holds(condition, answers) for condition in early["enableWhen"]]
        together = all(held) if early.get("enableBehavior") == "all" else any(held)
        return together and reading.asked(link_id, answers)

    return comes


def _ever(
    reading: SecondReading,
    conditions: list[Raw],
    test: Callable[[dict[str, Plain]], bool],
) -> bool:
    found = variables(reading, (), conditions)
    if combinations_of(found) > MOST_COMBINATIONS:
        return True
    return any(test(answers) for answers in every(found))


def _told(condition: Raw) -> str:
    return f"the condition {condition['question']} {condition['operator']} {condition['answer']}"
