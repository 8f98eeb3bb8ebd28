"""The long tables: medicines, flags, and answers that do not fit one cell, one row each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.exports.cell import safe
from kiosk.exports.fields import SEPARATOR, YES_NO, Column, Field, field_of
from kiosk.exports.missing import STORED
from kiosk.exports.values import Row
from kiosk.model.answer import plain
from kiosk.model.assessment import Medication
from kiosk.model.form import Item, Questionnaire
from kiosk.model.protocol import TIERS

MEDICATIONS = (
    Column("record_id", "The record it belongs to."),
    Column("number", "Place in the patient's list, from 1.", "integer"),
    Column("entered", "The patient's words, or the generic name when de-identified."),
    Column("confirmed", "Generic name that the patient picked."),
    Column("strength", "As the patient wrote it."),
    Column("how_often", "As the patient wrote it."),
    Column("status", "taking, as_needed or stopped.", "choice"),
    Column(
        "match",
        "How sure the name is.",
        "choice",
        values=(
            ("exact", "The words are a name."),
            ("confirmed", "The patient picked it from the list."),
            ("ambiguous", "The words may mean several medicines: staff to ask."),
            ("unmatched", "Not recognised: staff to ask."),
        ),
    ),
    Column("generic", "Recognised medicine; a product of several has one row each."),
    Column("classes", "Drug classes of the medicine."),
)

FLAGS = (
    Column("record_id", "The record it belongs to."),
    Column("rule", "Rule that raised it."),
    Column("reference", "Row of the clinical reference."),
    Column("tier", "How grave.", "choice", values=tuple((tier, "") for tier in TIERS)),
    Column("urgent", "Staff were told at once.", "flag", values=YES_NO),
    Column("changed", "The answer was changed later.", "flag", values=YES_NO),
    Column("title", "What it says."),
    Column("reason", "Why it matters."),
    Column("answers", "The answers that raised it."),
    Column("sources", "Sources of the rule."),
)

MORE = (
    Column("record_id", "The record it belongs to."),
    Column("question", "Question of the form."),
    Column(
        "what",
        "Why it stands here.",
        "choice",
        values=(
            ("listed", "One entry of a list."),
            ("changed", "Given, then changed: no longer counts."),
            ("hidden", "Given, then no longer asked: no longer counts."),
            ("other_form", "Does not fit this version of the form."),
        ),
    ),
    Column("number", "Place among these, from 1.", "integer"),
    Column("answer", "The answer."),
)


def medications(row: Row) -> Iterator[list[str]]:
    """One row a medicine; an entry that was not recognised has one too."""
    entries = row.record.answers.get("medications")
    if not isinstance(entries, list):
        return
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            continue
        head = [row.record.id, str(number)]
        head += [safe(str(entry.get(key, ""))) for key in _WORDS]
        head.append(safe(str(entry.get("status", "taking"))))
        for found in _recognised(entry, row.record.assessment.medications):
            classes = SEPARATOR.join(found.classes)
            yield [*head, found.match, safe(found.generic or ""), safe(classes)]


_WORDS = ("entered", "confirmed", "strength", "how_often")


def _recognised(entry: Mapping[str, Any], judged: tuple[Medication, ...]) -> tuple[Medication, ...]:
    """What the assessment made of `entry`. Entries of the same words lead to the same medicines."""
    picked = entry.get("confirmed")
    same = [
        m
        for m in judged
        if m.entered == entry.get("entered") and (m.match == "confirmed") == (picked is not None)
    ]
    narrowed = [m for m in same if m.generic == picked] if picked is not None else []
    return tuple(dict.fromkeys(narrowed or same)) or (_UNJUDGED,)


_UNJUDGED = Medication(entered="", generic=None, match="unmatched", classes=())


def flags(row: Row) -> Iterator[list[str]]:
    """One row a flag, in the assessment's order."""
    for flag in row.record.assessment.flags:
        yield [
            row.record.id,
            safe(flag.rule),
            safe(flag.reference),
            flag.tier,
            "1" if flag.urgent else "0",
            "1" if flag.changed else "0",
            safe(flag.title),
            safe(flag.reason),
            safe(SEPARATOR.join(f"{q}: {_words(a)}" for q, a in flag.answers.items())),
            safe(SEPARATOR.join(flag.sources)),
        ]


@dataclass(frozen=True)
class More:
    """Finds what the wide table has no single cell for."""

    lists: tuple[str, ...]
    """Questions that take a list of texts."""
    fields: Mapping[str, Field]
    codes: Mapping[str, frozenset[str]]
    """Options of the questions that take several."""

    @classmethod
    def of(cls, form: Questionnaire, questions: tuple[Item, ...]) -> "More":
        """For the `questions` of `form` that are exported."""
        return cls(
            lists=tuple(i.link_id for i in questions if i.repeats and i.type in ("string", "text")),
            fields={item.link_id: field_of(form, item) for item in questions},
            codes={
                item.link_id: frozenset(option.code for option in form.options(item))
                for item in questions
                if item.repeats and item.type == "choice"
            },
        )

    def rows(self, row: Row) -> Iterator[list[str]]:
        """Rows for lists, answers that no longer count, and answers that do not fit the form."""
        record = row.record
        for question, stored in record.answers.items():
            if question in self.lists and isinstance(stored, list):
                yield from _numbered(record.id, question, "listed", stored)
            elif not self._fits(question, stored):
                yield from _numbered(record.id, question, "other_form", [stored])
        if record.changes:
            for change in record.changes:
                yield from _numbered(
                    record.id, change.question, change.cause, _entries(plain(change.answer))
                )
        else:
            for question, stored in record.withdrawn.items():
                yield from _numbered(record.id, question, "changed", _entries(stored))

    def _fits(self, question: str, stored: Any) -> bool:
        field = self.fields.get(question)
        if field is None:
            return False
        if isinstance(stored, str) and stored in STORED:
            return True
        codes = self.codes.get(question)
        if codes is None or not isinstance(stored, list):
            return isinstance(stored, field.expected)
        return all(isinstance(c, str) and c in codes for c in stored)


def _entries(stored: Any) -> list[Any]:
    return stored if isinstance(stored, list) and stored else [stored]


def _numbered(record: str, question: str, what: str, entries: list[Any]) -> Iterator[list[str]]:
    for number, entry in enumerate(entries, start=1):
        yield [record, safe(question), what, str(number), safe(_words(entry))]


def _words(stored: Any) -> str:
    return stored if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False)
