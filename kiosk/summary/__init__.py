"""The printed page: what it says (blocks), where (page), drawn safely (ink), as a tagged file (tags).

Pure but for reading our own fonts once: no clock, and the same record gives the same bytes anywhere.
"""

from kiosk.summary.blocks.daily import Day, DayLine
from kiosk.summary.blocks.trends import PastScore, past_scores
from kiosk.summary.render import PageName, daily_sheet, paper_form, render, warm_up

__all__ = [
    "Day",
    "DayLine",
    "PageName",
    "PastScore",
    "daily_sheet",
    "paper_form",
    "past_scores",
    "render",
    "warm_up",
]
