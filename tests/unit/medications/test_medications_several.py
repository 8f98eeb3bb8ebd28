"""Several drugs in one entry: none hides behind another, and no word of the patient is lost."""

import pytest

from kiosk.medications import entry
from kiosk.medications.vocabulary import Vocabulary

SEVERAL = [
    ("metoprolal lisinoprel", ["metoprolal", "lisinoprel"]),
    ("Metoprolal 50mg Lisinoprel 20 mg daily", ["Metoprolal 50mg", "Lisinoprel 20 mg daily"]),
    ("zanax and theofilin", ["zanax", "theofilin"]),
    ("zanax & norko", ["zanax", "norko"]),
    ("zanax&norko", ["zanax", "norko"]),
    ("zanax + soma", ["zanax", "soma"]),
    ("zanax+soma", ["zanax", "soma"]),
    ("zanax, norko\nlexipro 10", ["zanax", "norko", "lexipro 10"]),
    ("zanax w/ norko", ["zanax", "norko"]),
    ("zanax with norko", ["zanax", "norko"]),
    ("zanax/theofilin", ["zanax", "theofilin"]),
    ("zanax y lisinoprel", ["zanax", "lisinoprel"]),
    ("metforman glipizid januvia", ["metforman", "glipizid", "januvia"]),
    ("traz a done clonazapam", ["traz a done", "clonazapam"]),
    ("theophylline zanax", ["theophylline", "zanax"]),
    ("zanax for sleep and lisinoprel", ["zanax for sleep", "lisinoprel"]),
    ("not taking zanax lisinoprel", ["not taking zanax", "lisinoprel"]),
    ("vitamin e and vitamin d", ["vitamin e", "vitamin d"]),
]
ONE = [
    *("day vigo", "at a van", "saint johns wart", "lipator atorvastaten", "losartin potassium"),
    *(
        "xanax morning and night",
        "zanax 1,000 mg and 2.5",
        "my mother takes xanax",
        "percocet 5/325",
    ),
    *(
        "blood pressure pill lisinoprel",
        "tylenol w/codine",
        "lisinopril/hctz",
        "blue pill",
        "wal-dril",
    ),
    *("hydrocodone/acetaminophin", "oxicodone acetaminophin", "vitamin e 400 iu", "a story " * 200),
    *("", "   ", "💊", "5/325", "ксанакс", "a" * 10_000),
]


@pytest.mark.parametrize(("entered", "drugs"), SEVERAL)
def test_several_drugs_become_several_entries(
    vocabulary: Vocabulary, entered: str, drugs: list[str]
) -> None:
    assert list(vocabulary.drugs(entered)) == drugs


@pytest.mark.parametrize(("entered", "drugs"), SEVERAL)
def test_every_drug_of_the_entry_is_offered(
    vocabulary: Vocabulary, entered: str, drugs: list[str]
) -> None:
    shown = {row.generic for row in vocabulary.suggest(entered)}
    for drug in drugs[-3:]:
        first = vocabulary.suggest(drug)[0]
        assert first.generic in shown, (drug, first)


@pytest.mark.parametrize("entered", ONE)
def test_one_drug_stays_one_entry_word_for_word(vocabulary: Vocabulary, entered: str) -> None:
    assert [entry.fold(d) for d in vocabulary.drugs(entered)] == [entry.fold(entered)]


@pytest.mark.parametrize(
    ("entered", "first"),
    [
        ("hydrocodone/acetaminophin", "acetaminophen / hydrocodone"),
        ("oxicodone/acetaminophen", "acetaminophen / oxycodone"),
        ("tylenol with codine", "acetaminophen / codeine"),
        ("lisinipril/hctz", "hydrochlorothiazide / lisinopril"),
    ],
)
def test_misspelt_parts_of_one_product_bring_up_the_product(
    vocabulary: Vocabulary, entered: str, first: str
) -> None:
    assert vocabulary.suggest(entered)[0].generic == first
    assert vocabulary.exact(entered) == ()


def test_what_is_named_exactly_beside_a_misspelling_counts(vocabulary: Vocabulary) -> None:
    """Theophylline withholds the dose: an unknown word beside it must not hide it."""
    found = vocabulary.resolve("theophylline zanax")
    assert (found.match, [m.generic for m in found.medicines]) == ("unmatched", ["theophylline"])
