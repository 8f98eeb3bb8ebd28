"""How long judging a full answers file takes, and loading the whole protocol, warm and in process.

    python -m benchmarks.clinical.assess

Beside it stand the same rules over single answers in JSON Logic; see README.md in this folder.
"""

import datetime
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.clinical.rivals import rivals
from kiosk.clinical.assess import assess
from kiosk.interview.answers_file import parse_answers
from kiosk.interview.check import check_answer
from kiosk.interview.conditions import read
from kiosk.loading.protocol import load_protocol
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Answer
from kiosk.model.protocol import Protocol

FORMS = Path(__file__).resolve().parents[2] / "forms"
ROUNDS = 500


def median_ms(action: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and fastest, in ms of processor time, so that a busy machine tells the same story."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        action()
        times.append((time.process_time() - begun) * 1_000)
    return statistics.median(times), min(times)


def answers(protocol: Protocol) -> str:
    """A full answers file: a patient with four medicines, none of them unknown."""
    given: dict[str, object] = {}
    benign = ("no", "none", "never", "clear", "yes", "two_or_more", "depression", "female")
    for item in protocol.questionnaire.questions:
        codes = [option.code for option in protocol.questionnaire.options(item)]
        if item.type == "choice":
            first = next((code for code in benign if code in codes), codes[0] if codes else "")
            given[item.link_id] = [] if item.repeats else first
        elif item.type == "integer":
            given[item.link_id] = item.min or 0
        elif item.type in ("string", "text", "signature"):
            given[item.link_id] = [] if item.repeats else "text"
    given |= {
        "birth_date": "1984-03-02",
        "weight": {"value": "154", "unit": "lb"},
        "height": {"feet": 5, "inches": 7},
        "takes_no_medications": "no",
        "medications": [
            {"entered": name} for name in ("Percocet", "Xanax", "lisinopril 20 mg", "Zoloft")
        ],
    }
    order = read(protocol.questionnaire, _stored(given, protocol), absent_is_skipped=True).order
    given = {question: given[question] for question in order if question in given}
    return json.dumps(
        {"form": protocol.id, "answered_at": "2026-11-22T10:00:00-06:00", "answers": given}
    )


def _stored(given: dict[str, object], protocol: Protocol) -> dict[str, Answer]:
    form = protocol.questionnaire
    return {
        question: check_answer(form.by_id[question], form.options(form.by_id[question]), value)
        for question, value in given.items()
        if value != ""
    }


def main() -> None:
    """Print the table."""
    protocol = load_protocol(FORMS / "ketamine-infusion")
    vocabulary = Vocabulary.load(FORMS / "medications")
    text = answers(protocol)
    parsed = parse_answers(
        text,
        protocol.questionnaire,
        form_id=protocol.id,
        languages=protocol.languages,
    )
    day = datetime.date(2026, 11, 22)
    rows = {
        "assess, full answers file": median_ms(
            lambda: assess(protocol, vocabulary, parsed.answers, day=day), ROUNDS
        ),
        "reading and checking the answers file": median_ms(
            lambda: parse_answers(
                text,
                protocol.questionnaire,
                form_id=protocol.id,
                languages=protocol.languages,
            ),
            ROUNDS,
        ),
        "load and validate the protocol": median_ms(
            lambda: load_protocol(FORMS / "ketamine-infusion"), 20
        ),
    }
    rows |= {
        f"part of the rules by {name}": median_ms(count, ROUNDS)
        for name, count in rivals(protocol, parsed.answers).items()
    }
    for name, (middle, fastest) in rows.items():
        print(f"{name:40} median {middle:8.2f} ms   fastest {fastest:8.2f} ms")


if __name__ == "__main__":
    main()
