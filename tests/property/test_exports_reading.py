"""A stored record is read straight from its JSON text: it must come out as from the body itself."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.exports.reading import read
from kiosk.exports.values import Damaged, ExportRow
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.support.patients import TODAY, answers
from tests.unit.exports.making import taken

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(("", "5", "5.0", "true", "kg", "not_sure", "no", "\ud83d", "\u202e"))
    | st.text(max_size=5)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("entered", "value", "unit", "feet", "x")), inner)
    ),
    max_leaves=5,
)


def places(body: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if not isinstance(body, dict | list):
        return []
    found = []
    for key, value in body.items() if isinstance(body, dict) else enumerate(body):
        found += [(*here, key), *places(value, (*here, key))]
    return found


@pytest.fixture(scope="module")
def stored(protocol: Protocol, vocabulary: Vocabulary) -> str:
    """The text of a body with something in each of its corners."""
    given_answers = answers(**TODAY, medications=[{"entered": "zanax", "confirmed": "alprazolam"}])
    record = taken(protocol, vocabulary, given_answers, changed={"stroke": "yes"})
    return record.model_dump_json()


@settings(max_examples=300)
@given(data=st.data())
def test_a_text_says_what_its_body_says(stored: str, data: st.DataObject) -> None:
    """Also for bodies that no kiosk wrote: the same record, or the same reason why there is none."""
    body = json.loads(stored)
    *way, last = data.draw(st.sampled_from(places(body)))
    inside = body
    for step in way:
        inside = inside[step]
    inside[last] = data.draw(ANYTHING)
    text = json.dumps(body).encode()
    assert repr(read(ExportRow(text, "new"))) == repr(read(ExportRow(json.loads(text), "new")))


@given(text=st.binary(max_size=20) | ANYTHING.map(lambda found: json.dumps(found).encode()))
def test_a_text_that_is_no_record_is_named_as_it_is_listed(text: bytes) -> None:
    found = read(ExportRow(text, "new", id="aaaa"))
    assert isinstance(found, Damaged)
    assert found.id == "aaaa" or found.why.startswith("not a record")
