"""Builds `forms/medications/vocabulary.json` and `strengths.json` from a folder of source data.

    python tools/build_medications.py [FOLDER] [--out FOLDER]

FOLDER holds medications.csv, classes.csv and strengths.csv (default: forms/medications/source). The
files beside it (ambiguous, lookalikes, ordinary, corrections, purposes, spanish) are the clinic's own and are
read from forms/medications. The same data gives the same bytes. Judges nothing: a class comes from
the data or from corrections.yaml, which gives its reason.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from readable_strengths import readable

from kiosk.errors import BadFile, KioskError
from kiosk.medications import entry
from kiosk.medications.vocabulary import FORMAT, STRENGTHS_FILE, VOCABULARY_FILE

OWN = Path(__file__).resolve().parent.parent / "forms" / "medications"
MOST_STRENGTHS = 24
"""Rows that a patient is offered for one medicine; the least used are left out."""

NO_CLASS = "unclassified"


@dataclass
class Row:
    """One medicine while it is being put together. `names` keeps the data's order."""

    generic: str
    classes: set[str]
    ingredients: tuple[str, ...]
    rxcui: str | None
    packages: int
    brands: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)


def build(source: Path, own: Path = OWN) -> dict[str, str]:
    """File name to content. Raises KioskError that names the file and field of what does not fit."""
    rows = _medications(source / "medications.csv")
    _classes(source / "classes.csv", rows)
    _correct(own / "corrections.yaml", rows)
    _union(rows)
    purposes = _yaml(own / "purposes.yaml")
    names = _Names(rows)
    ambiguous, numbered = _ambiguous(own / "ambiguous.yaml", rows, names)
    classes = sorted({name for row in rows.values() for name in row.classes})
    position = {name: i for i, name in enumerate(classes)}
    medicines = [
        [
            row.generic,
            sorted(position[name] for name in row.classes),
            list(row.ingredients) if len(row.ingredients) > 1 else [],
            row.rxcui,
            row.packages,
            _purpose(row, purposes),
            names.of(row),
        ]
        for row in rows.values()
    ]
    vocabulary = {
        "format": FORMAT,
        "classes": classes,
        "numbered": numbered,
        "ordinary": _ordinary(own / "ordinary.yaml"),
        "spoken": {"es": _spoken(own / "spanish.yaml", purposes)},
        "lookalikes": _lookalikes(own / "lookalikes.yaml", names),
        "ambiguous": ambiguous,
        "medicines": medicines,
    }
    strengths = _strengths(source / "strengths.csv", rows)
    return {VOCABULARY_FILE: _lines(vocabulary), STRENGTHS_FILE: _lines(strengths)}


class _Names:
    """Which medicines each folded name belongs to."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self.owners: dict[str, dict[str, str]] = defaultdict(dict)
        self.generics = {entry.fold(generic): generic for generic in rows}
        for row in rows.values():
            for name in (row.generic, *row.brands, *row.aliases):
                self.owners[entry.fold(name)].setdefault(row.generic, name)

    def of(self, row: Row) -> list[list[object]]:
        """[key, name, 1 when people only say it] of each name that is the row's to use."""
        found: dict[str, list[object]] = {}
        for name in (row.generic, *row.brands, *row.aliases):
            key = entry.fold(name)
            taken = self.generics.get(key, row.generic) != row.generic
            if key and not taken and key not in found:
                found[key] = [key, name, int(name in row.aliases)]
        return list(found.values())

    def shared(self) -> Iterator[tuple[str, dict[str, str]]]:
        for key, owners in self.owners.items():
            if len(owners) > 1 and key not in self.generics:
                yield key, owners


def _medications(path: Path) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for number, line in enumerate(_csv(path, "generic", "brand_names", "classes", "rxcui"), 2):
        generic = line["generic"].strip()
        if not generic or generic in rows:
            raise BadFile(path, f"generic: expected a new name, got {generic!r}", number)
        if not line["ndc_count"].isdigit():
            raise BadFile(path, f"ndc_count: expected digits, got {line['ndc_count']!r}", number)
        rows[generic] = Row(
            generic=generic,
            classes=set(_split(line["classes"])),
            ingredients=tuple(generic.split(" / ")),
            rxcui=line["rxcui"] or None,
            packages=int(line["ndc_count"]),
            brands=_split(line["brand_names"]),
            aliases=_split(line["aliases"]),
        )
    return rows


def _classes(path: Path, rows: Mapping[str, Row]) -> None:
    for number, line in enumerate(_csv(path, "class", "members"), 2):
        for member in _split(line["members"]):
            if member not in rows:
                raise BadFile(path, f"members: {member!r} is not in medications.csv", number)
            rows[member].classes.add(line["class"])


def _correct(path: Path, rows: Mapping[str, Row]) -> None:
    data = _yaml(path)
    for added in data["add_medicines"]:
        generic = added["generic"]
        if generic in rows:
            raise BadFile(path, f"add_medicines: {generic!r} is in medications.csv by now")
        rows[generic] = Row(
            generic=generic,
            classes=set(added["classes"]),
            ingredients=tuple(generic.split(" / ")),
            rxcui=None,
            packages=0,
            brands=list(added["names"]),
        )
    for change in data["drop_names"]:
        row, key = _row(path, rows, change["generic"]), entry.fold(change["name"])
        row.brands = [name for name in row.brands if entry.fold(name) != key]
        row.aliases = [name for name in row.aliases if entry.fold(name) != key]
    for change in data["add_names"]:
        _row(path, rows, change["generic"]).brands.append(change["name"])
    for change in data["drop_classes"]:
        _row(path, rows, change["generic"]).classes -= set(change["classes"])
    for change in data["add_classes"]:
        _row(path, rows, change["generic"]).classes |= set(change["classes"])


