"""Skip logic as docs/forms.md writes it down, on small forms."""

import pytest

from kiosk.interview.conditions import holds, read
from kiosk.model.answer import Answer, MedicationEntry
from kiosk.model.form import Condition, Questionnaire


def form(*items: dict[str, object]) -> Questionnaire:
    """A one-part form of these items; yes/no unless they say otherwise."""
    return Questionnaire.model_validate(
        {
            "parts": [{"id": "p", "text": "Part"}, {"id": "sign", "text": "Sign"}],
            "optionSets": {
                "yes_no": [{"code": "yes", "text": "Yes"}, {"code": "no", "text": "No"}]
            },
            "item": [
                {"type": "choice", "answerValueSet": "yes_no", "part": "p", **item}
                for item in items
            ],
        }
    )


def when(question: str, operator: str, answer: object) -> dict[str, object]:
    """One condition as YAML writes it."""
    return {"question": question, "operator": operator, "answer": answer}


@pytest.mark.parametrize(
    ("operator", "wanted", "stored", "expected"),
    [
        ("exists", False, None, True),
        ("exists", True, None, False),
        ("exists", True, "skipped", True),
        ("=", "no", None, False),
        ("!=", "no", None, False),
        (">", 1, None, False),
        ("<=", 1, None, False),
        ("=", "yes", "yes", True),
        ("!=", "no", "not_sure", True),
        ("!=", "no", "skipped", True),
        (">", 3, 4, True),
        (">", 4, 4, False),
        ("<", 4, "not_sure", False),
        (">", "no", "yes", False),
        (">=", "yes", "yes", True),
        ("<=", "yes", "yes", True),
        (">=", "yes", "no", False),
        ("=", "a", ("b", "a"), True),
        ("=", "a", (), False),
        ("!=", "a", ("a", "b"), True),
        ("=", "a", (MedicationEntry(entered="a"),), False),
    ],
)
def test_operator(
    operator: str, wanted: str | int | bool, stored: Answer | None, expected: bool
) -> None:
    condition = Condition.model_validate(when("q", operator, wanted))
    assert holds(condition, stored) is expected


def test_a_disabled_source_counts_as_unanswered() -> None:
    chain = form(
        {"linkId": "a"},
        {"linkId": "b", "enableWhen": [when("a", "=", "yes")]},
        {"linkId": "c", "enableWhen": [when("b", "=", "yes")]},
    )
    open_ = read(chain, {"a": "yes", "b": "yes", "c": "yes"}, absent_is_skipped=False)
    assert open_.order == ("a", "b", "c")
    shut = read(chain, {"a": "no", "b": "yes", "c": "yes"}, absent_is_skipped=False)
    assert shut.order == ("a",)
    assert shut.answers == {"a": "no"}
    assert shut.hidden == {"b": "yes", "c": "yes"}


def test_children_of_a_disabled_group_are_disabled() -> None:
    grouped = form(
        {"linkId": "a"},
        {
            "linkId": "g",
            "type": "group",
            "enableWhen": [when("a", "=", "yes")],
            "item": [{"linkId": "b", "type": "choice", "answerValueSet": "yes_no"}],
        },
    )
    assert read(grouped, {"a": "no"}, absent_is_skipped=False).order == ("a",)
    assert read(grouped, {"a": "yes"}, absent_is_skipped=False).order == ("a", "b")


@pytest.mark.parametrize(("behavior", "order"), [("all", ("a", "b")), ("any", ("a", "b", "c"))])
def test_enable_behavior(behavior: str, order: tuple[str, ...]) -> None:
    both = form(
        {"linkId": "a"},
        {"linkId": "b"},
        {
            "linkId": "c",
            "enableBehavior": behavior,
            "enableWhen": [when("a", "=", "yes"), when("b", "=", "yes")],
        },
    )
    assert read(both, {"a": "yes", "b": "no"}, absent_is_skipped=False).order == order


def test_absent_counts_as_skipped_only_in_a_finished_set() -> None:
    follow = form({"linkId": "a"}, {"linkId": "b", "enableWhen": [when("a", "!=", "no")]})
    assert read(follow, {}, absent_is_skipped=False).order == ("a",)
    finished = read(follow, {}, absent_is_skipped=True)
    assert finished.order == ("a", "b")
    assert finished.answers == {"a": "skipped", "b": "skipped"}


def test_an_early_group_moves_only_when_its_conditions_hold() -> None:
    early = form(
        {"linkId": "a"},
        {"linkId": "b"},
        {
            "linkId": "g",
            "type": "group",
            "early": {"after": "a", "enableWhen": [when("a", "=", "yes")]},
            "item": [{"linkId": "c", "type": "choice", "answerValueSet": "yes_no"}],
        },
    )
    assert read(early, {"a": "no"}, absent_is_skipped=False).order == ("a", "b", "c")
    assert read(early, {"a": "yes"}, absent_is_skipped=False).order == ("a", "c", "b")
