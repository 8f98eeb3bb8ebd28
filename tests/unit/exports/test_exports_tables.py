"""What staff find in the spreadsheet files."""

import json
from typing import get_args

from kiosk.exports import Damaged, ExportRow
from kiosk.exports.missing import MEANING
from kiosk.exports.wide import Wide
from kiosk.model.form import Item, Questionnaire
from kiosk.model.protocol import Protocol
from kiosk.model.record import Addendum, Decision, Status
from tests.support.patients import TODAY
from tests.unit.exports.making import ID, Desk


def test_a_patient_is_one_row_with_codes_labels_and_iso_dates(desk: Desk) -> None:
    desk.export([desk.record(phone="512 555 0100")])
    (row,) = desk.table()
    expected = {
        "record_id": ID,
        "status": "new",
        "submitted_at": "2026-11-22T10:00:00-06:00",
        "form": "ketamine-infusion",
        "family_name": "Díaz",
        "birth_date": "1984-03-02",
        "age": "42",
        "phone": "512 555 0100",
        "main_reason": "depression",
        "main_reason_label": "Depression",
        "stroke": "no",
        "phq9_1": "0",
        "phq9_1_label": "Not at all",
        "phq9_score": "0",
        "weight_kg": "70",
        "weight_stated": "70 kg",
        "height_cm": "170",
        "disposition": "provisional",
        "dose_mg_low": "35",
        "urgent": "0",
    }
    assert {name: row[name] for name in expected} == expected


def test_measures_keep_what_was_stated_beside_the_metric_value(desk: Desk) -> None:
    desk.export(
        [
            desk.record(
                weight={"value": "154", "unit": "lb", "confirmed": True},
                height={"feet": 5, "inches": 7},
            )
        ]
    )
    (row,) = desk.table()
    assert (row["weight_kg"], row["weight_stated"], row["weight_confirmed"]) == (
        "69.9",
        "154 lb",
        "1",
    )
    assert (row["height_cm"], row["height_stated"]) == ("170.2", "5 ft 7 in")


def test_every_option_of_several_has_its_own_column(desk: Desk) -> None:
    desk.export(
        [
            desk.record(**{**TODAY, "substances_24h": ["alcohol", "other"]}),
            desk.record(**TODAY),
            desk.record(**{**TODAY, "substances_24h": "not_sure"}),
            desk.record(),
        ]
    )
    columns = ("substances_24h__alcohol", "substances_24h__cannabis", "substances_24h__other")
    assert [[row[name] for name in columns] for row in desk.table()] == [
        ["1", "0", "1"],
        ["0", "0", "0"],
        ["not_sure"] * 3,
        ["skipped_by_logic"] * 3,
    ]


def test_the_reasons_for_a_missing_answer_stay_apart(desk: Desk) -> None:
    """Not asked, hidden by logic, not sure, told staff, left empty and taken back are six things."""
    here = desk.record(
        stroke="not_sure",
        seizure="skipped",
        heart_disease="no",
        reason_duration=None,
        phone="skipped",
        record_number="",
        liver_disease="no",
        liver_disease_severity="severe",
    )
    elsewhere = here.model_copy(
        update={
            "form": here.form.model_copy(update={"version": "0.9.0"}),
            "answers": {"stroke": "yes"},
            "withdrawn": {},
            "changes": (),
        }
    )
    desk.export([here, elsewhere])
    row, other = desk.table()
    assert row["stroke"] == "not_sure"
    assert row["seizure"] == "told_staff"
    assert row["heart_disease_when"] == "skipped_by_logic"
    assert row["heart_disease_when_label"] == "skipped_by_logic"
    assert row["reason_duration"] == "no_answer"
    assert (row["phone"], row["record_number"]) == ("told_staff", "no_answer")
    assert row["liver_disease_severity"] == "withdrawn"
    assert (other["stroke"], other["seizure"]) == ("yes", "not_asked")
    assert len({*MEANING}) == 12


def test_typed_words_never_pass_for_a_missing_data_code(desk: Desk) -> None:
    desk.export([desk.record(given_name="withdrawn")])
    assert desk.table()[0]["given_name"] == "'withdrawn"


def test_an_incomplete_score_is_no_number(desk: Desk) -> None:
    desk.export([desk.record(phq9_3="skipped"), desk.record(main_reason="ptsd")])
    first, second = desk.table()
    assert (first["phq9_score"], first["phq9_band"]) == ("incomplete", "incomplete")
    assert second["phq9_score"] == second["phq9_band"] == "skipped_by_logic"


