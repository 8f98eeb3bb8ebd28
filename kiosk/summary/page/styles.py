"""Type and measures of the page, in points."""

from kiosk.summary.ink import LABEL, Style

MARGIN = 36.0
TOP = 30.0
GUTTER = 16.0
RIGHT_COLUMN = 204.0

PANEL = (0.94,)
HAIRLINE = (0.74,)

TITLE = Style("B", 13.5)
SUBTITLE = Style("R", 8.4, LABEL)
NAME = Style("B", 16)
NAME_LONG = Style("B", 11.5)
RECORD_NUMBER = Style("B", 10.5)
SECTION = Style("B", 9.6)
STRONG = Style("B", 9.4)
BODY = Style("R", 8.6)
BODY_STRONG = Style("B", 8.6)
SMALL = Style("R", 7.8)
SMALL_STRONG = Style("B", 7.8)
QUOTE = Style("I", 8.5)
LABEL_STYLE = Style("R", 8.0, LABEL)
TINY = Style("R", 7.2, LABEL)
TINY_STRONG = Style("B", 7.2)
DOSE = Style("B", 25)
DOSE_RANGE = Style("B", 19)
VOLUME = Style("B", 11.5)
VERDICT = Style("B", 13.5)
COUNT = Style("B", 13.5)
COUNT_NONE = Style("R", 11, LABEL)
COUNT_LABEL = Style("R", 7.2)
