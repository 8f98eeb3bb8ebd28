"""One table: our matcher and three others on one file of typed names, in one run.

    PYTHONPATH=. python benchmarks/medications/compare.py FILE [--rivals] [--halves] [--limit N]

FILE is CSV with the columns `typed` and `expected_generic` (empty when it is no medicine), and
`ambiguous` (not empty when the label itself is a tie) if there is one. The others need the packages
in benchmarks/requirements.txt. Measures only: it changes nothing and keeps nothing of the file.
"""

import argparse
import csv
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from kiosk.medications import entry
from kiosk.medications.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 7
CONFIDENT = 90
"""The WRatio score from which a program would take the match as read."""

SPLIT_SEED = 7
KEYSTROKES = 150
"""Entries that are typed key by key for the times."""


class Row(NamedTuple):
    typed: str
    expected: str
    tied: bool


class Matcher(NamedTuple):
    """`rank` gives generics, best first; `take` the one that is accepted without a question."""

    name: str
    rank: Callable[[str], list[str]]
    take: Callable[[str], set[str]]
    megabytes: float


def ours(vocabulary: Vocabulary, megabytes: float) -> Matcher:
    return Matcher(
        "kiosk",
        lambda text: [row.generic for row in vocabulary.suggest(text, SHOWN)],
        lambda text: {medicine.generic for medicine in vocabulary.exact(text)},
        megabytes,
    )


def rivals(vocabulary: Vocabulary) -> Iterator[Matcher]:
    """The others, over the same names where they take names. Exits when they are not installed."""
    try:
        symspell = import_module("symspellpy")
        find_drugs = import_module("drug_named_entity_recognition").find_drugs
    except ImportError as missing:
        sys.exit(f"{missing.name} is not installed; see benchmarks/requirements.txt")
    names = [entry.fold(name.name) for name in vocabulary.names]
    generics = [name.generic for name in vocabulary.names]

    @cache
    def by_ratio(text: str) -> list[tuple[str, float]]:
        found = process.extract(entry.fold(text), names, scorer=fuzz.WRatio, limit=40)
        return [(generics[i], score) for _, score, i in found]

    yield Matcher(
        "rapidfuzz WRatio",
        lambda text: _first(generic for generic, _ in by_ratio(text)),
        lambda text: {g for g, score in by_ratio(text)[:1] if score >= CONFIDENT},
        0.0,
    )

    tracemalloc.start()
    speller = symspell.SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    owners: dict[str, str] = {}
    for name in vocabulary.names:
        key = entry.squash(name.key)
        owners.setdefault(key, name.generic)
        speller.create_dictionary_entry(key, 1 + vocabulary.popularity[name.generic])
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()

    @cache
    def spelled(text: str) -> list[str]:
        query = entry.squash(entry.fold(text))
        found = speller.lookup(query, symspell.Verbosity.ALL, max_edit_distance=2)
        return _first(owners[item.term] for item in found)

    yield Matcher("symspellpy", spelled, lambda text: set(spelled(text)[:1]), megabytes)

    known = {name.key: name.generic for name in vocabulary.names}

    @cache
    def recognised(text: str) -> list[str]:
        try:
            found = find_drugs(text.split(), is_ignore_case=True, is_fuzzy_match=True)
        except UnboundLocalError:  # version 2.0.9 stops like this on some texts: no answer
            return []
        words = ((drug.get("match_variant", ""), drug.get("name", "")) for drug, _, _ in found)
        names = (
            known.get(entry.fold(variant)) or known.get(entry.fold(name)) or entry.fold(name)
            for variant, name in words
        )
        return _first(names)

    yield Matcher(
        "drug-named-entity-recognition", recognised, lambda text: set(recognised(text)), 0.0
    )


def _first(generics: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(generics))[:SHOWN]


