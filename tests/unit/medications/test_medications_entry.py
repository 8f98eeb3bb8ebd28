"""Reading an entry: what is set aside is only how a medicine is taken, never what it is."""

import pytest

from kiosk.medications import entry


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("xanax .5 twice a day", "xanax"),
        ("Xanax 0.5mg BID", "xanax"),
        ("xanax0.5mg", "xanax"),
        ("percocet 5/325 prn for pain", "percocet"),
        ("xanax #30", "xanax"),
        ("lisinopril 20 mg one tablet every morning", "lisinopril"),
        ("metoprolol succinate er 50 mg daily", "metoprolol"),
        ("insulin glargine 20 units at bedtime", "insulin glargine"),
        ("lexapro ten mg at night", "lexapro"),
        ("my fentanyl patch 25 mcg/hr every 3 days", "fentanyl"),
        ("gabapentin 300mg 3x/day", "gabapentin"),
        ("I take trazodone for sleep", "trazodone"),
        ("albuterol inhaler 2 puffs every 4-6 hours as needed", "albuterol"),
    ],
)
def test_dose_form_and_schedule_are_set_aside(text: str, left: str) -> None:
    assert entry.variants(text)[-1] == left


@pytest.mark.parametrize(
    "text",
    [
        "tylenol pm",
        "claritin d",
        "mucinex dm",
        "lisinopril hctz",
        "tylenol with codeine",
        "tylenol #3",
        "not xanax",
        "vitamin b12",
        "excedrin migraine",
        "potassium sulfate",
        "xanax ксанакс",
    ],
)
def test_words_that_change_the_contents_stay(text: str) -> None:
    assert entry.variants(text)[-1] == entry.fold(text)


def test_the_raw_text_comes_first() -> None:
    assert entry.variants("at a van 2 mg")[0] == "at a van 2 mg"


@pytest.mark.parametrize("text", ["", "  ", "💊", "...", "\x00\x07"])
def test_nothing_to_read_gives_nothing(text: str) -> None:
    assert entry.variants(text) == ()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("xanax, norco; soma", ["xanax", "norco", "soma"]),
        ("xanax\nnorco", ["xanax", "norco"]),
        ("xanax and norco", ["xanax", "norco"]),
        ("xanax 1,000 mg + norco", ["xanax", "norco"]),
        ("xanax & soma plus norco", ["xanax", "soma", "norco"]),
        ("iron 5,5 mg", ["iron"]),
    ],
)
def test_several_drugs_in_one_entry_are_parted(text: str, pieces: list[str]) -> None:
    assert [entry.fold(piece) for piece in entry.listed(text)] == pieces


def test_a_long_text_is_read_from_a_whole_word_on() -> None:
    text = "something " * 40 + "zanax"
    tail = entry.typed_last(text)
    assert len(tail) <= entry.TYPED_LIMIT
    assert tail.startswith("something")
    assert tail.endswith("zanax")
