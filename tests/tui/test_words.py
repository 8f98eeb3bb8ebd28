"""Every word that a page asks for is there, in both languages, and nothing is left over."""

import re
import string
from pathlib import Path

import pytest

from kiosk.loading.words import Words, load_words

NEVER = re.compile(r"\b(invalid|error|failed|required|submit|user|session)\b", re.IGNORECASE)
BUILT = re.compile(r"""f["']([a-z_]+\.[a-z_]*)\{""")


@pytest.fixture(scope="module")
def words(root: Path) -> Words:
    """The shipped words."""
    return load_words(root / "forms" / "words")


def used(root: Path) -> tuple[set[str], set[str]]:
    """Keys that stand in the code, and beginnings of keys that are put together."""
    text = "\n".join(p.read_text("utf-8") for p in (root / "kiosk").rglob("*.py"))
    return set(re.findall(r"""["']([a-z_]+\.[a-z0-9_]+)["']""", text)), {
        b for b in BUILT.findall(text) if b
    }


def test_no_key_is_missing_and_none_is_left_over(root: Path, words: Words) -> None:
    """A page that asks for a missing key would stop the app."""
    keys, beginnings = used(root)
    english = set(words.by_language["en"])
    families = {key.split(".")[0] for key in english}
    files = (".py", ".json", ".yaml", ".tcss", ".css")
    asked = {k for k in keys if k.split(".")[0] in families and not k.endswith(files)}
    assert asked <= english
    put_together = ("pain.", "scale.", "help.", "staff_told.", "medicines.", "list.", "setup.")
    left_over = {
        key
        for key in english - keys
        if not key.startswith(put_together) and not any(key.startswith(b) for b in beginnings)
    }
    assert left_over == set()


def test_spanish_says_everything_a_patient_reads(words: Words) -> None:
    """Only set-up, which is for staff, may fall back to English."""
    english = set(words.by_language["en"])
    spanish = set(words.by_language["es"])
    assert spanish <= english
    assert not {key for key in english - spanish if not key.startswith("setup.")}


def test_both_languages_fill_the_same_places(words: Words) -> None:
    """A place that only one language fills would show braces or lose a number."""
    for key, spanish in words.by_language["es"].items():
        places = [
            {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for text in (spanish, words.by_language["en"][key])
        ]
        assert places[0] == places[1], key


def test_no_word_that_blames_or_belongs_to_computers(words: Words) -> None:
    """The design's list of words that patients never read."""
    for key, text in words.by_language["en"].items():
        assert not NEVER.search(text), key
        assert not text.rstrip().endswith("!"), key
