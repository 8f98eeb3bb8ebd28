"""Bad answers files: one line that names the field and what was expected, never a traceback."""

import json
from typing import Any

import pytest

from kiosk.clinical.assess import assess
from kiosk.errors import BadAnswer
from kiosk.interview.answers_file import AnswersFile, parse_answers
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.support.judge import tiers
from tests.support.patients import ANSWERED_AT, answers


def parse(protocol: Protocol, text: str) -> AnswersFile:
    """The text as the command line would parse it."""
    return parse_answers(
        text,
        protocol.questionnaire,
        form_id=protocol.id,
        languages=protocol.languages,
        source="a.json",
    )


def whole(**fields: Any) -> str:
    """An answers file with these top-level fields changed; None takes one away."""
    base = {
        "form": "ketamine-infusion",
        "language": "en",
        "answered_at": ANSWERED_AT,
        "answers": answers(),
    }
    return json.dumps(
        {key: value for key, value in {**base, **fields}.items() if value is not None}
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "line 1"),
        ("[1, 2]", "the whole file"),
        ('{"form": "ketamine-infusion", "form": "x"}', "form"),
        ("[" * 100_000, "the whole file"),
        (whole(form="other"), "form"),
        (whole(form=None), "form"),
        (whole(language="fr"), "language"),
        (whole(answered_at=None), "answered_at"),
        (whole(answered_at="yesterday"), "answered_at"),
        (whole(answered_at="0001-01-01T00:00:00+14:00"), "answered_at"),
        (whole(answered_at="1899-12-31T23:59:59"), "answered_at"),
        (whole(answered_at="2201-01-01T00:00:00"), "answered_at"),
        (whole(answered_at="2026-11-22\ud80010:00:00"), "answered_at"),
        (whole(withdrawn={"birth_date": "2026-11-23"}), "birth_date"),
        (whole(answers=[]), "answers"),
        (whole(extra=1), "extra"),
    ],
)
def test_the_file_as_a_whole(protocol: Protocol, text: str, field: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse(protocol, text)
    assert caught.value.message.startswith(f"a.json: {field}: ")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("no_such_question", "yes"),
        ("heart_group", "yes"),
        ("stroke", True),
        ("stroke", "maybe"),
        ("stroke", None),
        ("stroke", ["yes"]),
        ("main_reason", "headache"),
        ("other_reasons", "anxiety"),
        ("other_reasons", ["headache"]),
        ("weight", "154"),
        ("weight", {"value": 154, "unit": "lb"}),
        ("weight", {"value": "154"}),
        ("weight", {"value": "154", "unit": "stone"}),
        ("weight", {"value": "0", "unit": "kg"}),
        ("weight", {"value": "-70", "unit": "kg"}),
        ("weight", {"value": "1e3", "unit": "kg"}),
        ("weight", {"value": "NaN", "unit": "kg"}),
        ("weight", {"value": "70", "unit": "kg", "confirmed": "yes!"}),
        ("weight", {"value": "70", "unit": "kg", "confirmed": "true"}),
        ("weight", {"value": "70", "unit": "kg", "confirmed": 1}),
        ("weight", {"value": "\u0667\u0660", "unit": "kg"}),
        ("weight", {"value": "70\n", "unit": "kg"}),
        ("weight", {"value": "0.000", "unit": "kg"}),
        ("height", {"value": "170"}),
        ("height", {"feet": 100, "inches": 0}),
        ("height", {"feet": 5.5, "inches": 0}),
        ("height", {"feet": 5, "inches": 12}),
        ("height", {"feet": 0, "inches": 0}),
        ("height", {"value": "170"} | {"unit": "in"}),
        ("birth_date", "1984-02-30"),
        ("birth_date", "02/03/1984"),
        ("birth_date", "2026-11-23"),
        ("birth_date", "19840302"),
        ("phq9_1", 4),
        ("phq9_1", "2"),
        ("phq9_1", 1.0),
        ("phq9_1", True),
        ("pregnancy_weeks", 46),
        ("given_name", "x" * 201),
        ("given_name", ""),
        ("given_name", "\u200b"),
        ("given_name", 5),
        ("reason_duration", "x" * 2_001),
        ("allergies", "penicillin"),
        ("medications", {"entered": "x"}),
        ("medications", [{}]),
        ("medications", [{"entered": ""}]),
        ("medications", [{"entered": "x", "status": "sometimes"}]),
        ("medications", [{"entered": "x", "dose": "1"}]),
        ("medications", [{"entered": "x" * 201}]),
        ("medications", [{"entered": "x"}] * 101),
    ],
)
def test_each_bad_value_is_named(protocol: Protocol, question: str, value: Any) -> None:
    changed = {**answers(), question: value}
    with pytest.raises(BadAnswer) as caught:
        parse(protocol, whole(answers=changed))
    assert caught.value.message.startswith(f"a.json: {question}")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "stated",
    [
        {"weight": {"value": "1000000", "unit": "kg", "confirmed": True}},
        {"weight": {"value": "999999999999.999999999999", "unit": "lb", "confirmed": True}},
        {"weight": {"value": "0.000000000001", "unit": "lb", "confirmed": True}},
        {"height": {"value": "999999999999", "unit": "cm"}},
        {"height": {"value": "0.000000000001", "unit": "cm"}},
        {"height": {"feet": 99, "inches": 11}},
    ],
)
def test_an_impossible_measure_is_withheld_and_not_refused(
    protocol: Protocol, vocabulary: Vocabulary, stated: dict[str, Any]
) -> None:
    given = parse(protocol, whole(answers=answers(**stated)))
    found = assess(protocol, vocabulary, given.answers, day=given.day)
    assert tiers(found)["weight"] == ("withhold", False)
    assert found.disposition == "withheld"


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_are_refused(protocol: Protocol, constant: str) -> None:
    text = whole().replace('"phq9_1": 0', f'"phq9_1": {constant}')
    with pytest.raises(BadAnswer):
        parse(protocol, text)


def test_text_is_cleaned_not_cut(protocol: Protocol) -> None:
    name = "Ana\u202e \x1b[31mMari\u0301a\u200b"
    parsed = parse(protocol, whole(answers=answers(given_name=name)))
    assert parsed.answers["given_name"] == "Ana [31mMar\u00eda"
    longest = parse(protocol, whole(answers=answers(given_name="x" * 200)))
    assert longest.answers["given_name"] == "x" * 200


def test_every_question_takes_not_sure_and_skipped(protocol: Protocol) -> None:
    for unknown in ("not_sure", "skipped"):
        given = dict.fromkeys((q.link_id for q in protocol.questionnaire.questions), unknown)
        assert set(parse(protocol, whole(answers=given)).answers.values()) == {unknown}
