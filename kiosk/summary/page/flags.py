"""Flagged risks: groups by severity, and the ladder that fits them on page 1.

Every step down the ladder shows less of each flag; what page 1 had to leave out stands in full on the
next page, so nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.summary.blocks.flags import SEVERITIES, WORDS, FlagLine, Severity
from kiosk.summary.ink import (
    BLACK,
    LABEL,
    MAJOR,
    STOP,
    WHITE,
    Ink,
    Style,
    cut,
    shorten,
    width,
    wrap,
)
from kiosk.summary.notation import counted
from kiosk.summary.page.flow import Piece, height
from kiosk.summary.page.icons import BAR, icon
from kiosk.summary.page.styles import BODY, BODY_STRONG, QUOTE, SMALL, STRONG
from kiosk.summary.tags import Element

Level = Literal["whole", "full", "short", "brief", "compact"]
_LINES: dict[Level, tuple[int, int, int]] = {
    "whole": (99, 99, 999),
    "full": (2, 3, 2),
    "short": (2, 2, 1),
    "brief": (1, 1, 1),
    "compact": (1, 1, 1),
}
"""Most lines of title, reason and quote."""

_HEADER = 17.0
_INDENT = 13.0
_MORE = 19.0
_CHUNK = 7


@dataclass(frozen=True)
class FlagColumn:
    """What of the flags stands on page 1."""

    pieces: tuple[Piece, ...]
    repeat: bool
    """Something was left out: all flags stand in full on the next page."""


def fit(parent: Element, lines: Sequence[FlagLine], wide: float, room: float) -> FlagColumn:
    """The flags at the fullest level at which all fit in `room`, or as many as fit at the lowest."""
    levels: tuple[Level, ...] = ("full", "short", "brief", "compact")
    for level in levels:
        if height(flag_pieces(None, lines, wide, level)) <= room:
            pieces = flag_pieces(parent, lines, wide, level)
            return FlagColumn(tuple(pieces), _loses(lines, wide, level))
    shown = list(lines)
    while shown and height(flag_pieces(None, shown, wide, "compact", lines)) > room - _MORE:
        shown.pop()
    pieces = flag_pieces(parent, shown, wide, "compact", lines)
    pieces.append(_more(parent, lines[len(shown) :], wide))
    return FlagColumn(tuple(pieces), repeat=True)


def flag_pieces(
    parent: Element | None,
    lines: Sequence[FlagLine],
    wide: float,
    level: Level,
    whole: Sequence[FlagLine] | None = None,
) -> list[Piece]:
    """Group headers and flags. `whole`: the list that `lines` is the beginning of.

    Without `parent` the pieces are only good for measuring.
    """
    every = lines if whole is None else whole
    pieces: list[Piece] = []
    for severity in SEVERITIES:
        group = [line for line in lines if line.severity == severity]
        if not group:
            continue
        total = sum(line.severity == severity for line in every)
        count = f"{len(group)} of {total}" if len(group) < total else str(total)
        pieces.append(_group_header(parent, severity, count, wide))
        items = parent.add("L") if parent else None
        for line in group:
            item = items.add("LI").add("LBody") if items else None
            pieces += _flag(item, line, wide, level)
    return pieces


def _group_header(parent: Element | None, severity: Severity, count: str, wide: float) -> Piece:
    element = parent.add("H3") if parent else None

    def draw(ink: Ink, x: float, y: float) -> None:
        high = 13.5
        dark = {"stop": STOP, "no_weight": (0.23,), "major": MAJOR}
        colour = BLACK
        if severity in dark:
            ink.fill(x, y, wide, high, dark[severity])
            colour = WHITE
        elif severity == "caution":
            ink.fill(x, y, wide, high, (0.86,))
        else:
            ink.rule(x, y + high, x + wide, 0.7, (0.45,))
        icon(ink, severity, x + 3, y + 1.4, 10.7, reverse=colour == WHITE)
        style = Style("B", 8.4, colour)
        ink.text(element, x + 18, y + 9.8, f"{WORDS[severity]} {count}", style)

    return Piece(_HEADER, draw, sticky=True)


def _title(line: FlagLine) -> tuple[str, Style]:
    if line.urgent:
        return f"ACT NOW: {line.title}", STRONG._replace(colour=STOP)
    return line.title, STRONG


def _quoted(line: FlagLine) -> str:
    return "; ".join(line.quotes)


def _reasoned(line: FlagLine) -> str:
    return f"{line.reason} {line.tag}".strip()


def _flag(element: Element | None, line: FlagLine, wide: float, level: Level) -> list[Piece]:
    if level == "compact":
        return [_compact(element, line, wide)]
    tail = f"… ({line.cited})"
    most_title, most_reason, most_quote = _LINES[level]
    text, title_style = _title(line)
    inner = wide - _INDENT
    cited = shorten(line.cited, SMALL, wide * 0.35)
    title_room = inner - width(cited, SMALL) - 8
    titles = cut(wrap(text, title_style, title_room), most_title, title_style, title_room, "…")
    reasons = cut(wrap(_reasoned(line), BODY, inner), most_reason, BODY, inner, tail)
    quotes = []
    if line.quotes:
        quotes = cut(wrap(_quoted(line), QUOTE, inner), most_quote, QUOTE, inner, tail)
    rows = [(row, title_style) for row in titles]
    rows += [(row, BODY) for row in reasons] + [(row, QUOTE) for row in quotes]
    chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    pieces = []
    for index, chunk in enumerate(chunks):
        last = index == len(chunks) - 1
        pieces.append(_rows(element, chunk, cited if not index else "", line.severity, wide, last))
    return pieces


def _rows(
    element: Element | None,
    rows: list[tuple[str, Style]],
    cited: str,
    severity: Severity,
    wide: float,
    last: bool,
) -> Piece:
    high = sum(style.leading for _, style in rows)

    def draw(ink: Ink, x: float, y: float) -> None:
        thick, colour = BAR[severity]
        ink.fill(x, y, thick, high + (1.5 if last else 0), colour)
        baseline = y + 9.2
        if cited:
            ink.right(element, x + wide, baseline, cited, SMALL._replace(colour=LABEL))
        for row, style in rows:
            ink.text(element, x + _INDENT, baseline, row, style)
            baseline += style.leading

    return Piece(high + (5.0 if last else 0), draw)


def _compact(element: Element | None, line: FlagLine, wide: float) -> Piece:
    text, title_style = _title(line)
    inner = wide - _INDENT
    cited = shorten(line.cited, SMALL, wide * 0.25)
    room = inner - width(cited, SMALL) - 8
    title = shorten(text, title_style, room)
    left = room - width(title, title_style) - 8
    reason = shorten(line.reason, SMALL, left) if left > 40 else ""
    quote = shorten(_quoted(line), QUOTE, inner, f"… ({line.cited})") if line.quotes else ""
    high = title_style.leading + (QUOTE.leading if quote else 0)

    def draw(ink: Ink, x: float, y: float) -> None:
        thick, colour = BAR[line.severity]
        ink.fill(x, y, thick, high, colour)
        ink.right(element, x + wide, y + 9, cited, SMALL._replace(colour=LABEL))
        end = ink.text(element, x + _INDENT, y + 9, title + " ", title_style)
        if reason:
            ink.text(element, end + 4, y + 9, reason, SMALL)
        if quote:
            ink.text(element, x + _INDENT, y + 9 + 10.2, quote, QUOTE)

    return Piece(high + 3.0, draw)


def _loses(lines: Sequence[FlagLine], wide: float, level: Level) -> bool:
    """Whether a title or reason is shortened at `level`. Quotes stand in the appendix anyway."""
    inner = wide - _INDENT
    if level == "compact":
        return True
    most_title, most_reason, _ = _LINES[level]
    for line in lines:
        text, style = _title(line)
        cited = shorten(line.cited, SMALL, wide * 0.35)
        titles = wrap(text, style, inner - width(cited, SMALL) - 8)
        if len(titles) > most_title or cited != line.cited:
            return True
        if len(wrap(_reasoned(line), BODY, inner)) > most_reason:
            return True
    return False


def _more(parent: Element, hidden: Sequence[FlagLine], wide: float) -> Piece:
    element = parent.add("P")
    kinds = [
        counted(
            sum(line.severity == level for line in hidden),
            WORDS[level].lower(),
            WORDS[level].lower(),
        )
        for level in SEVERITIES
        if any(line.severity == level for line in hidden)
    ]
    text = f"→ {len(hidden)} more, next pages: {', '.join(kinds)}"

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.frame(x, y + 2, wide, 13.5, 0.9)
        shown = shorten(text, BODY_STRONG, wide - 8)
        ink.text(element, x + (wide - width(shown, BODY_STRONG)) / 2, y + 11.6, shown, BODY_STRONG)

    return Piece(_MORE, draw)
