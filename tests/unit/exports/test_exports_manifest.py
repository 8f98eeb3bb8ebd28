"""The manifest says who handed out what, and shows when it is no longer that."""

import json
from pathlib import Path

import pytest

from kiosk.exports import Damaged, ExportRow, Format, Manifest, export, verify_export
from kiosk.exports.folder import digest
from tests.unit.exports.making import FORMATS, REQUEST, Desk


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("deidentified", [False, True])
def test_a_fresh_export_holds(desk: Desk, form: Format, deidentified: bool) -> None:
    returned = desk.export(
        [desk.record(), Damaged("x", "does not verify")], form, deidentified=deidentified
    )
    assert verify_export(desk.out) == []
    written = Manifest.model_validate_json((desk.out / "manifest.json").read_text())
    assert written == returned


def test_it_says_who_when_why_what_and_where_the_audit_stood(desk: Desk) -> None:
    record = desk.record()
    older = record.model_copy(update={"form": record.form.model_copy(update={"version": "0.9.0"})})
    desk.export(
        [record, record, older],
        since="2026-11-01",
        until="2026-11-22",
        filters={"status": "new", "tier": "withhold"},
    )
    found = json.loads((desk.out / "manifest.json").read_text())
    assert found["staff"] == "Robin"
    assert found["reason"] == "quality review"
    assert found["exported_at"] == "2026-11-23T09:30:00-06:00"
    assert found["filter"] == {
        "since": "2026-11-01",
        "until": "2026-11-22",
        "status": "new",
        "tier": "withhold",
    }
    assert found["audit"] == {"count": 7, "mac": "ab12"}
    assert [(v["form_version"], v["records"]) for v in found["versions"]] == [
        ("0.9.0", 1),
        (desk.protocol.version, 2),
    ]
    assert {v["digest"] for v in found["versions"]} == {desk.protocol.digest}
    files = {file["name"]: file for file in found["files"]}
    assert files["records.csv"]["rows"] == found["records"] == 3
    assert files["flags.csv"]["sha256"] == digest(desk.out / "flags.csv")
    assert {*files, "manifest.json"} == {path.name for path in desk.out.iterdir()}


def test_it_says_when_fewer_records_came_than_were_found(desk: Desk) -> None:
    assert not [n for n in desk.export([desk.record()]).notes if "had found" in n]
    manifest = export(
        [ExportRow(desk.record(), "new")],
        desk.protocol,
        desk.out.with_name("fewer"),
        REQUEST,
        total=2,
        progress=lambda _done: None,
    )
    assert (manifest.records, manifest.expected) == (1, 2)
    assert "The filter had found 2 records when the export began." in manifest.notes


def test_progress_counts_every_record_readable_or_not(desk: Desk) -> None:
    seen: list[int] = []
    export(
        [ExportRow(desk.record(), "new"), Damaged("x", "y"), ExportRow(desk.record(), "new")],
        desk.protocol,
        desk.out,
        REQUEST,
        total=3,
        progress=seen.append,
    )
    assert seen == [1, 2, 3]


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("form", FORMATS)
def test_a_changed_bit_is_named(desk: Desk, form: Format) -> None:
    manifest = desk.export([desk.record()], form)
    for file in manifest.files:
        flip(desk.out / file.name)
        (problem,) = verify_export(desk.out)
        assert (
            problem
            == f"{desk.out / file.name}: was changed since it was exported (SHA-256 differs)"
        )
        flip(desk.out / file.name)
    assert verify_export(desk.out) == []


def test_missing_longer_and_added_files_are_named(desk: Desk) -> None:
    desk.export([desk.record()])
    (desk.out / "flags.csv").unlink()
    with (desk.out / "records.csv").open("a") as file:
        file.write("more")
    (desk.out / "records.jsonl").write_text("{}\n")
    (desk.out / "notes of mine.txt").write_text("")
    missing, longer, added = sorted(verify_export(desk.out))
    assert missing.endswith("flags.csv: is missing")
    assert "records.csv: expected" in longer
    assert added.endswith("records.jsonl: is not part of this export")


def test_a_row_count_that_was_edited_is_named(desk: Desk) -> None:
    desk.export([desk.record()])
    path = desk.out / "manifest.json"
    path.write_text(
        path.read_text().replace('"rows": 1,', '"rows": 2,').replace('"rows": 1\n', '"rows": 2\n')
    )
    assert [line for line in verify_export(desk.out) if "expected 2 rows, found 1" in line]


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"manifest": 1}', "\x00"])
def test_a_broken_manifest_is_one_line(desk: Desk, broken: str) -> None:
    desk.export([desk.record()])
    (desk.out / "manifest.json").write_text(broken)
    (problem,) = verify_export(desk.out)
    assert "expected a manifest" in problem
    assert "\n" not in problem


def test_a_folder_without_an_export_is_one_line(tmp_path: Path) -> None:
    assert verify_export(tmp_path) == [f"{tmp_path / 'manifest.json'}: is missing"]
    assert verify_export(tmp_path / "nowhere") == [
        f"{tmp_path / 'nowhere' / 'manifest.json'}: is missing"
    ]


def test_a_manifest_cannot_point_outside_its_folder(desk: Desk) -> None:
    desk.export([desk.record()])
    path = desk.out / "manifest.json"
    path.write_text(path.read_text().replace('"flags.csv"', '"../flags.csv"'))
    assert [line for line in verify_export(desk.out) if "expected a plain name" in line]


@pytest.mark.parametrize(
    ("field", "told"),
    [("records", "records: expected 2, the sum of versions, found 1"), ("expected", "expected: 1")],
)
def test_a_manifest_that_contradicts_itself_is_said_to(desk: Desk, field: str, told: str) -> None:
    desk.export([desk.record(), desk.record()])
    path = desk.out / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: 1}))
    assert any(told in line for line in verify_export(desk.out))


def test_a_deidentified_one_says_where_it_is_told_who_and_why(desk: Desk) -> None:
    """Both are typed by staff, and may name a patient."""
    made = desk.export([desk.record()], deidentified=True)
    assert made.staff == made.reason == "in the clinic's audit, entry 7"
