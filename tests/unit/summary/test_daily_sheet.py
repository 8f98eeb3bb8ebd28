"""The daily sheet: what still wants somebody stands first, on one page, and no patient is on it."""

from dataclasses import replace

import pytest

from kiosk.summary import Day, DayLine, daily_sheet
from kiosk.summary.blocks.daily import NOBODY
from kiosk.summary.render import PageName, drawn_daily_sheet
from tests.support.layout_audit import faults, text_of

AT = "2026-11-22T15:40:00-06:00"
OPEN = DayLine(AT, "000077f0-1111-4000-8000-000000000000", "Kiosk 1")
SEEN = replace(
    OPEN,
    record_id="3f2a9c1e-1111-4000-8000-000000000000",
    acknowledged_by="Fay Desk",
    acknowledged_at="2026-11-22T15:42:00-06:00",
)
FAILED = replace(OPEN, note='The printer "front" needs paper. Add paper, then print again.')
DAY = Day(
    on="2026-11-22",
    clinic="Riverbend Infusion Clinic",
    made_at="2026-11-22T18:01:00-06:00",
    made_by="J. Park",
    intakes=14,
    reviewed=9,
    unfinished=2,
    urgent=(SEEN, OPEN),
    help=(SEEN,),
    unreviewed=(replace(OPEN, note="new"),) * 5,
    earlier=(),
    failures=(FAILED,),
    sync="Sync: no central database is configured; records stay on this kiosk.",
    audit_count=412,
    audit_mac="ab12" * 16,
)
EMPTY = replace(
    DAY, intakes=0, reviewed=0, unfinished=0, urgent=(), help=(), unreviewed=(), failures=()
)


def words(facts: Day) -> str:
    return " ".join(text_of(daily_sheet(facts)).split())


def test_it_says_what_happened_and_what_waits() -> None:
    said = words(DAY)
    for text in (
        "Daily sheet, 22-Nov-2026",
        "Made 22-Nov-2026 18:01 by J. Park",
        "14 Intakes",
        "1 Urgent, not acknowledged",
        "5 Not reviewed",
        "2 Unfinished now",
        "1 Printing failed",
        "15:40 3f2a9c1e Kiosk 1 acknowledged 15:42 by Fay Desk",
        "needs paper. Add paper, then print again.",
        "Sync: no central database is configured",
        "Audit anchor: 412 entries, MAC ab12ab12 ab12ab12",
        "Checked by",
    ):
        assert text in said
    assert said.index("NOT ACKNOWLEDGED") < said.index("acknowledged 15:42")
    assert OPEN.record_id not in said, "ids are short"


def test_an_empty_day_says_so() -> None:
    said = words(EMPTY)
    for text in ("Nothing urgent was answered or measured.", "Every page came out.", "No intake."):
        assert text in said


def test_what_is_urgent_stands_first_and_is_never_what_a_long_list_leaves_out() -> None:
    last = replace(OPEN, record_id="99999999", note="exported", urgent=True)
    said = words(replace(DAY, unreviewed=(*DAY.unreviewed * 20, last)))
    assert "99999999 Kiosk 1 exported, URGENT" in said
    assert "more: see the list of records" in said
    before = replace(last, at="2026-11-18T09:00:00-06:00")
    said = words(replace(DAY, earlier=(*DAY.unreviewed * 20, before)))
    assert "18-Nov-2026 09:00 99999999 Kiosk 1 exported, URGENT" in said
    assert "101 Not reviewed, earlier days" in said


def test_urgent_patients_are_counted_whether_or_not_an_alert_tells_of_them() -> None:
    untold = replace(OPEN, record_id="11111111", urgent=True, no_alert=NOBODY)
    invented = replace(untold, record_id="22222222", no_alert="an invented patient")
    said = words(replace(DAY, urgent=(SEEN, SEEN, invented, untold)))
    assert "3 Urgent patients 1 Urgent, not acknowledged" in said
    assert said.index("NO ALERT WAS RAISED") < said.index("no alert: an invented patient")


@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize("times", [0, 1, 2, 7, 60])
def test_it_is_one_page_whatever_happened(times: int, size: PageName) -> None:
    facts = replace(
        DAY,
        urgent=(SEEN, OPEN) * times,
        help=(SEEN,) * times,
        failures=(FAILED,) * times,
        unreviewed=DAY.unreviewed * times,
        earlier=DAY.unreviewed * times,
        clinic="Riverbend " * 30,
        made_by="W" * 200,
    )
    made = drawn_daily_sheet(facts, page_size=size)
    assert made.pages == 1
    assert faults(made) == []
    if times == 60:
        said = " ".join(text_of(made.pdf).split())
        assert "more: see the list of records" in said
        assert said.index("NOT ACKNOWLEDGED") < said.index("more: see the list")
