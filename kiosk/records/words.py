"""Plain words for secrets that people write down: recovery sheets and resume codes.

Owns the word list (words.txt: 1,024 words, ten bits each, no two with the same first four letters,
none that could hurt a patient who reads it). Must not keep a secret: it only translates.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kiosk.records.faults import WrongWords

BITS = 10
CODE_WORDS = 4
"""40 bits, always under argon2id: enough for a draft that lives for days at most."""
RECOVERY_WORDS = 24
"""28 secret bytes and two of checksum, so that a misread word is noticed at once."""
_SECRET_BYTES = 28
_CHECK_BYTES = RECOVERY_WORDS * BITS // 8 - _SECRET_BYTES


@cache
def word_list() -> tuple[str, ...]:
    """The 1,024 words in their order, which is part of the format."""
    return tuple(Path(__file__).with_name("words.txt").read_text("ascii").split())


@cache
def _by_prefix() -> dict[str, int]:
    return {word[:4]: number for number, word in enumerate(word_list())}


def new_code() -> str:
    """A fresh resume code: four words with spaces between."""
    return " ".join(secrets.choice(word_list()) for _ in range(CODE_WORDS))


def new_recovery() -> tuple[str, ...]:
    """Fresh recovery words."""
    return _spell(secrets.token_bytes(_SECRET_BYTES))


def tidy_code(text: str) -> str:
    """A code as typed (case, commas, first four letters) in its one spelling. Raises WrongWords."""
    numbers = _numbers(text)
    if len(numbers) != CODE_WORDS:
        raise WrongWords(f"the code has {CODE_WORDS} words, got {len(numbers)}")
    return " ".join(word_list()[number] for number in numbers)


def recovery_secret(text: str | Sequence[str]) -> bytes:
    """The secret behind recovery words. Raises WrongWords with the place of an unknown word."""
    numbers = _numbers(text if isinstance(text, str) else " ".join(text))
    if len(numbers) != RECOVERY_WORDS:
        raise WrongWords(f"the recovery sheet has {RECOVERY_WORDS} words, got {len(numbers)}")
    whole = 0
    for number in numbers:
        whole = whole << BITS | number
    content = whole.to_bytes(_SECRET_BYTES + _CHECK_BYTES, "big")
    secret, check = content[:_SECRET_BYTES], content[_SECRET_BYTES:]
    if _checksum(secret) != check:
        raise WrongWords("the recovery words do not fit together: compare each with the sheet")
    return secret


def _spell(secret: bytes) -> tuple[str, ...]:
    whole = int.from_bytes(secret + _checksum(secret), "big")
    shifts = range((RECOVERY_WORDS - 1) * BITS, -1, -BITS)
    return tuple(word_list()[whole >> shift & (1 << BITS) - 1] for shift in shifts)


def _checksum(secret: bytes) -> bytes:
    return hashlib.sha256(b"kiosk recovery words" + secret).digest()[:_CHECK_BYTES]


def _numbers(text: str) -> list[int]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    typed = "".join(letter if letter.isalpha() else " " for letter in plain).split()
    found = []
    for place, word in enumerate(typed, start=1):
        number = _by_prefix().get(word[:4])
        if number is None:
            raise WrongWords(f"word {place} is not on the list of words")
        found.append(number)
    return found
