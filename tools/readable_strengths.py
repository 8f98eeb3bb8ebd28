"""Strength and form of a product in the few words that stand on its label, for a pick list.

Turns "24 HR venlafaxine 75 MG Extended Release Oral Capsule" into "75 mg long-acting capsule". Never
computes a dose: it only changes units that labels print otherwise (0.05 MG/HR is 50 mcg/hour).
"""

import re
from decimal import Decimal

LONGEST = 48
"""Characters of one row; a product with more strengths than fit is left out."""

_STRENGTH = re.compile(
    r"(?<![\w.-])(\d+(?:\.\d+)?|\.\d+) ?"
    r"(MG|MCG|UG|G|UNT|MEQ|MMOL|%|\[IU\]|\[USP'U\]|MCI)"
    r"(?:/(\d*\.?\d*) ?(ML|ACTUAT|HR|MG|G|1|DAY))?(?![\w%])",
    re.IGNORECASE,
)
_UNITS = {
    "mg": "mg", "mcg": "mcg", "ug": "mcg", "g": "g", "unt": "units", "meq": "mEq", "mmol": "mmol",
    "%": "%", "[iu]": "units", "[usp'u]": "units", "mci": "mCi",
}  # fmt: skip
_PER = {"ml": "mL", "actuat": "puff", "hr": "hour", "mg": "mg", "g": "g", "day": "day"}
_PACK = re.compile(r"^(?:\d+(?:\.\d+)? (?:ML|ACTUAT|HR|MG|G) )+(?=[A-Za-z])")
_BY_HOUR = frozenset({"fentanyl", "buprenorphine"})
"""Patches whose label gives the strength by the hour; other labels give it by the day."""
_IN_MICROGRAMS = frozenset({"fentanyl", "levothyroxine", "liothyronine"})
_ON_SKIN = re.compile(r"topical|cream|ointment|gel|lotion|shampoo|ophthalmic|otic|foam|patch|pad")
_FORMS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"transdermal|patch", "patch"),
        (r"metered dose inhaler|dry powder inhaler|aerosol, metered|powder, metered|inhaler", "inhaler"),
        (r"inhalation|nebul", "breathing liquid"),
        (r"nasal|nose", "nose spray"),
        (r"ophthalmic ointment|ophthalmic gel", "eye ointment"),
        (r"ophthalmic", "eye drops"),
        (r"otic", "ear drops"),
        (r"pen injector|auto-injector", "pen"),
        (r"implant", "implant"),
        (r"inject|syringe|cartridge|intraven|intramus", "shot or drip"),
        (r"suppositor", "suppository"),
        (r"vaginal", "vaginal product"),
        (r"sublingual", "under-the-tongue tablet"),
        (r"buccal|film(?! coated)", "film for the mouth"),
        (r"lozenge", "lozenge"),
        (r"chewing gum", "gum"),
        (r"shampoo", "shampoo"),
        (r"cream", "cream"),
        (r"ointment", "ointment"),
        (r"lotion", "lotion"),
        (r"foam", "foam"),
        (r"topical gel|(?:^| )gel", "gel"),
        (r"topical|medicated pad|swab", "for the skin"),
        (r"tablet", "tablet"),
        (r"capsule", "capsule"),
        (r"granules|powder", "powder"),
        (r"solution|suspension|syrup|elixir|liquid|drops", "liquid"),
        (r"spray", "spray"),
    )
)  # fmt: skip
_KINDS = (
    ("extended release", "long-acting"),
    ("delayed release", "delayed-release"),
    ("disintegrating", "melting"),
    ("chewable", "chewable"),
)


def readable(text: str, generic: str) -> str | None:
    """The short form of one product of `generic`, or None when it cannot be said shortly."""
    doses, marked, rest = text.partition(" Dose ")
    if not marked:
        doses, rest = "", _PACK.sub("", text)
    found = list(_STRENGTH.finditer(rest))
    if not found:
        return None
    form = _form(rest[found[-1].end() :].lower())
    if form is None:
        return None
    if form == "patch" and generic not in _BY_HOUR and "/HR" in rest:
        return form
    said, between = (list(_STRENGTH.finditer(doses)), " or ") if marked else (found, " / ")
    skin = _ON_SKIN.search(rest.lower()) is not None
    strengths = between.join(_strength(match, skin, generic) for match in said)
    short = f"{strengths} {form}"
    return short if len(short) <= LONGEST else None


def _strength(match: re.Match[str], skin: bool, generic: str) -> str:
    amount = Decimal(match[1])
    unit = _UNITS[match[2].lower()]
    count, per = match[3] or "", (match[4] or "").lower()
    if skin and unit == "mg" and per in ("ml", "mg") and not count:
        return f"{_digits(amount / 10 if per == 'ml' else amount * 100)}%"
    if unit == "mg" and amount < (1 if generic in _IN_MICROGRAMS else Decimal("0.1")):
        amount, unit = amount * 1000, "mcg"
    if unit == "%":
        return f"{_digits(amount)}%"
    written = f"{_digits(amount)} {unit}"
    if per in ("", "1"):
        return written
    return f"{written}/{_digits(Decimal(count)) + ' ' if count else ''}{_PER[per]}"


def _digits(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _form(text: str) -> str | None:
    plain = next((plain for pattern, plain in _FORMS if pattern.search(text)), None)
    if plain in ("tablet", "capsule", "powder", "liquid"):
        kinds = [word for mark, word in _KINDS if mark in text]
        return " ".join((*kinds, plain))
    return plain
