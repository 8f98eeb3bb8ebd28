"""Whether patients can read what they are asked: US grade 6 or lower, in English.

Measures with the Flesch-Kincaid grade of `textstat`, never with a formula of our own. A question and
why it is asked stand on one page and are measured together; every text is measured on its own as well.
What is left out stands in the protocol's `reading.yaml`.
"""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pydantic import TypeAdapter

from kiosk.loading.validate import validate
from kiosk.loading.yaml_lines import Document, read_yaml
from kiosk.model.base import Value
from kiosk.verify.finding import Finding
from kiosk.verify.texts import Text, of_protocol, of_words, words_of
from kiosk.verify.workbench import Workbench

KIND = "reading"
HIGHEST_ON_A_PAGE = 6
"""The grade that a page may reach."""
HIGHEST_ALONE = 7
"""One text stays below this: grade 6 to the end of its year. A single sentence swings by a grade."""
FEWEST_WORDS = 5
"""Shorter texts are labels; a formula over sentences says nothing about them."""

_PLAIN_WORD = "it"
_PLACE = re.compile(r"\{[a-z_]*\}")


class Exempt(Value):
    """What is not measured: published wording with why, and names that count as a short word."""

    published_instruments: dict[str, str] = {}
    published_texts: dict[str, str] = {}
    names: tuple[str, ...] = ()


def measure() -> Callable[[str], float] | None:
    """The grade of an English text; None where textstat is not installed."""
    try:
        textstat = importlib.import_module("textstat")
    except ImportError:
        return None
    textstat.set_lang("en_US")

    def grade(text: str) -> float:
        return float(textstat.flesch_kincaid_grade(text))

    return grade


def check_reading(bench: Workbench, library: Path) -> Iterator[Finding]:
    """Texts above the grade. Nothing is measured where textstat is not installed."""
    grade = measure()
    if grade is None:
        return
    document = _exempt_document(bench)
    exempt = validate(document, TypeAdapter(Exempt)) if document else Exempt()
    words = words_of(library)
    texts = [*of_protocol(bench), *(of_words(words["en"]) if words else ())]
    keys = {text.key for text in texts}
    for key in exempt.published_texts if document else ():
        if key not in keys and document:
            line = document.line(("published_texts", key))
            yield Finding(str(document.path), line, key, KIND, "is no text that is known here")
    plain = _plainer(exempt.names)
    measured = [text for text in texts if not _left_out(bench, text, exempt)]
    for text in measured:
        if len(text.english.split()) >= FEWEST_WORDS:
            got = grade(plain(text.english))
            if got >= HIGHEST_ALONE:
                yield text.finding(KIND, f"{text.key} reads at US grade {got:.1f}, above 6")
    yield from _pages(measured, plain, grade)


def _pages(
    texts: Iterable[Text], plain: Callable[[str], str], grade: Callable[[str], float]
) -> Iterator[Finding]:
    """A question and why it is asked are read together."""
    asked = (text for text in texts if text.key.startswith("question."))
    for about, group in groupby(asked, key=lambda text: text.about):
        page = list(group)
        if len(page) > 1:
            got = grade(" ".join(plain(text.english) for text in page))
            if got > HIGHEST_ON_A_PAGE:
                said = f"question and why read at US grade {got:.1f} together, above 6"
                yield page[0].finding(KIND, said.replace("question", about, 1))


def _exempt_document(bench: Workbench) -> Document | None:
    path = bench.folder.path / "reading.yaml"
    return read_yaml(path) if path.is_file() else None


def _left_out(bench: Workbench, text: Text, exempt: Exempt) -> bool:
    if text.key in exempt.published_texts or text.key.endswith(".short"):
        return True
    published = {
        bench.folder.instruments[name].path
        for name in exempt.published_instruments
        if name in bench.folder.instruments
    }
    return text.document.path in published and not text.key.endswith(".why")


def _plainer(names: Iterable[str]) -> Callable[[str], str]:
    """Replaces names, and places that are filled in later, by one short word."""
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(
        r"\b(?:" + "|".join(re.escape(name) for name in longest_first) + r")\b", re.IGNORECASE
    )

    def replaced(text: str) -> str:
        text = _PLACE.sub(_PLAIN_WORD, text)
        return pattern.sub(_PLAIN_WORD, text) if longest_first else text

    return replaced
