"""The proof that nobody with a contraindication, known or unknown, is given a dose.

For each rule that can reach withhold, every answer of the questions that decide it, and of those that
decide whether it is asked, is put through the real assessment: known answers, not sure, skipped and
absent, in every combination. Nothing is sampled; `Proof.lines` says what was enumerated. The lighter
rules are gone through too, with the questions before them answered so that they are asked.

What must hold for each combination:
1. the flag is the one that a second, independent reading of the YAML demands;
2. a lighter flag, or none, needs a known benign answer: not sure, skipped and absent never clear;
3. an unknown answer is never lighter than any known answer in its place, "no" included;
4. where withhold is demanded the disposition is withheld, whatever everything else is answered.
"""

from collections.abc import Container
from dataclasses import dataclass, field

from kiosk.verify.finding import Finding
from kiosk.verify.second_reading import Expected, Plain, Raw, conditions_in, expected, leaves
from kiosk.verify.trial import KIND, Answers, Demand, Results, Trial
from kiosk.verify.variables import (
    MOST_COMBINATIONS,
    Variables,
    answers_of,
    combinations_of,
    every,
    own_questions,
    variables,
)
from kiosk.verify.workbench import Workbench

_MOST_IN_WHOLE = 200
"""Combinations of a rule's own questions that are also tried in the whole protocol."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What was enumerated for one rule."""

    rule: str
    reference: str
    withholds: bool
    enumerated: str
    """Each question with how many answers of it, unknown ones included."""
    combinations: int
    """How many were tried; 0 for medicine rules, whose lists are counted together."""


@dataclass
class Proof:
    """Everything that was enumerated, and where the protocol fails."""

    proved: list[Proved] = field(default_factory=list)
    whole: int = 0
    """Combinations that were tried in the whole protocol as well."""
    lists: int = 0
    """Medicine lists that were tried."""
    findings: list[Finding] = field(default_factory=list)

    def lines(self) -> list[str]:
        """What was proved, for a person who wants to know exactly."""
        told = [
            f"{each.rule} [{each.reference}]{' withholds' if each.withholds else ''}: "
            + (f"{each.combinations} of " if each.combinations else "")
            + each.enumerated
            for each in self.proved
        ]
        return [*told, self.summary()]

    def summary(self) -> str:
        """The whole in one line."""
        withholding = len({each.rule for each in self.proved if each.withholds})
        others = len({each.rule for each in self.proved if not each.withholds})
        combinations = sum(each.combinations for each in self.proved)
        return (
            f"safety proof: {withholding} contraindications and "
            f"{others} other rules; {combinations} combinations of answers, "
            f"{self.whole} in the whole protocol, {self.lists} medicine lists; "
            f"{len(self.findings)} exceptions"
        )


def can_withhold(raw: Raw) -> bool:
    """Whether a rule is a contraindication: some answer of it withholds the dose."""
    written = [*leaves(raw.get("cases", [])), *raw.get("outcomes", {}).values(), raw]
    written += [raw[key] for key in ("with_sedative", "escalate_to") if key in raw]
    return any(each.get("tier") == "withhold" for each in written)


def prove_answers(bench: Workbench, proof: Proof, only: Container[str] = ()) -> None:
    """Rules over answers, scores and reasons for visit, each with what decides it.

    `only`: ids of the rules to go through; empty means all of them.
    """
    for raw in bench.raw_rules:
        kind = raw.get("kind", "answer")
        if kind not in ("answer", "score", "reason") or (only and raw["id"] not in only):
            continue
        own, demand = _of(bench, raw, kind)
        found = variables(bench.reading, own, (), raw)
        opened = {} if can_withhold(raw) else _opened(bench, own, raw, found)
        found = {question: each for question, each in found.items() if question not in opened}
        count = combinations_of(found)
        if count > MOST_COMBINATIONS:
            message = f"cannot be proved: {count} combinations of {', '.join(found)}"
            proof.findings.append(bench.places.rule(raw["id"], KIND, message))
            continue
        proof.findings += _exceptions(bench, raw, own, found, opened, demand)
        enumerated = " x ".join(f"{question} ({len(each)})" for question, each in found.items())
        proof.proved.append(
            Proved(raw["id"], raw["reference"], can_withhold(raw), enumerated, count)
        )


