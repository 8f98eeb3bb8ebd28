"""Rows in random order without holding them all: the order of arrival would tell the order of days."""

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from kiosk.exports.values import Row
from kiosk.model.record import Record

PILES = 64
"""Files that the rows are dealt to; 100,000 rows make piles of about 15 MB."""


def shuffled(rows: Iterable[Row], folder: Path) -> Iterator[Row]:
    """Every row once, in an order that nobody can work out. Piles in `folder` go as they are read."""
    chance = random.SystemRandom()
    piles = [folder / f"pile-{number}" for number in range(PILES)]
    with ExitStack() as stack:
        files = [stack.enter_context(pile.open("w", encoding="utf-8")) for pile in piles]
        for row in rows:
            head = json.dumps([row.status, row.versions, row.reviewed, row.age, row.minutes])
            chance.choice(files).write(f"{head}\n{row.record.model_dump_json()}\n")
    for pile in piles:
        lines = pile.read_text(encoding="utf-8").split("\n")[:-1]
        pile.unlink()
        order = list(range(0, len(lines), 2))
        chance.shuffle(order)
        for at in order:
            yield Row(Record.model_validate_json(lines[at + 1]), *json.loads(lines[at]))
