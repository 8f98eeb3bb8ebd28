"""Every text of a protocol and of the screens that a patient can read, by the key of its translation."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from kiosk.errors import BadFile
from kiosk.loading.validate import validate
from kiosk.loading.yaml_lines import Document, Place, read_yaml
from kiosk.verify.finding import Finding
from kiosk.verify.workbench import Workbench


class Text(NamedTuple):
    """An English text. `about` is its question, option set or key."""

    key: str
    english: str
    about: str
    document: Document
    place: Place

    def finding(self, kind: str, message: str) -> Finding:
        """A finding on the line of this text."""
        line = self.document.line(self.place)
        return Finding(str(self.document.path), line, self.about, kind, message)


def of_protocol(bench: Workbench) -> Iterator[Text]:
    """The texts of questionnaire, instruments and education."""
    documents = bench.folder.documents
    form = documents["questionnaire"]
    for index, part in enumerate(form.data["parts"]):
        place: Place = ("parts", index, "text")
        yield Text(f"part.{part['id']}", part["text"], part["id"], form, place)
    yield from _asked(bench)
    yield from _options(form)
    for name, document in bench.folder.instruments.items():
        yield from _options(document)
        notice = document.data["notice"]
        yield Text(f"instrument.{name}.notice", notice, name, document, ("notice",))
    yield from _education(documents["education"])


def of_instrument(document: Document) -> Iterator[str]:
    """The keys of an instrument that the form does not use at present."""
    yield f"instrument.{document.data['id']}.notice"
    for item in document.data["item"]:
        yield from (f"question.{item['linkId']}.{what}" for what in ("text", "why", "short"))
    for name, options in document.data["optionSets"].items():
        yield from (f"option.{name}.{option['code']}" for option in options)


def words_of(library: Path) -> dict[str, Document]:
    """The words of the screens by language; empty where the library has none."""
    found = {path.stem: read_yaml(path) for path in sorted((library / "words").glob("*.yaml"))}
    for document in found.values():
        validate(document, TypeAdapter(dict[str, str]))
    if found and "en" not in found:
        raise BadFile(library / "words" / "en.yaml", "expected the English words")
    return found


def of_words(english: Document) -> Iterator[Text]:
    """The words of the screens."""
    for key, text in english.data.items():
        yield Text(key, text, key, english, (key,))


def _asked(bench: Workbench) -> Iterator[Text]:
    for link_id, raw in bench.reading.item.items():
        document, place = bench.places.of_item(link_id)
        for what in ("text", "why", "short"):
            if raw.get(what):
                key = f"question.{link_id}.{what}"
                yield Text(key, str(raw[what]), link_id, document, (*place, what))


def _options(document: Document) -> Iterator[Text]:
    for name, options in document.data["optionSets"].items():
        for index, option in enumerate(options):
            key = f"option.{name}.{option['code']}"
            place = ("optionSets", name, index, "text")
            yield Text(key, option["text"], name, document, place)


_EDUCATION = {
    "reactions": ("reaction", ("text",)),
    "contraindications": ("contraindication", ("text", "reason")),
    "interactions": ("interaction", ("text", "mechanism")),
}


def _education(document: Document) -> Iterator[Text]:
    for section, value in document.data["education"].items():
        here = ("education", section)
        if section in _EDUCATION and isinstance(value, list):
            name, fields = _EDUCATION[section]
            for index, entry in enumerate(value):
                for what in fields:
                    key = f"education.{name}.{entry['id']}"
                    key = key if fields == ("text",) else f"{key}.{what}"
                    at = (*here, index, what)
                    yield Text(key, entry[what], entry["id"], document, at)
        elif isinstance(value, list):
            for index, text in enumerate(value):
                key = f"education.{section}.{index}"
                yield Text(key, text, section, document, (*here, index))
        elif isinstance(value, dict):
            for name, text in value.items():
                key = f"education.{section}.{name}"
                yield Text(key, text, f"{section}.{name}", document, (*here, name))
        else:
            yield Text(f"education.{section}", str(value), section, document, here)
