"""Frozen values that cross every boundary of the kiosk. No I/O, no clock, no behaviour but checks."""
