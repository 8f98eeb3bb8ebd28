"""Whose name stands under the consent: letters, and a word of the name that was given before."""

import pytest

from kiosk.interview.check import is_signature, signs_as_another
from kiosk.model.answer import SKIPPED, Answer


@pytest.mark.parametrize(
    ("signed", "names", "another"),
    [
        ("Ana Díaz", ("Ana", "Díaz"), False),
        ("DIAZ, ana", ("Ana", "Díaz"), False),
        ("Mrs. Diaz-Lopez", ("Ana", "Díaz"), False),
        ("A. Díaz", ("Ana", "Díaz"), False),
        ("Bob Smith", ("Ana", "Díaz"), True),
        ("An", ("Ana", "Díaz"), True),
        ("Bob Smith", (SKIPPED, SKIPPED), False),
        ("Bob Smith", (SKIPPED, "Díaz"), True),
        # One word is a whole name for many people, and many write theirs without a space.
        ("Suharto", ("Suharto", SKIPPED), False),
        ("suharto", (SKIPPED, "Suharto"), False),
        ("AnaDíaz", ("Ana", "Díaz"), False),
        ("Ana-Maria", ("AnaMaria", SKIPPED), False),
        ("王伟", ("伟", "王"), False),
        ("王 伟", ("王伟", SKIPPED), False),
        ("王伟先生", ("伟", "王"), False),
        ("김민준", ("민준", "김"), False),
        ("やまだたろう", ("たろう", "やまだ"), False),
        ("李娜", ("伟", "王"), True),
        ("긴민준", ("기", SKIPPED), True),
        ("Diana", ("Ana", SKIPPED), True),
    ],
)
def test_another_name_than_the_one_that_was_given(
    signed: str, names: tuple[Answer, ...], another: bool
) -> None:
    assert signs_as_another(signed, *names) == another


def test_a_signature_has_letters() -> None:
    assert not is_signature("1111") and not is_signature(" . ")
    assert is_signature("Ana") and is_signature("王")