def rows(path: Path) -> list[Row]:
    """The entries of `path`. Exits with one line when the file does not fit."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        return [
            Row(line["typed"], line["expected_generic"], bool(line.get("ambiguous")))
            for line in lines
        ]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as problem:
        sys.exit(f"{path}: expected CSV with the columns typed, expected_generic ({problem})")


def share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "-"


def figures(matcher: Matcher, entries: Sequence[Row]) -> list[str]:
    """top-1 and among-seven over all and over untied labels; wrong and not-a-drug taken."""
    drugs = [row for row in entries if row.expected]
    ranked = [(row, matcher.rank(row.typed)) for row in drugs]
    clear = [(row, found) for row, found in ranked if not row.tied]
    cells = []
    for group in (ranked, clear):
        cells.append(share(sum(found[:1] == [row.expected] for row, found in group), len(group)))
        cells.append(share(sum(row.expected in found for row, found in group), len(group)))
    taken = [(row, matcher.take(row.typed)) for row in entries]
    wrong = sum(bool(found) and row.expected not in found for row, found in taken if row.expected)
    invented = sum(bool(found) for row, found in taken if not row.expected)
    return [*cells, str(wrong), str(invented)]


def lookalikes(matcher: Matcher, vocabulary: Vocabulary) -> str:
    """Share of known pairs of which both are shown, typed right and with one letter left out."""
    both = tries = 0
    for key, twins in vocabulary.lookalikes.items():
        own = next((name.generic for name in vocabulary.names if name.key == key), None)
        middle = len(key) // 2
        for typed in (key, key[:middle] + key[middle + 1 :]):
            shown = set(matcher.rank(typed))
            for twin in twins:
                tries += 1
                both += own in shown and twin.generic in shown
    return share(both, tries)


def keystrokes(matcher: Matcher, entries: Sequence[Row]) -> tuple[str, str]:
    """Median and 95th percentile of one key, from the second letter on, in milliseconds.

    Processor time of this process, so that what else the machine does is left out.
    """
    picked = random.Random(SPLIT_SEED).sample(entries, min(KEYSTROKES, len(entries)))
    times = []
    for row in picked:
        for end in range(2, len(row.typed) + 1):
            start = time.process_time()
            matcher.rank(row.typed[:end])
            times.append(time.process_time() - start)
    times.sort()
    return f"{times[len(times) // 2] * 1e3:.1f}", f"{times[int(len(times) * 0.95)] * 1e3:.1f}"


HEADINGS = (
    "matcher", "rows", "top-1", "in seven", "top-1, clear labels", "in seven, clear labels",
    "wrong taken", "non-drug taken", "look-alike pairs", "p50 ms", "p95 ms", "index MB",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare matchers on one file of typed names.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rivals", action="store_true", help="the other three as well")
    parser.add_argument("--limit", type=int, default=0, help="only so many rows, drawn at random")
    parser.add_argument(
        "--halves", action="store_true", help="also the half fitted on, and the other"
    )
    options = parser.parse_args()
    entries = rows(options.file)
    random.Random(SPLIT_SEED).shuffle(entries)
    half = len(entries) // 2
    fitted, other = entries[:half], entries[half:]
    entries = entries[: options.limit or None]

    tracemalloc.start()
    vocabulary = Vocabulary.load(ROOT / "forms" / "medications")
    vocabulary.suggest("alprazolam")
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()

    print("| " + " | ".join(HEADINGS) + " |")
    print("|" + "---|" * len(HEADINGS))
    kiosk = ours(vocabulary, megabytes)
    parts = [(kiosk, "", entries)]
    if options.halves:
        parts += [(kiosk, ", fitted half", fitted), (kiosk, ", other half", other)]
    if options.rivals:
        parts += [(matcher, "", entries) for matcher in rivals(vocabulary)]
    for matcher, label, part in parts:
        size = f"{matcher.megabytes:.0f}" if matcher.megabytes else "-"
        timed = keystrokes(matcher, part)  # first, while nothing of a rival's is remembered
        cells = (*figures(matcher, part), lookalikes(matcher, vocabulary), *timed, size)
        print("| " + " | ".join((matcher.name + label, str(len(part)), *cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
