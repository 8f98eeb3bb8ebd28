"""A second reading of the rules, straight from the YAML, to hold the kiosk's own against.

Shares no code with `clinical`, `interview` or `model`, on purpose: two readings that were written
apart and agree over every answer are evidence, one reading twice is not. It is written the slow way
round: an unknown answer is replaced by every answer that it could stand for, and the gravest counts.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

Plain = Any
"""An answer as the answers file writes it; None where it is absent."""

Raw = dict[str, Any]
"""A mapping as the YAML has it."""

TIERS = ("withhold", "caution_major", "caution_minor", "inform")
UNKNOWN = ("not_sure", "skipped")


class Expected(NamedTuple):
    """What a rule must raise: how grave, and whether it is urgent. Sorts the gravest first."""

    rank: int
    calm: bool

    @property
    def tier(self) -> str:
        """The tier's name."""
        return TIERS[self.rank]

    @property
    def urgent(self) -> bool:
        """Staff must come now."""
        return not self.calm


class Path(NamedTuple):
    """Where a case stands inside its rule: the keys that lead to it."""

    keys: tuple[str | int, ...]


def expected(raw: Raw) -> Expected:
    """The outcome that a case or a named outcome writes down."""
    return Expected(TIERS.index(raw["tier"]), not raw.get("urgent", False))


