"""Reads one typed medicine entry: folds spelling, sets dose and frequency apart, splits several drugs.

Knows words about taking a medicine, and no medicine. It must not drop a word that could change what
is in the product (PM, D, DM, HCT, "with codeine"): only the words listed here are ever set aside.
"""

import re
import unicodedata
from functools import lru_cache

ENTRY_LIMIT = 2_000
"""Characters that are read. A longer text is never read in part, because a part can mislead."""

TYPED_LIMIT = 200
"""Characters before the cursor that suggestions look at: the length of one answer (contract)."""

_NUMBER = r"(?:\d++(?:[.,]\d++)*+|[.,]\d++)"
_UNIT = (
    r"(?:mgs?|mcgs?|ug|μg|g|gm|gms|grams?|milligrams?|micrograms?|milli?liters?|mls?|cc|iu|i\.u\.|units?|"
    r"meqs?|mmol|%|percent|oz|ounces?)"
)
_PER = r"(?:\s*(?:/|per|an?|each)\s*(?:\d++(?:\.\d++)?+\s*)?(?:mls?|l|hrs?|hours?|h|day|dose|spray|actuation|puff|kg|gm?|mg|mcg|units?))?"
_START = r"(?<![\w.,])"
_END = r"(?!\w)"
_AMOUNT = (
    rf"(?:{_NUMBER}|one|two|three|four|five|six|ten|fifteen|twenty|twenty[- ]five|thirty|forty|fifty|"
    r"(?:one |two |five )?hundred)"
)
_DOSE = rf"{_START}{_AMOUNT}(?:\s*(?:-|/|x|to)\s*{_AMOUNT}){{0,3}}\s*-?{_UNIT}{_PER}{_END}"
_RATIO = rf"{_START}{_NUMBER}(?:\s?/\s?{_NUMBER}){{1,3}}{_END}"
_GLUED = re.compile(r"(?<=[a-z])(?=\d{1,5}(?:\.\d{1,4})?\s?(?:mg|mcg|ml)(?!\w))")

