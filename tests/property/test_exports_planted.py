"""Identifiers of every kind, planted wherever a patient can type, are in no byte of a de-identified
export. The kinds are those of 45 CFR 164.514(b)(2)(i) that text can hold."""

import datetime
import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.exports import ExportRow
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.model.record import Addendum, Decision, Revision
from tests.support.patients import answers
from tests.support.strategies import patients
from tests.unit.exports.making import FORMATS, Desk, all_bytes, taken

ONE_LINE = (
    "given_name",
    "family_name",
    "preferred_name",
    "record_number",
    "phone",
    "interpreter_or_helper",
    "reason_duration",
    "signature",
)


def shaped(pattern: str) -> st.SearchStrategy[str]:
    """`pattern` with every # a digit and every ? a letter."""

    def filled(seed: int) -> str:
        chance = random.Random(seed)
        signs = {"#": "0123456789", "?": "BCDFGHJKLMNPQRSTVWXZ"}
        return "".join(chance.choice(signs.get(sign, sign)) for sign in pattern)

    return st.integers(0, 2**64).map(filled)


KINDS = {
    "name": "Zd?nka Qu?llf?ather",
    "street": "#### Qu?lling St, Springfield",
    "postcode": "TX #####-####",
    "date": "1951-0#-1#",
    "phone": "(512) 555-#### x##",
    "fax": "fax 512-555-####",
    "e-mail": "z?#?#@example.org",
    "social security": "###-##-####",
    "record number": "MRN ??######",
    "health plan": "HP-???-#######",
    "account": "acct ##########",
    "licence": "DL ?#######?",
    "vehicle": "1HG?#?#?#?#######",
    "device": "SN-??##??##-??",
    "web address": "https://?#?#.example.net/~?#?",
    "network address": "203.0.113.1#:##### fe80::?##?",
    "biometric": "fp:??########??",
    "photograph": "face_??####.jpg",
    "any other": "badge ??-??-####",
}

planted = st.fixed_dictionaries({kind: shaped(pattern) for kind, pattern in KINDS.items()})


@st.composite
def marked(draw: st.DrawFn, protocol: Protocol) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """A patient, earlier answers and every planted text."""
    secrets = list(draw(planted).values())
    any_secret = st.sampled_from(secrets)
    given_answers = {**answers(), **draw(patients(protocol.questionnaire))}
    given_answers |= {question: draw(any_secret) for question in ONE_LINE}
    born = draw(
        st.dates(min_value=datetime.date(1905, 1, 1), max_value=datetime.date(2008, 1, 1))
    ).isoformat()
    given_answers |= {
        "birth_date": born,
        "allergies": draw(st.lists(any_secret, min_size=1, max_size=3)),
        "takes_no_medications": "no",
        "weight": {"value": draw(shaped("5125#######").filter(str.isdigit)), "unit": "kg"},
        "medications": [
            {"entered": draw(any_secret), "strength": draw(any_secret)},
            {"entered": draw(any_secret), "confirmed": "alprazolam", "how_often": draw(any_secret)},
            {"entered": f"lisinopril {draw(any_secret)}"},
        ],
    }
    changed = {"family_name": draw(any_secret), "medications": [{"entered": draw(any_secret)}]}
    return given_answers, changed, [*secrets, born, given_answers["weight"]["value"]]


STAFF = "Dr. Mortimer Brannigan"


@st.composite
def written_by_staff(draw: st.DrawFn, secrets: list[str]) -> dict[str, Any]:
    """What staff added to a record, with a planted text wherever they can type."""
    words = st.sampled_from(secrets)
    made = {"by": STAFF, "at": "2026-10-22T09:08:07-05:00"}
    return {
        "begun_at": "2026-10-21T10:01:00-05:00",
        "transcribed_by": STAFF,
        "decisions": (
            Decision(kind="modified", modified_to=draw(words), reason=draw(words), **made),
        ),
        "addenda": (
            Addendum(note=draw(words), reason=draw(words), **made),
            Addendum(
                question="family_name",
                before=draw(words),
                answer=draw(words),
                reason=draw(words),
                **made,
            ),
            Addendum(
                question="medications",
                before=[{"entered": draw(words)}],
                answer=[{"entered": draw(words)}],
                reason="",
                **made,
            ),
            Addendum(question="main_reason", before=draw(words), answer="ptsd", reason="", **made),
            Addendum(question=draw(words), answer=draw(words), reason="", **made),
        ),
        "revision": Revision(kind="addendum", reason=draw(words), **made),
    }


@settings(max_examples=8)
@given(data=st.data())
def test_no_planted_identifier_is_in_any_byte(
    protocol: Protocol, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    given_answers, changed, secrets = data.draw(marked(protocol))
    number = data.draw(shaped("########-####-4###-8###-############"))
    record = taken(
        protocol,
        vocabulary,
        given_answers,
        changed=changed,
        record_id=number,
        kiosk="front-desk-??-9",
        clinic="Quilling Street Clinic",
        answered_at="2026-10-21T10:11:12-05:00",
    )
    record = record.model_copy(update=data.draw(written_by_staff(secrets)))
    sought = [*secrets, number, "front-desk-??-9", "Quilling Street", "2026-10-21", "10:11:12"]
    sought += [STAFF, "2026-10-22", "09:08:07"]
    for form in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(protocol, vocabulary, Path(folder) / "out")
            desk.export(
                [ExportRow(record, "new", 2)],
                form,
                deidentified=True,
                staff=STAFF,
                reason=f"the case of {secrets[0]}",
            )
            found = all_bytes(desk.out).lower()
            assert [text for text in sought if text.lower().encode() in found] == []


@settings(max_examples=2)
@given(data=st.data())
def test_the_search_finds_what_an_ordinary_export_holds(
    protocol: Protocol, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    """The same search over the same patient, so that finding nothing above means something."""
    given_answers, changed, secrets = data.draw(marked(protocol))
    record = taken(protocol, vocabulary, given_answers, changed=changed)
    record = record.model_copy(update=data.draw(written_by_staff(secrets)))
    told = [given_answers["given_name"], given_answers["birth_date"], changed["family_name"], STAFF]
    told += [record.decisions[0].reason, record.addenda[0].note, record.addenda[1].reason]
    for form in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(protocol, vocabulary, Path(folder) / "out")
            desk.export([record], form)
            found = all_bytes(desk.out)
            assert [text for text in told if text.encode() not in found] == []
