"""The colours of the kiosk as data: one table, two themes, and the pairs that must stay readable.

Owns every colour. The stylesheet and the parts name colours (`$ink`, `$chip`), never values.
"""

from typing import Final, Literal, NamedTuple

from textual.theme import Theme

ThemeName = Literal["light", "dark"]


class Colour(NamedTuple):
    """One named colour in both themes."""

    light: str
    dark: str


COLOURS: Final[dict[str, Colour]] = {
    "page": Colour("#FFFFFF", "#0D1418"),
    "card": Colour("#FFFFFF", "#0D1418"),
    "bar": Colour("#EDF2F5", "#172127"),
    "ink": Colour("#10181D", "#F3F6F7"),
    "soft": Colour("#37474F", "#BCC9D0"),
    "accent": Colour("#004C86", "#9CCBFF"),
    "edge": Colour("#5B6B73", "#82939C"),
    "rule": Colour("#B4C0C6", "#35444C"),
    "brand": Colour("#003F72", "#12283A"),
    "onbrand": Colour("#FFFFFF", "#F3F6F7"),
    "chip": Colour("#DFE9EF", "#2A3942"),
    "go": Colour("#00552B", "#9BE5B4"),
    "ongo": Colour("#FFFFFF", "#06210F"),
    "focus": Colour("#FFDD00", "#FFDD00"),
    "onfocus": Colour("#0B0C0C", "#0B0C0C"),
    "pick": Colour("#DCEBF7", "#17354D"),
    "onpick": Colour("#00305A", "#CFE6FF"),
    "danger": Colour("#8A0F0F", "#FFB4AB"),
    "ondanger": Colour("#FFFFFF", "#2B0503"),
    "dangersoft": Colour("#FCE9E7", "#3A1512"),
    "warn": Colour("#663A00", "#FFD68A"),
    "warnsoft": Colour("#FFF1D0", "#33260A"),
    "good": Colour("#00552B", "#9BE5B4"),
    "goodsoft": Colour("#E3F3E8", "#10301C"),
    "brandsoft": Colour("#DCEBF7", "#17354D"),
}

TEXT_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    ("accent", "page"),
    ("ink", "bar"),
    ("soft", "bar"),
    ("ink", "page"),
    ("ink", "card"),
    ("soft", "page"),
    ("soft", "card"),
    ("onbrand", "brand"),
    ("ink", "chip"),
    ("ink", "brandsoft"),
    ("ongo", "go"),
    ("onfocus", "focus"),
    ("onpick", "pick"),
    ("ondanger", "danger"),
    ("danger", "card"),
    ("danger", "page"),
    ("danger", "dangersoft"),
    ("ink", "dangersoft"),
    ("warn", "card"),
    ("warn", "page"),
    ("warn", "warnsoft"),
    ("ink", "warnsoft"),
    ("good", "card"),
    ("good", "page"),
    ("good", "goodsoft"),
    ("ink", "goodsoft"),
)
"""Text on ground: at least 7 to 1 (WCAG 2, level AAA)."""

EDGE_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    ("edge", "page"),
    ("edge", "card"),
    ("onfocus", "focus"),
    ("go", "page"),
)
"""Outline or fill of a control on its ground: at least 3 to 1."""


def variables(name: ThemeName) -> dict[str, str]:
    """The colours of one theme by name, for the stylesheet."""
    return {colour: getattr(value, name) for colour, value in COLOURS.items()}


def theme(name: ThemeName) -> Theme:
    """The Textual theme. Its own names are filled too, so that no built-in colour can show through."""
    here = variables(name)
    return Theme(
        name=f"kiosk-{name}",
        primary=here["accent"],
        secondary=here["accent"],
        warning=here["warn"],
        error=here["danger"],
        success=here["good"],
        accent=here["accent"],
        foreground=here["ink"],
        background=here["page"],
        surface=here["page"],
        panel=here["bar"],
        dark=name == "dark",
        variables=here,
    )
