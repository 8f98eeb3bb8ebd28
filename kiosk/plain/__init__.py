"""The kiosk without a screen: numbered prompts for screen readers, braille displays and pipes.

The same engine, drafts, records, alerts and words as the full screen. Must not know Textual, and writes
nothing but lines of text: no colour, no box, no cursor movement. On a terminal it clears the window when
a patient hides or leaves it, and only then.
"""
