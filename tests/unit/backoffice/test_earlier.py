"""A person's earlier visits stand on the page that staff print, and nobody else's do."""

from pathlib import Path
from typing import Any

from kiosk.backoffice.acting import page, print_patient, print_provider
from kiosk.backoffice.earlier import earlier_records, earlier_scores
from kiosk.backoffice.opened import newest
from kiosk.summary import PastScore
from tests.support.back_room import BackRoom
from tests.support.layout_audit import text_of

LOW: dict[str, Any] = {f"phq9_{n}": 3 for n in range(1, 6)}
"""PHQ-9 15."""


def test_the_course_of_the_scores_is_on_the_page_that_staff_print(room: BackRoom) -> None:
    room.hand_in(
        {**LOW, "family_name": "ÁLVAREZ", "record_number": "skipped"}, at=room.ago(days=30)
    )
    today = room.hand_in({"phq9_1": 2})
    office = room.office()
    made = print_provider(office, today)
    shown = Path(made.where).read_bytes()
    assert page(office, today) == shown
    words = " ".join(text_of(shown).split())
    assert "Scores over visits" in words
    assert "PHQ-9 0 27 15 2 " in words, "the scale, then both scores in order"
    own = print_patient(office, today)
    assert "PHQ-9" not in text_of(Path(own.where).read_bytes())


def test_other_people_and_later_visits_do_not_count(room: BackRoom) -> None:
    for other in (
        {"given_name": "Ana"},
        {"birth_date": "1985-03-15"},
        {"record_number": "RB-2"},
        {"family_name": "skipped", "given_name": "skipped"},
    ):
        room.hand_in({**LOW, **other}, at=room.ago(days=9))
    mine = room.hand_in({}, at=room.ago(days=2))
    room.hand_in(LOW)
    office = room.office()
    assert earlier_records(office, newest(office, mine)) == []
    assert "Scores over visits" not in text_of(page(office, mine))


def test_somebody_without_a_name_has_no_earlier_visits(room: BackRoom) -> None:
    nobody = {"family_name": "skipped", "given_name": "skipped"}
    room.hand_in({**LOW, **nobody}, at=room.ago(days=9))
    mine = room.hand_in(nobody)
    office = room.office()
    assert earlier_scores(office, newest(office, mine)) == ()


def test_a_partial_score_is_no_point_of_the_course(room: BackRoom) -> None:
    room.hand_in({**LOW, "phq9_3": "skipped"}, at=room.ago(days=60))
    room.hand_in(LOW, at=room.ago(days=30))
    mine = room.hand_in({})
    office = room.office()
    (found,) = earlier_scores(office, newest(office, mine))
    assert (found.instrument, found.score) == ("phq9", 15)
    assert isinstance(found, PastScore)
