"""What staff may do: each action checked against the role, audited by name, for screen and command line.

Owns the staff side's logic and its permission table. Must not draw a screen or print a line; both the
staff screens and `kiosk records` call it, so that neither knows a rule that the other does not.
"""
