"""How a written name sounds, roughly, in American English: for comparing spellings, never for display."""

import re

_INITIAL = (
    ("kn", "n"),
    ("gn", "n"),
    ("pn", "n"),
    ("ps", "s"),
    ("pt", "t"),
    ("ts", "s"),
    ("wr", "r"),
    ("x", "z"),
    ("wh", "w"),
    ("rh", "r"),
    ("mc", "mk"),
)
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"[ts]ion", "sun"),
        (r"ght", "t"),
        (r"gh", "g"),
        (r"sch", "sk"),
        (r"tch", "k"),
        (r"ch", "k"),
        (r"sc(?=[eiy])", "s"),
        (r"sh", "s"),
        (r"th", "t"),
        (r"ck", "k"),
        (r"qu", "kw"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy])", "j"),
        (r"[cq]", "k"),
        (r"z", "s"),
        (r"eau", "o"),
        (r"(?:ee|ea|ie|ei|ey|y)", "i"),
        (r"(?:oo|ou|ew|eu|ue|ui)", "u"),
        (r"(?:ai|ay|ae)", "a"),
        (r"(?:au|aw|oa|ow|oe)", "o"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"e$", ""),
    )
)
_VOWELS = str.maketrans("", "", "aeiouy")


def sound(name: str) -> str:
    """`name` (lower case, no spaces) as it sounds, vowels kept."""
    for written, spoken in _INITIAL:
        if name.startswith(written):
            name = spoken + name[len(written) :]
            break
    for pattern, spoken in _RULES:
        name = pattern.sub(spoken, name)
    return name


def skeleton(heard: str) -> str:
    """The consonants of a sound, with a vowel only in front: vowels are what people miss most."""
    return heard[:1] + heard[1:].translate(_VOWELS)
