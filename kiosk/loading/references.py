"""Whether what the files of a protocol name in one another exists. First fault wins, with its line."""

from collections.abc import Iterator

from kiosk.loading.yaml_lines import Document, Place
from kiosk.model.answer import UNKNOWN
from kiosk.model.form import Condition, Item, Questionnaire
from kiosk.model.protocol import Case, Protocol, Rule, rule_questions


def check_references(protocol: Protocol, documents: dict[str, Document]) -> None:
    """Raises BadFile for the first name that leads nowhere, or a cycle of conditions."""
    form = protocol.questionnaire
    _check_items(form, documents["questionnaire"])
    _check_cycles(form, documents["questionnaire"])
    _check_rules(protocol, documents["rules"])
    _check_sources(protocol, documents)


def _check_items(form: Questionnaire, document: Document) -> None:
    parts = {part.id for part in form.parts}

    def walk(items: tuple[Item, ...], place: Place) -> None:
        for index, item in enumerate(items):
            here = (*place, index)
            if len(place) == 1 and item.part not in parts:
                raise document.fail((*here, "part"), f"expected one of {_names(parts)}")
            if item.type == "choice" and item.answer_value_set not in form.option_sets:
                raise document.fail(
                    (*here, "answerValueSet"), f"no option set '{item.answer_value_set}'"
                )
            if len(item.enable_when) > 1 and item.enable_behavior is None:
                raise document.fail(
                    here,
                    f"'{item.link_id}' has several conditions: enableBehavior must say all or any",
                )
            early = item.early.enable_when if item.early else ()
            if item.early and item.early.after not in form.by_id:
                raise document.fail((*here, "early"), f"no question '{item.early.after}'")
            for number, condition in enumerate((*item.enable_when, *early, *item.moot_when)):
                problem = condition_problem(form, condition)
                if problem:
                    raise document.fail((*here, "enableWhen", number), problem)
            walk(item.item, (*here, "item"))

    walk(form.item, ("item",))


def condition_problem(form: Questionnaire, condition: Condition) -> str:
    """What is wrong with a condition's question, operator or answer; empty when nothing is."""
    source = form.by_id.get(condition.question)
    if source is None or source.type in ("group", "display"):
        return f"no question '{condition.question}'"
    if condition.operator == "exists":
        return "" if isinstance(condition.answer, bool) else "exists takes true or false"
    if isinstance(condition.answer, bool):
        return f"'{condition.operator}' takes an answer, not true or false"
    codes = {option.code for option in form.options(source)}
    if source.type == "choice" and condition.answer not in (*codes, *UNKNOWN):
        return f"'{condition.question}' has no answer '{condition.answer}'"
    return ""


def _check_cycles(form: Questionnaire, document: Document) -> None:
    """A condition that leads back to itself could never settle."""
    state: dict[str, bool] = {}

    def visit(link_id: str) -> None:
        if link_id in state:
            if not state[link_id]:
                raise document.fail(("item",), f"'{link_id}' depends on itself through enableWhen")
            return
        state[link_id] = False
        item = form.by_id[link_id]
        parent = form.parent_of.get(link_id)
        conditions = (*item.enable_when, *item.moot_when)
        for source in (*(c.question for c in conditions), *((parent,) if parent else ())):
            visit(source)
        state[link_id] = True

    for link_id in form.by_id:
        visit(link_id)


def _check_rules(protocol: Protocol, document: Document) -> None:
    seen: set[str] = set()
    form = protocol.questionnaire
    for index, rule in enumerate(protocol.rules):
        place = ("rules", index)
        if rule.id in seen:
            raise document.fail((*place, "id"), f"'{rule.id}' stands twice")
        seen.add(rule.id)
        if rule.kind == "score" and rule.instrument not in protocol.instrument_by_id:
            raise document.fail((*place, "instrument"), f"no instrument '{rule.instrument}'")
        for question in rule_questions(rule, protocol):
            if question not in form.by_id:
                raise document.fail(place, f"rule '{rule.id}' names no question '{question}'")
        for problem in _case_problems(protocol, rule):
            raise document.fail(place, f"rule '{rule.id}': {problem}")


def _case_problems(protocol: Protocol, rule: Rule) -> Iterator[str]:
    form = protocol.questionnaire
    for condition in rule.when:
        if problem := condition_problem(form, condition):
            yield problem
    if rule.kind in ("answer", "score") and not rule.cases:
        yield "expected at least one case"
    yield from _problems_of(protocol, rule.questions[:1], rule.cases)


def _problems_of(
    protocol: Protocol, questions: tuple[str, ...], cases: tuple[Case, ...]
) -> Iterator[str]:
    form = protocol.questionnaire
    for case in cases:
        if (case.answer is None) == (case.at_least is None and case.less_than is None):
            yield "a case tests either an answer or a range (at_least, less_than)"
        if (case.tier is None) == (case.then is None):
            yield "a case leads either to a tier or to a follow-up (then)"
        for name in (case.at_least, case.less_than):
            if name is not None and name not in protocol.thresholds:
                yield f"no threshold '{name}' in protocol.yaml"
        for question in questions if case.answer is not None else ():
            codes = [option.code for option in form.options(form.by_id[question])]
            if codes and case.answer not in codes:
                yield f"'{question}' has no answer '{case.answer}'"
        for condition in case.when:
            if problem := condition_problem(form, condition):
                yield problem
        if case.then:
            yield from _problems_of(protocol, (case.then.question,), case.then.cases)


def _check_sources(protocol: Protocol, documents: dict[str, Document]) -> None:
    known = protocol.source_by_id
    sections = (
        ("rules", ("rules",), [rule.sources for rule in protocol.rules]),
        ("vitals", ("vitals",), [vital.sources for vital in protocol.vitals]),
        ("medicines", ("medicines", "classes"), [c.sources for c in protocol.medicines.classes]),
        (
            "regimens",
            ("regimens", "indications"),
            [indication.sources for indication in protocol.regimens.indications],
        ),
    )
    for name, place, cited in sections:
        for index, sources in enumerate(cited):
            for source in sources:
                if source not in known:
                    raise documents[name].fail(
                        (*place, index, "sources"), f"no source '{source}' in protocol.yaml"
                    )


def _names(names: set[str]) -> str:
    return ", ".join(sorted(names))
