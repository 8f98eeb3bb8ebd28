"""What an exported line holds is enough to judge the patient again, with the same result."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clinical.assess import assess
from kiosk.exports import as_object
from kiosk.interview.answers_file import parse_answers
from kiosk.interview.check import check_answer
from kiosk.interview.conditions import left_out, read
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.support.patients import answers
from tests.support.strategies import patients
from tests.unit.exports.making import taken


def judged_again(protocol: Protocol, vocabulary: Vocabulary, line: dict[str, Any]) -> Any:
    """What `kiosk assess` makes of an exported line, as JSON types."""
    file = {key: line[key] for key in ("form", "language", "answers", "withdrawn")}
    again = parse_answers(
        json.dumps({**file, "answered_at": line["submitted_at"]}),
        protocol.questionnaire,
        form_id=protocol.id,
        languages=protocol.languages,
    )
    judged = assess(protocol, vocabulary, again.answers, day=again.day, withdrawn=again.withdrawn)
    return json.loads(judged.to_json())


@settings(max_examples=20)
@given(data=st.data())
def test_a_line_judged_again_gives_its_assessment(
    protocol: Protocol, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    form = protocol.questionnaire
    given_answers = {**answers(), **data.draw(patients(form))}
    typed = {
        q: check_answer(form.by_id[q], form.options(form.by_id[q]), a)
        for q, a in given_answers.items()
    }
    asked = read(form, typed, absent_is_skipped=True).answers
    record = taken(protocol, vocabulary, {q: a for q, a in given_answers.items() if q in asked})
    line = json.loads(json.dumps(as_object(record, "new")))
    assert judged_again(protocol, vocabulary, line) == line["assessment"]


@settings(max_examples=20)
@given(data=st.data())
def test_answers_that_were_taken_back_weigh_the_same(
    protocol: Protocol, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    """A line does not tell what was changed from what was hidden, so wording may differ, and an answer that
    stood with a follow-up may count without it: never less than before, and then as changed."""
    given_answers = {**answers(), **data.draw(patients(protocol.questionnaire))}
    earlier = data.draw(patients(protocol.questionnaire))
    record = taken(protocol, vocabulary, given_answers, changed=dict(list(earlier.items())[:4]))
    line = json.loads(json.dumps(as_object(record, "new")))
    again, before = judged_again(protocol, vocabulary, line), line["assessment"]
    more = {f["rule"]: f for f in again["flags"] if weighs(f) not in map(weighs, before["flags"])}
    assert all(f["changed"] and f["tier"] == "caution_major" for f in more.values())
    stays = [weighs(f) for f in before["flags"] if f["rule"] not in more]
    assert [weighs(f) for f in again["flags"] if f["rule"] not in more] == stays
    replaced = [f for f in before["flags"] if f["rule"] in more]
    assert all(f["tier"] in ("caution_minor", "inform") for f in replaced)
    assert again["urgent"] == before["urgent"]
    assert more or outcome(again) == outcome(before)


@settings(max_examples=20)
@given(data=st.data())
def test_why_a_cell_is_empty_is_what_the_interview_would_say(
    protocol: Protocol, data: st.DataObject
) -> None:
    form = protocol.questionnaire
    given_answers = {**answers(), **data.draw(patients(form))}
    typed = {
        q: check_answer(form.by_id[q], form.options(form.by_id[q]), a)
        for q, a in given_answers.items()
    }
    for question in data.draw(st.sets(st.sampled_from(sorted(typed)))):
        del typed[question]
    asked = read(form, typed, absent_is_skipped=True).order
    passed_over = read(form, typed, absent_is_skipped=False).passed_over
    hidden = {item.link_id for item in form.questions} - set(asked)
    assert left_out(form, typed) == hidden | passed_over


def weighs(flag: Any) -> Any:
    """What a provider acts on, of a flag."""
    return flag["rule"], flag["tier"], flag["urgent"], flag["changed"]


def outcome(assessment: Any) -> Any:
    """And of all of them together."""
    return assessment["disposition"], assessment["regimens"]
