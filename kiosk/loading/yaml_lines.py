"""YAML into plain values, with the line that each of them stands on.

Stricter than YAML on purpose: `yes`, `no` and `0.5` stay the strings that were written (an answer is
never turned into a boolean, a dose never into a float); anchors and repeated keys are refused, since
both let one line change another out of sight.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kiosk.errors import BadFile

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain values, and where each value stands."""

    path: Path
    data: Any
    lines: dict[Place, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of the nearest value around it that was written down."""
        known = tuple(place)
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known, 1)

    def fail(self, place: Sequence[str | int], problem: str) -> BadFile:
        """The error that names file, line and field."""
        field = ".".join(str(part) for part in place)
        return BadFile(self.path, f"{field}: {problem}" if field else problem, self.line(place))


def read_yaml(path: Path) -> Document:
    """`path` as a Document. Raises BadFile when it cannot be read or is not our kind of YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadFile(path, "expected this file, found none") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise BadFile(path, f"cannot be read as UTF-8 text ({type(problem).__name__})") from None
    try:
        for event in yaml.parse(text, Loader=_Loader):
            mark = event.start_mark
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise BadFile(
                    path,
                    "anchors and aliases are not used here; write it out",
                    mark.line + 1 if mark else None,
                )
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else None
        raise BadFile(path, f"not valid YAML: {problem.problem}", line) from None
    except yaml.YAMLError as problem:
        raise BadFile(path, f"not valid YAML: {type(problem).__name__}") from None
    lines: dict[Place, int] = {}
    data = _plain(root, (), lines, path) if root is not None else None
    return Document(path, data, lines)


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise BadFile(path, "a key must be plain text", key_node.start_mark.line + 1)
            key = str(key_node.value)
            if key in found:
                raise BadFile(path, f"{key}: written twice", key_node.start_mark.line + 1)
            found[key] = _plain(value_node, (*place, key), lines, path)
            lines[(*place, key)] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*place, i), lines, path) for i, child in enumerate(node.value)]
    text = str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
