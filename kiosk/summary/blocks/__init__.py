"""What the page says, as frozen values made from a record and its protocol.

Pure: no fonts, no places. Must not compute anything clinical: every number and every flag is read from
the assessment that stands in the record.
"""

from kiosk.summary.blocks.sheet import Sheet, sheet

__all__ = ["Sheet", "sheet"]
