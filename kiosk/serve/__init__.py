"""The kiosk in a browser: the same supervised program on a terminal of its own, shown on a tablet.

Knows nothing of questions or answers: it carries keys one way and the screen the other.
"""
