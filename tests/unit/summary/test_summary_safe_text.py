"""Text is safe and complete: nothing is run, nothing is dropped, nothing is drawn as an empty box."""

import io
import re

import pypdf
import pytest

from kiosk.summary.fonts import faces
from kiosk.summary.ink import Style, cut, shorten, width, wrap
from kiosk.summary.legible import has_unprintable, legible
from kiosk.summary.render import drawn
from tests.support.layout_audit import faults, lost, text_of
from tests.support.printed import protocol, record_of

BODY = Style("R", 8.6)
HOSTILE = [
    '<a href="javascript:alert(1)">x</a>',
    '<img src="/etc/passwd"/>',
    "<b>unclosed <b><i>x</b>",
    '<font size="1e9" color="white">hidden</font>',
    "<!-- comment --> <![CDATA[ data ]]> &amp; &lt;",
    "BP < 90 & > 10, <3",
    "(unbalanced \\ parenthesis ) Tj ET (",
    ") Tj ET Q /F1 99 Tf (",
    "endstream endobj %%EOF",
    "{name} {0} %s %(x)s ${HOME}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_and_operators_print_as_they_were_typed(text: str) -> None:
    record = record_of({"reason_duration": text, "allergies": [text], "family_name": text})
    made = drawn(record, protocol())
    assert faults(made) == []
    assert lost(made, [text]) == []
    assert len(pypdf.PdfReader(io.BytesIO(made.pdf), strict=True).pages) == made.pages


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("😀", "[grinning face]"),
        ("王小明", "[U+738B U+5C0F U+660E]"),
        ("فاطمة", "[U+0641 U+0627 U+0637 U+0645 U+0629]"),
        ("Nguyễn", "Nguyễn"),
        ("Анна", "Анна"),
        ("a\u200bb\u202ec\u0000d", "abcd"),
        ("line\nbreak\ttab", "line break tab"),
        ("e\u0301", "é"),
        ("ideographic\u3000space", "ideographic space"),
        ("❤️", "[heavy black heart]"),
        ("🇺🇸", "[U+1F1FA U+1F1F8]"),
        ("\U0001faea", "[U+1FAEA]"),
        ("x王y😀", "x[U+738B]y[grinning face]"),
    ],
)
def test_what_cannot_be_drawn_becomes_words(typed: str, shown: str) -> None:
    assert legible(typed) == shown
    assert legible(shown) == shown
    assert has_unprintable(typed) == ("[" in shown)


def test_the_three_fonts_draw_the_same_characters() -> None:
    covered = [set(face.reader.charToGlyph) for face in faces().values()]
    assert covered[0] == covered[1] == covered[2]


def test_a_wrapped_text_loses_nothing() -> None:
    text = "some words and " + "x" * 400 + " and  two spaces at the end  "
    lines = wrap(text, BODY, 90)
    assert "".join(lines) == text
    assert all(width(line.rstrip(" "), BODY) <= 90 for line in lines)


def test_units_do_not_part_from_their_number() -> None:
    for room in range(20, 120):
        for line in wrap("give 35\u00a0mg over 40\u00a0minutes", BODY, room):
            if "35" in line and room > 30:
                assert "mg" in line


def test_what_is_cut_says_so() -> None:
    lines = wrap("word " * 40, BODY, 100)
    kept = cut(lines, 2, BODY, 100, "… (Q12)")
    assert len(kept) == 2
    assert kept[-1].endswith("… (Q12)")
    assert width(kept[-1], BODY) <= 100
    assert cut(lines, 99, BODY, 100, "…") == lines
    assert shorten("fits", BODY, 100) == "fits"


@pytest.mark.parametrize(
    "text",
    [
        "word " * 4000,
        "x" * 20_000,
        "王" * 20_000,
        "Ы" * 20_000,
        "a\n" * 10_000,
        "e\u0301\u0302" * 6_000,
    ],
    ids=["words", "one word", "chinese", "cyrillic", "lines", "accents"],
)
def test_an_answer_of_twenty_thousand_characters_is_printed_whole(text: str) -> None:
    """Today's questions take 2,000; an older or imported record may hold more."""
    record = record_of()
    longer = record.model_copy(
        update={"answers": {**record.answers, "reason_duration": text.strip()}}
    )
    made = drawn(longer, protocol())
    assert lost(made, [legible(text.strip())]) == []
    assert faults(made) == []


def test_nothing_in_the_file_runs_or_leads_elsewhere() -> None:
    made = drawn(record_of({"reason_duration": " ".join(HOSTILE)}), protocol())
    structure = re.sub(rb"stream\r?\n.*?\nendstream", b"", made.pdf, flags=re.DOTALL)
    for name in (
        b"/URI",
        b"/JS",
        b"/JavaScript",
        b"/OpenAction",
        b"/Launch",
        b"/Annots",
        b"/EmbeddedFile",
    ):
        assert name not in structure
    assert "javascript:alert(1)" in text_of(made.pdf)
