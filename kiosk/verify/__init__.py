"""Proving that a protocol does what it claims. Reads everything, changes nothing, asks no patient."""
