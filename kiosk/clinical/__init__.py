"""Judging: answers to flags, disposition and a provisional regimen.

Pure: no I/O, no clock, no Textual, no floats. Same answers, same bytes.
"""
