"""The ladder of what gives way, and the heights that never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tui.layout import Demand, Shape, fit

WINDOWS = st.builds(Shape, st.integers(80, 300), st.integers(24, 100))


@given(shape=WINDOWS, text=st.integers(1, 6))
def test_a_yes_no_page_always_keeps_its_fixed_block(shape: Shape, text: int) -> None:
    """Four full targets below a block of one height, in every window."""
    demand = Demand(text=text, short_text=2, choices=4, pair=False, ordered=False)
    found = fit(shape, demand)
    assert found.ask == shape.ask(instrument=False)
    assert not found.slim and not found.two_columns and found.pages == 1


@given(
    shape=WINDOWS,
    text=st.integers(1, 6),
    choices=st.integers(1, 24),
    pair=st.booleans(),
    ordered=st.booleans(),
    instrument=st.booleans(),
    large=st.booleans(),
)
def test_whatever_is_found_fits(
    shape: Shape,
    text: int,
    choices: int,
    pair: bool,
    ordered: bool,
    instrument: bool,
    large: bool,
) -> None:
    """Rows never add up to more than the column has, and a scale never stands in two columns."""
    short = min(text, 2)
    demand = Demand(text, short, choices, pair, ordered, instrument)
    found = fit(shape, demand, large=large)
    shown = -(-choices // found.pages)
    rows = -(-shown // 2) if found.two_columns else shown
    used = found.ask + rows * (found.row + found.gap)
    way_out = found.row if found.large else shape.target
    used += found.pair_gap + way_out if pair else -found.gap
    assert used <= shape.room(steps=True)
    assert found.ask >= (short if found.short_why else text)
    assert not (ordered and found.two_columns)


@pytest.mark.parametrize(
    ("columns", "rows", "classes"),
    [
        (80, 24, ("-w80", "-h24")),
        (100, 30, ("-w100", "-h30")),
        (120, 40, ("-w100", "-h45")),
        (140, 45, ("-w140", "-h45")),
        (200, 60, ("-w200", "-h60")),
    ],
)
def test_breakpoints(columns: int, rows: int, classes: tuple[str, str]) -> None:
    """Exactly one class of each direction."""
    assert Shape(columns, rows).classes == classes
