"""The printed page: what it says (blocks), where (page), drawn safely (ink), as a tagged file (tags).

Pure but for reading our own fonts once: no clock, and the same record gives the same bytes anywhere.
"""

from kiosk.summary.render import PageName, paper_form, render, warm_up

__all__ = ["PageName", "paper_form", "render", "warm_up"]
