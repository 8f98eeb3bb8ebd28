"""HIPAA Safe Harbor, 45 CFR 164.514(b)(2): what stays, what goes, and that the export says so."""

import json

import pytest

from kiosk.exports import Damaged
from kiosk.model.form import Questionnaire
from kiosk.model.protocol import Protocol
from tests.support.patients import TODAY
from tests.unit.exports.making import ID, Desk, sheets, taken


def lines(desk: Desk) -> list[dict[str, object]]:
    text = (desk.out / "records.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1984-03-02", "42"),
        ("1936-11-23", "89"),
        ("1936-11-22", "90+"),
        ("1910-01-01", "90+"),
        ("skipped", "not_known"),
    ],
)
def test_ages_above_89_are_one_group(desk: Desk, born: str, age: str) -> None:
    """The day before the ninetieth birthday is the last one that shows an age."""
    desk.export([desk.record(birth_date=born)], deidentified=True)
    (row,) = desk.table()
    assert row["age"] == age
    assert row["submitted_at"] == "2026"
    book = {line["column"]: line for line in desk.table("codebook") if line["table"] == "data"}
    assert book["submitted_at"]["type"] == "year"
    assert (book["age"]["highest"], book["age"]["values"]) == ("89", "90+ = more than 89 years")
    assert "birth_date" not in row
    assert born[:4] not in desk.text("records") or not born[0].isdigit()


def test_marked_questions_and_typed_text_have_no_column(desk: Desk) -> None:
    desk.export([desk.record()], deidentified=True)
    (row,) = desk.table()
    form = desk.protocol.questionnaire
    gone = [i.link_id for i in form.questions if i.identifier or i.type in ("string", "text")]
    assert {"given_name", "signature", "allergies", "reason_duration"} <= set(gone)
    assert not row.keys() & {*gone, "allergies_count", "answered_at", "kiosk", "clinic"}
    notes = json.loads((desk.out / "manifest.json").read_text())["notes"]
    for question in gone:
        assert any(form.by_id[question].short in note for note in notes), question


def test_what_a_study_needs_stays(desk: Desk) -> None:
    record = desk.record(**{**TODAY, "stroke": "not_sure"})
    desk.export([record], deidentified=True)
    (row,) = desk.table()
    assert (row["stroke"], row["main_reason"], row["weight_kg"]) == ("not_sure", "depression", "70")
    assert row["submitted_at"] == "2026"
    flags = {(r["rule"], r["tier"]) for r in desk.table("flags")}
    assert flags == {(f.rule, f.tier) for f in record.assessment.flags}


def test_keys_are_random_and_the_same_record_never_gets_the_same_one(desk: Desk) -> None:
    record = desk.record()
    desk.export([record, record], "jsonl", deidentified=True)
    first = [line["id"] for line in lines(desk)]
    desk.out = desk.out.with_name("again")
    desk.export([record, record], "jsonl", deidentified=True)
    assert len({ID, *first, *(line["id"] for line in lines(desk))}) == 5


def test_medicines_keep_a_sure_generic_name_and_no_word_of_the_patient(desk: Desk) -> None:
    listed = [
        {"entered": "my zanax", "confirmed": "alprazolam", "strength": "Elm St", "how_often": "Bo"},
        {"entered": "Lisinopril"},
        {"entered": "the pill Dr. Quill gave me", "status": "stopped"},
    ]
    desk.export([desk.record(takes_no_medications="no", medications=listed)], deidentified=True)
    rows = desk.table("medications")
    assert [(r["entered"], r["generic"], r["status"], r["strength"]) for r in rows] == [
        ("alprazolam", "alprazolam", "taking", ""),
        ("lisinopril", "lisinopril", "taking", ""),
        ("removed", "", "stopped", ""),
    ]
    desk.out = desk.out.with_name("lines")
    desk.export(
        [desk.record(takes_no_medications="no", medications=listed)], "jsonl", deidentified=True
    )
    text = (desk.out / "records.jsonl").read_text(encoding="utf-8")
    assert not [word for word in ("zanax", "Elm", "Bo", "Quill") if word in text]


def test_dates_are_years_and_none_tells_an_age_above_89(desk: Desk, protocol: Protocol) -> None:
    """A clinic's form may ask for further dates."""
    form = protocol.questionnaire
    dated = form.by_id["birth_date"].model_copy(
        update={"link_id": "surgery_date", "identifier": False}
    )
    group = form.by_id["about_you_group"]
    wider = group.model_copy(update={"item": (*group.item, dated)})
    items = tuple(wider if item.link_id == group.link_id else item for item in form.item)
    with_date = Questionnaire(parts=form.parts, option_sets=form.option_sets, item=items)
    desk.protocol = protocol.model_copy(update={"questionnaire": with_date})
    given = desk.record().answers
    for date in ("2019-05-06", "1920-05-06", "not_sure"):
        desk.out = desk.out.with_name(f"out-{date}")
        record = taken(desk.protocol, desk.vocabulary, {**given, "surgery_date": date})
        desk.export([record], deidentified=True)
        (row,) = desk.table()
        assert row["surgery_date"] == {"2019-05-06": "2019", "not_sure": "not_sure"}.get(
            date, "no_answer"
        )


def test_the_order_of_the_rows_is_not_the_order_of_arrival(desk: Desk) -> None:
    records = [desk.record(phq9_1=n % 4, phq9_2=n // 4 % 4, phq9_3=n // 16) for n in range(64)]
    desk.export(records, deidentified=True)
    arrived = [tuple(str(r.answers[f"phq9_{n}"]) for n in (1, 2, 3)) for r in records]
    left = [tuple(row[f"phq9_{n}"] for n in (1, 2, 3)) for row in desk.table()]
    assert sorted(left) == sorted(arrived)
    assert left != arrived


def test_ids_of_unreadable_records_and_the_filter_tell_nothing(desk: Desk) -> None:
    desk.export(
        [Damaged(ID, f"record {ID} does not verify")],
        deidentified=True,
        since="2026-11-22",
        until="2026-11-22",
        filters={"search": "Quillfeather"},
    )
    (row,) = desk.table("unreadable")
    assert row["record_id"] != ID
    manifest = (desk.out / "manifest.json").read_text()
    assert json.loads(manifest)["filter"] == {
        "since": "2026",
        "until": "2026",
        "search": "left out",
    }
    assert ID not in manifest


def test_the_workbook_says_what_was_left_out(desk: Desk) -> None:
    desk.export([desk.record()], "xlsx", deidentified=True)
    notes = [value for _, value in sheets(desk.out / "records.xlsx")["notes"]]
    assert any("45 CFR 164.514(b)(2)" in note for note in notes)
    assert any("Signature" in note for note in notes)
