"""Rules of recognition that hold for every name and every text."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.errors import KioskError
from kiosk.medications import entry
from kiosk.medications.vocabulary import Name, Vocabulary

VOCABULARY = Vocabulary.load(Path(__file__).parents[2] / "forms" / "medications")
CERTAIN = [
    name
    for name in VOCABULARY.names
    if VOCABULARY.exact(name.name) and not any(c.isdigit() for c in name.key)
]
certain_names = st.sampled_from(CERTAIN)
plain_names = st.sampled_from([name for name in CERTAIN if " " not in name.key])
generics = st.sampled_from(sorted({name.generic for name in VOCABULARY.names}))
letters = "abcdefghijklmnopqrstuvwxyz"


def _spaced(names: list[Name]) -> str:
    return " ".join(name.name for name in names)


@given(st.text(max_size=300))
def test_any_text_is_answered_alike_twice(text: str) -> None:
    assert VOCABULARY.resolve(text) == VOCABULARY.resolve(text)
    rows = VOCABULARY.suggest(text)
    assert rows == VOCABULARY.suggest(text)
    assert len(rows) <= 7
    assert len({row.generic for row in rows}) == len(rows)
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert all(0 <= row.score <= 100 for row in rows)


@given(certain_names)
def test_every_name_finds_its_own_medicine(name: Name) -> None:
    assert [m.generic for m in VOCABULARY.exact(name.name)] == [name.generic]
    first = VOCABULARY.suggest(name.name)[0]
    assert (first.generic, first.exact) == (name.generic, True)


@given(
    plain_names,
    st.sampled_from(["", " 5 mg", " .5mg", " 10/325", " 2.5 mg/5 ml", " 20 units", " 50mcg"]),
    st.sampled_from(["", " tablet", " 2 puffs", " patch"]),
    st.sampled_from(
        ["", " twice a day", " bid", " at bedtime", " every 6 hours as needed", " qhs"]
    ),
)
def test_dose_form_and_schedule_change_nothing(
    name: Name, dose: str, form: str, schedule: str
) -> None:
    found = VOCABULARY.resolve(name.name + dose + form + schedule)
    longer = {m.generic for m in found.medicines} - {name.generic}
    assert found.match in ("exact", "ambiguous")
    assert not longer or entry.fold(name.name + form) in {n.key for n in VOCABULARY.names}


@given(plain_names, st.data())
def test_one_wrong_letter_is_never_taken_as_read(name: Name, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name.key) - 1))
    typed = name.key[:at] + data.draw(st.sampled_from(letters)) + name.key[at + 1 :]
    assume(typed not in {n.key for n in VOCABULARY.names})
    found = VOCABULARY.resolve(typed)
    assert found.match in ("unmatched", "ambiguous")
    assert found.medicines == ()


@given(plain_names, plain_names, st.sampled_from([", ", "; ", " and ", " + ", "\n"]))
def test_two_names_in_one_entry_both_count(one: Name, other: Name, between: str) -> None:
    whole = one.name + between + other.name
    assume(entry.fold(whole) not in {n.key for n in VOCABULARY.names})
    found = VOCABULARY.resolve(whole)
    assert {m.generic for m in found.medicines} == {one.generic, other.generic}


@given(certain_names, st.sampled_from(["no", "not", "stopped", "allergic to", "my mother's"]))
def test_a_word_that_turns_the_meaning_keeps_the_entry_open(name: Name, word: str) -> None:
    assert VOCABULARY.resolve(f"{word} {name.name}").match in ("unmatched", "ambiguous")


@given(
    certain_names, st.sampled_from(["no", "i think", "from my dr", "since march"]), st.booleans()
)
def test_a_whole_name_among_unknown_words_is_never_lost(
    name: Name, word: str, before: bool
) -> None:
    assume(len(name.key) >= 4 and len(name.key.split()) <= 4)
    typed = f"{word} {name.name}" if before else f"{name.name} {word}"
    found = VOCABULARY.resolve(typed)
    parts = set(VOCABULARY.medicines[name.generic.casefold()].ingredients)
    seen = {i for m in (*found.medicines, *found.possible) for i in m.ingredients}
    assert found.match == "ambiguous" or parts & seen


@given(st.text(max_size=60), generics)
def test_a_pick_always_stands(text: str, generic: str) -> None:
    found = VOCABULARY.resolve(text, generic)
    assert found.match == "confirmed"
    assert found.medicines[0].generic == generic


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_pick_is_a_generic_of_the_vocabulary_or_refused(text: str, pick: str) -> None:
    assume(VOCABULARY.medicine(pick) is None)
    with pytest.raises(KioskError):
        VOCABULARY.resolve(text, pick)


@given(st.one_of(st.text(max_size=120), st.lists(plain_names, max_size=4).map(_spaced)))
def test_cutting_an_entry_loses_none_of_its_words(text: str) -> None:
    kept = [word for piece in VOCABULARY.drugs(text) for word in entry.fold(piece).split()]
    left = list(entry.fold(text).split())
    for word in kept:
        left.remove(word)
    assert set(left) <= {"and", "plus", "also", "then", "y", "mas", "w", "with", "con"}


@given(plain_names, plain_names, st.data())
def test_of_two_misspelt_names_one_pick_never_settles_both(
    one: Name, other: Name, data: st.DataObject
) -> None:
    """Eight letters and more, one of them wrong, nothing but a space between the two."""
    assume(min(len(one.key), len(other.key)) >= 8 and one.generic != other.generic)
    wrong = []
    for key in (one.key, other.key):
        at = data.draw(st.integers(1, len(key) - 1))
        wrong.append(key[:at] + data.draw(st.sampled_from(letters)) + key[at + 1 :])
    assume(not any(VOCABULARY.resolve(each).medicines for each in (*wrong, " ".join(wrong))))
    parts = set(VOCABULARY.medicines[other.generic.casefold()].ingredients)
    assume(parts.isdisjoint(VOCABULARY.medicines[one.generic.casefold()].ingredients))
    assert VOCABULARY.resolve(" ".join(wrong), one.generic).open
