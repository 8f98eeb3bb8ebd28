"""The staff's app: a process of its own, so that a key to the records is never in a patient's process.

Stands on the parts of `tui` (stage, page frame, choices, fields, theme). Decides nothing: who may do
what, and what is written in the audit, belongs to `backoffice`. Its texts are English.
"""