_COUNT = r"(?:an?|one|two|three|four|five|six|half|\d{1,2}(?:\.\d|/\d)?)(?:\s*(?:-|to|or)\s*(?:\d{1,2}|one|two|three|four))?"
_FORM = (
    r"(?:tab(?:let)?s?|pills?|cap(?:sule|let)?s?|gel\s?caps?|soft\s?gels?|gumm(?:y|ies)|patch(?:es)?|puffs?|sprays?|"
    r"(?:nasal|nose)\s+sprays?|syrups?|elixirs?|troches?|lollipops?|infusions?|iv|drips?|pumps?|"
    r"drops?|shots?|injections?|inject(?:able)?|teaspoons?|tablespoons?|tsp|tbsp|loz[ae]nges?|films?|strips?|"
    r"suppositor(?:y|ies)|packets?|scoops?|doses?|inhal(?:er|ation)s?|creams?|ointments?|gel|liquid|solution|"
    r"suspension|chewables?|chews?|powder|nebuli[sz]er|pens?|vials?|bottles?|"
    r"(?:12|24)[\s-]*(?:hours?|hrs?))"
)
_UNIT_OF_TIME = (
    r"(?:days?|daily|nights?|nightly|mornings?|evenings?|weeks?|weekly|months?|monthly|hours?|hrs?|h|bedtime|"
    r"other\s+day|meals?|years?)"
)
_TIMES = (
    r"(?:once|twice|thrice|(?:one|two|three|four|five|six|\d{1,2})(?:\s*(?:-|to|or)\s*(?:\d|two|three|four))?\s*"
    r"(?:x|times?)?|x\s?\d{1,2}|\d{1,2}\s?x)"
)
_WHEN = (
    r"(?:as\s+needed|(?:when|if|only)\s+(?:i\s+)?need(?:ed|\s+it)?|as\s+directed|before\s+bed(?:time)?|at\s+bed\s?time|"
    r"(?:at|every|each|in\s+the|per|by)\s+(?:night|nite|morning|evening|afternoon|day|am|pm)|to\s+sleep|bed\s?time|"
    r"(?:am|morning)\s*(?:and|&|/)\s*(?:pm|night|evening)|(?:with|after|before)\s+(?:food|meals?|breakfast|lunch|dinner|eating|water)|"
    r"every\s+(?:other|few|couple(?:\s+of)?|single)\s+(?:days?|hours?|weeks?)|"
    r"(?:every|q)\s*\d{1,2}(?:\s*(?:-|to)\s*\d{1,2})?\s*(?:h(?:ours?|rs?)?|days?|weeks?|months?)|"
    r"nightly|daily|weekly|monthly|sometimes|occasionally|regularly|every\s?day|a\s+day|per\s+day|"
    r"q\.?d\.?|q\.?h\.?s\.?|b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?i\.?d\.?|p\.?r\.?n\.?|p\.?o\.?|qam|qpm|qod|qhs|hs|od|"
    r"by\s+mouth|oral(?:ly)?|sublingual(?:ly)?|under\s+(?:the|my)\s+tongue)"
)
_WHY = (
    r"for\s+(?:my\s+|the\s+)?(?:anxiety|sleep(?:ing)?|pain|back\s+pain|nerve\s+pain|nerves|depression|mood|blood\s+pressure|"
    r"high\s+blood\s+pressure|bp|heart|cholesterol|diabetes|sugar|headaches?|migraines?|allergies|adhd|add|asthma|"
    r"thyroid|reflux|heartburn|seizures?|nausea|panic(?:\s+attacks?)?|insomnia|infection|cough|cold|arthritis|ptsd|ocd|bipolar)"
)
_SCHEDULE = re.compile(
    "|".join(
        (
            _DOSE,
            _RATIO,
            rf"{_START}{_WHEN}{_END}",
            rf"{_START}{_TIMES}\s*(?:an?|per|each|every|/|in\s+the|at|by)\s*{_UNIT_OF_TIME}{_END}",
            rf"{_START}{_TIMES}\s+(?:daily|nightly|weekly|monthly|nights?)(?!\s?time){_END}",
            rf"{_START}(?:once|twice|thrice|x\s?\d{{1,2}})(?!\w)",
            rf"{_START}{_COUNT}\s+{_FORM}{_END}",
            rf"{_START}{_WHY}{_END}",
        )
    )
)
_FORMS = re.compile(rf"{_START}{_FORM}{_END}")
_NUMBERS = re.compile(rf"{_START}(?:{_NUMBER}|no\d{{2,3}}){_END}")
_LEADING = re.compile(
    r"^(?:(?:i|im|am|takes?|taking|took|use|using|on|my|the|some|an?|and|also|generic|brand|name|prescribed|"
    r"prescription|rx|otc|currently|still|just|about|around|approx) )+"
)
_TRAILING = re.compile(
    r"(?: (?:er|xr|sr|ir|dr|xl|la|cr|ec|odt|hfa|generic|brand|medicine|medication|meds?|drug|rx|otc|and|the|in|"
    r"at|of|hcl|hydrochloride|tartrate|maleate|besylate|mesylate|pamoate|hbr|hydrobromide|bitartrate|extended|"
    r"anhydrous|monohydrate|immediate|delayed|release|low|high|dose|strength|extra|regular|maximum))+$"
)
_SALT = re.compile(
    r"(?<!^sodium)(?<!^potassium)(?<!^calcium)(?<!^magnesium)(?<!^iron)(?<!^zinc)(?<!^copper)(?<!^ferrous)"
    r"(?<!^lithium)(?<!^selenium) (?:sodium|sulfate|succinate|fumarate)$"
)
BETWEEN = r"(?:[;|•]|,(?!\d)|(?<!\d),|\s[&+]\s|\s(?:and|plus|also|then|y|mas)\s)"
"""What patients put between two drugs, in English or Spanish. "+" close to a name joins parts of one."""
BESIDE = r"(?:\sw/|/|\+|\s(?:with|con)\s)"
"""What stands between the parts of one product, or between two drugs."""
_LISTED = re.compile(rf"\s*{BETWEEN}\s*")
_JOINED = re.compile(rf"\s*(?:{BESIDE}|(?<=[a-z])-(?=[a-z]))\s*")
_ASIDE = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
_MARKED = re.compile(r"(?:#|(?<!\w)(?:no\.?|number)(?!\w))\s*(?=\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘ʼ`´", "'"))


