"""Staff put a medicine list right in plain words; the patient's own words stay on it."""

from typing import Any

import pytest

from kiosk.backoffice.corrections import amend, answer_from
from kiosk.backoffice.opened import newest
from kiosk.errors import BadAnswer
from tests.support.back_room import BackRoom

LIST = [{"entered": "lisinoprilum forte xq"}, {"entered": "aspirin 81 mg"}]


def corrected(room: BackRoom, text: str, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list after somebody typed `text` on the addendum's page."""
    record = room.hand_in({"medications": listed})
    office = room.office()
    answer = answer_from(room.desk.protocol.questionnaire, "medications", text)
    amend(office, record, "Asked the pharmacy", {"medications": answer})
    return list(newest(office, record).answers["medications"])


@pytest.mark.parametrize(
    "text",
    [
        "lisinoprilum forte xq = lisinopril 10 mg",
        "Lisinoprilum = Lisinopril 10 mg",
        "lisinopril 10 mg",
    ],
)
def test_a_line_is_identified_and_keeps_the_patients_words(room: BackRoom, text: str) -> None:
    first, second = corrected(room, text, LIST)
    assert (first["entered"], first["confirmed"]) == ("lisinoprilum forte xq", "lisinopril")
    assert first["strength"] == "10 mg"
    assert second["entered"] == "aspirin 81 mg"
    assert not second.get("confirmed")


@pytest.mark.parametrize(
    ("text", "listed", "said"),
    [
        ("lisinopirl", LIST, "exact name of one medicine, got 'lisinopirl'; near it: lisinopril"),
        ("red pill = lisinopril", LIST, "patient's own words for one line, such as 'lisinoprilum"),
        ("lisinopril", LIST[1:], "no line is still to be identified"),
        ("lisinopril", [LIST[0], {"entered": "blue pill qz"}], "2 lines are still to be"),
    ],
)
def test_what_is_not_exact_is_refused_with_what_could_be_meant(
    room: BackRoom, text: str, listed: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(BadAnswer, match=said):
        corrected(room, text, listed)
