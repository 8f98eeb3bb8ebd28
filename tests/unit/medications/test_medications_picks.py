"""Whatever a patient picks, nothing that was typed by its exact name is lost, and no unknown is hidden."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.medications import entry
from kiosk.medications.vocabulary import Medicine, Name, Vocabulary

VOCABULARY = Vocabulary.load(Path(__file__).parents[3] / "forms" / "medications")

names = st.sampled_from(VOCABULARY.names)
plain_names = st.sampled_from([n for n in VOCABULARY.names if n.name.isalpha()])
picks = st.sampled_from(sorted(m.generic for m in VOCABULARY.medicines.values()))
between = st.sampled_from([", ", "; ", " and ", "\n", " + ", "/"])
unknown = st.sampled_from(["qqxzv", "theofilin", "a blue pill", "nyquil", "unisom", "tylenol 3"])


def substances(medicines: tuple[Medicine, ...]) -> set[str]:
    return {part for medicine in medicines for part in medicine.ingredients}


@given(names, names, between, picks)
def test_a_pick_never_takes_a_substance_away(one: Name, other: Name, joint: str, pick: str) -> None:
    typed = one.name + joint + other.name
    assert substances(VOCABULARY.resolve(typed).medicines) <= substances(
        VOCABULARY.resolve(typed, pick).medicines
    )


@given(plain_names, unknown, between)
def test_a_pick_of_what_was_named_leaves_the_rest_unknown(
    name: Name, rest: str, joint: str
) -> None:
    named = VOCABULARY.exact(name.name)
    typed = name.name + joint + rest
    for medicine in named:
        if entry.fold(rest) not in name.key:
            found = VOCABULARY.resolve(typed, medicine.generic)
            assert found.open or VOCABULARY.resolve(typed).match == "exact", typed


@given(st.text(max_size=60), picks)
def test_an_open_entry_is_one_that_was_not_clear_without_the_pick(text: str, pick: str) -> None:
    if VOCABULARY.resolve(text, pick).open:
        assert VOCABULARY.resolve(text).match in ("unmatched", "ambiguous")
