"""Safe notation in the generated text: clinical reference, section 5."""

import re

import pytest

from kiosk.summary import render
from kiosk.summary.notation import age, day, number, quantity, span, tall_man
from tests.support.layout_audit import text_of
from tests.support.printed import CASES, protocol, record_of

UNITS = r"(?:mg|mcg|mL|kg|cm|mmHg|minutes|weeks)"
TALL = re.compile(r"\b(?=\w*[a-z])\w*[A-Z]{3,}\w*\b")
LISTED = {
    *(
        [
            "ALPRAZolam",
            "LORazepam",
            "clonazePAM",
            "cloNIDine",
            "KlonoPIN",
            "oxyCODONE",
            "OxyCONTIN",
            "HYDROmorphone",
        ]
    ),
    *(
        [
            "PENTobarbital",
            "PHENobarbital",
            "FLUoxetine",
            "PARoxetine",
            "DULoxetine",
            "PROzac",
            "QUEtiapine",
        ]
    ),
    *(
        [
            "OLANZapine",
            "SEROquel",
            "buPROPion",
            "busPIRone",
            "diphenhydrAMINE",
            "hydrALAZINE",
            "guanFACINE",
        ]
    ),
    *(["ePHEDrine", "EPINEPHrine", "clomiPRAMINE"]),
}
OTHER_CAPITALS = {"MAOIs", "GLP1"}


@pytest.mark.parametrize("case", sorted(CASES))
@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no trailing zero", rf"\d\.\d*0\s?{UNITS}\b"),
        ("a leading zero", r"(?<![\d.\w])\.\d"),
        ("a space before the unit", rf"\d{UNITS}\b"),
        ("mL, never cc", r"\d\s?cc\b"),
        ("mL and not ml", r"\d\s?ml\b"),
        ("mcg, never the Greek letter", r"[µμ]"),
        ("no abbreviated frequency", r"\b(?:QD|QOD|BIW|TIW|IU)\b"),
        ("a comma from 1,000", r"\$\d{4}"),
        ("no period or plural after a unit", r"\d (?:mgs|mLs|kgs|mg\.|mL\.)\s[a-z]"),
        ("no shortened drug names", r"\b(?:BZD|ket)\b"),
    ],
)
def test_notation_rule(case: str, rule: str, pattern: str) -> None:
    text = text_of(render(record_of(CASES[case]), protocol()))
    assert re.search(pattern, text) is None, rule


@pytest.mark.parametrize("case", sorted(CASES))
def test_tall_man_names_come_from_the_list_only(case: str) -> None:
    text = text_of(render(record_of(CASES[case]), protocol()))
    assert set(TALL.findall(text)) - OTHER_CAPITALS <= LISTED


def test_listed_names_are_written_tall_wherever_they_stand() -> None:
    text = text_of(render(record_of(CASES["withheld"]), protocol()))
    assert "Benzodiazepine: ALPRAZolam" in text
    assert "Opioid: acetaminophen / oxyCODONE" in text
    assert tall_man("bupropion and ketamine") == "buPROPion and ketamine"
    assert tall_man("diazepam, hydrocodone") == "diazepam, hydrocodone"


def test_numbers() -> None:
    assert [number(n) for n in ("35", "35.0", "0.50", ".5", "1000", "12345.60")] == [
        "35",
        "35",
        "0.5",
        "0.5",
        "1,000",
        "12,345.6",
    ]
    assert quantity("35.0", "mg") == "35\u00a0mg"
    assert span("8", "8") == "8"
    assert span("8", "40").replace("\u00a0", " ") == "8 to 40"


def test_dates_and_ages() -> None:
    assert day("1985-03-14") == "14-Mar-1985"
    assert age("1985-03-14", "2026-03-13T23:59:00-06:00") == 40
    assert age("1985-03-14", "2026-03-14T00:00:00-06:00") == 41
    assert day("not a date") == "not a date"
    assert age("not a date", "2026-03-14") is None
