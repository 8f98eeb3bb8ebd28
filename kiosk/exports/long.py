"""The long tables: medicines, flags, and answers that do not fit one cell, one row each."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from kiosk.exports.cell import safe
from kiosk.exports.fields import SEPARATOR, YES_NO, Column
from kiosk.exports.values import Row
from kiosk.model.answer import NOT_SURE, plain
from kiosk.model.assessment import Medication
from kiosk.model.form import Item
from kiosk.model.protocol import TIERS

DECISIONS = (
    ("accepted", "The provisional regimen as it stands."),
    ("modified", "Another regimen, in the provider's words."),
    ("declined", "No infusion."),
    ("more_information", "Waits for more information."),
)

MEDICATIONS = (
    Column("record_id", "The record it belongs to."),
    Column("number", "Place in the patient's list, from 1.", "integer"),
    Column("entered", "The patient's words, or the generic name when de-identified."),
    Column("confirmed", "Generic name that the patient picked."),
    Column("strength", "As the patient wrote it."),
    Column("how_often", "As the patient wrote it."),
    Column(
        "status",
        "Whether it is taken.",
        "choice",
        values=(("taking", ""), ("as_needed", "Taken when needed."), ("stopped", "Not any more.")),
    ),
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
    Column("title", "What it says."),
    Column("reason", "Why it matters."),
    Column("sources", "Sources of the rule."),
    Column("urgent", "Staff were told at once.", "flag", values=YES_NO),
    Column("changed", "The answer was changed later.", "flag", values=YES_NO),
    Column("answers", "The answers that raised it."),
)

STAFF = (
    Column("record_id", "The record it belongs to."),
    Column("number", "Place among these, from 1, oldest first of its kind.", "integer"),
    Column(
        "what",
        "What staff wrote.",
        "choice",
        values=(
            ("decision", "What a provider decided; the last one holds."),
            ("correction", "An answer that was corrected; the record has the new one."),
            ("note", "A note that changes no answer."),
            ("measurement", "Staff measured; the record has the values."),
        ),
    ),
    Column("by", "Account that wrote it."),
    Column("at", "When.", "time"),
    Column("decision", "The decision.", "choice", values=DECISIONS),
    Column("modified_to", "What the provider chose instead."),
    Column("question", "Question of the form that was corrected."),
    Column("before", "The answer before."),
    Column("answer", "The answer since."),
    Column("note", "The note."),
    Column("reason", "Why."),
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
    found = narrowed or same
    return tuple(dict.fromkeys(found)) if len(found) > 1 else (*found,) or (_UNJUDGED,)


_UNJUDGED = Medication(entered="", generic=None, match="unmatched", classes=())


def flags(row: Row) -> Iterator[list[str]]:
    """One row a flag, in the assessment's order."""
    record_id = row.record.id
    for flag in row.record.assessment.flags:
        # A record has a dozen flags, and a model's attribute takes ten times as long as a key.
        said = vars(flag)
        answers = SEPARATOR.join([f"{q}: {_words(a)}" for q, a in said["answers"].items()])
        yield [
            record_id,
            *_stated(*_STATED(said)),
            "1" if said["urgent"] else "0",
            "1" if said["changed"] else "0",
            safe(answers),
        ]


def staff_entries(row: Row) -> Iterator[list[str]]:
    """One row a decision, a correction, a note or a measurement."""
    record = row.record
    for number, each in enumerate(record.decisions, start=1):
        yield [
            *(record.id, str(number), "decision", safe(each.by), each.at, each.kind),
            *(safe(each.modified_to), "", "", "", "", safe(each.reason)),
        ]
    for number, added in enumerate(record.addenda, start=1):
        yield [
            *(record.id, str(number), "correction" if added.question else "note"),
            *(safe(added.by), added.at, "", "", safe(added.question)),
            *(_stated_or_empty(added.before), _stated_or_empty(added.answer)),
            *(safe(added.note), safe(added.reason)),
        ]
    taken = (each for each in record.revisions if each.kind == "measured")
    for number, made in enumerate(taken, start=1):
        head = (record.id, str(number), "measurement", safe(made.by), made.at)
        yield [*head, *[""] * (len(STAFF) - len(head))]


def _stated_or_empty(stored: Any) -> str:
    if stored is None or stored == NOT_SURE:
        return stored or ""
    return safe(_words(stored))


_STATED = itemgetter("rule", "reference", "tier", "title", "reason", "sources")


@lru_cache(maxsize=2_048)
def _stated(
    rule: str, reference: str, tier: str, title: str, reason: str, sources: tuple[str, ...]
) -> tuple[str, ...]:
    """The protocol's own words as cells; they come again with every other record."""
    return tuple(map(safe, (rule, reference, tier, title, reason, SEPARATOR.join(sources))))


class More:
    """Finds what the wide table has no single cell for."""

    def __init__(self, questions: tuple[Item, ...]) -> None:
        self._known = frozenset(item.link_id for item in questions)
        self._lists = [i.link_id for i in questions if i.repeats and i.type in ("string", "text")]

    def rows(self, row: Row, misfits: list[str]) -> Iterator[list[str]]:
        """Rows for lists, answers that do not fit the form, and answers that no longer count.

        `misfits` are the questions whose answers the wide table could not hold.
        """
        record = row.record
        answers = record.answers
        for question in self._lists:
            stored = answers.get(question)
            if isinstance(stored, list) and question not in misfits:
                yield from _numbered(record.id, question, "listed", stored)
        for question in (*misfits, *sorted(answers.keys() - self._known)):
            yield from _numbered(record.id, question, "other_form", [answers[question]])
        for change in record.changes:
            entries = _entries(plain(change.answer))
            yield from _numbered(record.id, change.question, change.cause, entries)
        if not record.changes:
            for question, stored in record.withdrawn.items():
                yield from _numbered(record.id, question, "changed", _entries(stored))


def _entries(stored: Any) -> list[Any]:
    return stored if isinstance(stored, list) and stored else [stored]


def _numbered(record: str, question: str, what: str, entries: list[Any]) -> Iterator[list[str]]:
    for number, entry in enumerate(entries, start=1):
        yield [record, safe(question), what, str(number), safe(_words(entry))]


def _words(stored: Any) -> str:
    if isinstance(stored, str):
        return stored
    return str(stored) if stored.__class__ is int else _ENCODER.encode(stored)


_ENCODER = json.JSONEncoder(ensure_ascii=False)
