"""Answers to assessment: the one function that vignettes, `kiosk assess` and the kiosk itself call."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from kiosk.clinical.allergies import judge_allergies
from kiosk.clinical.facts import Facts, Raised, facts_of
from kiosk.clinical.medicines import judge_class, judge_list, medications, with_sedatives
from kiosk.clinical.regimen import regimen
from kiosk.clinical.rules import judge_answer, judge_reason, judge_score
from kiosk.clinical.scores import scores
from kiosk.clinical.vitals import judge_vitals
from kiosk.clinical.weight import Weighed, weigh
from kiosk.interview.conditions import Asked, all_hold, read
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import NOT_SURE, SKIPPED, Answer, Answers, Withdrawn, plain
from kiosk.model.assessment import Alternatives, Assessment, Flag, ProtocolStamp
from kiosk.model.form import Item
from kiosk.model.measured import Measured
from kiosk.model.protocol import TIERS, ClassRule, Indication, Protocol, Rule

AnyRule = Rule | ClassRule


def assess(
    protocol: Protocol,
    vocabulary: Vocabulary,
    answers: Answers,
    *,
    day: datetime.date,
    withdrawn: Iterable[Withdrawn] = (),
    measured: Measured | None = None,
) -> Assessment:
    """The assessment of a finished set of answers given on `day`.

    `withdrawn` are answers that once counted: changed, or hidden (these stand in `answers` as well). An
    answer to a question that is not asked, with no word that it ever was, is listed and otherwise
    ignored (contract, "When a question is asked"). Raises KioskError when a medicine's `confirmed` is not
    a generic name of the vocabulary.
    """
    asked = read(protocol.questionnaire, answers, absent_is_skipped=True)
    facts = facts_of(protocol, vocabulary, asked, day, measured)
    weighed = _weigh(facts)
    raised = _judge(facts, protocol.every_rule, weighed)
    flags, taken_back = _with_changed(raised, facts, tuple(withdrawn))
    flags += judge_vitals(facts)
    ordered = _in_order(protocol, flags)
    main, others = _reasons(facts)
    indication = protocol.indication_by_id.get(main)
    computed = (
        regimen(indication, protocol.regimens, weighed.dosing_kg)
        if indication and weighed.dosing_kg is not None
        else None
    )
    withheld = computed is None or any(flag.tier == "withhold" for flag in ordered)
    cautions = any(flag.tier.startswith("caution") for flag in ordered)
    return Assessment(
        protocol=ProtocolStamp(id=protocol.id, version=protocol.version, digest=protocol.digest),
        disposition="withheld"
        if withheld
        else "provisional_with_cautions"
        if cautions
        else "provisional",
        no_regimen_because=_no_regimen_because(facts, indication),
        urgent=any(flag.urgent for flag in ordered),
        cleared=facts.measured.complete,
        flags=tuple(ordered),
        medications=medications(facts),
        scores=scores(facts),
        weight=weighed.shown,
        regimens=() if withheld or computed is None else (computed,),
        alternatives=_alternatives(protocol, [main, *others], ordered),
        other_reasons=tuple(others),
        unanswered=_unanswered(protocol, asked, answers),
        withdrawn=taken_back,
    )


def urgent_answers(
    protocol: Protocol,
    vocabulary: Vocabulary,
    answers: Answers,
    question: str,
    *,
    day: datetime.date,
) -> tuple[Flag, ...]:
    """The urgent flags that the stored answer of `question` raises now, in an unfinished interview."""
    asked = read(protocol.questionnaire, answers, absent_is_skipped=False)
    facts = facts_of(protocol, vocabulary, asked, day)
    rules = [
        rule
        for rule in protocol.rules_by_question.get(question, ())
        if rule.kind == "answer" or rule.kind == "reason"
    ]
    found = [(rule, _judge_one(rule, facts, None, alcohol=False)) for rule in rules]
    flags = [_flag(rule, raised) for rule, raised in found if raised and raised.urgent]
    return tuple(_in_order(protocol, flags))


def _weigh(facts: Facts) -> Weighed:
    rule = next((rule for rule in facts.protocol.rules if rule.kind == "weight"), None)
    return weigh(rule, facts) if rule else Weighed(None, None, None)


def _judge(
    facts: Facts, rules: Iterable[AnyRule], weighed: Weighed | None = None
) -> dict[str, tuple[AnyRule, Raised]]:
    """What each of `rules` raises, by rule id."""
    chosen = tuple(rules)
    found: dict[str, tuple[AnyRule, Raised]] = {}
    alcohol = any(
        isinstance(rule, Rule) and (rule.kind == "medicines" or rule.with_sedative)
        for rule in chosen
    ) and _alcohol(facts)
    for rule in chosen:
        raised = _judge_one(rule, facts, weighed, alcohol=alcohol)
        if raised:
            found[rule.id] = (rule, raised)
    return found


def _judge_one(
    rule: AnyRule, facts: Facts, weighed: Weighed | None, *, alcohol: bool
) -> Raised | None:
    if isinstance(rule, ClassRule):
        return judge_class(rule, facts)
    if rule.kind == "weight":
        return (weighed or weigh(rule, facts)).raised
    if rule.kind == "medicines":
        return judge_list(rule, facts, alcohol=alcohol)
    if rule.kind == "score":
        return judge_score(rule, facts)
    if rule.kind == "reason":
        return judge_reason(rule, facts)
    if rule.kind == "allergies":
        return judge_allergies(rule, facts)
    raised = judge_answer(rule, facts)
    if raised and rule.with_sedative and (alcohol or facts.sedatives):
        return with_sedatives(raised, rule.title, rule.with_sedative, facts)
    return raised


def _alcohol(facts: Facts) -> bool:
    """AUDIT-C at or above its cut counts as one sedative (contract, semantics 9)."""
    rules = (rule for rule in facts.protocol.rules if rule.kind == "score")
    return any(judge_score(rule, facts) for rule in rules)


def _flag(rule: AnyRule, raised: Raised) -> Flag:
    return Flag(
        rule=rule.id,
        reference=rule.reference,
        tier=raised.tier,
        urgent=raised.urgent,
        title=raised.title,
        reason=raised.reason,
        answers={question: plain(answer) for question, answer in raised.answers.items()},
        sources=rule.sources,
        respond=rule.respond if isinstance(rule, Rule) and raised.urgent else "none",
    )


def _earlier(
    facts: Facts, withdrawn: tuple[Withdrawn, ...]
) -> tuple[dict[str, Answer], list[dict[str, Answer]]]:
    """Answers that do not count, and the sets of earlier ones that stood together before.

    Taking the changes back one by one, newest first, gives the states that the patient passed through:
    a grave answer may lie in what stood together. Each is also looked at alone, since an answers file
    may come without an order; a follow-up that is not asked any more, with the answer that it was asked
    after. A hidden medicine list still counts (or is empty) and is not here.
    """
    changed = [(each.question, each.answer) for each in withdrawn if each.cause == "changed"]
    was_asked = {each.question for each in withdrawn if each.cause == "hidden"}
    unasked = {
        question: answer
        for question, answer in facts.hidden.items()
        if not (question == "medications" and (facts.listed or not answer))
    }
    hidden = {question: answer for question, answer in unasked.items() if question in was_asked}
    before = [p for p in (*changed, *hidden.items()) if facts.answers.get(p[0]) != p[1]]
    states = [dict([pair]) for pair in before]
    together: dict[str, Answer] = {}
    for question, answer in reversed(changed):
        together = {**together, question: answer}
        states.append(together)
    for question, answer in before:
        if question not in facts.answers and answer != SKIPPED:
            states += [{question: answer, **led} for led in _asked_after(facts.protocol, question)]
    return dict(before) | unasked, states


def _asked_after(protocol: Protocol, question: str) -> Iterator[dict[str, Answer]]:
    """What a rule's own question must have been answered with, for the follow-up `question` to come."""
    for rule in protocol.rules_by_question.get(question, ()):
        for case in rule.cases:
            if case.then and case.then.question == question and case.answer is not None:
                yield dict.fromkeys(rule.questions, case.answer)