def plain(text: str) -> str:
    """`text` in lower case without accents, with ordinary dashes and apostrophes.

    A marked number ("#3", "no. 3") becomes one word, because "Tylenol #3" is another medicine
    than "Tylenol" and three of it.
    """
    split = unicodedata.normalize("NFKD", text.translate(_DASHES))
    bare = "".join(c for c in split if not unicodedata.combining(c)).casefold()
    lines = " ; ".join(line for line in bare.splitlines() if line.strip())
    return _MARKED.sub(" no", " ".join(lines.split()))


def fold(text: str) -> str:
    """The words and numbers of `text`, one space between them: what names are compared by.

    Letters of every script stay, so that a word that nobody here can read is never lost.
    """
    spaced = "".join(c if c.isalnum() else "" if c == "'" else " " for c in plain(text))
    return " ".join(spaced.split())


def squash(folded: str) -> str:
    """A folded name without its spaces, because patients join and part words freely."""
    return folded.replace(" ", "")


@lru_cache(maxsize=16)  # one keystroke asks for the same text several times
def variants(text: str) -> tuple[str, ...]:
    """`text` folded as it stands, then with the schedule, forms, numbers and salts set apart.

    In that order and without repeats, so that a name that looks like a dose ("vitamin b12",
    "at a van") is tried before anything is taken from it. Empty when no letter or number is left.
    """
    found = [fold(text)]
    lowered = _GLUED.sub(" ", plain(text))
    bare = _SCHEDULE.sub(" , ", lowered)
    found.append(_trim(fold(bare)))
    found.append(_trim(fold(_FORMS.sub(" ", bare))))
    found.append(_trim(fold(_NUMBERS.sub(" ", _FORMS.sub(" ", bare)))))
    found.append(_bare(found[-1]))
    return tuple(dict.fromkeys(v for v in found if v))


def typed_last(text: str) -> str:
    """The end of a long text from a word on, which is where the patient is typing."""
    if len(text) <= TYPED_LIMIT:
        return text
    return text[-TYPED_LIMIT:].partition(" ")[2]


def has_number(text: str) -> bool:
    """Whether a number stands alone in `text`: of pills, of milligrams, or part of a name."""
    return _NUMBERS.search(_unscheduled(text)) is not None


def listed(text: str) -> tuple[str, ...]:
    """The drugs of one entry as the patient set them apart with commas, lines or "and"."""
    return tuple(piece for piece in _LISTED.split(_unscheduled(text)) if fold(piece))


def joined(text: str) -> tuple[str, ...]:
    """The parts of a combination written with a slash, a plus, a hyphen or "with"."""
    return tuple(piece for piece in _JOINED.split(_unscheduled(text)) if fold(piece))


def aside(text: str) -> tuple[str, str] | None:
    """What stands outside and inside the one pair of brackets of `text`; None when there is no such."""
    found = _ASIDE.fullmatch(text)
    return (f"{found[1]} {found[3]}", found[2]) if found else None


def hyphened(text: str) -> bool:
    """Whether nothing but hyphens joins the parts of `text`."""
    return all(mark.strip() == "-" for mark in _JOINED.findall(_unscheduled(text)))


def is_schedule(text: str) -> bool:
    """Whether `text` only says how a medicine is taken and names nothing."""
    left = fold(_NUMBERS.sub(" ", _FORMS.sub(" ", _unscheduled(text))))
    return not _TRAILING.sub("", f"x {left}")[2:].strip()


def _unscheduled(text: str) -> str:
    return _SCHEDULE.sub(" ", _GLUED.sub(" ", plain(text)))


def _trim(folded: str) -> str:
    return _LEADING.sub("", folded)


def _bare(folded: str) -> str:
    """A trimmed name without release marks and salts; those of minerals are another product."""
    return _SALT.sub("", _TRAILING.sub("", _SALT.sub("", folded)))
