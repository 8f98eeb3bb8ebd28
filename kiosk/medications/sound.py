"""How written names sound, roughly, in American English: to compare spellings, never to show.

Works on many names at once, one a line, because the whole vocabulary is heard on the first key.
"""

import re

_RULES = tuple(
    (re.compile(pattern, re.MULTILINE), spoken)
    for pattern, spoken in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^ps", "s"),
        (r"^[pt]t", "t"),
        (r"^(?:wr|rh)", "r"),
        (r"^wh", "w"),
        (r"^x", "z"),
        (r"ph", "f"),
        (r"[ts]ion", "sun"),
        (r"ght", "t"),
        (r"gh", "g"),
        (r"sch", "sk"),
        (r"t?ch", "k"),
        (r"sc(?=[eiy])", "s"),
        (r"([st])h", r"\1"),
        (r"ck", "k"),
        (r"qu", "kw"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy])", "j"),
        (r"[cq]", "k"),
        (r"z", "s"),
        (r"eau|oa|oe|ow|a[uw]", "o"),
        (r"e[eaiy]|ie|y", "i"),
        (r"oo|ou|e[wu]|u[ei]", "u"),
        (r"a[iye]", "a"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"e$", ""),
    )
)
_VOWELS = str.maketrans("", "", "aeiou")
_ALIKE = str.maketrans("dbgjvm", "tpkkfn")


def sound(names: str) -> str:
    """`names` (lower case, no spaces, one a line) as they sound, vowels kept."""
    for pattern, spoken in _RULES:
        names = pattern.sub(spoken, names)
    return names


def bones(heard: str) -> str:
    """The consonants of one sound, those that ears mix up (d and t, b and p, m and n) as one.

    A vowel in front stays: vowels inside a name are what people miss most.
    """
    return (heard[:1] + heard[1:].translate(_VOWELS)).translate(_ALIKE)