def _with_changed(
    raised: dict[str, tuple[AnyRule, Raised]],
    facts: Facts,
    withdrawn: tuple[Withdrawn, ...],
) -> tuple[list[Flag], dict[str, Any]]:
    """Flags of answers that count, and of earlier ones that had raised urgent or withhold.

    An urgent one keeps its tier, any other becomes caution_major (contract, semantics 4). One flag a
    rule: the graver of the two stays, and of equals the one that says it was changed.
    """
    flags = {rule_id: _flag(rule, found) for rule_id, (rule, found) in raised.items()}
    gone, states = _earlier(facts, withdrawn)
    shown = {question: plain(answer) for question, answer in gone.items()}
    given = {each.question for each in withdrawn}
    for state in states:
        for rule_id, (rule, found) in _judge(
            facts.as_if(state), _decided_by(facts.protocol, state)
        ).items():
            if not (found.urgent or found.tier == "withhold"):
                continue
            now = raised.get(rule_id)
            if now and now[1].gravity <= found.gravity:
                continue
            stood = [q for q in state if q in given]
            question = next((q for q in found.answers if q in stood), stood[0])
            said = _said(facts, question, state[question])
            kept = _flag(rule, found).model_copy(
                update={
                    "tier": found.tier if found.urgent else "caution_major",
                    "title": f"{_bare(rule, found)}: {said}, then changed",
                    "reason": f"{found.reason} {_now(facts, question)}".strip(),
                    "answers": {
                        q: plain(a)
                        for q, a in found.answers.items()
                        if q in stood or q not in state
                    },
                    "changed": True,
                }
            )
            before = flags.get(rule_id)
            if _gravity(kept) < _gravity(before) or (
                before and not before.changed and _gravity(kept) == _gravity(before)
            ):
                flags[rule_id] = kept
                shown |= {q: plain(state[q]) for q in stood if facts.answers.get(q) != state[q]}
    return list(flags.values()), shown


