"""Corrections by staff, over random records and random corrections: no danger is talked away."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from kiosk.clinical.record import amend, make_record, reassess
from kiosk.interview.check import check_answer
from kiosk.interview.session import Session
from kiosk.model.assessment import Flag
from kiosk.model.form import Questionnaire
from kiosk.model.protocol import TIERS
from kiosk.model.record import Record
from tests.support.judge import Judge
from tests.support.patients import ANSWERED_AT, TODAY, answers
from tests.support.strategies import answer_to, patients


def record_with(judge: Judge, given: dict[str, Any]) -> Record:
    """The record of these answers, as the kiosk makes it."""
    form = judge.protocol.questionnaire
    checked = {
        question: check_answer(form.by_id[question], form.options(form.by_id[question]), answer)
        for question, answer in given.items()
    }
    return make_record(
        judge.protocol,
        judge.vocabulary,
        Session(form=form, language="en", answers=checked, withdrawn=()),
        answered_at=ANSWERED_AT,
        record_id="3f2a9c1e-7b54-4d0a-9a53-0c1d2e3f4a5b",
    )


def a_few(form: Questionnaire, questions: Iterable[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Any answers to up to four of `questions`."""
    asked = {item.link_id: item for item in form.questions}
    some = sorted(set(questions) & asked.keys())
    if not some:
        return st.just({})
    chosen = st.lists(st.sampled_from(some), min_size=1, max_size=4, unique=True)
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries({name: answer_to(asked[name], form) for name in names})
    )


def grave(record: Record) -> list[Flag]:
    """Flags that no later answer may take away (contract, semantics 4)."""
    return [f for f in record.assessment.flags if f.urgent or f.tier == "withhold"]


@drawn(data=st.data())
@settings(max_examples=40)
def test_a_correction_keeps_every_urgent_and_withholding_flag(
    judge: Judge, data: st.DataObject
) -> None:
    """A healthy patient with a few other answers, then corrections of just those that raised a flag."""
    form = judge.protocol.questionnaire
    record = record_with(judge, {**answers(**TODAY), **data.draw(a_few(form, form.by_id))})
    for _ in range(2):
        raised = [q for flag in grave(record) for q in flag.answers if q in record.answers]
        new = data.draw(a_few(form, raised))
        after = amend(record, judge.protocol, judge.vocabulary, new)
        found = {flag.rule: flag for flag in after.assessment.flags}
        for before in grave(record):
            now = found.get(before.rule)
            assert now, f"{before.rule} is gone"
            if before.urgent:
                assert now.urgent
                assert TIERS.index(now.tier) <= TIERS.index(before.tier)
            else:
                assert now.urgent or now.tier in ("withhold", "caution_major")
        again = reassess(after, judge.protocol, judge.vocabulary, after.measured)
        assert again.to_json() == after.assessment.to_json()
        record = after


@drawn(data=st.data())
@settings(max_examples=20)
def test_a_correction_that_changes_nothing_judges_alike(judge: Judge, data: st.DataObject) -> None:
    record = record_with(judge, data.draw(patients(judge.protocol.questionnaire)))
    same = amend(record, judge.protocol, judge.vocabulary, {})
    assert same.assessment.to_json() == record.assessment.to_json()
    assert same.answers == record.answers
