"""Suggestions: the right name is shown for how patients write it, twins together, never junk."""

import csv
from pathlib import Path

import pytest

from kiosk.medications.vocabulary import Candidate, Vocabulary

MISSPELLINGS = Path(__file__).parents[2] / "data" / "misspellings.csv"

with MISSPELLINGS.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["typed"], row["expected_generic"]) for row in csv.DictReader(file)]
DRUGS = [row for row in ROWS if row[1]]
NO_DRUGS = [typed for typed, expected in ROWS if not expected]


def shown(vocabulary: Vocabulary, text: str) -> list[str]:
    return [candidate.generic for candidate in vocabulary.suggest(text)]


def names(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.name for candidate in candidates]


@pytest.mark.parametrize(("typed", "expected"), DRUGS)
def test_the_right_medicine_is_among_the_seven(
    vocabulary: Vocabulary, typed: str, expected: str
) -> None:
    assert expected in shown(vocabulary, typed)


@pytest.mark.parametrize(("typed", "expected"), DRUGS)
def test_a_misspelling_is_never_taken_for_another_medicine(
    vocabulary: Vocabulary, typed: str, expected: str
) -> None:
    assert {medicine.generic for medicine in vocabulary.exact(typed)} <= {expected}


def test_the_first_row_is_nearly_always_right(vocabulary: Vocabulary) -> None:
    first = [shown(vocabulary, typed)[:1] == [expected] for typed, expected in DRUGS]
    assert sum(first) / len(first) >= 0.98


@pytest.mark.parametrize("name", ["misspellings_unseen.csv", "misspellings_fitted.csv"])
def test_other_misspellings_are_found_as_often(vocabulary: Vocabulary, name: str) -> None:
    """By ear, letters dropped or doubled or changed round, in Spanish, with doses, in several words."""
    with MISSPELLINGS.with_name(name).open(encoding="utf-8", newline="") as file:
        rows = [(row["typed"], row["expected_generic"]) for row in csv.DictReader(file)]
    rows_shown = [(shown(vocabulary, typed), expected) for typed, expected in rows]
    assert sum(found[:1] == [wanted] for found, wanted in rows_shown) / len(rows) >= 0.98
    assert sum(wanted in found for found, wanted in rows_shown) / len(rows) >= 0.99
    for typed, expected in rows:
        assert {medicine.generic for medicine in vocabulary.exact(typed)} <= {expected}


@pytest.mark.parametrize("typed", NO_DRUGS)
def test_what_is_no_medicine_is_never_taken_as_one(vocabulary: Vocabulary, typed: str) -> None:
    assert vocabulary.exact(typed) == ()
    assert not any(candidate.exact for candidate in vocabulary.suggest(typed))


@pytest.mark.parametrize(
    "typed",
    [
        *("concert", "ambient", "vitamins", "blood pressure pill", "water pill", "heart medicine"),
        *("none", "nothing", "n/a", "N/A", "see list", "no sé", "nada", "pastilla para la presión"),
    ],
)
def test_ordinary_words_bring_up_nothing(vocabulary: Vocabulary, typed: str) -> None:
    assert vocabulary.suggest(typed) == ()


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("hydroxyzine", {"hydroxyzine", "hydralazine"}),
        ("hydroxizeen", {"hydroxyzine", "hydralazine"}),
        ("celexa", {"citalopram", "celecoxib"}),
        ("selebrex", {"citalopram", "celecoxib"}),
        ("lamictal", {"lamotrigine", "terbinafine"}),
        ("zyprexia", {"olanzapine", "cetirizine"}),
        ("klonopin", {"clonazepam", "clonidine"}),
        ("clonodine", {"clonazepam", "clonidine"}),
        ("tramadol", {"tramadol", "trazodone"}),
        ("buproprion", {"bupropion", "buspirone"}),
        ("adderal", {"amphetamine / dextroamphetamine", "propranolol"}),
        ("percoset", {"acetaminophen / oxycodone", "aspirin / oxycodone"}),
    ],
)
def test_look_alike_names_are_both_shown(
    vocabulary: Vocabulary, typed: str, pair: set[str]
) -> None:
    assert pair <= set(shown(vocabulary, typed))


def test_both_names_of_nearly_every_known_pair_are_shown(vocabulary: Vocabulary) -> None:
    owners = {name.key: name.generic for name in vocabulary.names}
    tries = [
        {owners[key], twin.generic} <= set(shown(vocabulary, key))
        for key, twins in vocabulary.lookalikes.items()
        for twin in twins
    ]
    assert sum(tries) / len(tries) >= 0.95


@pytest.mark.parametrize(
    ("typed", "products"),
    [
        ("unisom", {"doxylamine", "diphenhydramine"}),
        ("unisum", {"doxylamine", "diphenhydramine"}),
        ("zantac", {"famotidine", "ranitidine"}),
        ("sudafid", {"pseudoephedrine", "phenylephrine"}),
        ("robatussin", {"guaifenesin", "codeine / guaifenesin"}),
        ("tylenol 3", {"acetaminophen", "acetaminophen / codeine"}),
    ],
)
def test_every_product_that_a_name_can_mean_is_shown(
    vocabulary: Vocabulary, typed: str, products: set[str]
) -> None:
    assert products <= set(shown(vocabulary, typed))
    assert not any(candidate.exact for candidate in vocabulary.suggest(typed))


def test_a_row_says_brand_generic_and_use(vocabulary: Vocabulary) -> None:
    first = vocabulary.suggest("xanax")[0]
    assert first == Candidate("alprazolam", "Xanax", 100, True, "for anxiety or sleep")


def test_two_letters_complete_and_one_does_not(vocabulary: Vocabulary) -> None:
    assert vocabulary.suggest("x") == ()
    assert vocabulary.suggest("xa")[0].generic == "alprazolam"


@pytest.mark.parametrize("typed", ["zana", "zolo", "xnax", "soma"])
def test_four_letters_or_fewer_are_never_taken_loosely(vocabulary: Vocabulary, typed: str) -> None:
    twins = {t.name for t in vocabulary.lookalikes.get(typed, ())}
    for candidate in vocabulary.suggest(typed):
        squashed = candidate.name.lower().replace(" ", "").replace("-", "")
        assert typed in squashed or candidate.name in twins


@pytest.mark.parametrize(
    ("typed", "generic"),
    [("alpraz", "alprazolam"), ("gabapa", "gabapentin"), ("metfo", "metformin")],
)
def test_a_half_typed_name_is_completed(vocabulary: Vocabulary, typed: str, generic: str) -> None:
    assert shown(vocabulary, typed)[0] == generic


def test_each_drug_of_an_entry_gets_rows(vocabulary: Vocabulary) -> None:
    rows = vocabulary.suggest("norco, zanax and lisinipril")
    assert names(rows)[:3] == ["Norco", "Xanax", "lisinopril"]
    assert [row.exact for row in rows[:3]] == [True, False, False]


def test_a_combination_written_with_a_slash_is_one_row(vocabulary: Vocabulary) -> None:
    first = vocabulary.suggest("lisinopril/hctz")[0]
    assert (first.generic, first.exact) == ("hydrochlorothiazide / lisinopril", True)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "💊💊", "ксанакс", "阿普唑仑", "12345", "\x00\x1b[2J", "/" * 2000, "a" * 10_000, "twice " * 2000],
)  # fmt: skip
def test_odd_text_is_answered_and_brings_up_nothing(vocabulary: Vocabulary, typed: str) -> None:
    assert vocabulary.suggest(typed) == ()
