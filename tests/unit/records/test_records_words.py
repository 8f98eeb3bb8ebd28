"""Words that people write down: readable, distinct, and checked before they are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.records import words
from kiosk.records.faults import WrongWords

PRINTED = (
    "abacus amber broccoli pour angle bliss hail alcove "
    "audio cedar potato deck barge cuddly bath kingdom "
    "bell fern frosting rabbit bobcat globe poet sound"
)
"""The sheet of the secret 00 01 02 … 1b: the words and their order are part of the format."""


def test_every_word_is_known_by_its_first_four_letters() -> None:
    known = words.word_list()
    assert len(known) == len(set(known)) == 1 << words.BITS
    assert len({word[:4] for word in known}) == len(known)
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 9 for word in known)


def test_no_word_can_hurt_a_patient_who_reads_it() -> None:
    harsh = {"dead", "die", "kill", "pain", "sick", "drug", "suicide", "panic", "fat", "needle"}
    assert not harsh & set(words.word_list())


def test_a_code_is_four_words_and_is_read_in_any_case_and_shortened() -> None:
    code = words.new_code()
    assert len(code.split()) == 4
    assert words.tidy_code(f"  {code.upper().replace(' ', ', ')}. ") == code
    assert words.tidy_code(" ".join(word[:4] for word in code.split())) == code


def test_two_codes_are_not_alike() -> None:
    assert len({words.new_code() for _ in range(200)}) == 200


@pytest.mark.parametrize("typed", ["", "garden", "garden garden garden", "a b c d", "1 2 3 4"])
def test_a_wrong_code_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(WrongWords) as refusal:
        words.tidy_code(typed)
    assert "\n" not in refusal.value.message


def test_recovery_words_hold_more_than_128_bits_and_come_back_whole() -> None:
    sheet = words.new_recovery()
    assert len(sheet) == words.RECOVERY_WORDS
    assert len(words.recovery_secret(sheet)) * 8 >= 128
    assert words.recovery_secret(" ".join(sheet)) == words.recovery_secret(sheet)


def test_a_sheet_that_was_printed_once_is_read_for_ever() -> None:
    assert words.recovery_secret(PRINTED) == bytes(range(28))


@given(st.integers(0, words.RECOVERY_WORDS - 1), st.integers(1, 1023))
def test_one_misread_recovery_word_is_noticed(place: int, shift: int) -> None:
    sheet = PRINTED.split()
    known = words.word_list()
    sheet[place] = known[(known.index(sheet[place]) + shift) % len(known)]
    with pytest.raises(WrongWords):
        words.recovery_secret(sheet)
