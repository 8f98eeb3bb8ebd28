"""`kiosk medications lookup`: what a typed name could mean, as JSON."""

import argparse
import json
import sys

from kiosk.medications.vocabulary import Vocabulary
from kiosk.places import shipped
from kiosk.text import scrub


def lookup(options: argparse.Namespace) -> int:
    """The verb: one list of candidates, best first; with `-` one list a line of input."""
    vocabulary = Vocabulary.load(shipped("forms") / "medications")
    if options.text != "-":
        sys.stdout.write(_candidates(vocabulary, options.text) + "\n")
        return 0
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.write(_candidates(vocabulary, text) + "\n")
        sys.stdout.flush()
    return 0


def _candidates(vocabulary: Vocabulary, text: str) -> str:
    found = [
        {
            "generic": candidate.generic,
            "name": candidate.name,
            "score": candidate.score,
            "exact": candidate.exact,
        }
        for candidate in vocabulary.suggest(scrub(text).strip())
    ]
    return json.dumps(found, ensure_ascii=False)
