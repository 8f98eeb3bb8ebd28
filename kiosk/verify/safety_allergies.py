"""The safety proof for allergies: a list that nobody gave, and an allergen however it is spelled.

Free text cannot be enumerated. Tried are every way of not knowing the list, every beginning that the rule
names, alone and in a sentence, and every name with each letter left out, doubled or swapped with the next.
"""

from collections.abc import Iterator

from kiosk.model.answer import REST
from kiosk.verify.safety import Proof, Proved, can_withhold
from kiosk.verify.second_reading import UNKNOWN, Expected, Plain, Raw, expected
from kiosk.verify.trial import KIND, Answers, Demand, Trial
from kiosk.verify.workbench import Workbench

LIST = "allergies"


def prove_allergies(bench: Workbench, proof: Proof) -> None:
    """The rule over the list of allergies."""
    for raw in bench.raw_rules:
        if raw.get("kind") != LIST:
            continue
        if LIST not in bench.reading.item:
            proof.findings.append(bench.places.rule(raw["id"], KIND, f"no question '{LIST}'"))
            continue
        smaller = bench.slice([LIST], [raw["id"]])
        trial = Trial(bench, raw, smaller, bench.dose_needs([LIST]))
        cases = list(_cases(raw))
        for answer, wanted in cases:
            given = {} if answer is None else {LIST: answer}
            trial.run(given, _always(wanted))
        proof.findings += trial.failures.findings()
        told = "allergies: none, unknown, and every allergen named and misspelt"
        proof.proved.append(
            Proved(raw["id"], raw["reference"], can_withhold(raw), told, len(cases))
        )


def _always(wanted: Expected | None) -> Demand:
    def demand(_: Answers) -> Expected | None:
        return wanted

    return demand


def _cases(raw: Raw) -> Iterator[tuple[Plain, Expected | None]]:
    outcomes = {name: expected(each) for name, each in raw["outcomes"].items()}
    for unknown in (*UNKNOWN, None, [REST], ["other", REST]):
        yield unknown, outcomes["unknown"]
    yield [], None
    for word in raw["allergens"]:
        yield [word], outcomes["named"]
        yield ["other", f"Hives from {word.upper()}xx, 2019"], outcomes["named"]
    for word in raw.get("not_allergens", []):
        yield [word], None
    beginnings = tuple(raw["allergens"])
    for word in dict.fromkeys(each for name in raw["allergen_names"] for each in _misspelt(name)):
        yield [word], outcomes["named" if word.startswith(beginnings) else "alike"]


def _misspelt(name: str) -> Iterator[str]:
    yield name
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at] + name[at:]
        yield name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
