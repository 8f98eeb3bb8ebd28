"""The questionnaire's skip logic for a reader with a pen: which questions to leave out, and when.

Derived from the same conditions that the kiosk asks by, value for value, so that paper and screen ask
the same questions. Says nothing about words or layout.
"""

from dataclasses import dataclass

from kiosk.interview.conditions import holds
from kiosk.model.answer import Answer
from kiosk.model.form import Item, Questionnaire

UNKNOWN = ("not_sure", "skipped")
"""Boxes that every closed question has besides its own options."""


@dataclass(frozen=True)
class Source:
    """One question that decides. `lets_in` and `leaves_out` divide all its boxes between them."""

    question: str
    lets_in: tuple[str, ...]
    leaves_out: tuple[str, ...]


@dataclass(frozen=True)
class Skip:
    """Questions next to each other that are left out together."""

    questions: tuple[str, ...]
    sources: tuple[Source, ...]
    needs_all: bool
    """Every source must let them in; otherwise one is enough."""

    def left_out(self, asked: dict[str, Answer | None]) -> bool:
        """Whether the answers so far leave the questions out. A question missing from `asked` was
        left out itself, and lets nothing in."""
        let_in = [
            source.question in asked and _marked(asked[source.question], source.lets_in)
            for source in self.sources
        ]
        return not (all(let_in) if self.needs_all else any(let_in))


def _marked(answer: Answer | None, boxes: tuple[str, ...]) -> bool:
    given = answer if isinstance(answer, tuple) else (answer if answer is not None else "skipped",)
    return any(each in boxes for each in given if isinstance(each, str))


def skips(form: Questionnaire) -> tuple[Skip, ...]:
    """Every item or group with a condition, in the form's order."""
    return tuple(
        _skip(form, item)
        for item, _ in form.with_parents
        if item.enable_when and item.type != "display"
    )


def boxes(form: Questionnaire, item: Item) -> tuple[str, ...]:
    """Codes of everything that can be marked at a closed question."""
    own = tuple(option.code for option in form.options(item))
    return own if item.no_unknown else own + UNKNOWN


def _skip(form: Questionnaire, item: Item) -> Skip:
    needs_all = (item.enable_behavior or "all") == "all"
    sources = []
    for question in dict.fromkeys(condition.question for condition in item.enable_when):
        conditions = [c for c in item.enable_when if c.question == question]
        every = boxes(form, form.by_id[question])
        held = {
            code: (all if needs_all else any)(holds(c, code) for c in conditions) for code in every
        }
        sources.append(
            Source(
                question,
                tuple(code for code in every if held[code]),
                tuple(code for code in every if not held[code]),
            )
        )
    inside = {item.link_id}
    for each, parent in form.with_parents:
        if parent in inside:
            inside.add(each.link_id)
    questions = tuple(q.link_id for q in form.questions if q.link_id in inside)
    return Skip(questions, tuple(sources), needs_all)
