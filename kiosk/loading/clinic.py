"""The clinic's own changes to the protocol: one small YAML file, every line of it checked.

Owns what a clinic may change without editing the protocol, and how each change is said on the page. A
change is made in the documents, before they become values, so that `verify` reads it as the kiosk does.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from kiosk.errors import BadFile
from kiosk.loading.limits import (
    AT_LEAST,
    LARGEST_BAG_ML,
    MOST_MONTHS,
    ONLY_DOWN,
    ONLY_UP,
    ORDERED,
    READ_BY_WEIGHT,
    SWITCHED,
)
from kiosk.loading.numbers import named_in
from kiosk.loading.protocol import Folder, assembled
from kiosk.loading.yaml_lines import Document, Place, read_yaml
from kiosk.model.protocol import TIERS, Case, Protocol, Rule
from kiosk.model.units import printed

FILE_IN_DIGEST = "clinic/protocol.yaml"
"""The name under which the digest covers the clinic's file."""

_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")


def with_clinic_changes(folder: Folder, path: Path, library: Path) -> Folder:
    """The protocol of `folder` with what the clinic's file at `path` changes.

    `library` holds instruments/. `Protocol.clinic_changes` says each change in a line, and the digest
    covers the file. Raises BadFile with the line of the first change that is not allowed.
    """
    document = read_yaml(path)
    change = _Changes(folder, document, library)
    change.make()
    files = {**folder.files, **change.added, FILE_IN_DIGEST: path}
    changed = assembled(folder.path, change.documents, change.instruments, files)
    _in_order(changed.protocol, change.thresholds, document)
    protocol = changed.protocol.model_copy(update={"clinic_changes": tuple(change.said)})
    return replace(changed, protocol=protocol)


