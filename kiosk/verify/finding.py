"""What a check found, and on which line of which file it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.errors import BadFile
from kiosk.loading.protocol import Folder
from kiosk.loading.yaml_lines import Document, Place

BROKEN = "broken"
"""The kind of finding with which no patient could be judged, so that nothing can be proved either."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a protocol. `link_id` is the question, rule or key that it is about."""

    file: str
    line: int
    link_id: str
    kind: str
    message: str

    def __str__(self) -> str:
        about = f"{self.link_id}: " if self.link_id else ""
        return f"{self.file}:{self.line}: {about}{self.message}"


def of_bad_file(problem: BadFile, kind: str = "schema") -> Finding:
    """The finding of a file that cannot be read."""
    line = problem.line or 1
    said = problem.message.removeprefix(f"{problem.path}:{line}: ")
    return Finding(str(problem.path), line, "", kind, said.removeprefix(f"{problem.path}: "))


class Places:
    """Where the parts of a protocol are written down."""

    def __init__(self, folder: Folder) -> None:
        self._documents = folder.documents
        self._items: dict[str, tuple[Document, Place]] = {}
        for document in (folder.documents["questionnaire"], *folder.instruments.values()):
            for link_id, place in _items(document.data["item"], ("item",)):
                self._items[link_id] = (document, place)
        self._instruments = folder.instruments

    def at(self, name: str, place: Place, about: str, kind: str, message: str) -> Finding:
        """A finding at `place` of the document `name`."""
        return _finding(self._documents[name], place, about, kind, message)

    def item(self, link_id: str, kind: str, message: str, *field: str | int) -> Finding:
        """A finding about a question or group; `field` leads to the part of it that is meant."""
        document, place = self._items[link_id]
        return _finding(document, (*place, *field), link_id, kind, message)

    def of_item(self, link_id: str) -> tuple[Document, Place]:
        """The document and the place of a question or group."""
        return self._items[link_id]

    def rule(self, rule_id: str, kind: str, message: str, *field: str | int) -> Finding:
        """A finding about a rule over answers or over a drug class."""
        for name, place in (("rules", ("rules",)), ("medicines", ("medicines", "classes"))):
            for index, raw in enumerate(self._listed(name, place)):
                if raw["id"] == rule_id:
                    return self.at(name, (*place, index, *field), rule_id, kind, message)
        return self.at("rules", ("rules",), rule_id, kind, message)

    def entry(self, name: str, place: Place, entry_id: str, kind: str, message: str) -> Finding:
        """A finding about the entry `entry_id` of the list at `place` of the document `name`."""
        for index, raw in enumerate(self._listed(name, place)):
            if raw["id"] == entry_id:
                return self.at(name, (*place, index), entry_id, kind, message)
        return self.at(name, place, entry_id, kind, message)

    def instrument(self, instrument_id: str, kind: str, message: str, *field: str) -> Finding:
        """A finding about an instrument's own file."""
        return _finding(self._instruments[instrument_id], field, instrument_id, kind, message)

    def _listed(self, name: str, place: Place) -> list[Any]:
        data = self._documents[name].data
        for key in place:
            data = data[key]
        return list(data)


def _items(raw: list[Any], place: Place) -> Iterator[tuple[str, Place]]:
    for index, item in enumerate(raw):
        here = (*place, index)
        yield item["linkId"], here
        yield from _items(item.get("item", []), (*here, "item"))


def _finding(document: Document, place: Place, about: str, kind: str, message: str) -> Finding:
    return Finding(str(document.path), document.line(place), about, kind, message)