def _decided_by(protocol: Protocol, questions: Iterable[str]) -> list[AnyRule]:
    """The rules whose result the answers of `questions` can change."""
    changed = tuple(questions)
    found: dict[str, AnyRule] = {
        rule.id: rule
        for question in changed
        for rule in protocol.rules_by_question.get(question, ())
    }
    if "medications" in changed or any(
        rule.kind == "score" for rule in found.values() if isinstance(rule, Rule)
    ):
        for rule in protocol.rules:
            if rule.with_sedative or rule.list_check == "sedatives":
                found[rule.id] = rule
    if "medications" in changed:
        found |= {rule.id: rule for rule in protocol.medicines.classes}
    return list(found.values())


def _bare(rule: AnyRule, found: Raised) -> str:
    """The title without what it says of an unknown answer."""
    return found.title if isinstance(rule, ClassRule) else rule.title


def _said(facts: Facts, question: str, answer: Answer) -> str:
    """What the patient had answered, in the words of the page."""
    if not isinstance(answer, str):
        return "answered otherwise"
    form = facts.protocol.questionnaire
    labels = {option.code: option.text for option in form.options(form.by_id[question])}
    words = {"not_sure": "answered not sure", SKIPPED: "not answered at first"}
    if answer in ("yes", "no"):
        return f"answered {answer}"
    return words.get(answer) or f"answered “{labels.get(answer, answer)}”"


def _now(facts: Facts, question: str) -> str:
    """Where the question stands after the change."""
    answer = facts.answers.get(question)
    if answer is None:
        return "The question no longer applies to the later answers."
    words = {"not_sure": "not sure", SKIPPED: "not answered"}
    return (
        f"Now: {words.get(answer, answer)}."
        if isinstance(answer, str)
        else "Now answered otherwise."
    )


def _gravity(flag: Flag | None) -> tuple[int, int]:
    return (not flag.urgent, TIERS.index(flag.tier)) if flag else (2, len(TIERS))


def _in_order(protocol: Protocol, flags: list[Flag]) -> list[Flag]:
    """Urgent first, then by tier, then by the protocol's own order."""
    place = protocol.place_of_rule
    return sorted(flags, key=lambda flag: (*_gravity(flag), place[flag.rule]))


def _reasons(facts: Facts) -> tuple[str, list[str]]:
    """The main reason's id (empty when unknown) and the others without it."""
    main = facts.answers.get("main_reason")
    stored = facts.answers.get("other_reasons")
    others = [each for each in stored if isinstance(each, str)] if isinstance(stored, tuple) else []
    known = facts.protocol.indication_by_id
    return (
        main if isinstance(main, str) and main in known else "",
        [each for each in others if each != main],
    )


def _no_regimen_because(facts: Facts, indication: Indication | None) -> str:
    """Why the main reason for visit leads to no regimen; empty when it leads to one."""
    if indication is None:
        unsure = facts.answers.get("main_reason") == NOT_SURE
        return f"Main reason for visit {'not sure' if unsure else 'not answered'}"
    return "" if indication.mg_per_kg else "No regimen for this reason for visit"


def _alternatives(
    protocol: Protocol, reasons: list[str], flags: list[Flag]
) -> tuple[Alternatives, ...]:
    """What the clinic's page names for each reason, without what a flag speaks against (X12)."""
    raised = {flag.rule for flag in flags}
    tags = {tag for rule in protocol.every_rule if rule.id in raised for tag in rule.tags}
    found = []
    for reason in reasons:
        indication = protocol.indication_by_id.get(reason)
        if indication and indication.alternatives:
            options = tuple(
                each.text
                for each in indication.alternatives
                if not tags.intersection(each.unless_tags)
            )
            found.append(Alternatives(indication=reason, options=options))
    return tuple(found)


def _unanswered(protocol: Protocol, asked: Asked, answers: Answers) -> tuple[str, ...]:
    """Questions that were asked and have no answer, except those that may be left empty.

    One that the interview may pass over is open where the other answers gave no reason to.
    """

    def may_be_empty(item: Item) -> bool:
        passed_over = not item.moot_when or all_hold(item.moot_when, asked.answers)
        return not item.required and passed_over

    return tuple(
        question
        for question in asked.order
        if answers.get(question, SKIPPED) == SKIPPED
        and not may_be_empty(protocol.questionnaire.by_id[question])
    )
