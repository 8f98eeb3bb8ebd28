"""The numbers that a clinic reads are the numbers of its intakes."""

import datetime
import statistics
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.report import Report, Tally, as_text
from tests.support.patients import answers
from tests.unit.exports.making import taken


class Counting:
    """Takes intakes and counts them."""

    def __init__(self, protocol: Protocol, vocabulary: Vocabulary) -> None:
        self.protocol = protocol
        self.vocabulary = vocabulary

    def record(
        self, *, at: str = "2026-11-22T10:00:00-06:00", minutes: int | None = 12, **changes: Any
    ) -> Record:
        """The healthy patient with `changes`, handed in at `at` after so many minutes."""
        record = taken(self.protocol, self.vocabulary, answers(**changes), answered_at=at)
        if minutes is None:
            return record
        began = datetime.datetime.fromisoformat(at) - datetime.timedelta(minutes=minutes, seconds=9)
        return record.model_copy(update={"begun_at": began.isoformat()})

    def report(self, *records: Record, abandoned: tuple[str, ...] = ()) -> Report:
        """Their report."""
        tally = Tally(self.protocol)
        for record in records:
            tally.add(record)
        for question in abandoned:
            tally.add_abandoned(question)
        return tally.report("", "")


@pytest.fixture(scope="module")
def counting(protocol: Protocol, vocabulary: Vocabulary) -> Counting:
    return Counting(protocol, vocabulary)


def test_reasons_and_results_are_counted_by_their_labels(counting: Counting) -> None:
    found = counting.report(
        counting.record(),
        counting.record(main_reason="ptsd"),
        counting.record(main_reason="ptsd", aneurysm="yes"),
        counting.record(main_reason="skipped"),
    )
    assert [(each.code, each.number) for each in found.reasons] == [
        ("ptsd", 2),
        ("depression", 1),
        ("skipped", 1),
    ]
    assert found.reasons[2].label == "Told staff instead"
    results = {each.code: each.number for each in found.dispositions}
    assert sum(results.values()) == found.records == 4
    assert results["withheld"] >= 1


def test_a_flag_counts_once_an_intake_with_its_tier(counting: Counting) -> None:
    found = counting.report(
        counting.record(aneurysm="yes"), counting.record(aneurysm="not_sure"), counting.record()
    )
    (flag,) = [each for each in found.flags if each.code == "aneurysm"]
    assert (flag.number, flag.note) == (2, "withhold")


def test_what_was_taken_back_is_no_flag_of_the_clinic(counting: Counting) -> None:
    """A corrected mis-press is said to be one, beside the flags that stand."""
    pressed = taken(
        counting.protocol, counting.vocabulary, answers(aneurysm="no"), changed={"aneurysm": "yes"}
    )
    assert [flag.rule for flag in pressed.assessment.flags if flag.changed] == ["aneurysm"]
    found = counting.report(pressed, counting.record())
    assert "aneurysm" not in {each.code for each in found.flags}
    assert found.corrected == 1
    assert "what a later answer took back, in 1 intake\n" in as_text(found, width=80)


def test_the_flags_that_do_not_fit_are_never_called_rarer(counting: Counting) -> None:
    asked = ("aneurysm", "brain_bleed", "vascular_malformation", "pressure_hazard", "porphyria",
             "myasthenia_gravis", "intracranial_pressure", "kidney_failure", "psychosis", "bipolar",
             "dissociative_disorder", "stroke", "heart_rhythm", "unusually_high_now",
             "intoxicated_now", "hearing_or_seeing_things", "withdrawal_symptoms")  # fmt: skip
    flagged: dict[str, Any] = dict.fromkeys(asked, "yes")
    text = as_text(counting.report(counting.record(**flagged)), width=80)
    assert " more, at most 1 intake each: see --format csv" in text
    assert "rarer" not in text


def test_the_median_of_two_is_between_them(counting: Counting) -> None:
    def median(*taken_minutes: int) -> str:
        records = [counting.record(minutes=each) for each in taken_minutes]
        return str(counting.report(*records).minutes.median)

    assert (median(5, 7), median(5, 8), median(7)) == ("6", "6.5", "7")