class _Changes:
    """One reading of a clinic's file, over copies of the documents it changes."""

    def __init__(self, folder: Folder, document: Document, library: Path) -> None:
        self._base = folder.protocol
        self._document = document
        self._library = library
        self.documents = {
            name: Document(each.path, copy.deepcopy(each.data), each.lines)
            for name, each in folder.documents.items()
        }
        self.instruments = dict(folder.instruments)
        self.added: dict[str, Path] = {}
        self.thresholds: tuple[str, ...] = ()
        self.said: list[str] = []

    def make(self) -> None:
        """Check and make every change of the file."""
        kinds: dict[str, Callable[[Any], None]] = {
            "thresholds": self._thresholds,
            "tiers": self._tiers,
            "cost_usd_per_session": self._cost,
            "bag_ml": self._bag,
            "instruments": self._instruments,
            "translation_reviewed": self._reviewed,
        }
        for key, value in self._mapping(()).items():
            if key not in kinds:
                raise self._fail((key,), f"a clinic may change {', '.join(kinds)}, nothing else")
            kinds[key](value)

    def _fail(self, place: Place, problem: str) -> BadFile:
        return self._document.fail(place, problem)

    def _mapping(self, place: Place) -> dict[str, Any]:
        data = self._document.data
        for key in place:
            data = data[key]
        if data is None:
            return {}
        if not isinstance(data, dict):
            raise self._fail(place, "expected names with a value each")
        return data

    def _say(self, name: str, old: str, new: str) -> None:
        if old != new:
            self.said.append(f"{name}: {old} -> {new}")

    def _thresholds(self, _: Any) -> None:
        read = dict(_readers(self._base))
        worded = named_in(self.documents["questionnaire"].data)
        named = self._mapping(("thresholds",))
        for name, value in named.items():
            place = ("thresholds", name)
            known = self._base.thresholds.get(name)
            if known is None:
                raise self._fail(place, "is no threshold of the protocol")
            if name not in read and name not in worded:
                raise self._fail(
                    place,
                    "nothing reads this number: where it counts, the answers are named after it",
                )
            text = "" if isinstance(value, bool) else str(value)
            if not _NUMBER.fullmatch(text) or Decimal(text) == 0:
                raise self._fail(place, f"expected a number above zero, in {known.unit}")
            self._may_move(place, name, read.get(name, []))
            self._may_become(place, name, known.value, Decimal(text))
            if known.unit == "months":
                self._look_back(place, name, Decimal(text))
            raw = self.documents["protocol"].data["thresholds"][name]
            # The published source stands behind the old number, not behind the clinic's.
            raw.update(value=text, sources=[])
            old, new = printed(known.value), printed(Decimal(text))
            self._say(name, old, f"{new} {known.unit}")
            if old == new:
                raw.update(sources=list(known.sources))
        self.thresholds = tuple(named)

    def _may_move(self, place: Place, name: str, readers: list[tuple[str, bool]]) -> None:
        """Refuses what every clinic asks alike, and a number that a printed sentence repeats."""
        number = re.compile(rf"(?<![\d.]){re.escape(printed(self._base.numbers[name]))}(?![\d.])")
        for sentence, suicide_screen in readers:
            if suicide_screen:
                raise self._fail(place, "belongs to the suicide screen, which no clinic changes")
            if number.search(sentence):
                raise self._fail(
                    place,
                    f"the page prints “{sentence}”, which would then be wrong; change number and "
                    "sentence in the protocol's own files",
                )

    def _may_become(self, place: Place, name: str, old: Decimal, new: Decimal) -> None:
        """Refuses a guard that would let more through than the protocol does."""
        if (name in ONLY_UP and new < old) or (name in ONLY_DOWN and new > old):
            way, side = ("raise", "more") if name in ONLY_UP else ("lower", "less")
            raise self._fail(
                place, f"a clinic may only {way} this number: expected {printed(old)} or {side}"
            )
        if new < AT_LEAST.get(name, 0):
            raise self._fail(place, f"expected {AT_LEAST[name]} or more, in hours")

    def _look_back(self, place: Place, name: str, new: Decimal) -> None:
        """A look-back in months. Where the answers are named after theirs, their tiers move instead."""
        if new % 1 or new > MOST_MONTHS:
            raise self._fail(place, f"expected whole months up to {MOST_MONTHS}")
        for raw in self._raw("rules", "rules"):
            reach = raw.get("lookback", {"threshold": ""})
            if reach["threshold"] != name:
                continue
            if new not in reach["answers"].values():
                offered = " or ".join(str(months) for months in sorted(reach["answers"].values()))
                raise self._fail(
                    place,
                    f"expected {offered}: the patient's answers to choose from reach that far",
                )
            gravest = min((each["tier"] for each in _tiers_in(raw["cases"])), key=TIERS.index)
            for case in raw["cases"]:
                if reach["answers"].get(case["answer"], MOST_MONTHS + 1) <= new:
                    case["tier"] = gravest

    def _tiers(self, _: Any) -> None:
        listed = [*self._raw("rules", "rules"), *self._raw("medicines", "medicines", "classes")]
        rules = {raw["id"]: raw for raw in listed}
        for rule_id, tier in self._mapping(("tiers",)).items():
            place = ("tiers", rule_id)
            if rule_id not in rules:
                raise self._fail(place, "is no rule of the protocol")
            allowed = rules[rule_id].get("clinic_may_set", [])
            if not allowed:
                raise self._fail(place, "the tier of this rule is not the clinic's to set")
            if tier not in allowed:
                raise self._fail(place, f"expected one of {', '.join(allowed)}")
            written = list(_tiers_in(rules[rule_id]))
            gravest = min((each["tier"] for each in written), key=TIERS.index)
            for each in written:
                if each["tier"] == gravest:
                    each["tier"] = tier
            self._say(rule_id, gravest, tier)

    def _raw(self, name: str, *place: str) -> list[Any]:
        data = self.documents[name].data
        for key in place:
            data = data[key]
        return list(data)

    def _cost(self, value: Any) -> None:
        whole = isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value)
        if not whole or not 0 < value[0] <= value[1]:
            raise self._fail(
                ("cost_usd_per_session",), "expected whole dollars above zero, such as [400, 800]"
            )
        regimens = self.documents["regimens"].data["regimens"]
        old = regimens["cost_usd_per_session"]
        self._say("cost_usd_per_session", f"{old[0]}-{old[1]}", f"{value[0]}-{value[1]} USD")
        regimens["cost_usd_per_session"] = value

    def _bag(self, value: Any) -> None:
        if type(value) is not int or not 0 < value <= LARGEST_BAG_ML:
            raise self._fail(
                ("bag_ml",), f"expected whole mL from 1 to {LARGEST_BAG_ML}, such as 250"
            )
        regimens = self.documents["regimens"].data["regimens"]
        old = regimens.get("bag_ml")
        self._say("bag_ml", "not set" if old is None else str(old), f"{value} mL")
        regimens["bag_ml"] = value

    def _reviewed(self, _: Any) -> None:
        """Which translations the clinic has had reviewed clinically, so that the page stops warning."""
        known = self._base.translation_reviewed
        for language, reviewed in self._mapping(("translation_reviewed",)).items():
            place = ("translation_reviewed", language)
            if language not in known:
                raise self._fail(place, f"expected one of {', '.join(known)}")
            if not isinstance(reviewed, bool):
                raise self._fail(place, "expected true or false")
            said = ("not reviewed", "reviewed")
            self._say(f"translation '{language}'", said[known[language]], said[reviewed])
            self.documents["protocol"].data["translation_reviewed"][language] = reviewed

    def _instruments(self, _: Any) -> None:
        for name, wanted in self._mapping(("instruments",)).items():
            place = ("instruments", name)
            if name in ("asq", "phq9"):
                raise self._fail(place, "belongs to the suicide screen, which no clinic changes")
            if name not in SWITCHED:
                raise self._fail(place, f"expected one of {', '.join(SWITCHED)}")
            if not isinstance(wanted, bool):
                raise self._fail(place, "expected true or false")
            asked = name in self.instruments
            if wanted and not asked and name != "peg":
                raise self._fail(place, "is not in the protocol, so it cannot be switched on here")
            if asked != wanted:
                self._say(name, *(("not asked", "asked") if wanted else ("asked", "not asked")))
                if wanted:
                    self._ask(name, place)
                else:
                    self._leave_out(name)

    def _leave_out(self, name: str) -> None:
        del self.instruments[name]
        kept = [(index, raw) for index, raw in self._groups() if raw.get("instrument", "") != name]
        self._regroup(kept)

    def _ask(self, name: str, place: Place) -> None:
        """The instrument after the pain scale, for the same reasons for visit."""
        if "pain" not in self.instruments:
            raise self._fail(place, "the protocol has no pain scale to ask it after")
        path = self._library / "instruments" / f"{name}.yaml"
        self.instruments[name] = read_yaml(path)
        self.added[f"instruments/{name}"] = path
        groups: list[tuple[int, Any]] = []
        for index, raw in self._groups():
            groups.append((index, raw))
            if raw.get("instrument") == "pain":
                groups.append((index, {**raw, "linkId": name, "instrument": name}))
        self._regroup(groups)

    def _groups(self) -> list[tuple[int, Any]]:
        return list(enumerate(self.documents["questionnaire"].data["item"]))

    def _regroup(self, groups: list[tuple[int, Any]]) -> None:
        """New top-level items, each with the line it was written on."""
        document = self.documents["questionnaire"]
        moved: dict[int, list[int]] = {}
        for new, (old, _) in enumerate(groups):
            moved.setdefault(old, []).append(new)
        lines: dict[Place, int] = {}
        for place, line in document.lines.items():
            if len(place) > 1 and place[0] == "item" and isinstance(place[1], int):
                lines |= {("item", new, *place[2:]): line for new in moved.get(place[1], [])}
            else:
                lines[place] = line
        data = {**document.data, "item": [raw for _, raw in groups]}
        self.documents["questionnaire"] = Document(document.path, data, lines)


