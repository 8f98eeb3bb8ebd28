"""What patients read never tells them to stop, skip or change a medicine, in either language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.loading.protocol import read_folder
from kiosk.loading.words import load_words
from kiosk.medications.vocabulary import Vocabulary
from kiosk.summary import render
from kiosk.verify.texts import of_protocol
from kiosk.verify.workbench import Workbench
from tests.support.layout_audit import text_of
from tests.support.printed import CASES, protocol, record_of

_ORDERS = {
    "en": r"(?:stop|skip|quit|pause|hold|halve|double|change|reduce|lower|increase|cut|avoid|leave out)",
    "es": r"(?:deje|dejar|suspend\w+|interrump\w+|omit\w+|s[aá]lte\w*|cambi\w+|reduzca|reducir|aument\w+|evit\w+)",
}
_MEDICINES = {
    "en": r"(?:medicines?|medications?|pills?|tablets?|(?<!street )drugs?|doses?|shots?|patch(?:es)?)",
    "es": r"(?:medicinas?|medicamentos?|pastillas?|tabletas?|dosis|inyecci\w+|parches?)",
}
_OF_THE_INFUSION = {"You can stop at any time before the medicine starts."}
"""The right to stop the treatment itself belongs to the consent."""

_AGAINST = {
    "en": r"\b(?:not|never|n't)\s+(?:\w+\s+){0,2}?(?:stop|skip|change)",
    "es": r"\b(?:no|nunca)\s+(?:\w+\s+){0,2}?(?:deje|dejar|suspend|interrump|cambi)",
}
_DO_NOT_TAKE = {
    "en": r"\b(?:do not|don't|never)\s+(?:take|use)\b",
    "es": r"\b(?:no|nunca)\s+(?:tome|use)\b",
}


def tells_to_change(sentence: str, language: str) -> bool:
    """Whether a sentence orders a change of medicine. Warning against one is not an order."""
    about = re.search(rf"\b{_MEDICINES[language]}\b", sentence, re.IGNORECASE)
    ordered = re.search(rf"\b{_ORDERS[language]}\b", sentence, re.IGNORECASE)
    refused = re.search(_DO_NOT_TAKE[language], sentence, re.IGNORECASE)
    warned = re.search(_AGAINST[language], sentence, re.IGNORECASE)
    question = sentence.rstrip().endswith("?")
    return bool(about and (refused or (ordered and not warned)) and not question)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each on one line."""
    yield from re.split(r"(?<=[.!?])\s+", " ".join(text.split()))


def read_by_patients(root: Path, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Language, key and text of everything on the patient's screens and own sheet."""
    bench = Workbench(read_folder(root / "forms/ketamine-infusion"), vocabulary)
    for text in of_protocol(bench):
        if not text.key.startswith(("education.contraindication", "education.interaction")):
            yield "en", text.key, text.english
            yield "es", text.key, bench.protocol.say("es", text.key, "")
    for language, words in load_words(root / "forms/words").by_language.items():
        yield from ((language, key, text) for key, text in words.items())
    for purpose in sorted({*vocabulary.notes.values()}):
        yield "en", "purpose of a medicine", purpose
        yield "es", "purpose of a medicine", vocabulary.spoken["es"].get(purpose, "")
    for name, changes in CASES.items():
        for language in ("en", "es"):
            sheet = render(record_of(changes, language=language), protocol(), for_patient=True)
            yield language, f"patient sheet: {name}", text_of(sheet)


def test_no_patient_text_tells_anybody_to_stop_a_medicine(
    root: Path, vocabulary: Vocabulary
) -> None:
    found = [
        (language, key, sentence)
        for language, key, text in read_by_patients(root, vocabulary)
        for sentence in sentences(text)
        if sentence not in _OF_THE_INFUSION and tells_to_change(sentence, language)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "sentence", "wrong"),
    [
        ("en", "Stop your medicines the day before.", True),
        ("en", "Skip the morning pill.", True),
        ("en", "Do not take your tablets today.", True),
        ("en", "Do not stop any medicine on your own, as that can be dangerous.", False),
        ("en", "Have you stopped any pills?", False),
        ("es", "Deje sus medicinas el día antes.", True),
        ("es", "No tome sus pastillas hoy.", True),
        ("es", "No deje ninguna medicina por su cuenta.", False),
    ],
)
def test_the_search_itself_finds_an_order(language: str, sentence: str, wrong: bool) -> None:
    assert tells_to_change(sentence, language) is wrong
