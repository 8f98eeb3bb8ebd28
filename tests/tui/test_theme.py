"""The colours stay readable: the table of the design, computed by WCAG 2."""

from typing import get_args

import pytest
from textual.color import Color

from kiosk.tui.theme import COLOURS, EDGE_PAIRS, TEXT_PAIRS, ThemeName, theme, variables

AAA_TEXT = 7.0
NON_TEXT = 3.0


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""

    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = Color.parse(colour).rgb
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", get_args(ThemeName))
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_reaches_level_aaa(name: ThemeName, text: str, ground: str) -> None:
    """Every text pair in both themes."""
    colours = variables(name)
    assert contrast(colours[text], colours[ground]) >= AAA_TEXT


@pytest.mark.parametrize("name", get_args(ThemeName))
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_controls_can_be_seen(name: ThemeName, edge: str, ground: str) -> None:
    """The outline or fill of every control."""
    colours = variables(name)
    assert contrast(colours[edge], colours[ground]) >= NON_TEXT


TABLE = [
    ("accent", "page", 8.8, 11.0),
    ("ink", "bar", 15.9, 15.1),
    ("soft", "bar", 8.6, 9.7),
    ("ink", "page", 17.9, 17.1),
    ("ink", "card", 17.9, 17.1),
    ("soft", "page", 9.6, 11.0),
    ("soft", "card", 9.6, 11.0),
    ("onbrand", "brand", 10.7, 13.9),
    ("ink", "chip", 14.6, 11.0),
    ("ink", "brandsoft", 14.8, 11.7),
    ("ongo", "go", 9.0, 11.6),
    ("onfocus", "focus", 14.5, 14.5),
    ("onpick", "pick", 11.0, 9.9),
    ("ondanger", "danger", 9.7, 11.0),
    ("danger", "card", 9.7, 10.9),
    ("danger", "page", 9.7, 10.9),
    ("danger", "dangersoft", 8.3, 9.5),
    ("ink", "dangersoft", 15.3, 14.9),
    ("warn", "card", 9.7, 13.5),
    ("warn", "page", 9.7, 13.5),
    ("warn", "warnsoft", 8.6, 10.7),
    ("ink", "warnsoft", 16.0, 13.6),
    ("good", "card", 9.0, 12.6),
    ("good", "page", 9.0, 12.6),
    ("good", "goodsoft", 7.8, 9.8),
    ("ink", "goodsoft", 15.6, 13.2),
    ("edge", "page", 5.5, 5.8),
    ("edge", "card", 5.5, 5.8),
    ("onfocus", "focus", 14.5, 14.5),
    ("go", "page", 9.0, 12.6),
    ("brand", "page", 10.7, 1.2),
]
"""Section 3 of the design: text or edge, ground, contrast in the light and in the dark theme."""


@pytest.mark.parametrize(("text", "ground", "light", "dark"), TABLE)
def test_the_table_of_the_design(text: str, ground: str, light: float, dark: float) -> None:
    """Every value of the design's own table, to one place."""
    for name, expected in (("light", light), ("dark", dark)):
        colours = variables(name)  # type: ignore[arg-type]  # the literal is one of two
        assert round(contrast(colours[text], colours[ground]), 1) == expected


@pytest.mark.parametrize("name", get_args(ThemeName))
def test_no_colour_of_textual_shows_through(name: ThemeName) -> None:
    """Every colour that a theme of Textual can ask for is one of ours."""
    ours = set(variables(name).values())
    made = theme(name)
    used = [made.primary, made.secondary, made.warning, made.error, made.success, made.accent]
    used += [made.foreground, made.background, made.surface, made.panel]
    assert {colour for colour in used if colour} <= ours
    assert set(made.variables) == set(COLOURS)