def test_what_follows_from_other_answers_says_why_it_is_missing(desk: Desk) -> None:
    """An empty cell never stands for a withheld dose or an unknown age."""
    withheld = desk.record(birth_date="skipped", height="skipped", weight="not_sure")
    desk.export([withheld, desk.record(main_reason="chronic_pain")])
    row, pain = desk.table()
    for column in ("age", "bmi", "dosing_weight_kg", "minutes_taken"):
        assert row[column] == "not_known", column
    for column in ("regimen", "mg_per_kg_low", "dose_mg_high", "infusion_minutes"):
        assert row[column] == "no_regimen", column
    assert (pain["regimen"], pain["infusion_minutes"]) == ("chronic_pain", "not_stated")
    may_be_empty = {"filled_in_by_staff", "transcribed_by", "unanswered", "withdrawn", "allergies"}
    not_set_up = {"kiosk", "clinic"}
    assert {column for column, cell in pain.items() if not cell} <= may_be_empty | not_set_up


def test_each_medicine_is_a_row_with_the_patients_words(desk: Desk) -> None:
    listed = [
        {
            "entered": "zanax",
            "confirmed": "alprazolam",
            "strength": "1 mg",
            "how_often": "at night",
        },
        {"entered": "blue pill"},
        {"entered": "Percocet", "status": "stopped"},
        {"entered": "zanax", "confirmed": "alprazolam"},
    ]
    desk.export([desk.record(takes_no_medications="no", medications=listed)])
    rows = desk.table("medications")
    assert [(r["number"], r["entered"], r["match"]) for r in rows] == [
        ("1", "zanax", "confirmed"),
        ("2", "blue pill", "unmatched"),
        ("3", "Percocet", "exact"),
        ("4", "zanax", "confirmed"),
    ]
    assert (rows[0]["strength"], rows[0]["how_often"]) == ("1 mg", "at night")
    assert rows[0]["generic"] == "alprazolam"
    assert "benzodiazepine" in rows[0]["classes"]
    assert rows[1]["generic"] == ""
    assert rows[2]["status"] == "stopped"
    assert desk.table()[0]["medications_count"] == "4"


def test_the_same_words_picked_as_two_medicines_stay_two(desk: Desk) -> None:
    listed = [
        {"entered": "the white one", "confirmed": "alprazolam"},
        {"entered": "the white one", "confirmed": "lisinopril"},
        {"entered": "the white one"},
    ]
    desk.export([desk.record(takes_no_medications="no", medications=listed)])
    found = [(r["number"], r["generic"], r["match"]) for r in desk.table("medications")]
    assert found == [
        ("1", "alprazolam", "confirmed"),
        ("2", "lisinopril", "confirmed"),
        ("3", "", "unmatched"),
    ]


def test_each_flag_is_a_row_in_the_order_of_the_page(desk: Desk) -> None:
    record = desk.record(aneurysm="not_sure", ride_home="no", asq_1="yes", asq_5="yes")
    desk.export([record])
    rows = desk.table("flags")
    assert [row["rule"] for row in rows] == [flag.rule for flag in record.assessment.flags]
    assert (rows[0]["urgent"], rows[0]["tier"]) == ("1", "withhold")
    aneurysm = next(row for row in rows if row["rule"] == "aneurysm")
    assert (aneurysm["reference"], aneurysm["answers"]) == ("H5", "aneurysm: not_sure")


def test_lists_and_answers_taken_back_stand_in_a_file_of_their_own(desk: Desk) -> None:
    record = desk.record(
        changed={"stroke": "yes"},
        allergies=["latex", "bee stings"],
        heart_disease_when="longer_ago",
        medications=None,
    )
    desk.export([record])
    found = [
        (r["question"], r["what"], r["number"], r["answer"]) for r in desk.table("more_answers")
    ]
    assert found == [
        ("allergies", "listed", "1", "latex"),
        ("allergies", "listed", "2", "bee stings"),
        ("stroke", "changed", "1", "yes"),
        ("heart_disease_when", "hidden", "1", "longer_ago"),
    ]
    (row,) = desk.table()
    assert (row["stroke"], row["allergies"], row["allergies_count"]) == (
        "no",
        "latex; bee stings",
        "2",
    )
    assert row["withdrawn"] == "stroke; heart_disease_when"


def test_nothing_is_lost_of_a_record_that_another_form_was_used_for(desk: Desk) -> None:
    record = desk.record(medications=None)
    older = record.model_copy(
        update={
            "form": record.form.model_copy(update={"version": "0.9.0"}),
            "answers": {
                "stroke": ["left", "right"],
                "tobacco": "20 a day",
                "other_reasons": ["gout"],
            },
        }
    )
    desk.export([older])
    (row,) = desk.table()
    assert row["stroke"] == row["other_reasons__ptsd"] == "other_shape"
    more = {(r["question"], r["answer"]) for r in desk.table("more_answers")}
    assert more == {
        ("stroke", '["left", "right"]'),
        ("tobacco", "20 a day"),
        ("other_reasons", '["gout"]'),
    }


