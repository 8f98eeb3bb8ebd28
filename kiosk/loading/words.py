"""The words of the screens, by language and key; every text a patient can meet that is not a question."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kiosk.errors import BadFile
from kiosk.loading.yaml_lines import Document, read_yaml
from kiosk.places import shipped


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by language and key. English is complete; another language falls back to it."""

    by_language: Mapping[str, Mapping[str, str]]

    def get(self, language: str, key: str, **fields: object) -> str:
        """The text for `key`, with `{name}` places filled. Raises KeyError for an unknown key."""
        text = self.by_language.get(language, {}).get(key) or self.by_language["en"][key]
        return text.format(**fields) if fields else text


def load_words(folder: Path) -> Words:
    """Every `LANGUAGE.yaml` in `folder`. Raises BadFile when English is missing or a key is not text."""
    by_language = {path.stem: _texts(read_yaml(path)) for path in sorted(folder.glob("*.yaml"))}
    if "en" not in by_language:
        raise BadFile(folder / "en.yaml", "expected the English words")
    return Words(by_language)


@cache
def shipped_words() -> Words:
    """The words that came with the program, read once in a process."""
    return load_words(shipped("forms") / "words")


def _texts(document: Document) -> dict[str, str]:
    if not isinstance(document.data, dict):
        raise document.fail((), "expected keys with their texts")
    for key, text in document.data.items():
        if not isinstance(text, str):
            raise document.fail((key,), "expected a text")
    return document.data
