"""What came after the patient: corrections, notes, decisions and earlier visits on the page."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.model.record import Addendum, Decision
from kiosk.summary import PastScore, render
from kiosk.summary.render import drawn
from tests.support.layout_audit import faults, read_back
from tests.support.printed import MOMENT, TYPICAL, WITHHELD, protocol, record_of

TYPED = st.text(max_size=400)
CORRECTED = Addendum(
    question="stroke", before="no", answer="not_sure", reason="asked again", by="Ann Lee", at=MOMENT
)
NOTE = Addendum(note="Brought her bottles.", reason="medicines", by="Ann Lee", at=MOMENT)
DECISION = Decision(
    kind="modified", modified_to="half of it", reason="first visit", by="Dr. Osei", at=MOMENT
)
EARLIER = (
    PastScore("phq9", "2026-01-12T10:00:00-06:00", 18),
    PastScore("phq9", "2026-06-02T10:00:00-06:00", 27),
    PastScore("auditc", "2026-06-02T10:00:00-06:00", 4),
)


def pages(changes: dict[str, Any] | None = None, **fields: Any) -> list[str]:
    earlier = fields.pop("earlier", ())
    pdf = render(record_of(changes, **fields), protocol(), earlier=earlier)
    return [" ".join(page.split()) for page in read_back(pdf)]


def test_page_one_says_that_staff_changed_something_and_page_two_what() -> None:
    first, second, *_ = pages(TYPICAL, addenda=(CORRECTED, NOTE), decisions=(DECISION,))
    assert "By staff: 1 answer corrected; 1 note; decision: modified. See page 2." in first
    for text in (
        "22-Nov-2026 10:04, Ann Lee: Q27 Stroke or mini-stroke was “No”, is now “Not sure”."
        " Reason: “asked again”",
        "Ann Lee: note “Brought her bottles.”. Reason: “medicines”",
        "Dr. Osei: decision modified to “half of it”. Reason: “first visit”",
        "before: No (corrected by Ann Lee)",
    ):
        assert text in second


def test_a_record_that_nobody_touched_says_nothing_of_staff() -> None:
    assert "By staff" not in " ".join(pages(TYPICAL))


def test_scores_over_visits_are_drawn_with_numbers_and_said_in_words() -> None:
    first, second, *_ = pages({"phq9_1": 2}, earlier=EARLIER)
    assert "Scores over visits" in second
    assert "Scores over visits" not in first
    assert "18 27 2 12-Jan-2026 22-Nov-2026" in second
    assert second.count("PHQ-9 0 27") == 1, "instruments without a course are not drawn"
    pdf = render(record_of({"phq9_1": 2}), protocol(), earlier=EARLIER)
    figures = re.findall(rb"/Alt \(([^)]*)\)", pdf)
    assert figures == [b"PHQ-9, 0 to 27: 18 on 12-Jan-2026, 27 on 02-Jun-2026, 2 on 22-Nov-2026"]


def test_without_an_earlier_visit_there_is_no_chart() -> None:
    assert "Scores over visits" not in " ".join(pages({"phq9_1": 2}))


@pytest.mark.parametrize("changes", [TYPICAL, WITHHELD])
@given(
    scores=st.lists(
        st.tuples(st.sampled_from(("phq9", "gad7", "pain")), st.integers(0, 10)), max_size=40
    ),
    words=TYPED,
)
@settings(max_examples=12, deadline=None)
def test_no_fault_in_the_layout_whatever_staff_wrote(
    changes: dict[str, Any], scores: list[tuple[str, int]], words: str
) -> None:
    earlier = [
        PastScore(name, f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}", score)
        for n, (name, score) in enumerate(scores)
    ]
    note = Addendum(note=words, reason=words, by=words or "x", at=MOMENT)
    record = record_of(changes, addenda=(CORRECTED, note), transcribed_by=words)
    assert faults(drawn(record, protocol(), earlier=earlier)) == []
