"""What every column and code means, from the version of the form that the columns were made from."""

from collections.abc import Iterator, Mapping

from kiosk.exports.cell import safe
from kiosk.exports.fields import SEPARATOR, Column
from kiosk.exports.long import FLAGS as FLAG_COLUMNS
from kiosk.exports.long import MEDICATIONS as MEDICATION_COLUMNS
from kiosk.exports.long import MORE as MORE_COLUMNS
from kiosk.exports.long import STAFF as STAFF_COLUMNS
from kiosk.exports.missing import MEANING
from kiosk.exports.sinks import DATA, FLAGS, MEDICATIONS, MORE, STAFF
from kiosk.exports.wide import Wide
from kiosk.model.form import Condition, Item, Questionnaire

HEADER = (
    "table",
    "column",
    "question",
    "reference",
    "meaning",
    "type",
    "values",
    "unit",
    "lowest",
    "highest",
    "asked_when",
    "identifier",
    "form_versions",
)


Forms = Mapping[str, Questionnaire]
"""The form of each version, the one that the columns come from first."""


def codebook(form: Questionnaire, wide: Wide, forms: Forms) -> Iterator[list[str]]:
    """One row a column of every table, then one row a missing-data code."""
    for name, column in zip(wide.header, wide.columns, strict=True):
        yield [*_row(form, DATA, name, column), _versions(forms, column.question)]
    for table, columns in (
        (MEDICATIONS, MEDICATION_COLUMNS),
        (FLAGS, FLAG_COLUMNS),
        (STAFF, STAFF_COLUMNS),
        (MORE, MORE_COLUMNS),
    ):
        for column in columns:
            yield [*_row(form, table, column.name, column), ""]
    for code, meaning in MEANING.items():
        yield [DATA, "", "", "", meaning, "missing", code, *[""] * 6]


def no_longer_asked(form: Questionnaire, forms: Forms) -> Iterator[list[str]]:
    """One row a question that only earlier versions asked; its answers stand in `more_answers`."""
    seen = {item.link_id for item in form.questions}
    for earlier in forms.values():
        for item in earlier.questions:
            if item.link_id in seen:
                continue
            seen.add(item.link_id)
            values = tuple((option.code, option.text) for option in earlier.options(item))
            column = Column("answer", item.text, item.type, item.link_id, values)
            yield [
                *_row(earlier, MORE, column.name, column),
                _versions(forms, item.link_id),
            ]


def _versions(forms: Forms, question: str) -> str:
    return SEPARATOR.join(version for version, form in forms.items() if question in form.by_id)


def _row(form: Questionnaire, table: str, name: str, column: Column) -> list[str]:
    item = form.by_id.get(column.question)
    values = " | ".join(f"{code} = {label}" if label else code for code, label in column.values)
    return [
        table,
        name,
        column.question,
        item.reference if item else "",
        safe(column.about),
        column.kind,
        safe(values),
        column.unit,
        "" if column.low is None else str(column.low),
        "" if column.high is None else str(column.high),
        asked_when(form, item) if item else "",
        "yes" if item and item.identifier else "",
    ]


def asked_when(form: Questionnaire, item: Item) -> str:
    """The conditions of `item` and of the groups it stands in; empty when it is always asked."""
    chain = [item]
    while (parent := form.parent_of.get(chain[0].link_id)) is not None:
        chain.insert(0, form.by_id[parent])
    parts = [_conditions(each.enable_when, each.enable_behavior) for each in chain]
    stated = [part for part in parts if part]
    return " and ".join(f"({part})" for part in stated) if len(stated) > 1 else "".join(stated)


def _conditions(conditions: tuple[Condition, ...], behavior: str | None) -> str:
    word = " or " if behavior == "any" else " and "
    return word.join(f"{c.question} {c.operator} {c.answer}" for c in conditions)
