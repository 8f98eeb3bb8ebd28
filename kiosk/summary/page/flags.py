"""Flagged risks: groups by severity, and the ladder that fits them on page 1.

Every step down the ladder shows less of each flag; what page 1 had to leave out stands in full on the
next page, so nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.summary.blocks.flags import ACT_NOW, SEVERITIES, WORDS, FlagLine, Severity
from kiosk.summary.ink import (
    BLACK,
    LABEL,
    MAJOR,
    STOP,
    WHITE,
    Colour,
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
from kiosk.summary.page.styles import BODY, BODY_STRONG, QUOTE, SMALL, STRONG, TINY
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

_LADDER: tuple[Level, ...] = ("full", "short", "brief", "compact")
_CHANGED = "ANSWERED, THEN CHANGED"
_MOST_CHANGED = 0.5
"""Of the room for flags, at most this is for changed answers (they stay on page 1: contract, semantics 4)."""

_HEADER = 16.0
_INDENT = 13.0
_MORE = 19.0
_CHUNK = 7
_ROW = 11.6


@dataclass(frozen=True)
class FlagColumn:
    """What of the flags stands on page 1."""

    pieces: tuple[Piece, ...]
    repeat: bool
    """Something was left out: all flags stand in full on the next page."""


def fit(
    parent: Element, lines: Sequence[FlagLine], wide: float, room: float, below: float
) -> FlagColumn:
    """The flags at the fullest level at which all fit in `room`, or as many as fit at the lowest.

    A level that shows every reason is taken even where a fuller one would fit, when it alone leaves
    the room `below` that the next block of the column needs. Changed answers become a line each before
    one that stands loses anything.
    """
    standing = [line for line in lines if not line.change]
    changed = [line for line in lines if line.change]
    fullest = height(flag_pieces(None, lines, wide, "full"))
    if room - below < fullest <= room:
        high = height(flag_pieces(None, lines, wide, "short"))
        if high <= room - below:
            pieces = flag_pieces(parent, lines, wide, "short")
            return FlagColumn(tuple(pieces), _loses(lines, wide, "short"))
    if fullest <= room:
        pieces = flag_pieces(parent, lines, wide, "full")
        return FlagColumn(tuple(pieces), _loses(lines, wide, "full"))
    rows = changed_pieces(None, changed, wide)
    for level in _LADDER[0 if changed else 1 :]:
        if height(flag_pieces(None, standing, wide, level)) + height(rows) <= room:
            pieces = flag_pieces(parent, standing, wide, level)
            pieces += changed_pieces(parent, changed, wide)
            return FlagColumn(tuple(pieces), bool(changed) or _loses(standing, wide, level))
    return _overflowing(parent, standing, changed, wide, room - _MORE)


def _overflowing(
    parent: Element,
    standing: Sequence[FlagLine],
    changed: Sequence[FlagLine],
    wide: float,
    room: float,
) -> FlagColumn:
    """As many flags as fit at the lowest level, the lightest left out first."""
    later = list(changed)
    while later and height(changed_pieces(None, later, wide, len(changed))) > room * _MOST_CHANGED:
        later.pop()
    left = room - height(changed_pieces(None, later, wide, len(changed)))
    shown = list(standing)
    while shown and height(flag_pieces(None, shown, wide, "compact", standing)) > left:
        shown.pop()
    pieces = flag_pieces(parent, shown, wide, "compact", standing)
    pieces += changed_pieces(parent, later, wide, len(changed))
    hidden = [*standing[len(shown) :], *changed[len(later) :]]
    return FlagColumn((*pieces, _more(parent, hidden, wide)), repeat=True)


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
    for severity in (*SEVERITIES, None):
        group = [line for line in lines if _group_of(line) == severity]
        if not group:
            continue
        total = sum(_group_of(line) == severity for line in every)
        count = f"{len(group)} of {total}" if len(group) < total else str(total)
        pieces.append(_group_header(parent, severity, count, wide))
        items = parent.add("L") if parent else None
        for line in group:
            item = items.add("LI").add("LBody") if items else None
            pieces += _flag(item, line, wide, level)
    return pieces


def changed_pieces(
    parent: Element | None, lines: Sequence[FlagLine], wide: float, total: int = 0
) -> list[Piece]:
    """Changed answers, a line each that ends in what stands now. `total`: how many there are in all."""
    if not lines:
        return []
    count = f"{len(lines)} of {total}" if len(lines) < total else str(len(lines))
    header = _group_header(parent, None, count, wide)
    items = parent.add("L") if parent else None
    return [
        header,
        *(_changed(items.add("LI").add("LBody") if items else None, line, wide) for line in lines),
    ]


def _group_of(line: FlagLine) -> Severity | None:
    """The severity that a flag stands under; None for an answer that was changed."""
    return None if line.change else line.severity


def _group_header(
    parent: Element | None, severity: Severity | None, count: str, wide: float
) -> Piece:
    element = parent.add("H3") if parent else None

    def draw(ink: Ink, x: float, y: float) -> None:
        high = 13.5
        dark: dict[str | None, Colour] = {"stop": STOP, "no_weight": (0.23,), "major": MAJOR}
        colour = BLACK
        if severity in dark:
            ink.fill(x, y, wide, high, dark[severity])
            colour = WHITE
        elif severity in ("caution", None):
            ink.fill(x, y, wide, high, (0.86,))
        else:
            ink.rule(x, y + high, x + wide, 0.7, (0.45,))
        icon(ink, severity or "unknown", x + 3, y + 1.4, 10.7, reverse=colour == WHITE)
        style = Style("B", 8.4, colour)
        word = WORDS[severity] if severity else _CHANGED
        ink.text(element, x + 18, y + 9.8, f"{word} {count}", style)

    return Piece(_HEADER, draw, sticky=True)


def _title(line: FlagLine) -> tuple[str, Style]:
    if line.urgent:
        return f"{ACT_NOW}: {line.title}", STRONG._replace(colour=STOP)
    return line.title, STRONG


def _quoted(line: FlagLine) -> str:
    return "; ".join(line.quotes)


@dataclass(frozen=True)
class _Text:
    """A flag in rows of text. `losing`: a title or reason was shortened."""

    rows: list[tuple[str, Style]]
    cited: str
    losing: bool


def _texts(line: FlagLine, wide: float, level: Level) -> _Text:
    most_title, most_reason, most_quote = _LINES[level]
    tail = f"… ({line.cited})"
    inner = wide - _INDENT
    cited = shorten(line.cited, SMALL, wide * 0.35)
    title, style = _title(line)
    room = inner - width(cited, SMALL) - 8
    titles = wrap(title, style, room)
    reasons = wrap(line.reason, BODY, inner)
    quotes = wrap(_quoted(line), QUOTE, inner) if line.quotes else []
    rows = [(row, style) for row in cut(titles, most_title, style, room, "…")]
    rows += [(row, BODY) for row in cut(reasons, most_reason, BODY, inner, tail)]
    rows += [(row, QUOTE) for row in cut(quotes, most_quote, QUOTE, inner, tail)]
    if width(rows[-1][0], rows[-1][1]) + width(line.tag, TINY) + 10 > inner or len(rows) == 1:
        rows += [(row, TINY) for row in wrap(line.tag, TINY, inner)]
    losing = len(titles) > most_title or len(reasons) > most_reason or cited != line.cited
    return _Text(rows, cited, losing)


def _flag(element: Element | None, line: FlagLine, wide: float, level: Level) -> list[Piece]:
    if level == "compact":
        return [_compact(element, line, wide)]
    text = _texts(line, wide, level)
    chunks = [text.rows[start : start + _CHUNK] for start in range(0, len(text.rows), _CHUNK)]
    tag = "" if text.rows[-1][1] == TINY else line.tag
    pieces = []
    for index, chunk in enumerate(chunks):
        last = index == len(chunks) - 1
        ends = (text.cited if not index else "", tag if last else "")
        pieces.append(_rows(element, chunk, ends, line.severity, wide, last))
    return pieces


def _rows(
    element: Element | None,
    rows: list[tuple[str, Style]],
    ends: tuple[str, str],
    severity: Severity,
    wide: float,
    last: bool,
) -> Piece:
    """`ends`: what stands at the right of the first and of the last row."""
    high = sum(style.leading for _, style in rows)

    def draw(ink: Ink, x: float, y: float) -> None:
        thick, colour = BAR[severity]
        ink.fill(x, y, thick, high + (1.0 if last else 0), colour)
        baseline = y + 9.2
        if ends[0]:
            ink.right(element, x + wide, baseline, ends[0] + " ", SMALL._replace(colour=LABEL))
        for row, style in rows:
            ink.text(element, x + _INDENT, baseline, row, style)
            baseline += style.leading
        if ends[1]:
            ink.right(element, x + wide, baseline - rows[-1][1].leading, ends[1], TINY)

    return Piece(high + (4.4 if last else 0), draw)


def _changed(element: Element | None, line: FlagLine, wide: float) -> Piece:
    """One line: what it is about may be shortened, what it was changed to never before that."""
    mark = f"{ACT_NOW}: " if line.urgent else ""
    strong = Style("B", 8.4, STOP) if line.urgent else Style("B", 8.4)
    cited = shorten(line.cited, SMALL, wide * 0.25)
    room = wide - _INDENT - width(cited, SMALL) - 8
    about, change = f"{mark}{line.bare}:", f" {line.change}"
    change = shorten(change, SMALL, room - min(width(about, strong), room * 0.35))
    about = shorten(about, strong, room - width(change, SMALL), "…:")

    def draw(ink: Ink, x: float, y: float) -> None:
        icon(ink, line.severity, x + 1.5, y + 1.2, 8.6)
        end = ink.run(element, x + _INDENT, y + 8.6, about, strong)
        ink.text(element, end, y + 8.6, change, SMALL)
        ink.right(element, x + wide, y + 8.6, cited, SMALL._replace(colour=LABEL))

    return Piece(_ROW, draw)


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
        end = ink.run(element, x + _INDENT, y + 9, title + " ", title_style)
        if reason:
            ink.text(element, end + 4, y + 9, reason, SMALL)
        if quote:
            ink.text(element, x + _INDENT, y + 9 + 10.2, quote, QUOTE)

    return Piece(high + 3.0, draw)


def _loses(lines: Sequence[FlagLine], wide: float, level: Level) -> bool:
    """Whether a title or reason is shortened at `level`. Quotes stand in the appendix anyway."""
    return level == "compact" or any(_texts(line, wide, level).losing for line in lines)


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
