"""Whether one word may be a misspelling of one of a few names that must not be missed.

For a handful of names and no vocabulary: it errs towards yes, where `match` ranks what is likely.
"""

from collections.abc import Sequence
from functools import lru_cache

from kiosk.medications.nearness import SHORTEST_FUZZY, Nearness
from kiosk.medications.sound import sound

_WRONG_LETTERS = 2
_LONG_ENOUGH = 7
"""Letters of a word in which two may be wrong; in a shorter one, one."""


def misspells(word: str, names: tuple[str, ...]) -> bool:
    """Whether `word` (folded, no spaces) is one of `names` but for a letter, or sounds like one.

    Two letters may be wrong in a long word that begins with the sound of the name: "betadine" and
    "melamine" are two letters from ketamine and something else.
    """
    if len(word) < SHORTEST_FUZZY:
        return False
    keys, near = _prepared(names)
    if any(True for _ in near.close(word, 1)):
        return True
    if len(word) < _LONG_ENOUGH:
        return False
    return any(_begin_alike(word, keys[place]) for place in near.close(word, _WRONG_LETTERS))


def _begin_alike(one: str, other: str) -> bool:
    return sound(one)[:1] == sound(other)[:1]


@lru_cache(maxsize=8)
def _prepared(names: tuple[str, ...]) -> tuple[Sequence[str], Nearness]:
    keys = sorted(names)
    return keys, Nearness(keys, [0.0] * len(keys))
