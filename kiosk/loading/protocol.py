"""A protocol folder into one validated Protocol, or one line that says what is wrong where.

Owns the references between the files (a rule names a question, a case a threshold); what a rule means
belongs to `clinical`, whether the whole is sound to `verify`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kiosk.errors import BadFile
from kiosk.loading.numbers import with_numbers
from kiosk.loading.references import check_references
from kiosk.loading.validate import validate
from kiosk.loading.yaml_lines import Document, read_yaml
from kiosk.model.education import Education
from kiosk.model.form import Item, Option, Questionnaire
from kiosk.model.protocol import (
    Instrument,
    MedicineRules,
    Protocol,
    Regimens,
    Rule,
    Source,
    Threshold,
    Vital,
)

_WORDED = ("questionnaire", "rules")
"""The files, beside the translations, whose sentences name thresholds for their numbers."""

FILES = ("protocol", "questionnaire", "rules", "vitals", "regimens", "medicines", "education")


@dataclass(frozen=True)
class Folder:
    """The documents of one protocol, still with their lines, for checks that name a place.

    `files` are the files that its digest covers, by their name in it.
    """

    path: Path
    documents: dict[str, Document]
    instruments: dict[str, Document]
    files: dict[str, Path]
    protocol: Protocol


def load_protocol(folder: Path, library: Path | None = None) -> Protocol:
    """The protocol in `folder`. `library` holds instruments/ and medications/ (default: its parent).

    Raises BadFile naming file, line and field.
    """
    return read_folder(folder, library).protocol


def read_folder(folder: Path, library: Path | None = None) -> Folder:
    """Like load_protocol, with the documents that it was read from."""
    if not folder.is_dir():
        raise BadFile(folder, "expected a protocol folder")
    shared = library or folder.parent
    documents = {name: read_yaml(folder / f"{name}.yaml") for name in FILES}
    languages = _languages(documents["protocol"])
    for language in languages:
        if language != "en":
            documents[language] = read_yaml(folder / f"{language}.yaml")
    names = dict.fromkeys(_instruments(_asked(documents["questionnaire"]).item))
    instruments = {name: read_yaml(shared / "instruments" / f"{name}.yaml") for name in names}
    files = _files(shared, documents, instruments)
    return assembled(folder, documents, instruments, files)


def languages_of(folder: Path) -> tuple[str, ...]:
    """The languages that a protocol offers, from its head alone: the first page waits for no more.

    Raises BadFile.
    """
    return _languages(read_yaml(folder / "protocol.yaml"))


def assembled(
    folder: Path,
    documents: dict[str, Document],
    instruments: dict[str, Document],
    files: dict[str, Path],
) -> Folder:
    """The protocol that these documents say, with the digest of `files`. Raises BadFile."""
    head = documents["protocol"]
    languages = _languages(head)
    thresholds = validate(head, TypeAdapter(dict[str, Threshold]), ("thresholds",))
    worded = (*_WORDED, *(language for language in languages if language != "en"))
    said = {name: with_numbers(documents[name], thresholds) for name in worded}
    questionnaire = _asked(said["questionnaire"])
    shells, questionnaire = _with_instruments(questionnaire, instruments)
    _no_repeats(documents["questionnaire"], questionnaire)
    protocol = Protocol(
        id=validate(head, str, ("id",)),
        version=validate(head, str, ("version",)),
        title=validate(head, str, ("title",)),
        languages=languages,
        digest=digest_of(read_files(files)),
        translation_reviewed=validate(
            head, TypeAdapter(dict[str, bool]), ("translation_reviewed",)
        ),
        sources=validate(head, TypeAdapter(tuple[Source, ...]), ("sources",)),
        thresholds=thresholds,
        questionnaire=questionnaire,
        instruments=shells,
        rules=validate(said["rules"], TypeAdapter(tuple[Rule, ...]), ("rules",)),
        vitals=validate(documents["vitals"], TypeAdapter(tuple[Vital, ...]), ("vitals",)),
        medicines=validate(documents["medicines"], MedicineRules, ("medicines",)),
        regimens=validate(documents["regimens"], Regimens, ("regimens",)),
        education=validate(documents["education"], Education, ("education",)),
        translations={
            language: validate(said[language], TypeAdapter(dict[str, str]))
            for language in languages
            if language != "en"
        },
    )
    known = {"id", "version", "title", "languages", "translation_reviewed", "sources", "thresholds"}
    for key in head.data.keys() - known:
        raise head.fail((key,), "is not a field that is known here")
    check_references(protocol, documents)
    return Folder(folder, documents, instruments, files, protocol)


def _languages(head: Document) -> tuple[str, ...]:
    if not isinstance(head.data, dict):
        raise head.fail((), "expected a mapping with id, version, title, languages")
    return validate(head, TypeAdapter(tuple[str, ...]), ("languages",))


def _asked(document: Document) -> Questionnaire:
    return validate(document, Questionnaire)


def _instruments(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if item.instrument and item.type == "group":
            yield item.instrument
        yield from _instruments(item.item)


def _with_instruments(
    questionnaire: Questionnaire, documents: dict[str, Document]
) -> tuple[tuple[Instrument, ...], Questionnaire]:
    """The instruments as values, and the questionnaire with their items in its groups."""
    option_sets = dict(questionnaire.option_sets)
    instruments = []
    items: dict[str, tuple[Item, ...]] = {}
    for name, document in documents.items():
        if not isinstance(document.data, dict):
            raise document.fail((), "expected a mapping with id, title, notice, item")
        for key, options in validate(
            document, TypeAdapter(dict[str, tuple[Option, ...]]), ("optionSets",)
        ).items():
            if option_sets.setdefault(key, options) != options:
                raise document.fail(("optionSets", key), "stands elsewhere with other options")
        found = validate(document, TypeAdapter(tuple[Item, ...]), ("item",))
        items[name] = tuple(item.model_copy(update={"instrument": name}) for item in found)
        rest: dict[str, Any] = {
            key: value for key, value in document.data.items() if key not in ("optionSets", "item")
        }
        rest["items"] = [item.link_id for item in found]
        shell = Document(document.path, rest, document.lines)
        instruments.append(validate(shell, Instrument))
    filled = tuple(_filled(item, items) for item in questionnaire.item)
    return tuple(instruments), questionnaire.model_copy(
        update={"option_sets": option_sets, "item": filled}
    )


def _filled(item: Item, items: dict[str, tuple[Item, ...]]) -> Item:
    if item.instrument and item.type == "group":
        return item.model_copy(update={"item": (*item.item, *items[item.instrument])})
    return item.model_copy(update={"item": tuple(_filled(child, items) for child in item.item)})


def _no_repeats(document: Document, questionnaire: Questionnaire) -> None:
    seen: set[str] = set()

    def walk(items: tuple[Item, ...], place: tuple[str | int, ...]) -> None:
        for index, item in enumerate(items):
            here = (*place, index)
            if item.link_id in seen:
                raise document.fail((*here, "linkId"), f"'{item.link_id}' stands twice")
            seen.add(item.link_id)
            walk(item.item, (*here, "item"))

    walk(questionnaire.item, ("item",))


def _files(
    library: Path,
    documents: dict[str, Document],
    instruments: dict[str, Document],
) -> dict[str, Path]:
    """Every file that decides an assessment or what a patient reads, by its name in the digest."""
    files = {f"protocol/{document.path.name}": document.path for document in documents.values()}
    files |= {f"instruments/{name}": document.path for name, document in instruments.items()}
    medications = library / "medications"
    return files | {f"medications/{p.name}": p for p in medications.glob("*") if p.is_file()}


def read_files(files: Mapping[str, Path]) -> dict[str, bytes]:
    """What stands in `files` now. Raises BadFile."""
    found = {}
    for name, path in files.items():
        try:
            found[name] = path.read_bytes()
        except OSError as problem:
            raise BadFile(path, f"cannot be read ({problem.strerror})") from None
    return found


def digest_of(contents: Mapping[str, bytes]) -> str:
    """One digest over files by name."""
    whole = hashlib.sha256()
    for name in sorted(contents):
        whole.update(f"{name}\n".encode())
        whole.update(hashlib.sha256(contents[name]).digest())
    return f"sha256:{whole.hexdigest()}"