class SecondReading:
    """The form and its rules as plain data, with what they must lead to."""

    def __init__(
        self,
        items: Iterable[Raw],
        option_sets: Mapping[str, list[Raw]],
        thresholds: Mapping[str, Raw],
        day: datetime.date,
    ) -> None:
        self.item: dict[str, Raw] = {}
        self.parent: dict[str, str] = {}
        self._option_sets = option_sets
        self._thresholds = thresholds
        self._day = day
        self._index(items, "")

    def _index(self, items: Iterable[Raw], parent: str) -> None:
        for raw in items:
            self.item[raw["linkId"]] = raw
            if parent:
                self.parent[raw["linkId"]] = parent
            self._index(raw.get("item", []), raw["linkId"])

    def number(self, threshold: str) -> Decimal:
        """The value of a threshold."""
        return Decimal(str(self._thresholds[threshold]["value"]))

    def codes(self, question: str) -> tuple[str, ...]:
        """The codes that a choice offers."""
        named = self.item[question].get("answerValueSet", "")
        return tuple(str(option["code"]) for option in self._option_sets.get(named, []))

    def asked(self, link_id: str, answers: Mapping[str, Plain]) -> bool:
        """Whether a finished interview with `answers` asked the item."""
        parent = self.parent.get(link_id)
        if parent is not None and not self.asked(parent, answers):
            return False
        raw = self.item[link_id]
        conditions = raw.get("enableWhen", [])
        if not conditions:
            return True
        held = [self.holds(condition, answers) for condition in conditions]
        return any(held) if raw.get("enableBehavior") == "any" else all(held)

    def counted(self, question: str, answers: Mapping[str, Plain]) -> Plain:
        """The answer that counts: None when not asked, `skipped` when asked and absent."""
        if not self.asked(question, answers):
            return None
        given = answers.get(question)
        return "skipped" if given is None else given

    def left_out(self, question: str, answers: Mapping[str, Plain]) -> bool:
        """Whether the interview passes over the question because other answers make it moot."""
        moot = self.item[question].get("mootWhen", [])
        return bool(moot) and answers.get(question) is None and self.all_hold(moot, answers)

    def holds(self, condition: Raw, answers: Mapping[str, Plain]) -> bool:
        """Whether one condition holds; a list holds when any of its entries does."""
        given = self.counted(condition["question"], answers)
        operator, wanted = condition["operator"], condition["answer"]
        if operator == "exists":
            return (given is not None) is wanted
        if given is None:
            return False
        return any(_compare(operator, one, wanted) for one in _as_list(given))

    def all_hold(self, conditions: Iterable[Raw], answers: Mapping[str, Plain]) -> bool:
        """Whether every condition holds."""
        return all(self.holds(condition, answers) for condition in conditions)

    def explicit(self, question: str) -> tuple[Plain, ...]:
        """Every known answer of a closed question; for a date, one for every age from 0 to 130."""
        raw = self.item[question]
        if raw["type"] == "integer":
            return tuple(range(raw["min"], raw["max"] + 1))
        if raw["type"] == "date":
            return tuple(born_at(age, self._day) for age in range(131))
        if raw.get("repeats"):
            return (*([code] for code in self.codes(question)), [])
        return self.codes(question)

    def of_answers(self, rule: Raw, answers: Mapping[str, Plain]) -> Expected | None:
        """What a rule of kind `answer` must raise."""
        cases = rule["cases"] if self.all_hold(rule.get("when", []), answers) else []
        found = []
        for question in rule["questions"]:
            given = self.counted(question, answers)
            if given is not None:
                found += self._of_one(cases, question, given, answers)
        if not found:
            return None
        return Expected(min(found).rank, all(each.calm for each in found))

    def _of_one(
        self, cases: list[Raw], question: str, given: Plain, answers: Mapping[str, Plain]
    ) -> list[Expected]:
        if given == "skipped":
            return [self._of_skipped(cases)]
        worlds = self._worlds(question, given, cases, answers)
        return sorted(world for world in worlds if world is not None)[:1]

    def of_score(
        self, rule: Raw, items: list[str], answers: Mapping[str, Plain]
    ) -> Expected | None:
        """What a rule over an instrument's total must raise; a not-sure item stands for any answer."""
        given = {item: self.counted(item, answers) for item in items}
        if not self.all_hold(rule.get("when", []), answers):
            return None
        if all(answer is None for answer in given.values()):
            return None
        if any(answer in (None, "skipped") for answer in given.values()):
            return self._of_skipped(rule["cases"])
        spread = [
            self.explicit(item) if answer == "not_sure" else (answer,)
            for item, answer in given.items()
        ]
        totals = {sum(chosen) for chosen in product(*spread)}
        found = [
            expected(case)
            for total in totals
            for case in rule["cases"]
            if self._in_range(case, total) and self.all_hold(case.get("when", []), answers)
        ]
        return min(found, default=None)

    def of_reason(self, rule: Raw, answers: Mapping[str, Plain]) -> Expected | None:
        """What naming a reason for visit must raise, as main or as other reason."""
        named = [
            *_as_list(self.counted("main_reason", answers)),
            *_as_list(self.counted("other_reasons", answers)),
        ]
        return expected(rule["outcomes"]["named"]) if rule["reason_for_visit"] in named else None

    def deciding(self, rule: Raw, answers: Mapping[str, Plain]) -> set[Path]:
        """The cases that decide the result of fully known `answers`: the gravest, first of equals."""
        if not self.all_hold(rule.get("when", []), answers):
            return set()
        found = set()
        for question in rule.get("questions", []):
            given = self.counted(question, answers)
            if given is not None and given not in UNKNOWN:
                held = self._held(question, rule["cases"], answers, ("cases",))
                best = min(held, key=lambda pair: pair[1], default=None)
                if best:
                    found.add(Path(best[0]))
        return found

    def deciding_score(self, rule: Raw, total: int, answers: Mapping[str, Plain]) -> set[Path]:
        """Like `deciding`, for a known total."""
        held = [
            (("cases", index), expected(case))
            for index, case in enumerate(rule["cases"])
            if self._in_range(case, total) and self.all_hold(case.get("when", []), answers)
        ]
        best = min(held, key=lambda pair: pair[1], default=None)
        return {Path(best[0])} if best else set()

    def matches(self, case: Raw, given: Plain) -> bool:
        """Whether the test of a case holds for a known answer."""
        if case.get("answer") is not None:
            return case["answer"] in _as_list(given)
        if isinstance(given, str):
            given = _age(datetime.date.fromisoformat(given), self._day)
        return isinstance(given, int) and self._in_range(case, given)

    def _held(
        self,
        question: str,
        cases: list[Raw],
        answers: Mapping[str, Plain],
        keys: tuple[str | int, ...],
    ) -> list[tuple[tuple[str | int, ...], Expected]]:
        given = self.counted(question, answers)
        if given is None or given in UNKNOWN:
            return []
        found: list[tuple[tuple[str | int, ...], Expected]] = []
        for index, case in enumerate(cases):
            if not self.matches(case, given) or not self.all_hold(case.get("when", []), answers):
                continue
            here = (*keys, index)
            if "then" in case:
                then = case["then"]
                place = (*here, "then", "cases")
                found += self._held(then["question"], then["cases"], answers, place)
            else:
                found.append((here, expected(case)))
        return found

    def _worlds(
        self, question: str, given: Plain, cases: list[Raw], answers: Mapping[str, Plain]
    ) -> Iterator[Expected | None]:
        """The result of every fully known set of answers that the given ones could stand for."""
        chain = [question, *followups(cases)]
        known = [given, *(self.counted(each, answers) for each in chain[1:])]
        spread = [
            self.explicit(each) if answer is None or answer in UNKNOWN else (answer,)
            for each, answer in zip(chain, known, strict=True)
        ]
        for chosen in product(*spread):
            world = dict(zip(chain, chosen, strict=True))
            yield self._known(question, cases, world, lambda c: self.all_hold(c, answers))

    def _known(
        self,
        question: str,
        cases: list[Raw],
        known: Mapping[str, Plain],
        hold: Callable[[list[Raw]], bool],
    ) -> Expected | None:
        found = []
        for case in cases:
            if not self.matches(case, known[question]) or not hold(case.get("when", [])):
                continue
            if "then" in case:
                then = case["then"]
                below = self._known(then["question"], then["cases"], known, hold)
                found += [below] if below is not None else []
            else:
                found.append(expected(case))
        return min(found, default=None)

    def _of_skipped(self, cases: list[Raw]) -> Expected:
        """The gravest that the rule can reach, and at least a major caution."""
        every = [expected(case) for case in leaves(cases)]
        rank = min([each.rank for each in every] + [TIERS.index("caution_major")])
        return Expected(rank, all(each.calm for each in every))

    def _in_range(self, case: Raw, number: int) -> bool:
        low, high = case.get("at_least"), case.get("less_than")
        if low is not None and number < self.number(low):
            return False
        return high is None or number < self.number(high)