def _tiers_in(raw: Any) -> Iterator[dict[str, Any]]:
    """Every part of a rule that names a tier."""
    if isinstance(raw, dict):
        if "tier" in raw:
            yield raw
        for each in raw.values():
            yield from _tiers_in(each)
    elif isinstance(raw, list):
        for each in raw:
            yield from _tiers_in(each)


def _readers(protocol: Protocol) -> Mapping[str, list[tuple[str, bool]]]:
    """Each threshold that something reads, with the sentences printed by what reads it, and whether
    that belongs to the suicide screen."""
    found: dict[str, list[tuple[str, bool]]] = {}

    def read(name: str | None, title: str, reason: str, suicide_screen: bool = False) -> None:
        if name is not None:
            found.setdefault(name, []).extend((text, suicide_screen) for text in (title, reason))

    def walk(rule: Rule, cases: tuple[Case, ...]) -> None:
        for case in cases:
            for name in (case.at_least, case.less_than):
                read(name, case.title or rule.title, case.reason, rule.respond == "crisis")
            walk(rule, case.then.cases if case.then else ())

    for rule in protocol.rules:
        walk(rule, rule.cases)
        if rule.lookback:
            found.setdefault(rule.lookback.threshold, [])
        for outcome, names in READ_BY_WEIGHT.items() if rule.kind == "weight" else ():
            for said in (rule.outcomes[outcome],) if outcome in rule.outcomes else ():
                for name in names:
                    read(name, said.title, said.reason)
                    read(name, "", said.reason_measured)
    for vital in protocol.vitals:
        for limit in (vital.above, vital.at_least, vital.below):
            read(limit, vital.outcome.title, vital.outcome.reason)
    return found


def _in_order(protocol: Protocol, changed: tuple[str, ...], document: Document) -> None:
    """Raises BadFile where two neighbouring limits have changed places."""
    numbers = protocol.numbers
    for chain in ORDERED:
        known = [name for name in chain if name in numbers]
        for low, high in pairwise(known):
            moved = next((name for name in changed if name in (low, high)), None)
            if moved and numbers[low] >= numbers[high]:
                raise document.fail(
                    ("thresholds", moved),
                    f"expected {low} ({printed(numbers[low])}) below {high} "
                    f"({printed(numbers[high])})",
                )
