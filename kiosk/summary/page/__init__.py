"""Where everything stands on the page: measured pieces, placed on Letter or A4.

Reads blocks and draws with ink. Must not look at a record, a protocol or an answer.
"""

from kiosk.summary.page.compose import compose
from kiosk.summary.page.daily import compose_day
from kiosk.summary.page.handout import compose_handout
from kiosk.summary.page.paper import compose_paper

__all__ = ["compose", "compose_day", "compose_handout", "compose_paper"]
