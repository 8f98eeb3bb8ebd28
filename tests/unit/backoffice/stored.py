"""Stored patients, and the member of staff who exports and counts them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.office import Office
from kiosk.backoffice.selection import Selection, select
from kiosk.exports import Manifest
from kiosk.records.store import Envelope
from tests.support.patients import answers
from tests.support.sealed_clinic import new_id
from tests.unit.exports.making import taken

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


class Exporting:
    """A clinic with stored patients, and the member of staff who exports."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = office.desk
        self.session = office.session

    def patient(self, *, days_ago: int = 0, version: str = "1.0.0", **changes: Any) -> str:
        """Store the healthy patient with `changes`; the record's id."""
        record_id = new_id()
        record = taken(
            self.desk.protocol, self.desk.vocabulary, answers(**changes), record_id=record_id
        )
        envelope = Envelope("ketamine-infusion", version, NOON - timedelta(days=days_ago))
        self.desk.store.save(record_id, envelope, record.model_dump(mode="json"))
        return record_id

    def found(self, wanted: Selection) -> set[str]:
        """Ids that the selection finds."""
        return {row.id for row in select(self.office, wanted, silent)}

    def export(self, out: Path, selection: Selection | None = None, **wish: Any) -> Manifest:
        """Choose and hand over."""
        wanted = selection or Selection()
        rows = select(self.office, wanted, silent)
        given = Wish(wish.pop("format", "csv"), out, wanted, **wish)
        return hand_over(self.office, rows, given, silent)

    def damage(self, record_id: str) -> None:
        """Change a byte of the sealed record, as a bad disk would."""
        bodies = self.desk.store.database.row_table("bodies")
        (row,) = bodies.find({"record": record_id})
        box = row["sealed"]["box"]
        row["sealed"]["box"] = ("A" if box[40] != "A" else "B").join((box[:40], box[41:]))
        bodies.update({"sealed": row["sealed"]}, doc_ids=[row.doc_id])


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""
