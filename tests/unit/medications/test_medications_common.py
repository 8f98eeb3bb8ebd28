"""The medicines that Americans take most are known by every usual name, with what a rule needs to know."""

import csv
from pathlib import Path

import pytest

from kiosk.medications.vocabulary import Vocabulary

with (Path(__file__).parents[2] / "data" / "common_medicines.csv").open(newline="") as file:
    ROWS = [(row["name"], row["generic"], row["class"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("name", "generic", "class_name"), [row for row in ROWS if row[1]])
def test_a_common_name_is_its_medicine(
    vocabulary: Vocabulary, name: str, generic: str, class_name: str
) -> None:
    (medicine,) = vocabulary.exact(name)
    assert medicine.generic == generic
    assert not class_name or class_name in medicine.classes
    assert len(medicine.ingredients) == generic.count(" / ") + 1


@pytest.mark.parametrize("name", [name for name, generic, _ in ROWS if not generic])
def test_a_common_name_of_several_products_is_asked(vocabulary: Vocabulary, name: str) -> None:
    assert vocabulary.resolve(name).match == "ambiguous"
    assert vocabulary.suggest(name)
