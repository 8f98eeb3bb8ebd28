"""Numbers in sentences: `{head_injury_months}` in a text stands for the threshold of that name.

So a number that a patient reads, in any language, and a provider reads on the page stands in one place,
and a clinic that changes it changes every sentence with it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.loading.yaml_lines import Document, Place
from kiosk.model.protocol import Threshold
from kiosk.model.units import printed

_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LATER = frozenset({"answer"})
"""Places that are filled in with the patient's own answer."""


def named_in(data: Any) -> frozenset[str]:
    """Names of the thresholds whose numbers stand in the texts of `data`."""
    return frozenset(name for _, text in _texts(data, ()) for name in _NAMED.findall(text))


def with_numbers(document: Document, thresholds: Mapping[str, Threshold]) -> Document:
    """`document` with its numbers filled in. Raises BadFile for a place that no threshold fills."""
    for place, text in _texts(document.data, ()):
        for name in _NAMED.findall(text):
            if name not in thresholds and name not in _LATER:
                raise document.fail(place, f"no threshold '{name}' in protocol.yaml")
    return Document(document.path, filled(document.data, thresholds), document.lines)


def _texts(data: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*place, index))


def filled(data: Any, thresholds: Mapping[str, Threshold]) -> Any:
    """`data` with the numbers of `thresholds` where their names stand; other names stay."""
    if isinstance(data, str):
        alone = _NAMED.fullmatch(data)
        if alone and alone[1] in thresholds and thresholds[alone[1]].value % 1 == 0:
            # A condition compares with a whole number, not with its digits.
            return int(thresholds[alone[1]].value)
        return _NAMED.sub(
            lambda found: (
                printed(thresholds[found[1]].value) if found[1] in thresholds else found[0]
            ),
            data,
        )
    if isinstance(data, dict):
        return {key: filled(value, thresholds) for key, value in data.items()}
    if isinstance(data, list):
        return [filled(value, thresholds) for value in data]
    return data
