"""Nothing on the page overlaps, leaves the margins or gets lost, on Letter and on A4."""

from typing import Any

import pytest

from kiosk.summary.render import PageName, drawn
from tests.support.layout_audit import faults, lost
from tests.support.printed import CASES, answers_in_words, protocol, record_of


@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize("case", sorted(CASES))
def test_no_fault_in_the_layout(case: str, size: PageName) -> None:
    made = drawn(record_of(CASES[case]), protocol(), page_size=size)
    assert faults(made) == []


@pytest.mark.parametrize("case", sorted(CASES))
def test_every_answer_stands_on_the_page(case: str) -> None:
    record = record_of(CASES[case])
    assert lost(drawn(record, protocol()), answers_in_words(record)) == []


@pytest.mark.parametrize("case", ["clean", "typical", "withheld", "no weight"])
def test_an_ordinary_summary_takes_two_pages(case: str) -> None:
    assert drawn(record_of(CASES[case]), protocol()).pages == 2


def test_the_audit_notices_overlap_and_text_outside_the_margins() -> None:
    """The audit itself can fail: drawn twice, or moved out, the same text is a fault."""
    made: Any = drawn(record_of(), protocol())
    first = made.drawn[0]
    moved = first._replace(left=first.left - 60)
    shifted = first._replace(left=first.left + 20, text="another text")
    tampered = type(made)(made.pdf, (*made.marks, moved, shifted), made.pages)
    found = " ".join(faults(tampered))
    assert "outside the margins" in found
    assert "overlap" in found
    assert "not read back: 'another text'" in found