def test_the_codebook_explains_every_column_code_and_missing_answer(desk: Desk) -> None:
    desk.export([desk.record(stroke="not_sure", seizure="skipped")])
    book = desk.table("codebook")
    by_column = {(line["table"], line["column"]): line for line in book if line["column"]}
    for table, file in (("data", "records"), ("medications",) * 2, ("flags",) * 2):
        header = desk.text(file).split("\r\n")[0].replace('"', "").split(",")
        assert {(table, name) for name in header} <= by_column.keys()
    assert {line["values"] for line in book if line["type"] == "missing"} == set(MEANING)
    assert by_column["data", "phq9_2"]["values"].startswith("0 = Not at all | 1 = Several days")
    assert by_column["data", "aneurysm"]["reference"] == "H5"
    assert by_column["data", "family_name"]["identifier"] == "yes"
    assert by_column["data", "pregnancy_weeks"]["highest"] == "45"
    assert (
        "high_blood_pressure = yes"
        in by_column["data", "high_blood_pressure_controlled"]["asked_when"]
    )
    statuses = [pair.split(" = ")[0] for pair in by_column["data", "status"]["values"].split(" | ")]
    assert tuple(statuses) == get_args(Status)
    assert all(line["values"] for line in book if line["type"] == "choice")
    ride = by_column["data", "ride_home"]["asked_when"]
    assert ride == "infusion_today != no"


def test_codes_in_the_data_are_codes_of_the_codebook(desk: Desk) -> None:
    desk.export([desk.record(**TODAY), desk.record(main_reason="ptsd", stroke="not_sure")])
    codes = {
        line["column"]: {pair.split(" = ")[0] for pair in line["values"].split(" | ")}
        for line in desk.table("codebook")
        if line["table"] == "data" and line["values"] and not line["column"].endswith("_label")
    }
    for row in desk.table():
        for column, known in codes.items():
            if column:
                assert row[column] in known | set(MEANING), column


def test_a_record_that_cannot_be_read_is_set_apart_and_counted(desk: Desk) -> None:
    manifest = desk.export(
        [
            Damaged("aaaa", "record aaaa does not verify"),
            desk.record(),
            ExportRow({"id": "bbbb", "answers": {"given_name": "Zdenka"}}, "new"),
            ExportRow(b'["Zdenka"]', "new", id="cccc"),
        ]
    )
    assert (manifest.records, manifest.unreadable) == (1, 3)
    rows = desk.table("unreadable")
    assert [row["record_id"] for row in rows] == ["aaaa", "bbbb", "cccc"]
    assert "Zdenka" not in desk.text("unreadable")
    assert len(desk.table()) == 1


def test_a_question_named_like_a_column_of_the_kiosk_gets_another_name(protocol: Protocol) -> None:
    form = protocol.questionnaire
    clash = form.by_id["stroke"].model_copy(update={"link_id": "status"})
    header = Wide(protocol, (clash,), deidentified=False).header
    assert "answer_status" in header
    assert len(header) == len(set(header))


def test_a_stored_body_and_its_text_give_the_same_files_as_the_record(desk: Desk) -> None:
    record = desk.record(allergies=["latex"], **TODAY)
    first = desk.export([record]).files
    body = record.model_dump(mode="json")
    for row in (ExportRow(body, "new"), ExportRow(json.dumps(body).encode(), "new")):
        desk.out = desk.out.with_name(f"{desk.out.name} again")
        assert desk.export([row]).files == first


def test_half_of_a_character_in_an_old_record_does_not_leave_it_out(desk: Desk) -> None:
    """Python's JSON keeps what UTF-8 cannot say, and a faster reader refuses it."""
    body = desk.record().model_dump(mode="json")
    body["answers"]["given_name"] = "Zdenka\ud83d"
    desk.export([ExportRow(json.dumps(body).encode(), "new")])
    (row,) = desk.table()
    assert row["given_name"] == "Zdenka"