def test_half_and_nine_tenths_of_the_intakes_took_no_longer(counting: Counting) -> None:
    taken_minutes = [5, 7, 9, 11, 12, 14, 15, 18, 25, 2_900]
    found = counting.report(
        *(counting.record(minutes=minutes) for minutes in taken_minutes),
        counting.record(minutes=None),
    ).minutes
    assert (found.known, found.median, found.p90) == (10, Decimal(13), 25)
    assert [each.number for each in found.spread][-1] == 1
    assert found.spread[-1].label == "60 min or more"
    assert sum(each.number for each in found.spread) == 10


def test_without_a_beginning_there_is_no_time(counting: Counting) -> None:
    found = counting.report(counting.record(minutes=None)).minutes
    assert (found.known, found.median, found.p90, found.spread) == (0, None, None, ())


@settings(max_examples=40)
@given(minutes=st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_half_and_nine_tenths_took_no_longer(counting: Counting, minutes: list[int]) -> None:
    blank = counting.record()
    records = []
    for each in minutes:
        began = datetime.datetime.fromisoformat(blank.submitted_at)
        began -= datetime.timedelta(minutes=each)
        records.append(blank.model_copy(update={"begun_at": began.isoformat()}))
    found = counting.report(*records).minutes
    assert found.median == statistics.median(minutes)
    assert found.p90 in minutes
    assert sum(each <= found.p90 for each in minutes) * 10 >= 9 * len(minutes)
    assert sum(each < found.p90 for each in minutes) * 10 < 9 * len(minutes)


def test_days_are_the_clinics_own_and_none_is_left_out(counting: Counting) -> None:
    found = counting.report(
        counting.record(at="2026-11-20T23:30:00-06:00"),
        counting.record(at="2026-11-22T00:10:00-06:00", aneurysm="yes"),
        counting.record(at="2026-11-22T09:00:00-06:00", asq_1="yes"),
    )
    assert [(str(d.day), d.intakes, d.urgent, d.withheld) for d in found.days] == [
        ("2026-11-20", 1, 0, 0),
        ("2026-11-21", 0, 0, 0),
        ("2026-11-22", 2, 1, found.days[2].withheld),
    ]
    assert found.days[2].withheld >= 1


def test_medicines_that_were_not_recognised_are_counted_by_what_was_typed(
    counting: Counting,
) -> None:
    listed = [{"entered": "Blue  pill"}, {"entered": "lisinopril"}, {"entered": "blue pill"}]
    found = counting.report(
        counting.record(takes_no_medications="no", medications=listed),
        counting.record(takes_no_medications="no", medications=[{"entered": "lisinopril"}]),
    ).unrecognised
    assert (found.listed, found.entries, found.records) == (4, 2, 1)
    assert [(each.code, each.number) for each in found.words] == [("blue pill", 2)]


def test_unfinished_intakes_stand_under_the_question_they_stand_at(counting: Counting) -> None:
    found = counting.report(abandoned=("stroke", "review", "stroke"))
    assert [(each.code, each.number) for each in found.abandoned] == [("stroke", 2), ("review", 1)]
    text = as_text(found, width=80)
    assert "NOT FINISHED" in text
    assert "Looking over the answers" in text


def test_the_table_fits_the_terminal_and_keeps_its_numbers(counting: Counting) -> None:
    long_word = "王" * 90 + "=cmd|'/C calc'!A0 \x1b[31mred"
    listed = [{"entered": long_word[:190]}]
    records = [counting.record(at=f"2026-{m:02}-03T10:00:00-06:00") for m in range(1, 13)]
    records.append(counting.record(takes_no_medications="no", medications=listed, aneurysm="yes"))
    found = counting.report(*records, abandoned=("stroke",))
    for width in (20, 60, 80, 200):
        text = as_text(found, width=width)
        assert "\x1b" not in text
        room = max(60, min(width, 100))
        assert all(len(line) <= room for line in text.splitlines())
        assert "INTAKES A MONTH" in text
    assert "王" not in as_text(found, width=80, words=False)


def test_no_intake_is_a_report_too(counting: Counting) -> None:
    assert as_text(counting.report(), width=80) == "Intakes of all days: 0\n"
