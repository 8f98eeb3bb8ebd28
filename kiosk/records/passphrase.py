"""Which passphrases an account may have. Those of existing accounts keep on opening them."""

import re
import unicodedata

from kiosk.records.faults import WeakPassphrase

SHORTEST = 12
"""Characters of a passphrase that is not made of several words."""
FEWEST_WORDS = 3
_SHORTEST_OF_WORDS = 8
_LEAST_OF_ITS_OWN = 5
"""Letters that must be left without the words that anybody would try first."""
_TRIED_FIRST = (
    *("ketamine", "esketamine", "ketalar", "spravato", "infusion", "passphrase", "password"),
    *("passwort", "contraseña", "clinic", "clinica", "hospital", "kiosk", "staff", "admin"),
    *(
        "administrator",
        "welcome",
        "letmein",
        "qwertyuiop",
        "qwerty",
        "asdfgh",
        "zxcvbn",
        "iloveyou",
    ),
    *("doctor", "nurse", "patient", "medicine", "anesthesia", "antidepressant", "depression"),
)


def check_passphrase(passphrase: str, *known: str) -> None:
    """Raises WeakPassphrase for one that falls in hours: short, one character repeated, or nothing but
    digits and what everybody knows of this place. `known`: the clinic's name, the account's."""
    words = passphrase.split()
    several = len(words) >= FEWEST_WORDS and len(passphrase) >= _SHORTEST_OF_WORDS
    if len(passphrase) < SHORTEST and not several:
        raise WeakPassphrase(
            f"passphrase: at least {SHORTEST} characters or {FEWEST_WORDS} words; four or five words "
            "are best"
        )
    if passphrase.isdigit() or len(set(passphrase)) < 4:
        raise WeakPassphrase("passphrase: not digits only, and not one character repeated")
    left = _folded(passphrase)
    for each in sorted((*_TRIED_FIRST, *" ".join(known).split()), key=len, reverse=True):
        if len(word := _folded(each)) >= 4:
            left = left.replace(word, "")
    if sum(character.isalpha() for character in left) < _LEAST_OF_ITS_OWN:
        raise WeakPassphrase(
            "passphrase: too easy to guess; use several words that have nothing to do with this clinic"
        )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(c for c in plain if not unicodedata.combining(c)))
