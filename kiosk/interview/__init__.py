"""Asking: which question comes next, what counts as an answer. Pure, without Textual."""