def _of(bench: Workbench, raw: Raw, kind: str) -> tuple[list[str], Demand]:
    """The questions that a rule judges, and what the second reading demands of their answers."""
    if kind == "score":
        items = bench.items_of(raw["instrument"])
        return items, lambda answers: bench.reading.of_score(raw, items, answers)
    if kind == "reason":
        return ["main_reason", "other_reasons"], lambda answers: bench.reading.of_reason(
            raw, answers
        )
    questions = own_questions(raw)
    return questions, lambda answers: bench.reading.of_answers(raw, answers)


def _opened(bench: Workbench, own: list[str], raw: Raw, found: Variables) -> dict[str, Plain]:
    """Answers of the questions before a rule's own with which these are asked."""
    conditions = (*raw.get("when", []), *conditions_in(raw.get("cases", [])))
    tested = {condition["question"] for condition in conditions}
    before = {q: each for q, each in found.items() if q not in (*own, *tested)}
    start = {q: bench.healthy[q] for q in found if q in bench.healthy}
    return next(
        (answers for answers in every(before) if bench.reading.asked(own[0], {**start, **answers})),
        {},
    )


def _exceptions(
    bench: Workbench,
    raw: Raw,
    own: list[str],
    found: Variables,
    opened: dict[str, Plain],
    demand: Demand,
) -> list[Finding]:
    smaller = bench.slice([*found, *opened], [raw["id"]])
    trial = Trial(bench, raw, smaller, {**bench.dose_needs(found), **opened})
    results: Results = {}
    for answers in every(found):
        got = trial.run(answers, demand)
        results[tuple(repr(answers.get(question)) for question in found)] = (answers, got)
        if raw.get("questions") and can_withhold(raw):
            trial.check_cleared(answers, got)
    if raw.get("kind") != "reason":
        # Only naming a reason counts (contract, semantics 7); without a main reason there is no dose.
        trial.check_unknowns(found, own, list(found) if can_withhold(raw) else own, results)
    return trial.failures.findings()


def prove_possible(bench: Workbench, proof: Proof) -> None:
    """Somebody can get a dose: a protocol that withholds from everybody would pass all the rest."""
    assessment = bench.assess(bench.protocol, bench.healthy)
    if not assessment.regimens:
        flags = ", ".join(flag.rule for flag in assessment.flags if flag.tier == "withhold")
        message = f"nobody can get a dose: the most benign answers raise {flags or 'no flag'}"
        proof.findings.append(bench.places.at("rules", ("rules",), "", KIND, message))


def prove_whole(bench: Workbench, proof: Proof) -> None:
    """Contraindications over answers in the whole protocol, before two opposite backgrounds.

    All answers of a rule's own questions, with everything else answered as well as can be, and with
    everything else left out.
    """
    for raw in bench.raw_rules:
        if raw.get("kind", "answer") != "answer" or not can_withhold(raw):
            continue
        found: Variables = {q: answers_of(bench.reading, q) for q in own_questions(raw)}
        if combinations_of(found) > _MOST_IN_WHOLE:
            continue
        for background in (bench.healthy, {}):
            rest = {q: answer for q, answer in background.items() if q not in found}
            trial = Trial(bench, raw, bench.protocol, rest)
            demand = _with_sedative(bench, raw)
            for answers in every(found):
                trial.run(answers, demand)
            proof.findings += trial.failures.findings()
            proof.whole += combinations_of(found)


def _with_sedative(bench: Workbench, raw: Raw) -> Demand:
    """What is demanded of a rule in the whole protocol, where alcohol can count as a sedative."""
    graver = raw.get("with_sedative")
    scores = [rule for rule in bench.raw_rules if rule.get("kind") == "score"]

    def demand(answers: Answers) -> Expected | None:
        wanted = bench.reading.of_answers(raw, answers)
        if wanted is None or graver is None:
            return wanted
        drinks = any(
            bench.reading.of_score(score, bench.items_of(score["instrument"]), answers)
            for score in scores
        )
        return Expected(expected(graver).rank, wanted.calm) if drinks else wanted

    return demand
