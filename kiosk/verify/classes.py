"""Whether every drug class of the vocabulary is either mapped to a rule or silent on purpose.

FDA's own classes (`epc:...`) are silent as a whole: they describe how a product works for its label,
and the hand-made classes stand beside them where an interaction matters.
"""

from collections.abc import Iterator

from kiosk.verify.finding import Finding
from kiosk.verify.second_reading import Raw
from kiosk.verify.workbench import Workbench

KIND = "classes"
SILENT_PREFIX = "epc:"


def check_classes(bench: Workbench) -> Iterator[Finding]:
    """Classes that nobody decided about, that do not exist, or that two rules read."""
    known = bench.vocabulary.class_names()
    silent = bench.folder.documents["medicines"].data["medicines"]["silent"]
    mapped: dict[str, Raw] = {}
    for raw in bench.raw_classes:
        for name in raw.get("vocabulary_classes", []):
            if name in mapped:
                said = f"'{name}' is read by '{mapped[name]['id']}' too"
                yield bench.places.rule(raw["id"], KIND, said, "vocabulary_classes")
            mapped.setdefault(name, raw)
        yield from _unknown_names(bench, raw, known)
    for name in sorted(known):
        if name in mapped and name in silent:
            said = f"is silent here and read by '{mapped[name]['id']}'"
            yield _at_silent(bench, name, said)
        elif name not in mapped and name not in silent and not name.startswith(SILENT_PREFIX):
            yield _at_silent(bench, name, "is neither read by a class rule nor listed as silent")
    for name in silent:
        if name not in known:
            yield _at_silent(bench, name, "is no class of the vocabulary")


def _unknown_names(bench: Workbench, raw: Raw, known: frozenset[str]) -> Iterator[Finding]:
    for field in ("vocabulary_classes", "except_classes"):
        for name in raw.get(field, []):
            if name not in known:
                said = f"'{name}' is no class of the vocabulary"
                yield bench.places.rule(raw["id"], KIND, said, field)
    for field in ("also_generics", "except_generics"):
        for name in raw.get(field, []):
            medicine = bench.vocabulary.medicine(name)
            if medicine is None:
                said = f"'{name}' is no medicine of the vocabulary"
                yield bench.places.rule(raw["id"], KIND, said, field)
            elif field == "except_generics" and not bench.medicines.belongs(raw, medicine):
                said = f"'{name}' does not belong to the classes of this rule"
                yield bench.places.rule(raw["id"], KIND, said, field)


def _at_silent(bench: Workbench, name: str, said: str) -> Finding:
    return bench.places.at("medicines", ("medicines", "silent", name), name, KIND, said)
