"""The proof covers every answer, and notices a kiosk that lets somebody with a contraindication through.

The last tests break the kiosk on purpose: a proof that could not fail would prove nothing.
"""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.clinical.allergies import judge_allergies
from kiosk.clinical.assess import assess
from kiosk.clinical.facts import Facts, Raised
from kiosk.clinical.medicines import judge_class
from kiosk.clinical.rules import judge_answer
from kiosk.clinical.weight import Weighed, weigh
from kiosk.model.assessment import Assessment
from kiosk.model.protocol import Rule
from kiosk.verify.safety import Proof, prove_answers, prove_possible
from kiosk.verify.safety_alcohol import prove_alcohol
from kiosk.verify.safety_allergies import prove_allergies
from kiosk.verify.safety_medicines import prove_medicines
from kiosk.verify.safety_weight import prove_weight
from kiosk.verify.variables import answers_of, combinations_of, every, variables
from kiosk.verify.workbench import Workbench


def proved(bench: Workbench, rule: str) -> Proof:
    proof = Proof()
    prove_answers(bench, proof, {rule})
    return proof


@pytest.mark.parametrize(
    ("rule", "combinations"),
    [
        ("stroke", 5),  # yes, no, not sure, skipped, absent
        ("liver_disease", 5 * 6),
        ("pregnancy", 6 * 6 * 5),  # with the questions that decide whether it is asked
        ("ride_home", 5 * 5),
        ("birth_date", 131 + 3),  # every age from 0 to 130
    ],
)
def test_every_answer_of_every_question_that_matters_is_tried(
    bench: Workbench, rule: str, combinations: int
) -> None:
    proof = proved(bench, rule)

    assert [each.combinations for each in proof.proved] == [combinations]
    assert proof.proved[0].withholds
    assert proof.findings == []


def test_a_list_of_choices_stands_for_every_set_that_a_rule_can_tell_apart(
    bench: Workbench,
) -> None:
    raw = next(each for each in bench.raw_rules if each["id"] == "substances_24h")
    found = variables(bench.reading, ["substances_24h"], (), raw)

    sets = [frozenset(each) for each in found["substances_24h"] if isinstance(each, list)]

    assert len(sets) == len(set(sets)) == 2**3
    assert set(answers_of(bench.reading, "stroke")) == {"yes", "no", "not_sure", "skipped", None}
    assert sum(1 for _ in every(found)) == combinations_of(found)


def test_a_healthy_person_gets_a_dose(bench: Workbench) -> None:
    proof = Proof()

    prove_possible(bench, proof)

    assert proof.findings == []


def _ignoring(answer: str) -> Callable[[Rule, Facts], Raised | None]:
    """A kiosk that takes `answer` for No."""

    def judge(rule: Rule, facts: Facts) -> Raised | None:
        said = [facts.answers.get(question) for question in rule.questions]
        return None if answer in said else judge_answer(rule, facts)

    return judge


@pytest.mark.parametrize("answer", ["not_sure", "skipped", "yes"])
def test_a_kiosk_that_takes_an_answer_for_no_is_noticed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("kiosk.clinical.assess.judge_answer", _ignoring(answer))

    said = [finding.message for finding in proved(bench, "stroke").findings]

    assert any(f"stroke {answer}: no flag, expected withhold" in each for each in said)


def test_a_kiosk_that_prints_a_dose_beside_withhold_is_noticed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def generous(*given: Any, **more: Any) -> Assessment:
        return assess(*given, **more).model_copy(update={"disposition": "provisional"})

    monkeypatch.setattr("kiosk.verify.workbench.assess", generous)

    said = [finding.message for finding in proved(bench, "aneurysm").findings]

    assert any("a dose is given although it must be withheld" in each for each in said)


def test_a_kiosk_that_accepts_any_weight_is_noticed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(rule: Rule, facts: Facts) -> Weighed:
        weighed = weigh(rule, facts)
        return Weighed(weighed.shown, weighed.dosing_kg, None)

    monkeypatch.setattr("kiosk.clinical.assess.weigh", careless)
    proof = Proof()

    prove_weight(bench, proof)

    assert [finding.link_id for finding in proof.findings] == ["weight"]


def test_a_kiosk_that_overlooks_a_class_is_noticed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(rule: Any, facts: Facts) -> Raised | None:
        return None if rule.id == "methylxanthine" else judge_class(rule, facts)

    monkeypatch.setattr("kiosk.clinical.assess.judge_class", blind)
    proof = Proof()

    prove_medicines(bench, proof)

    assert {finding.link_id for finding in proof.findings} == {"methylxanthine"}
    assert any("phylline (taking)" in finding.message for finding in proof.findings)


def test_a_kiosk_that_forgets_alcohol_beside_a_sedative_is_noticed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.clinical.assess._alcohol", lambda facts: False)
    proof = Proof()

    prove_alcohol(bench, proof)

    assert {finding.link_id for finding in proof.findings} == {"sleep_apnea", "two_sedatives"}


@pytest.mark.parametrize(
    ("lenient", "says"),
    [
        (lambda lines: "not_sure" in lines, "allergies not_sure: no flag, expected caution_major"),
        (lambda lines: "ktamine" in lines, "allergies ['ktamine']: no flag, expected withhold"),
    ],
)
def test_a_kiosk_that_overlooks_an_allergy_is_noticed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, lenient: Callable[[Any], bool], says: str
) -> None:
    def overlooking(rule: Rule, facts: Facts) -> Raised | None:
        return None if lenient(facts.answers["allergies"]) else judge_allergies(rule, facts)

    monkeypatch.setattr("kiosk.clinical.assess.judge_allergies", overlooking)
    proof = Proof()

    prove_allergies(bench, proof)

    assert {finding.link_id for finding in proof.findings} == {"allergy_to_ketamine"}
    assert any(says in finding.message for finding in proof.findings)