def leaves(cases: list[Raw]) -> Iterator[Raw]:
    """The cases that write down a tier, follow-ups included."""
    for case in cases:
        if "then" in case:
            yield from leaves(case["then"]["cases"])
        else:
            yield case


def leaf_paths(cases: list[Raw], keys: tuple[str | int, ...] = ("cases",)) -> Iterator[Path]:
    """Where the cases of `leaves` stand."""
    for index, case in enumerate(cases):
        if "then" in case:
            yield from leaf_paths(case["then"]["cases"], (*keys, index, "then", "cases"))
        else:
            yield Path((*keys, index))


def followups(cases: list[Raw]) -> list[str]:
    """The follow-up questions of `cases`, each once."""
    found: list[str] = []
    for case in cases:
        if "then" in case:
            found += [case["then"]["question"], *followups(case["then"]["cases"])]
    return list(dict.fromkeys(found))


def conditions_in(cases: list[Raw]) -> Iterator[Raw]:
    """Every `when` condition of `cases`, follow-ups included."""
    for case in cases:
        yield from case.get("when", [])
        if "then" in case:
            yield from conditions_in(case["then"]["cases"])


def born_at(age: int, day: datetime.date) -> str:
    """A date of birth that makes somebody `age` on `day`: their birthday."""
    return day.replace(year=day.year - age).isoformat()


def _age(born: datetime.date, day: datetime.date) -> int:
    years = day.year - born.year
    return years if (day.month, day.day) >= (born.month, born.day) else years - 1


def _compare(operator: str, given: Plain, wanted: Plain) -> bool:
    if operator == "=":
        return bool(given == wanted)
    if operator == "!=":
        return bool(given != wanted)
    if type(given) is int and type(wanted) is int:
        order = (given > wanted) - (given < wanted)
        return order in {">": (1,), "<": (-1,), ">=": (0, 1), "<=": (-1, 0)}[operator]
    return operator in (">=", "<=") and bool(given == wanted)


def _as_list(given: Plain) -> list[Plain]:
    return list(given) if isinstance(given, list | tuple) else [given]