def test_what_staff_wrote_stands_in_a_file_of_its_own(desk: Desk) -> None:
    made = {"by": "Robin", "at": "2026-11-23T10:00:00-06:00"}
    decided = Decision(kind="modified", modified_to="=0.4 mg/kg", reason="age", **made)
    corrected = Addendum(question="stroke", before="no", answer="not_sure", reason="call", **made)
    noted = Addendum(note="daughter drives", reason="phoned", **made)
    record = desk.record().model_copy(
        update={
            "decisions": (decided,),
            "addenda": (corrected, noted),
            "transcribed_by": "Kim",
            "filled_in_by_staff": ("given_name", "family_name"),
        }
    )
    desk.export([record, desk.record()])
    row, other = desk.table()
    assert (row["decision"], row["staff_entries"]) == ("modified", "3")
    assert (row["transcribed"], row["transcribed_by"]) == ("1", "Kim")
    assert (row["filled_in_by_staff"], other["filled_in_by_staff"]) == (
        "given_name family_name",
        "",
    )
    assert (other["decision"], other["transcribed"]) == ("undecided", "0")
    decision, correction, note = desk.table("staff_entries")
    assert (decision["what"], decision["decision"]) == ("decision", "modified")
    assert (decision["modified_to"], decision["by"]) == ("'=0.4 mg/kg", "Robin")
    assert (correction["what"], correction["question"]) == ("correction", "stroke")
    assert (correction["before"], correction["answer"]) == ("no", "not_sure")
    assert (note["what"], note["note"], note["reason"]) == ("note", "daughter drives", "phoned")


def test_a_deidentified_decision_keeps_its_kind_and_a_correction_its_codes(desk: Desk) -> None:
    made = {"by": "Robin", "at": "2026-11-23T10:00:00-06:00", "reason": "as Ana said"}
    record = desk.record().model_copy(
        update={
            "decisions": (Decision(kind="declined", modified_to="x", **made),),
            "addenda": (Addendum(question="stroke", before="no", answer="yes", **made),),
            "transcribed_by": "Kim",
            "filled_in_by_staff": ("given_name", "family_name"),
        }
    )
    desk.export([record], deidentified=True)
    (row,) = desk.table()
    assert "filled_in_by_staff" not in row
    assert (row["decision"], row["transcribed"]) == ("declined", "1")
    decision, correction = desk.table("staff_entries")
    assert {decision[name] for name in ("by", "at", "reason", "modified_to")} == {""}
    assert (correction["question"], correction["before"], correction["answer"]) == (
        "stroke",
        "no",
        "yes",
    )
    assert {correction[name] for name in ("by", "at", "reason", "note")} == {""}


def test_a_record_of_an_earlier_version_keeps_why_each_answer_is_missing(desk: Desk) -> None:
    """The protocol it was asked by is kept: logic and "never asked" stay apart there, too."""
    today = desk.protocol
    form = today.questionnaire
    old_question = form.by_id["stroke"].model_copy(
        update={"link_id": "old_question", "text": "Did you ever faint?"}
    )
    items = (*_without(form.item, "aneurysm"), old_question)
    old_form = Questionnaire(parts=form.parts, option_sets=form.option_sets, item=items)
    old = today.model_copy(update={"version": "0.9.0", "questionnaire": old_form})
    record = desk.record()
    answers = {**record.answers, "old_question": "yes"}
    del answers["aneurysm"]
    earlier = record.model_copy(
        update={
            "answers": answers,
            "form": record.form.model_copy(update={"version": "0.9.0"}),
        }
    )
    desk.export([record, earlier], earlier=(old,))
    now, before = desk.table()
    assert (now["aneurysm"], before["aneurysm"]) == ("no", "not_asked")
    assert before["heart_disease_when"] == now["heart_disease_when"] == "skipped_by_logic"
    (kept,) = [row for row in desk.table("more_answers") if row["question"] == "old_question"]
    assert (kept["what"], kept["answer"]) == ("other_form", "yes")
    lines = {(row["column"], row["question"]): row for row in desk.table("codebook")}
    assert lines["answer", "old_question"]["meaning"] == "Did you ever faint?"
    assert lines["answer", "old_question"]["form_versions"] == "0.9.0"
    assert lines["aneurysm", "aneurysm"]["form_versions"] == today.version
    assert lines["stroke", "stroke"]["form_versions"] == f"{today.version}; 0.9.0"


def _without(items: tuple[Item, ...], question: str) -> tuple[Item, ...]:
    return tuple(
        item.model_copy(update={"item": _without(item.item, question)})
        for item in items
        if item.link_id != question
    )


def test_a_question_that_was_passed_over_was_not_left_empty(desk: Desk) -> None:
    """Nobody is asked about stomach symptoms who takes no medicine."""
    desk.export([desk.record(**{**TODAY, "stomach_symptoms": None})])
    (row,) = desk.table()
    assert row["stomach_symptoms"] == "skipped_by_logic"
