"""The safety proof for alcohol as a sedative: a total at or above its cut counts as one (R3, M6).

Every total of a scored instrument, and one item unknown or all left out, for every answer that decides
its cut, beside no medicine and beside one sedating medicine.
"""

from collections.abc import Iterator
from itertools import product

from kiosk.medications.vocabulary import Medicine
from kiosk.verify.safety import Proof
from kiosk.verify.safety_medicines import LIST, NONE, Case, Demand, of_list, try_lists
from kiosk.verify.second_reading import Expected, Plain, Raw, conditions_in, expected
from kiosk.verify.trial import Answers
from kiosk.verify.variables import every, variables
from kiosk.verify.workbench import Workbench


def prove_alcohol(bench: Workbench, proof: Proof) -> None:
    """Rules over sedatives, with alcohol below and above its cut."""
    if LIST not in bench.reading.item or NONE not in bench.reading.item:
        return
    known = sorted(bench.vocabulary.medicines.values())
    sedative = next((m for m in known if bench.medicines.sedatives([m]) == 1), None)
    lists: list[tuple[Medicine, ...]] = [(), (sedative,)] if sedative else [()]
    counting = [raw for raw in bench.raw_rules if raw.get("list_check") == "sedatives"]
    graver = [raw for raw in bench.raw_rules if raw.get("with_sedative")]
    for score in (raw for raw in bench.raw_rules if raw.get("kind") == "score"):
        items = bench.items_of(score["instrument"])
        asked = variables(bench.reading, (), conditions_in(score["cases"]))
        drinking = [
            ({**around, **total}, bench.reading.of_score(score, items, {**around, **total}))
            for around in every(asked)
            for total in _totals(bench, items)
        ]
        for raw in (*graver, *counting):
            own = variables(bench.reading, raw.get("questions", []), (), raw)
            usual = {**bench.dose_needs((*own, *asked)), NONE: "no"}
            cases = [
                Case({**usual, **own_answers, **answers}, listed, alcohol=raised is not None)
                for own_answers, (answers, raised), listed in product(every(own), drinking, lists)
            ]
            protocol = bench.slice(
                [NONE, LIST, *items, *asked, *own],
                [raw["id"], score["id"]],
                [each["id"] for each in bench.raw_classes],
            )
            demand = of_list(bench, raw) if raw in counting else _beside(bench, raw)
            try_lists(bench, proof, protocol, cases, {raw["id"]: (raw, demand)}, "with alcohol")


def _totals(bench: Workbench, items: list[str]) -> Iterator[Answers]:
    """Answers for each total from the lowest to the highest, and with unknown ones."""
    answers: dict[str, Plain] = {item: min(bench.reading.explicit(item)) for item in items}
    yield dict(answers)
    for item in items:
        for higher in bench.reading.explicit(item)[1:]:
            answers[item] = higher
            yield dict(answers)
    lowest: dict[str, Plain] = {item: min(bench.reading.explicit(item)) for item in items}
    for item in items:
        yield {**lowest, item: "not_sure"}
        yield {**lowest, item: "skipped"}
    yield {}


def _beside(bench: Workbench, raw: Raw) -> Demand:
    graver = expected(raw["with_sedative"])

    def demand(case: Case) -> Expected | None:
        wanted = bench.reading.of_answers(raw, case.answers)
        sedated = case.alcohol or bool(case.listed)
        if wanted is None or not sedated:
            return wanted
        return Expected(graver.rank, wanted.calm and graver.calm)

    return demand
