"""The same rules in JSON Logic, for the two evaluators of it that Python users install most.

Only rules over single answers are translated, with their follow-ups and what unknown answers count as.
Neither evaluator makes flags with reasons and sources, judges medicines, weights or totals, or doses.
"""

import importlib
import json
from collections.abc import Callable
from typing import Any

from kiosk.model.answer import Answers
from kiosk.model.protocol import Case, Protocol

UNKNOWN = ["not_sure", "skipped"]


def translated(protocol: Protocol) -> dict[str, list[Any]]:
    """By rule id one JSON Logic expression for each result: does it hold?"""
    return {
        rule.id: [
            expression
            for question in rule.questions
            for expression in _results(protocol, question, rule.cases)
        ]
        for rule in protocol.rules
        if rule.kind == "answer" and protocol.questionnaire.by_id[rule.questions[0]].type != "date"
    }


def _results(protocol: Protocol, question: str, cases: tuple[Case, ...]) -> list[Any]:
    found = []
    for case in cases:
        holds = {"or": [_test(protocol, question, case), {"in": [{"var": question}, UNKNOWN]}]}
        if case.then:
            below = _results(protocol, case.then.question, case.then.cases)
            found += [{"and": [holds, each]} for each in below]
        else:
            found.append(holds)
    return found


def _test(protocol: Protocol, question: str, case: Case) -> Any:
    said = {"var": question}
    if case.answer is not None:
        return {"==": [said, case.answer]}
    bounds = []
    if case.at_least is not None:
        bounds.append({">=": [said, int(protocol.numbers[case.at_least])]})
    if case.less_than is not None:
        bounds.append({"<": [said, int(protocol.numbers[case.less_than])]})
    return {"and": bounds}


def rivals(protocol: Protocol, answers: Answers) -> dict[str, Callable[[], int]]:
    """Each installed evaluator, counting the results that hold for these answers."""
    rules = [each for found in translated(protocol).values() for each in found]
    given = json.loads(json.dumps({q: a for q, a in answers.items() if isinstance(a, str | int)}))
    found = {}
    for name, module, function in (
        ("json-logic-qubit", "json_logic", "jsonLogic"),
        ("jsonlogic-rs", "jsonlogic_rs", "apply"),
    ):
        try:
            evaluate = getattr(importlib.import_module(module), function)
        except ImportError:
            continue
        found[name] = _counting(evaluate, rules, given)
    return found


def _counting(evaluate: Any, rules: list[Any], given: Any) -> Callable[[], int]:
    return lambda: sum(bool(evaluate(rule, given)) for rule in rules)
