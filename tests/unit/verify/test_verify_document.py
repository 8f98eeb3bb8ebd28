"""The page to sign off holds everything that decides about a patient, and marks what is unconfirmed."""

from itertools import chain

import pytest

from kiosk.model.protocol import Protocol
from kiosk.verify.document import protocol_page
from kiosk.verify.document_parts import table
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def page(protocol: Protocol) -> str:
    return protocol_page(protocol)


def test_the_committed_page_is_the_one_that_the_files_make(page: str) -> None:
    committed = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")

    assert committed == page, "run: kiosk form document > docs/protocol.md"


def test_every_question_rule_number_source_and_conflict_is_on_it(
    page: str, protocol: Protocol
) -> None:
    form = protocol.questionnaire
    wanted = chain(
        (f"| `{item.link_id}` |" for item in form.questions),
        (item.text.replace("|", "\\|") for item in form.questions),
        (f"(`{rule.id}`)" for rule in protocol.rules),
        (f"(`{rule.id}`)" for rule in protocol.medicines.classes),
        (f"| {name} |" for name in protocol.thresholds),
        (f"| {source.id} |" for source in protocol.sources),
        (f"| {note.id} |" for note in protocol.regimens.notes),
        (f"(`{indication.id}`)" for indication in protocol.regimens.indications),
        (instrument.notice for instrument in protocol.instruments),
    )

    assert [each for each in wanted if each not in page] == []


def test_every_reason_that_is_printed_for_a_provider_is_on_it(
    page: str, protocol: Protocol
) -> None:
    cases = [case for rule in protocol.rules for case in rule.cases]
    for case in cases:
        cases += case.then.cases if case.then else ()
    reasons = [case.reason for case in cases]
    reasons += [o.reason for rule in protocol.rules for o in rule.outcomes.values()]
    reasons += [rule.reason for rule in protocol.medicines.classes]
    reasons += [vital.outcome.reason for vital in protocol.vitals]

    assert [reason for reason in reasons if reason not in page] == []


def test_every_unconfirmed_number_waits_for_a_tick(page: str, protocol: Protocol) -> None:
    ticks = [line for line in page.splitlines() if line.startswith("| ☐ |")]

    unconfirmed = [name for name, t in protocol.thresholds.items() if not t.confirmed]

    assert unconfirmed
    assert len(ticks) == len(unconfirmed)
    assert all(f"| ☐ | {name} |" in "\n".join(ticks) for name in unconfirmed)


def test_a_changed_number_changes_the_fingerprint_beside_the_signature(
    page: str, protocol: Protocol
) -> None:
    other = protocol.thresholds["audit_c_men"].model_copy(update={"value": 5})
    changed = protocol.model_copy(
        update={"thresholds": {**protocol.thresholds, "audit_c_men": other}}
    )

    def fingerprint(of: str) -> str:
        return of.rsplit("sha256 ", 1)[1]

    assert "| Signature | ____" in page
    assert fingerprint(protocol_page(changed)) != fingerprint(page)


def test_a_cell_cannot_break_its_table() -> None:
    assert table(("A",), [("one | two\nthree",)]).splitlines()[2] == "| one \\| two three |"
