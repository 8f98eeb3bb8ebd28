"""Skip logic, exactly as docs/forms.md writes it down.

No answer makes every operator false, except `exists = false`. A disabled source counts as unanswered,
and the children of a disabled item are disabled. `not_sure` and `skipped` are answers.
"""

from dataclasses import dataclass

from kiosk.model.answer import EMPTY, SKIPPED, Answer, Answers
from kiosk.model.form import Condition, Item, Questionnaire


@dataclass(frozen=True, slots=True)
class Asked:
    """What a set of answers makes of a form."""

    order: tuple[str, ...]
    """Enabled questions in the order they are asked."""
    answers: dict[str, Answer]
    """Answers that count, implied ones included."""
    implied: frozenset[str]
    """Questions that were left out because other answers imply theirs."""
    passed_over: frozenset[str]
    """Questions that were left out because their answer could not matter, with none implied."""
    hidden: dict[str, Answer]
    """Answers that were given to questions which are not asked."""


def holds(condition: Condition, stored: Answer | None) -> bool:
    """Whether `condition` holds for the stored answer of its question (None: unanswered)."""
    if condition.operator == "exists":
        return (stored is not None) == condition.answer
    if stored is None:
        return False
    if isinstance(stored, tuple):
        return any(
            _compares(condition.operator, each, condition.answer)
            for each in stored
            if isinstance(each, str)
        )
    return _compares(condition.operator, stored, condition.answer)


def _compares(operator: str, stored: object, wanted: str | int | bool) -> bool:
    if operator == "=":
        return stored == wanted
    if operator == "!=":
        return stored != wanted
    if isinstance(stored, int) and isinstance(wanted, int):
        return {
            ">": stored > wanted,
            "<": stored < wanted,
            ">=": stored >= wanted,
            "<=": stored <= wanted,
        }[operator]
    # Codes have no order; two equal ones are at least and at most each other.
    return operator in (">=", "<=") and stored == wanted


def all_hold(conditions: tuple[Condition, ...], answers: Answers) -> bool:
    """Whether every condition holds over answers that count."""
    return all(holds(condition, answers.get(condition.question)) for condition in conditions)


class _Reading:
    """One reading of the answers; enabled states are worked out once and remembered."""

    def __init__(self, form: Questionnaire, answers: Answers, *, absent_is_skipped: bool) -> None:
        self._form = form
        self._answers = answers
        self._absent_is_skipped = absent_is_skipped
        self._enabled = dict.fromkeys(form.always_asked, True)

    def enabled(self, link_id: str) -> bool:
        """Whether the question is asked. A source further down is worked out when it is needed."""
        known = self._enabled.get(link_id)
        if known is None:
            item, parent = self._form.by_id[link_id], self._form.parent_of.get(link_id, "")
            known = (not parent or self.enabled(parent)) and (
                not item.enable_when or self.met(item.enable_when, item.enable_behavior or "all")
            )
            self._enabled[link_id] = known
        return known

    def met(self, conditions: tuple[Condition, ...], behavior: str) -> bool:
        """Whether all or any of the conditions hold."""
        results = (holds(c, self.counted(c.question)) for c in conditions)
        return all(results) if behavior == "all" else any(results)

    def moot(self, item: Item) -> bool:
        """Left out of the interview, because the answer could not change anything.

        A finished set of answers knows no such thing: what is absent from it counts as skipped,
        or as left empty where the form says that it may be.
        """
        return (
            bool(item.moot_when)
            and not self._absent_is_skipped
            and item.link_id not in self._answers
            and self.met(item.moot_when, "all")
        )

    def counted(self, link_id: str) -> Answer | None:
        """What the question counts as answered with; None when it is not."""
        return self.value(self._form.by_id[link_id]) if self.enabled(link_id) else None

    def value(self, item: Item) -> Answer | None:
        """What an item that is asked counts as answered with."""
        stored = self._answers.get(item.link_id)
        if stored is not None:
            return stored
        if self.moot(item):
            return item.implied
        if not self._absent_is_skipped:
            return None
        return EMPTY if item.may_be_empty else SKIPPED


def read(form: Questionnaire, answers: Answers, *, absent_is_skipped: bool) -> Asked:
    """What `answers` make of `form`.

    `absent_is_skipped`: a question that is asked and absent counts as skipped (a finished set of
    answers); otherwise it is unanswered (an interview that is still going on).
    """
    reading = _Reading(form, answers, absent_is_skipped=absent_is_skipped)
    enabled = [item for item in _order(form, reading) if reading.enabled(item.link_id)]
    moot = frozenset(item.link_id for item in enabled if item.moot_when and reading.moot(item))
    counted = {
        item.link_id: value for item in enabled if (value := reading.value(item)) is not None
    }
    given = answers.keys() - {item.link_id for item in enabled}
    return Asked(
        order=tuple(item.link_id for item in enabled if item.link_id not in moot),
        answers=counted,
        implied=moot.intersection(counted),
        passed_over=moot.difference(counted),
        hidden={
            item.link_id: answers[item.link_id]
            for item in (form.questions if given else ())
            if item.link_id in given
        },
    )


def left_out(form: Questionnaire, answers: Answers) -> frozenset[str]:
    """Questions without an answer that the form did not put: of a condition, or passed over.

    As `read` has it, without the order and the answers: an export asks this of every record.
    """
    finished = _Reading(form, answers, absent_is_skipped=True)
    hidden = frozenset(q for q in form.sometimes_asked if not finished.enabled(q))
    going_on = _Reading(form, answers, absent_is_skipped=False)
    return hidden.union(
        item.link_id
        for item in form.may_be_moot
        if item.implied is None and going_on.enabled(item.link_id) and going_on.moot(item)
    )


def _order(form: Questionnaire, reading: _Reading) -> tuple[Item, ...] | list[Item]:
    """Every question, early groups moved to right after their `after` when their conditions hold."""
    early = {
        group.link_id: group.early.after
        for group in form.early_groups
        if group.early and reading.met(group.early.enable_when, group.early.enable_behavior)
    }
    if not early:
        return form.questions
    late: list[Item] = []
    moved: dict[str, list[Item]] = {after: [] for after in early.values()}

    def walk(items: tuple[Item, ...], into: list[Item]) -> None:
        for item in items:
            target = moved[early[item.link_id]] if item.link_id in early else into
            if item.type not in ("group", "display"):
                target.append(item)
            walk(item.item, target)

    walk(form.item, late)
    placed: list[Item] = []
    for question in late:
        placed.append(question)
        placed += moved.pop(question.link_id, [])
    for rest in moved.values():
        placed += rest
    return placed
