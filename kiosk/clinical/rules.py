"""Rules over answers: which case holds, and what unknown answers count as (contract, semantics 1 to 3).

Not sure counts as the answer with the graver result. Skipped takes the gravest result that the rule
can reach, and at least caution_major. A follow-up that is missing, skipped or not sure counts as its
worst answer: only an explicit benign one lowers the tier.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from kiosk.clinical.facts import Facts, Raised, gravest
from kiosk.interview.check import age_on
from kiosk.model.answer import NOT_SURE, SKIPPED, UNKNOWN, Answer
from kiosk.model.protocol import TIERS, Case, Rule, Tier


def judge_answer(rule: Rule, facts: Facts) -> Raised | None:
    """What a rule of kind `answer` raises; None when it stays silent or its question is not asked.

    A skipped question is at least a major caution for every patient that is asked it, also where the
    rule's `when` lets no answer raise anything (contract, semantics 2).
    """
    applies = facts.hold(rule.when)
    found = []
    for question in rule.questions:
        stored = facts.answers.get(question)
        if stored is None or question not in facts.asked:
            continue
        if stored == SKIPPED:
            found.append(skipped(rule, question, applies=applies))
            continue
        raised = _branch(question, rule.cases, facts, follow_up=False) if applies else None
        if raised:
            found.append(_titled(raised, rule, stored))
    if not found:
        return None
    worst = _together(found)
    return replace(worst, reason=_with_additions(worst.reason, rule, facts)) if worst else None


def _with_additions(reason: str, rule: Rule, facts: Facts) -> str:
    """The reason with the other answers that belong in it."""
    said = [
        sentence.format(answer=facts.answers[question])
        for question, sentence in rule.adds.items()
        if facts.answers.get(question, SKIPPED) not in UNKNOWN
    ]
    return " ".join([reason, *said])


def judge_score(rule: Rule, facts: Facts) -> Raised | None:
    """What a rule over an instrument's total raises. A not-sure item counts as its highest score."""
    instrument = facts.protocol.instrument_by_id[rule.instrument]
    if not facts.hold(rule.when) or not facts.asked.intersection(instrument.items):
        return None
    given = {item: facts.answers.get(item, SKIPPED) for item in instrument.items}
    for item, answer in given.items():
        if answer == SKIPPED:
            return replace(skipped(rule, item), answers=given)
    highest = {i: facts.protocol.questionnaire.by_id[i].max or 0 for i in instrument.items}
    total = sum(a if isinstance(a, int) else highest[i] for i, a in given.items())
    found = [
        Raised(
            tier=case.tier,
            urgent=case.urgent,
            title=case.title or rule.title,
            reason=case.reason,
            answers=given,
        )
        for case in rule.cases
        if case.tier and _in_range(case, total, facts) and facts.hold(case.when)
    ]
    raised = gravest(found)
    unsure = next((a for a in given.values() if a == NOT_SURE), None)
    return _titled(raised, rule, unsure) if raised else None


def judge_reason(rule: Rule, facts: Facts) -> Raised | None:
    """What naming a reason for visit raises (X1, X8). Only the named reason counts, not a skip."""
    for question in ("main_reason", "other_reasons"):
        stored = facts.answers.get(question)
        named = stored if isinstance(stored, tuple) else (stored,)
        if rule.reason_for_visit in named and stored is not None:
            return Raised.of(rule.outcomes["named"], rule.title, {question: stored})
    return None


def skipped(rule: Rule, question: str, *, applies: bool = True) -> Raised:
    """What skipping `question` raises: the gravest that `rule` can reach, at least caution_major.

    A rule that does not apply to this patient reaches nothing.
    """
    reached = list(_reach(rule.cases)) if applies else []
    ranks = [TIERS.index(tier) for tier, _, _ in reached]
    worst = min([*ranks, TIERS.index("caution_major")])
    reason = next((r for t, _, r in reached if TIERS.index(t) == worst and r), "")
    return Raised(
        tier=TIERS[worst],
        urgent=any(urgent for _, urgent, _ in reached),
        title=f"{rule.title}: not answered",
        reason=f"Not answered: staff to ask. {reason}".strip(),
        answers={question: SKIPPED},
    )


def _reach(cases: tuple[Case, ...]) -> Iterator[tuple[Tier, bool, str]]:
    for case in cases:
        if case.tier:
            yield case.tier, case.urgent, case.reason
        if case.then:
            yield from _reach(case.then.cases)


def _branch(
    question: str, cases: tuple[Case, ...], facts: Facts, *, follow_up: bool
) -> Raised | None:
    """The gravest result of the cases that hold. An unknown answer lets every case hold."""
    stored = facts.answers.get(question)
    unknown = stored is None or stored in UNKNOWN
    found = []
    for case in cases:
        if not facts.hold(case.when) or not (unknown or _matches(case, stored, facts)):
            continue
        if case.then:
            raised = _branch(case.then.question, case.then.cases, facts, follow_up=True)
            if raised:
                found.append(_inherit(raised, case, question, stored))
        elif case.tier:
            reason = case.reason
            if unknown and follow_up:
                reason = f"{reason} Details not known, so the graver answer counts.".strip()
            answers = {} if stored is None else {question: stored}
            found.append(Raised(case.tier, case.urgent, case.title, reason, answers))
    return gravest(found)


def _inherit(raised: Raised, case: Case, question: str, stored: Answer | None) -> Raised:
    answers = {**({} if stored is None else {question: stored}), **raised.answers}
    return replace(
        raised,
        title=raised.title or case.title,
        reason=raised.reason or case.reason,
        answers=answers,
    )


def _matches(case: Case, stored: Answer | None, facts: Facts) -> bool:
    if case.answer is not None:
        return case.answer in stored if isinstance(stored, tuple) else case.answer == stored
    if isinstance(stored, str):
        stored = age_on(facts.day, datetime.date.fromisoformat(stored))
    return isinstance(stored, int) and _in_range(case, stored, facts)


def _in_range(case: Case, number: int, facts: Facts) -> bool:
    numbers = facts.protocol.numbers
    if case.at_least is not None and number < numbers[case.at_least]:
        return False
    return case.less_than is None or number < numbers[case.less_than]


def _titled(raised: Raised, rule: Rule, stored: Answer | None) -> Raised:
    title = raised.title or rule.title
    if stored == NOT_SURE:
        return replace(
            raised,
            title=f"{title}: not sure",
            reason=f"{raised.reason} Not sure counts as the graver answer.".strip(),
        )
    return replace(raised, title=title)


def _together(found: list[Raised]) -> Raised | None:
    """One flag for questions asked alike: the gravest, with the answers of all that raised it."""
    worst = gravest(found)
    if worst is None:
        return None
    answers = {question: answer for raised in found for question, answer in raised.answers.items()}
    return replace(worst, answers=answers, urgent=any(raised.urgent for raised in found))