def _union(rows: Mapping[str, Row]) -> None:
    for row in rows.values():
        if len(row.ingredients) > 1:
            for part in row.ingredients:
                if part in rows:
                    row.classes |= rows[part].classes
        row.classes.discard(NO_CLASS)
        if not row.classes:
            row.classes.add(NO_CLASS)


def _ambiguous(
    path: Path, rows: Mapping[str, Row], names: _Names
) -> tuple[dict[str, list[list[str]]], dict[str, list[list[str]]]]:
    data = _yaml(path)
    found: dict[str, list[list[str]]] = {}
    for key, owners in names.shared():
        found[key] = [[name, generic] for generic, name in owners.items()]
    for word in data["everyday"].split():
        key = entry.fold(word)
        if key not in names.owners:
            raise BadFile(path, f"everyday: {word!r} is not a name of the vocabulary")
        found[key] = [[name, generic] for generic, name in names.owners[key].items()]
    for name, products in data["products"].items():
        found[entry.fold(name)] = _products(path, rows, products)
    numbered = {
        _row(path, rows, name).generic: _products(path, rows, products)
        for name, products in data["numbered"].items()
    }
    return dict(sorted(found.items())), numbered


def _products(path: Path, rows: Mapping[str, Row], products: Mapping[str, str]) -> list[list[str]]:
    return [[label, _row(path, rows, generic).generic] for label, generic in products.items()]


def _ordinary(path: Path) -> list[str]:
    data = _yaml(path)
    return sorted({entry.fold(str(word)) for word in (*data["words"].split(), *data["phrases"])})


def _lookalikes(path: Path, names: _Names) -> list[list[list[str]]]:
    """Pairs of [key, name, generic], both names as the box has them."""
    pairs: dict[frozenset[str], list[list[str]]] = {}
    for pair in _yaml(path)["pairs"]:
        sides = []
        for name in pair:
            key = entry.fold(name)
            owners = names.owners.get(key, {})
            if not owners:
                raise BadFile(path, f"pairs: {name!r} is not a name of the vocabulary")
            generic = names.generics.get(key) or next(iter(owners))
            sides.append([key, owners[generic], generic])
        if sides[0][2] != sides[1][2]:
            pairs.setdefault(frozenset((sides[0][0], sides[1][0])), sides)
    return list(pairs.values())


def _purpose(row: Row, purposes: Mapping[str, Any]) -> str:
    if row.generic in purposes["medicines"]:
        return str(purposes["medicines"][row.generic])
    cold = purposes["cold_parts"]
    if len(row.ingredients) > 1 and set(row.ingredients) & set(cold["parts"]):
        return str(cold["note"])
    return next((text for name, text in purposes["classes"].items() if name in row.classes), "")


def _spoken(path: Path, purposes: Mapping[str, Any]) -> dict[str, str]:
    """Purposes and forms in another language. Raises BadFile for a purpose without a translation."""
    data = _yaml(path)
    english = {
        *purposes["medicines"].values(),
        *purposes["classes"].values(),
        purposes["cold_parts"]["note"],
    }
    missing = sorted(english - {""} - data["purposes"].keys())
    if missing:
        raise BadFile(path, f"purposes: expected a translation of {missing[0]!r}")
    return {**data["purposes"], **data["forms"]}


def _strengths(path: Path, rows: Mapping[str, Row]) -> dict[str, list[str]]:
    """Patient-readable strengths by generic in lower case, the most used first."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, line in enumerate(_csv(path, "generic", "strength_and_form", "ndc_count"), 2):
        generic = line["generic"]
        if generic not in rows:
            raise BadFile(path, f"generic: {generic!r} is not in medications.csv", number)
        short = readable(line["strength_and_form"], generic)
        if short:
            counts[generic.casefold()][short] += int(line["ndc_count"])
    return {
        generic: [text for text, _ in sorted(found.items(), key=lambda i: (-i[1], i[0]))][
            :MOST_STRENGTHS
        ]
        for generic, found in sorted(counts.items())
    }


def _lines(data: Mapping[str, object]) -> str:
    """JSON with one entry a line, so that a change shows as the lines that changed."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            rows = ",\n".join(_json(row) for row in value)
            parts.append(f"{_json(key)}:[\n{rows}\n]")
        else:
            parts.append(f"{_json(key)}:{_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _row(path: Path, rows: Mapping[str, Row], generic: str) -> Row:
    if generic not in rows:
        raise BadFile(path, f"{generic!r} is not a generic of medications.csv")
    return rows[generic]


def _csv(path: Path, *columns: str) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as problem:
        raise BadFile(path, f"cannot be read ({problem}); expected UTF-8 CSV") from None
    missing = [name for name in columns if not lines or name not in lines[0]]
    if missing:
        raise BadFile(path, f"expected the columns {', '.join(columns)}")
    return lines


def _yaml(path: Path) -> dict[str, Any]:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise BadFile(path, f"cannot be read: {problem}") from None


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the kiosk's list of medicines.")
    parser.add_argument("source", nargs="?", type=Path, default=OWN / "source")
    parser.add_argument("--out", type=Path, default=OWN)
    options = parser.parse_args(None if arguments is None else list(arguments))
    try:
        files = build(options.source)
    except KioskError as problem:
        sys.stderr.write(f"{problem.message}\n")
        return problem.exit_code
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (options.out / name).write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{options.out / name}: {len(text.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
