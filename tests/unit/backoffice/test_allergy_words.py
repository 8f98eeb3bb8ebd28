"""Staff put the list of allergies right in plain words; no allergy leaves it that nobody named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backoffice.allergy_words import words_from
from kiosk.backoffice.corrections import amend, answer_from
from kiosk.backoffice.opened import newest
from kiosk.errors import BadAnswer
from kiosk.model.answer import REST
from tests.support.back_room import BackRoom


def corrected(room: BackRoom, text: str, stood: Any) -> Any:
    """The answer after somebody typed `text` on the addendum's page."""
    record = room.hand_in({"allergies": stood})
    office = room.office()
    answer = answer_from(room.desk.protocol.questionnaire, "allergies", text)
    amend(office, record, "Asked the patient", {"allergies": answer})
    return newest(office, record).answers["allergies"]


@pytest.mark.parametrize(
    ("stood", "text", "after"),
    [
        (["latex"], "penicillin", ["latex", "penicillin"]),
        (["latex"], "penicillin, eggs; dust", ["latex", "penicillin", "eggs", "dust"]),
        (["katamine", "latex"], "katamine = ketamine", ["ketamine", "latex"]),
        (["latex", "eggs"], "- Latex", ["eggs"]),
        (["latex", REST], "- rest", ["latex"]),
        ("not_sure", "penicillin", ["penicillin"]),
        ("skipped", "none", []),
        ("not_sure", "NKDA", []),
        (["latex"], '["eggs"]', ["eggs"]),
        (["latex"], "not_sure", "not_sure"),
    ],
)
def test_plain_words_change_only_the_lines_they_name(
    room: BackRoom, stood: Any, text: str, after: Any
) -> None:
    kept = corrected(room, text, stood)
    assert (kept if isinstance(kept, str) else list(kept)) == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("none", "to empty the list, type - latex; - eggs"),
        ("- penicillin", "what stands there: 'latex', 'eggs'; got 'penicillin'"),
        ("latexx = penicillin", "what stands there"),
        ("latex =", "expected such as penicillin"),
        ("penicillin, no known allergies", "expected such as penicillin"),
    ],
)
def test_what_could_lose_an_allergy_is_refused(room: BackRoom, text: str, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        corrected(room, text, ["latex", "eggs"])


def test_a_ketamine_allergy_that_was_misspelt_is_judged_again(room: BackRoom) -> None:
    record = room.hand_in({"allergies": ["an anesthetic"]})
    made = amend(
        room.office(), record, "Asked", {"allergies": "an anesthetic = ketamine"}
    ).after.assessment
    assert made.disposition == "withheld"


@given(st.lists(st.sampled_from(["latex", "eggs", "dust", "bees"]), unique=True), st.text())
def test_nothing_leaves_the_list_without_a_minus_or_an_equals(listed: list[str], text: str) -> None:
    try:
        after = words_from(listed, "allergies", text)
    except BadAnswer:
        return
    if "-" not in text and "=" not in text:
        assert after[: len(listed)] == listed
