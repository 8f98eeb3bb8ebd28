"""The wide table: one row a record, every question of the form in its own columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kiosk.exports.cell import safe
from kiosk.exports.deidentify import OLDEST
from kiosk.exports.fields import SEPARATOR, YES_NO, Column, Field, field_of
from kiosk.exports.long import DECISIONS, staff_entries
from kiosk.exports.missing import (
    BY_LOGIC,
    INCOMPLETE,
    MEANING,
    NO_REGIMEN,
    NOT_KNOWN,
    NOT_MEASURED,
    NOT_STATED,
    OF_STORED,
    OTHER_SHAPE,
    WITHDRAWN,
    Absences,
)
from kiosk.exports.values import Row
from kiosk.model.assessment import Regimen
from kiosk.model.form import Item, Questionnaire
from kiosk.model.protocol import TIERS, Instrument, Protocol
from kiosk.model.record import Record

Getter = Callable[[Row], str]
Derived = tuple[Column, Getter]

HIDDEN_WHEN_DEIDENTIFIED = (
    "answered_at",
    "filled_in_by_staff",
    "transcribed_by",
    "kiosk",
    "clinic",
)
"""Columns of the record that would tell a day, a place or a name."""

_STATUSES = (
    ("new", "Nobody has taken it up yet."),
    ("printed", "The page was printed or put into the folder."),
    ("reviewed", "A clinician has reviewed it."),
    ("exported", "An export has taken it."),
)


def _flag(value: bool) -> str:
    return "1" if value else "0"


_RECORD: tuple[Derived, ...] = (
    (Column("record_id", "Identity of the record."), lambda r: r.record.id),
    (Column("submitted_at", "When it was handed in.", "time"), lambda r: r.record.submitted_at),
    (Column("answered_at", "The time ages count to.", "time"), lambda r: r.record.answered_at),
    (
        Column("status", "How far staff are with it.", "choice", values=_STATUSES),
        lambda r: r.status,
    ),
    (
        Column("reviewed", "A clinician has reviewed it.", "flag", values=YES_NO),
        lambda r: _flag(r.reviewed),
    ),
    (
        Column("versions", "States of the record; the newest stands here."),
        lambda r: str(r.versions),
    ),
    (
        Column("synthetic", "Not a patient: made by `kiosk simulate`.", "flag", values=YES_NO),
        lambda r: _flag(r.record.synthetic),
    ),
    (
        Column("helped_by_staff", "Staff helped to answer.", "flag", values=YES_NO),
        lambda r: _flag(r.record.helped_by_staff),
    ),
    (
        Column(
            "filled_in_by_staff",
            "Questions that staff answered before the patient came; empty when none.",
        ),
        lambda r: safe(" ".join(r.record.filled_in_by_staff)),
    ),
    (
        Column("transcribed", "Typed in by staff from a paper form.", "flag", values=YES_NO),
        lambda r: _flag(bool(r.record.transcribed_by)),
    ),
    (
        Column("transcribed_by", "Account that typed it in; empty when nobody did."),
        lambda r: safe(r.record.transcribed_by),
    ),
    (Column("language", "Language of the questions."), lambda r: r.record.language),
    (Column("form", "Which form was answered."), lambda r: r.record.form.id),
    (Column("form_version", "Version of that form."), lambda r: r.record.form.version),
    (
        Column("protocol_version", "Version of the protocol that judged."),
        lambda r: r.record.assessment.protocol.version,
    ),
    (Column("kiosk", "The kiosk it was answered on."), lambda r: safe(r.record.kiosk)),
    (Column("clinic", "The clinic's name."), lambda r: safe(r.record.clinic)),
    (
        Column("age", "Completed years when answered.", "integer", unit="years"),
        lambda r: r.age or NOT_KNOWN,
    ),
    (
        Column(
            "minutes_taken",
            "From the first question to hand-in, pauses included.",
            "integer",
            unit="minutes",
        ),
        lambda r: r.minutes or NOT_KNOWN,
    ),
)

_DISPOSITIONS = (
    ("provisional", "A provisional regimen was computed."),
    ("provisional_with_cautions", "A provisional regimen was computed, with cautions."),
    ("withheld", "No regimen: a provider decides."),
)


def _body(name: str) -> Getter:
    def get(row: Row) -> str:
        weight = row.record.assessment.weight
        return (getattr(weight, name) or NOT_KNOWN) if weight else NOT_KNOWN

    return get


def _measured(name: str) -> Getter:
    def get(row: Row) -> str:
        value = getattr(row.record.measured, name, None)
        return NOT_MEASURED if value is None else str(value)

    return get


def _regimen(read: Callable[[Regimen], str]) -> Getter:
    def get(row: Row) -> str:
        regimens = row.record.assessment.regimens
        return read(regimens[0]) if regimens else NO_REGIMEN

    return get


def _tier(tier: str) -> Derived:
    column = Column(f"flags_{tier}", f"Flags of tier {tier}; the file flags has each.", "integer")
    return column, lambda r: str([flag.tier for flag in r.record.assessment.flags].count(tier))


UNDECIDED = "undecided"
_DECISIONS = (*DECISIONS, (UNDECIDED, "No decision was entered."))

_MEASURED = (
    ("weight_kg", "Weight that staff measured.", "decimal", "kg"),
    ("systolic", "Upper blood pressure that staff measured.", "integer", "mmHg"),
    ("diastolic", "Lower blood pressure that staff measured.", "integer", "mmHg"),
    ("heart_rate", "Heart rate that staff measured.", "integer", "beats a minute"),
    ("spo2", "Oxygen saturation that staff measured, on room air.", "integer", "%"),
)

_RESULT: tuple[Derived, ...] = (
    (
        Column("disposition", "What the kiosk concluded.", "choice", values=_DISPOSITIONS),
        lambda r: r.record.assessment.disposition,
    ),
    (
        Column("urgent", "Any flag is urgent.", "flag", values=YES_NO),
        lambda r: _flag(r.record.assessment.urgent),
    ),
    (
        Column("vital_signs_measured", "Staff measured all vital signs.", "flag", values=YES_NO),
        lambda r: _flag(r.record.assessment.cleared),
    ),
    *(_tier(tier) for tier in TIERS),
    *(
        (Column(f"measured_{name}", about, kind, unit=unit), _measured(name))
        for name, about, kind, unit in _MEASURED
    ),
    (
        Column("dosing_weight_kg", "Weight that doses count from.", "decimal", unit="kg"),
        _body("kg"),
    ),
    (Column("bmi", "Body-mass index.", "decimal", unit="kg/m2"), _body("bmi")),
    (
        Column("regimen", "Reason that a regimen was computed for."),
        _regimen(lambda g: g.indication),
    ),
    (
        Column("mg_per_kg_low", "Dose by weight, low end.", "decimal", unit="mg/kg"),
        _regimen(lambda g: g.mg_per_kg[0]),
    ),
    (
        Column("mg_per_kg_high", "Dose by weight, high end.", "decimal", unit="mg/kg"),
        _regimen(lambda g: g.mg_per_kg[1]),
    ),
    (
        Column("dose_mg_low", "Provisional dose, low end.", "decimal", unit="mg"),
        _regimen(lambda g: g.dose_mg[0]),
    ),
    (
        Column("dose_mg_high", "Provisional dose, high end.", "decimal", unit="mg"),
        _regimen(lambda g: g.dose_mg[1]),
    ),
    (
        Column("infusion_minutes", "Length of one infusion.", "integer", unit="minutes"),
        _regimen(lambda g: NOT_STATED if g.infusion_minutes is None else str(g.infusion_minutes)),
    ),
    (
        Column("decision", "What the provider decided.", "choice", values=_DECISIONS),
        lambda r: r.record.decided or UNDECIDED,
    ),
    (
        Column(
            "decision_outdated",
            "The record was measured or corrected after the decision: a provider has to decide again.",
            "flag",
            values=YES_NO,
        ),
        lambda r: _flag(r.record.decision_outdated),
    ),
    (
        Column("staff_entries", "How many; the file staff_entries has each.", "integer"),
        lambda r: str(sum(1 for _ in staff_entries(r))),
    ),
    (
        Column("unanswered", "Questions that were put and have no answer, by id; empty when none."),
        lambda r: SEPARATOR.join(r.record.assessment.unanswered),
    ),
    (
        Column(
            "withdrawn", "Questions with an answer that no longer counts, by id; empty when none."
        ),
        lambda r: SEPARATOR.join(r.record.withdrawn),
    ),
)


def _scores(instrument: Instrument) -> tuple[Derived, ...]:
    """Total and band of one instrument."""

    def total(row: Row) -> str:
        for score in row.record.assessment.scores:
            if score.instrument == instrument.id:
                return INCOMPLETE if score.score is None else str(score.score)
        return BY_LOGIC

    def band(row: Row) -> str:
        for score in row.record.assessment.scores:
            if score.instrument == instrument.id:
                return INCOMPLETE if score.score is None else score.band or ""
        return BY_LOGIC

    about = f"{instrument.title}, total of {len(instrument.items)} items."
    low, high = instrument.minimum, instrument.maximum
    name = f"{instrument.id}_score"
    found: tuple[Derived, ...] = ((Column(name, about, "integer", low=low, high=high), total),)
    if instrument.bands:
        bands = tuple((b.name, f"{b.low} to {b.high}") for b in instrument.bands)
        column = Column(f"{instrument.id}_band", "Band of the total.", "choice", values=bands)
        found += ((column, band),)
    return found


def _deidentified(column: Column) -> Column:
    """What a column still holds without identifiers: of a day its year, of a great age a group."""
    if column.name == "age":
        oldest = ((f"{OLDEST + 1}+", f"more than {OLDEST} years"),)
        return replace(column, values=oldest, high=OLDEST)
    if column.kind in ("time", "date"):
        return replace(column, kind="year", about=f"{column.about} The year only.")
    return column


class Wide:
    """The columns for one form version, and a record as their cells.

    `earlier` are the protocols that records of other versions were asked by, where they are kept.
    """

    def __init__(
        self,
        protocol: Protocol,
        questions: tuple[Item, ...],
        deidentified: bool,
        earlier: tuple[Protocol, ...] = (),
    ) -> None:
        form = protocol.questionnaire
        record = tuple(
            (column, get)
            for column, get in _RECORD
            if not (deidentified and column.name in HIDDEN_WHEN_DEIDENTIFIED)
        )
        scored = (i for i in protocol.instruments if i.scored)
        result = (*_RESULT, *(pair for i in scored for pair in _scores(i)))
        self._record = tuple(get for _, get in record)
        self._result = tuple(get for _, get in result)
        # Whoever opens the file looks for the patient first.
        self._identity = _plans(form, [item for item in questions if item.identifier])
        self._answers = _plans(form, [item for item in questions if not item.identifier])
        self._absences = Absences({p.version: p.questionnaire for p in (protocol, *earlier)}, form)
        columns = (
            *(column for column, _ in record),
            *(column for plan in self._identity for column in plan.field.columns),
            *(column for column, _ in result),
            *(column for plan in self._answers for column in plan.field.columns),
        )
        self.columns = tuple(map(_deidentified, columns)) if deidentified else columns
        self.header = _distinct(self.columns)

    def cells(self, row: Row) -> tuple[list[str], list[str]]:
        """`row` under the header, and the questions whose answers do not fit their columns."""
        absent = self._absences.of(row.record)
        misfits: list[str] = []
        cells = [get(row) for get in self._record]
        _fill(cells, self._identity, row.record, absent, misfits)
        cells += [get(row) for get in self._result]
        _fill(cells, self._answers, row.record, absent, misfits)
        return cells, misfits


class _Plan(NamedTuple):
    """How the answer to one question becomes cells."""

    question: str
    closed: Mapping[str | int, Sequence[str]]
    """Cells of the answers that can be told beforehand."""
    field: Field
    codes: Mapping[str, Sequence[str]]
    """Cells of each missing-data code."""


def _plans(form: Questionnaire, questions: Sequence[Item]) -> tuple[_Plan, ...]:
    fields = [field_of(form, item) for item in questions]
    return tuple(_Plan(field.question, _closed(field), field, _codes(field)) for field in fields)


def _fill(
    cells: list[str],
    plans: tuple[_Plan, ...],
    record: Record,
    absent: Mapping[str, str],
    misfits: list[str],
) -> None:
    """Add the cells of `plans` to `cells`, and answers that do not fit theirs to `misfits`."""
    answers = record.answers
    withdrawn = record.withdrawn
    for question, closed, field, codes in plans:
        stored = answers.get(question)
        if stored is None:
            cells += codes[WITHDRAWN if question in withdrawn else absent[question]]
        elif stored.__class__ in _PLAIN and stored in closed:
            cells += closed[stored]
        elif field.fits(stored):
            cells += field.cells(stored)
        else:
            cells += codes[OTHER_SHAPE]
            misfits.append(question)


_PLAIN = (str, int)


def _codes(field: Field) -> dict[str, tuple[str, ...]]:
    """Each missing-data code in every column of `field`."""
    return {code: (code,) * len(field.columns) for code in MEANING}


def _closed(field: Field) -> dict[str | int, Sequence[str]]:
    """The cells of each answer that can be told beforehand; most answers are one of these."""
    codes = _codes(field)
    found: dict[str | int, Sequence[str]] = {
        stored: codes[code] for stored, code in OF_STORED.items()
    }
    if field.expected == (str, int):
        first = field.columns[0]
        found |= {code: field.cells(code) for code, _ in first.values}
        found |= {n: field.cells(n) for n in range(first.low or 0, (first.high or 0) + 1)}
    return found


def _distinct(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Names of the columns; a question named like a column of the kiosk's own gets `answer_`."""
    names: dict[str, None] = {}
    for column in columns:
        name = column.name
        while name in names:
            name = f"answer_{name}"
        names[name] = None
    return tuple(names)
