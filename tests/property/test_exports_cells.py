"""Whatever is typed and whoever is taken in, the tables stay tables and run nothing."""

import csv
import io
import json
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.exports import as_object, verify_export
from kiosk.exports.cell import plain_text, safe
from kiosk.exports.missing import MEANING
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.text import scrub
from tests.support.patients import answers
from tests.support.strategies import patients
from tests.unit.exports.making import Desk, taken

_odd = st.sampled_from("=+-@|\t\r\n'\"; ,＝＋－＠｜−﹣﹢\u00a0\u200b")
typed = st.one_of(
    st.text(max_size=40),
    st.tuples(st.text(_odd, max_size=4), st.text(max_size=20)).map("".join),
    st.sampled_from([*MEANING, *(f"'{code}" for code in MEANING)]),
)


@given(typed)
def test_no_cell_begins_as_a_formula_and_every_text_comes_back(text: str) -> None:
    cell = safe(text)
    first = unicodedata.normalize("NFKC", cell.lstrip()[:1])[:1]
    assert first == "" or first not in "=+-@|\t\r\n−"
    assert cell not in MEANING
    assert not set(cell) & set("\r\n\t\x00")
    assert plain_text(cell) == scrub(text)


@settings(max_examples=12)
@given(data=st.data())
def test_any_patient_becomes_one_row_of_full_width(
    protocol: Protocol, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    given_answers: dict[str, Any] = {
        **answers(),
        **data.draw(patients(protocol.questionnaire)),
        **data.draw(st.fixed_dictionaries({}, optional={"given_name": typed, "phone": typed})),
    }
    given_answers = {
        question: answer
        for question, answer in given_answers.items()
        if not isinstance(answer, str) or scrub(answer).strip()
    }
    record = taken(protocol, vocabulary, given_answers)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(protocol, vocabulary, Path(folder) / "csv")
        desk.export([record, record])
        for name in ("records", "medications", "flags", "more_answers", "codebook"):
            rows = list(csv.reader(io.StringIO(desk.text(name), newline=""), strict=True))
            assert {len(row) for row in rows} == {len(rows[0])}
        assert len(desk.table()) == 2
        assert verify_export(desk.out) == []
        desk.out = Path(folder) / "jsonl"
        desk.export([record], "jsonl")
        line = (desk.out / "records.jsonl").read_text(encoding="utf-8")
        assert json.loads(line) == json.loads(json.dumps(as_object(record, "new")))
