"""Sets of answers put through the assessment, and how each of them can fail. Decides nothing else."""

from collections.abc import Callable, Mapping

from kiosk.model.assessment import Assessment
from kiosk.model.protocol import Protocol
from kiosk.verify.finding import Finding
from kiosk.verify.second_reading import TIERS, UNKNOWN, Expected, Plain, Raw, leaves
from kiosk.verify.variables import Variables
from kiosk.verify.workbench import Workbench

KIND = "safety"
WRONG_FLAG = "the flag is not the one that the rule demands"
DOSE_GIVEN = "a dose is given although it must be withheld"

Answers = Mapping[str, Plain]
Demand = Callable[[Answers], Expected | None]
Results = dict[tuple[str, ...], tuple[Answers, Expected | None]]
"""What each combination raised, by the answers as text in the order of the variables."""


class Failures:
    """What went wrong with one rule; of each kind of failure the first is told."""

    def __init__(self, bench: Workbench, rule_id: str) -> None:
        self._bench = bench
        self._rule_id = rule_id
        self._failed: dict[str, list[str]] = {}

    def add(
        self, said: str, answers: Answers, got: Expected | None, wanted: Expected | None
    ) -> None:
        """Remember that `answers` raised `got` instead of `wanted`."""
        what = ", ".join(f"{question} {answer}" for question, answer in answers.items())
        told = f"{said}: {what or 'nothing answered'}: {named(got)}, expected {named(wanted)}"
        self._failed.setdefault(said, []).append(told)

    def findings(self) -> list[Finding]:
        """One finding for each kind of failure."""
        return [
            self._bench.places.rule(
                self._rule_id,
                KIND,
                told[0] if len(told) == 1 else f"{told[0]} (and {len(told) - 1} more)",
            )
            for told in self._failed.values()
        ]


class Trial:
    """One rule of one protocol before one background, put through the assessment."""

    def __init__(self, bench: Workbench, raw: Raw, protocol: Protocol, background: Answers) -> None:
        self._bench = bench
        self._raw = raw
        self._protocol = protocol
        self._background = background
        self.failures = Failures(bench, raw["id"])

    def run(self, answers: Answers, demand: Demand) -> Expected | None:
        """What the kiosk raises for `answers`, held against what is demanded (points 1 and 4)."""
        given = {**self._background, **answers}
        assessment = self._bench.assess(self._protocol, given)
        got, wanted = raised(assessment, self._raw["id"]), demand(given)
        if got != wanted:
            self.failures.add(WRONG_FLAG, answers, got, wanted)
        withheld = assessment.disposition == "withheld"
        if (wanted is not None and wanted.tier == "withhold" and not withheld) or (
            withheld and assessment.regimens
        ):
            self.failures.add(DOSE_GIVEN, answers, got, wanted)
        return got

    def check_cleared(self, answers: Answers, got: Expected | None) -> None:
        """Point 2: what does not withhold was cleared by a known answer on the way."""
        given = {**self._background, **answers}
        reading = self._bench.reading
        for question in self._raw["questions"]:
            implied = reading.item[question].get("implied") is not None
            if implied and reading.asked(question, given) and reading.left_out(question, given):
                self.failures.add("is cleared without being asked", answers, got, None)
        if got is not None and got.tier == "withhold":
            return
        for question in self._raw["questions"]:
            if self._open(self._raw["cases"], self._bench.reading.counted(question, given), given):
                self.failures.add("an unknown answer does not withhold", answers, got, None)

    def _open(self, cases: list[Raw], answer: Plain, given: Answers) -> bool:
        """Whether withhold is still possible: no known answer on the way has ruled it out."""
        if answer is None:
            return False
        if answer == "skipped":
            return any(each["tier"] == "withhold" for each in leaves(cases))
        reading = self._bench.reading
        for case in cases:
            if answer not in UNKNOWN and not reading.matches(case, answer):
                continue
            if "then" not in case:
                if case["tier"] == "withhold":
                    return True
                continue
            below = reading.counted(case["then"]["question"], given)
            if self._open(case["then"]["cases"], "not_sure" if below is None else below, given):
                return True
        return False

    def check_unknowns(
        self, found: Variables, own: list[str], watched: list[str], results: Results
    ) -> None:
        """Point 3: no unknown answer is lighter than a known one, all other answers the same.

        A question of the rule's own that is not asked has no answer to compare, so it is passed over;
        a question that decides whether another is asked is always compared.
        """
        unknown = {repr(each) for each in (*UNKNOWN, None)}
        for place, question in enumerate(found):
            if question not in watched:
                continue
            lightest: dict[tuple[str, ...], tuple[Answers, Expected | None]] = {}
            for key, (answers, got) in results.items():
                rest = (*key[:place], *key[place + 1 :])
                if key[place] not in unknown or not self._compares(question, own, answers):
                    continue
                if rest not in lightest or lighter(got, lightest[rest][1]):
                    lightest[rest] = (answers, got)
            for key, (_, got) in results.items():
                answers, less = lightest.get((*key[:place], *key[place + 1 :]), ({}, got))
                if key[place] not in unknown and lighter(less, got):
                    said = f"{question} not known is lighter than {question} known"
                    self.failures.add(said, answers, less, got)

    def _compares(self, question: str, own: list[str], answers: Answers) -> bool:
        given = {**self._background, **answers}
        reading = self._bench.reading
        return question not in own or reading.asked(question, given)


def raised(assessment: Assessment, rule_id: str) -> Expected | None:
    """What the kiosk raised for a rule."""
    for flag in assessment.flags:
        if flag.rule == rule_id:
            return Expected(TIERS.index(flag.tier), not flag.urgent)
    return None


def lighter(one: Expected | None, other: Expected | None) -> bool:
    """Whether `one` is less grave than `other`, by tier or by urgency."""
    if other is None:
        return False
    return one is None or one.rank > other.rank or (one.calm and not other.calm)


def named(outcome: Expected | None) -> str:
    """An outcome in words."""
    if outcome is None:
        return "no flag"
    return outcome.tier + (" and urgent" if outcome.urgent else "")
