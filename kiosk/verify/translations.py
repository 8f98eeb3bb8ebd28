"""Whether every text stands in every offered language, with the same places to fill in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from kiosk.loading.yaml_lines import Document, read_yaml
from kiosk.verify.finding import Finding
from kiosk.verify.texts import Text, of_instrument, of_protocol, of_words, words_of
from kiosk.verify.workbench import Workbench

KIND = "translation"


def check_translations(bench: Workbench, library: Path) -> list[Finding]:
    """Missing and unknown keys, and places such as {clinic} that differ, in form and screens."""
    texts = list(of_protocol(bench))
    words = words_of(library)
    spare = {key for document in _unused(bench, library) for key in of_instrument(document)}
    found: list[Finding] = []
    for language in bench.protocol.languages:
        if language == "en":
            continue
        found += _compare(texts, bench.folder.documents[language], language, spare)
        if words and language not in words:
            line = bench.folder.documents["protocol"]
            said = f"the screens have no words in '{language}': expected words/{language}.yaml"
            place = line.line(("languages",))
            found.append(Finding(str(line.path), place, "languages", KIND, said))
        elif words:
            found += _compare(list(of_words(words["en"])), words[language], language, set())
    return found


def _unused(bench: Workbench, library: Path) -> Iterator[Document]:
    """Instruments that a clinic may switch on later; their translations wait for it."""
    for path in sorted((library / "instruments").glob("*.yaml")):
        if path.stem not in bench.folder.instruments:
            yield read_yaml(path)


def _compare(
    texts: Iterable[Text], document: Document, language: str, spare: set[str]
) -> Iterator[Finding]:
    translated: dict[str, str] = document.data
    known = set(spare)
    for text in texts:
        known.add(text.key)
        there = translated.get(text.key, "")
        if not there.strip():
            key = "" if text.about == text.key else f": {text.key}"
            yield text.finding(KIND, f"has no text in '{language}'{key}")
            continue
        wanted, got = places_in(text.english), places_in(there)
        if wanted != got:
            said = f"expected the places {_list(wanted)} as in English, got {_list(got)}"
            line = document.line((text.key,))
            yield Finding(str(document.path), line, text.key, KIND, said)
    for key in translated.keys() - known:
        line = document.line((key,))
        yield Finding(str(document.path), line, key, KIND, "translates no text that is known here")


def places_in(text: str) -> frozenset[str]:
    """Names of the places in `text` that are filled in later; a stray brace is a place of its own."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({"a brace that does not close"})


def _list(places: frozenset[str]) -> str:
    return ", ".join(f"{{{place}}}" for place in sorted(places)) or "none"
