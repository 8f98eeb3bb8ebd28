"""What a clinic asks of its intakes: how many, why, with which result, how long, and where people stop.

Owns the counting, its table and its charts. Must not open a record: whoever calls does, and is audited.
A report names no patient; words that patients typed stand only where clinical staff ask for them.
"""

from kiosk.report.counts import Count, Day, Minutes, Report, Tally, Unrecognised
from kiosk.report.files import write_charts, write_tables
from kiosk.report.table import as_text

__all__ = [
    "Count",
    "Day",
    "Minutes",
    "Report",
    "Tally",
    "Unrecognised",
    "as_text",
    "write_charts",
    "write_tables",
]
