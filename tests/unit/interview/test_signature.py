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
    ],
)
def test_another_name_than_the_one_that_was_given(
    signed: str, names: tuple[Answer, ...], another: bool
) -> None:
    assert signs_as_another(signed, *names) == another


def test_a_signature_has_letters() -> None:
    assert not is_signature("1111") and not is_signature(" . ")
    assert is_signature("Ana") and is_signature("王")
