"""The protocol as one Markdown page that a prescriber can read, correct and sign on paper.

Generated from the data alone. What is unconfirmed is marked; the page's own fingerprint stands beside
the signature, so that a signed copy and the running protocol can be compared.
"""

import hashlib
from collections.abc import Iterator

from kiosk.model.protocol import Protocol
from kiosk.verify.document_parts import (
    UNCONFIRMED,
    heading,
    paragraph,
    table,
    tier,
)
from kiosk.verify.document_questions import instruments, questions, rules
from kiosk.verify.document_treatment import education, medicines, notes, regimens, vitals
from kiosk.verify.names import WEIGHT_LIMITS

_INTRODUCTION = """\
This page is generated from the files of the protocol by `kiosk form document`. Do not edit it: change \
the files, run `kiosk form check`, and generate it again.

It is for the prescriber who answers for the protocol. Read it, strike out and correct by hand what is \
wrong, and sign at the end. No patient may be screened before that. The kiosk asks and flags; it does \
not diagnose, order or replace the interview."""

_TIERS = (
    ("URGENT", "Staff are called at once. Stands beside a tier, never in its place."),
    ("withhold", "No dose is printed: the reason, and a blank line for the provider."),
    ("major caution", "A dose is printed, with a box that the provider must tick."),
    ("minor caution", "A dose is printed, and the flag is listed."),
    ("inform", "Printed as context; no effect on the dose."),
)

_UNKNOWN = """\
What holds for every rule, and is not repeated below:

- **Not sure** counts as the answer with the graver result, whichever that is.
- **Skipped** counts as the gravest result that the rule can reach, and at least as a major caution.
- A **follow-up** that is missing, skipped or not sure counts as its worst answer; only an explicit \
benign answer lowers the tier.
- An answer without a line of its own is benign.
- An answer that raised an urgent or withhold flag and was changed later keeps a flag.
- No combination of answers that withholds leaves a dose. `kiosk form check` proves this over all \
answers of the questions that matter."""


def protocol_page(protocol: Protocol) -> str:
    """The whole page, ending in a line break. Equal protocols give equal pages."""
    body = "\n".join(_sections(protocol))
    fingerprint = hashlib.sha256(body.encode()).hexdigest()
    return body + "\n" + "\n".join(_signature(protocol, fingerprint)) + "\n"


def _sections(protocol: Protocol) -> Iterator[str]:
    yield heading(1, f"{protocol.title}: protocol {protocol.id}, version {protocol.version}")
    yield paragraph(_INTRODUCTION)
    yield heading(2, "Tiers")
    yield table(("Tier", "Meaning"), _TIERS)
    yield paragraph(_UNKNOWN)
    yield from _to_confirm(protocol)
    yield from _thresholds(protocol)
    yield from questions(protocol)
    yield from rules(protocol)
    yield from vitals(protocol)
    yield from medicines(protocol)
    yield from regimens(protocol)
    yield from notes(protocol)
    yield from instruments(protocol)
    yield from education(protocol)
    yield from _sources(protocol)


def _to_confirm(protocol: Protocol) -> Iterator[str]:
    """Everything that the clinical reference could not confirm, in one list."""
    yield heading(2, "To confirm")
    yield paragraph(
        "No source states these numbers outright: each is a proposal or a choice of this product. "
        "Tick what you accept, correct the rest."
    )
    yield table(
        ("OK", "Number", "Value", "Correct to"),
        (
            ("☐", name, f"{threshold.value} {threshold.unit}", "")
            for name, threshold in protocol.thresholds.items()
            if not threshold.confirmed
        ),
    )
    unsourced = [f"{rule.title} (`{rule.id}`)" for rule in protocol.rules if not rule.sources]
    unsourced += [
        f"{rule.title} (`{rule.id}`, {tier(rule.tier, urgent=False)})"
        for rule in protocol.medicines.classes
        if not rule.sources
    ]
    if unsourced:
        yield paragraph(f"No source was found for: {'; '.join(unsourced)}.")
    for language, reviewed in protocol.translation_reviewed.items():
        if not reviewed:
            yield paragraph(
                f"The translation `{language}` has not been reviewed by a clinician yet."
            )


def _thresholds(protocol: Protocol) -> Iterator[str]:
    used = set(_numbers_read(protocol))
    yield heading(2, "Numbers")
    yield paragraph(
        "A number “in words only” stands in the wording of a question or answer. No rule reads it: to "
        "change it, change the wording."
    )
    yield table(
        ("Name", "Value", "Since", "Sources", "Status"),
        (
            (
                name,
                f"{threshold.value} {threshold.unit}",
                threshold.since.isoformat(),
                ", ".join(threshold.sources),
                "; ".join(
                    mark
                    for mark, applies in (
                        (UNCONFIRMED, not threshold.confirmed),
                        ("in words only", name not in used),
                    )
                    if applies
                ),
            )
            for name, threshold in protocol.thresholds.items()
        ),
    )


def _numbers_read(protocol: Protocol) -> Iterator[str]:
    """Names of the numbers that decide something by themselves."""
    cases = [case for rule in protocol.rules for case in rule.cases]
    for case in cases:
        cases += case.then.cases if case.then else ()
        yield from (name for name in (case.at_least, case.less_than) if name)
    for vital in protocol.vitals:
        yield from (name for name in (vital.above, vital.at_least, vital.below) if name)
    yield from WEIGHT_LIMITS


def _sources(protocol: Protocol) -> Iterator[str]:
    yield heading(2, "Sources")
    yield paragraph(
        "A: label or official body. B: peer-reviewed, or a summary of A. C: clinic page, trial "
        "listing, copy or weak page; the patient's page calls these “clinic practice” or “product rule”."
    )
    yield table(
        ("Id", "Authority", "Title", "Where"),
        ((s.id, s.authority, s.title, s.where) for s in protocol.sources),
    )


def _signature(protocol: Protocol, fingerprint: str) -> Iterator[str]:
    yield heading(2, "Sign-off")
    yield paragraph(
        f"I have read protocol {protocol.id}, version {protocol.version}, and accept it as printed "
        "here, with the corrections that I made by hand."
    )
    yield table(
        ("", ""),
        (
            ("Name and licence", "_" * 40),
            ("Clinic", "_" * 40),
            ("Date", "_" * 40),
            ("Signature", "_" * 40),
            ("Fingerprint of the text above", f"sha256 {fingerprint}"),
        ),
    )
