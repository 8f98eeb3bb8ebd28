"""Small pieces of Markdown, and tiers and conditions in words."""

from collections.abc import Iterable

from kiosk.model.form import Condition

UNCONFIRMED = "**unconfirmed**"

_TIER_WORDS = {
    "withhold": "withhold",
    "caution_major": "major caution",
    "caution_minor": "minor caution",
    "inform": "inform",
}
_OPERATORS = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    "<": "is less than",
    ">=": "is at least",
    "<=": "is at most",
}


def heading(level: int, text: str) -> str:
    """A heading with a blank line after it."""
    return f"{'#' * level} {text}\n"


def paragraph(text: str) -> str:
    """A paragraph with a blank line after it."""
    return f"{text}\n"


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; a cell may hold any text."""
    names = list(columns)
    lines = [_row(names), _row("---" for _ in names), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def tier(name: str, *, urgent: bool) -> str:
    """A tier as a reader says it; empty for none."""
    words = _TIER_WORDS.get(name, "")
    return f"**URGENT**, {words}" if urgent else words


def conditions(found: Iterable[Condition], behavior: str | None = "all") -> str:
    """Conditions in words; empty for none."""
    joint = " or " if behavior == "any" else " and "
    return joint.join(_condition(each) for each in found)


def _condition(condition: Condition) -> str:
    if condition.operator == "exists":
        return f"`{condition.question}` is {'' if condition.answer else 'not '}answered"
    said = str(condition.answer).replace("_", " ")
    return f"`{condition.question}` {_OPERATORS[condition.operator]} {said}"
