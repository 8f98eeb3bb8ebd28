"""What an entry means: exact names and nothing that is only near, whatever stands around them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kiosk.errors import KioskError
from kiosk.medications.vocabulary import Vocabulary

FOLDER = Path(__file__).parents[3] / "forms" / "medications"

CLASSES_THAT_RULES_NAME = """
    benzodiazepine opioid opioid_peripheral barbiturate anticholinergic anticholinergic_inhaled maoi maoi_weak
    methylxanthine z_drug sedative_hypnotic antihistamine_sedating muscle_relaxant gabapentinoid alcohol stimulant
    sympathomimetic vasopressin_analog thyroid_hormone lamotrigine antipsychotic lithium cyp3a4_inhibitor_strong
    cyp2b6_inhibitor cyp3a4_inducer antihypertensive glp1_agonist ketamine_product recreational hallucinogen cannabis
"""


def generics(vocabulary: Vocabulary, text: str) -> list[str]:
    return [medicine.generic for medicine in vocabulary.resolve(text).medicines]


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("Xanax", ["alprazolam"]),
        ("XANAX", ["alprazolam"]),
        ("xanax .5 twice a day", ["alprazolam"]),
        ("percocet 5/325 as needed", ["acetaminophen / oxycodone"]),
        ("oxycodone/acetaminophen", ["acetaminophen / oxycodone"]),
        ("hydrocodone-apap 10-325", ["acetaminophen / hydrocodone"]),
        ("lisinopril/hctz", ["hydrochlorothiazide / lisinopril"]),
        ("lisinopril/hctz 20/12.5", ["hydrochlorothiazide / lisinopril"]),
        ("tylenol #3", ["acetaminophen / codeine"]),
        ("Tylenol no. 3", ["acetaminophen / codeine"]),
        ("tylenol with codeine", ["acetaminophen / codeine"]),
        ("tylenol pm", ["acetaminophen / diphenhydramine"]),
        ("tylenol 500 mg 2 tablets", ["acetaminophen"]),
        ("claritin-d", ["loratadine / pseudoephedrine"]),
        ("Claritin D", ["loratadine / pseudoephedrine"]),
        ("st. john's wort", ["st. john's wort"]),
        ("vitamin d 2000 iu", ["vitamin d"]),
        ("losartan potassium 50mg", ["losartan"]),
        ("potassium chloride", ["potassium"]),
        ("theophylline", ["theophylline"]),
        ("theophylline syrup", ["theophylline"]),
        ("aminophylline IV", ["aminophylline"]),
        ("theophylline anhydrous 200 mg", ["theophylline"]),
        ("Theophylline ER (Theo-24) 300 mg", ["theophylline"]),
        ("Xanax (alprazolam)", ["alprazolam"]),
        ("Norco (hydrocodone)", ["acetaminophen / hydrocodone", "hydrocodone"]),
        ("Claritin-D 24 hour", ["loratadine / pseudoephedrine"]),
        ("Allegra-D 12-hour", ["fexofenadine / pseudoephedrine"]),
        ("phenobarbital elixir", ["phenobarbital"]),
        ("ketamine nasal spray", ["ketamine"]),
        ("ketamine infusions", ["ketamine"]),
        ("morphine pump", ["morphine"]),
        ("promethazine with codeine syrup", ["codeine / promethazine"]),
        ("norco, xanax; lisinopril", ["acetaminophen / hydrocodone", "alprazolam", "lisinopril"]),
        ("xanax klonopin", ["alprazolam", "clonazepam"]),
        ("lisinopril 10 mg hctz 25 mg", ["hydrochlorothiazide / lisinopril"]),
        ("xanax, twice a day", ["alprazolam"]),
        ("gabapentin 300 tid & flexeril", ["gabapentin", "cyclobenzaprine"]),
    ],
)
def test_an_exact_name_needs_no_pick(
    vocabulary: Vocabulary, entered: str, expected: list[str]
) -> None:
    assert vocabulary.resolve(entered).match == "exact"
    assert generics(vocabulary, entered) == expected
    assert [medicine.generic for medicine in vocabulary.exact(entered)] == expected


@pytest.mark.parametrize(
    "entered",
    [
        *("zanax", "at a van", "day vigo", "claritind", "perkaset", "hydroxizine", "tylonol 3"),
        *("blue pill", "blood pressure pill", "something for sleep", "i forget the name", "none"),
        *("concert", "ambient", "vitamins", "water pill", "birth control", "same as last time"),
        *("cough syrup", "maple syrup", "syrup", "iv", "pain pump"),
        *("no xanax", "not taking xanax", "my mother takes xanax", "allergic to codeine"),
        *("lisinopril pm", "ibuprofen cold", "xanax #5", "xanax ксанакс", "ксанакс", "12345"),
        *("", "   ", "💊", "\x00\x1b[31m", "5/325", "twice a day", "a" * 10_000),
    ],
)
def test_nothing_else_is_taken_as_read(vocabulary: Vocabulary, entered: str) -> None:
    resolution = vocabulary.resolve(entered)
    assert (resolution.match, resolution.medicines) == ("unmatched", ())
    assert vocabulary.exact(entered) == ()


@pytest.mark.parametrize(
    "entered",
    [
        *(
            "unisom",
            "sudafed",
            "zantac",
            "excedrin",
            "robitussin",
            "dramamine",
            "nyquil",
            "dayquil",
        ),
        *("mucinex", "alka-seltzer", "theraflu", "tylenol cold", "tylenol 3", "fioricet 3", "t3"),
        *("coke", "ice", "pot", "same", "success", "monster", "dex", "Unisom 25 mg at bedtime"),
        *("unisom sleep", "unisom sleep tabs", "sudafed nasal spray", "robitussin cough syrup"),
        "tylenol 3 xanax",
    ],
)
def test_a_name_of_several_products_is_always_asked(vocabulary: Vocabulary, entered: str) -> None:
    assert vocabulary.resolve(entered).match == "ambiguous"
    assert vocabulary.exact(entered) == ()


def test_what_is_certain_counts_beside_what_is_not(vocabulary: Vocabulary) -> None:
    for entered, match in (("xanax and a blue pill", "unmatched"), ("xanax, unisom", "ambiguous")):
        resolution = vocabulary.resolve(entered)
        assert resolution.match == match
        assert [m.generic for m in resolution.medicines] == ["alprazolam"]


@pytest.mark.parametrize(
    ("entered", "named"),
    [
        ("theophylline my dr prescribes", ["theophylline"]),
        ("taking lithium since march", ["lithium"]),
        ("the maoi nardil i think", ["phenelzine"]),
        ("theo-24 my dr", ["theophylline"]),
        ("theophylline300mg from my doc", ["theophylline"]),
        ("no theophylline", ["theophylline"]),
        ("methergine or maybe lithium stuff", ["methylergonovine", "lithium"]),
        # Words that most people mean otherwise, and names that mean several things, name nothing.
        ("acid reflux thing from dr", []),
        ("my pcp knows the name", []),
        ("ice pack my therapist gave", []),
        ("blue pill", []),
        ("my theofilin from the clinic", []),
    ],
)
def test_a_name_among_unknown_words_is_possible_and_never_taken(
    vocabulary: Vocabulary, entered: str, named: list[str]
) -> None:
    resolution = vocabulary.resolve(entered)
    assert (resolution.match, resolution.medicines) == ("unmatched", ())
    assert [m.generic for m in resolution.possible] == named


@pytest.mark.parametrize(
    ("entered", "picked", "named"),
    [
        ("theophylline my dr prescribes", "theophylline", []),
        ("the maoi nardil i think", "phenelzine", []),
        ("nardil theophylline stuff my dr gave", "phenelzine", ["theophylline"]),
        ("theophylline my dr prescribes", "ibuprofen", ["theophylline"]),
    ],
)
def test_a_pick_settles_only_the_name_that_it_is(
    vocabulary: Vocabulary, entered: str, picked: str, named: list[str]
) -> None:
    resolution = vocabulary.resolve(entered, picked)
    assert [m.generic for m in resolution.possible] == named


def test_a_pick_is_confirmed(vocabulary: Vocabulary) -> None:
    resolution = vocabulary.resolve("zanax", "alprazolam")
    assert resolution.match == "confirmed"
    assert [m.generic for m in resolution.medicines] == ["alprazolam"]


@pytest.mark.parametrize(
    ("entered", "picked"), [("theophylline", "ibuprofen"), ("hydroxyzine", "hydralazine")]
)
def test_a_pick_never_removes_another_medicine_that_was_named(
    vocabulary: Vocabulary, entered: str, picked: str
) -> None:
    match, medicines, is_open, _ = vocabulary.resolve(entered, picked)
    assert (match, is_open) == ("confirmed", False)
    assert [m.generic for m in medicines] == [picked, entered]


def test_a_pick_loses_none_of_the_other_drugs_in_the_entry(vocabulary: Vocabulary) -> None:
    resolution = vocabulary.resolve("zanax and norco", "alprazolam")
    assert [m.generic for m in resolution.medicines] == [
        "alprazolam",
        "acetaminophen / hydrocodone",
    ]
    assert not resolution.open


NYQUIL = "acetaminophen / dextromethorphan / doxylamine"


@pytest.mark.parametrize(
    ("entered", "picked"),
    [
        ("zanax, theofilin", "alprazolam"),
        ("zanax/theofilin", "alprazolam"),
        ("xanax and a blue pill", "alprazolam"),
        ("oxycodone, acetaminophen, a blue pill", "acetaminophen / oxycodone"),
        ("metoprolal lisinoprel", "metoprolol"),
        ("metoprolal blorfinex", "metoprolol"),
        ("zanax lisinoprel 20 mg", "lisinopril"),
        ("Sudafed PE Pressure + Pain, theofilin", "acetaminophen / phenylephrine"),
        ("nyquil", "ibuprofen"),
        ("tylenol 3", "alprazolam"),
        ("nyquil zanax", "alprazolam"),
        ("zanax, nyquil", "alprazolam"),
        ("zanax, nyquil", NYQUIL),
        ("tylenol 3 xanax", "alprazolam"),
        ("zanax, " + "a" * 2_000, "alprazolam"),
    ],
)
def test_what_a_pick_leaves_unknown_is_said(
    vocabulary: Vocabulary, entered: str, picked: str
) -> None:
    resolution = vocabulary.resolve(entered, picked)
    assert (resolution.match, resolution.open) == ("confirmed", True)
    assert [m.generic for m in resolution.medicines] == [picked]


@pytest.mark.parametrize(
    ("entered", "picked", "beside"),
    [
        ("zanax", "alprazolam", []),
        ("xanax", "alprazolam", []),
        ("zanax 0.5 mg twice a day", "alprazolam", []),
        ("twice a day", "alprazolam", []),
        ("tylenol", "acetaminophen / codeine", []),
        ("tylenol/codein", "acetaminophen / codeine", []),
        ("tylonol with codeine", "acetaminophen / codeine", []),
        ("blood pressure pill lisinoprel", "lisinopril", []),
        ("loartan potassium", "losartan", []),
        ("wal-dril", "diphenhydramine", []),
        ("amoxicilin/clavulanate", "amoxicillin / clavulanate", []),
        ("nyquil", NYQUIL, []),
        ("nyquil", "doxylamine", []),
        ("tylenol 3", "acetaminophen / codeine", []),
        ("tylenol 3 xanax", "acetaminophen / codeine", ["alprazolam"]),
        ("theophylline zanax", "alprazolam", ["theophylline"]),
        ("oxicodone acetaminophin", "acetaminophen / oxycodone", []),
        ("oxicodone/acetaminophin", "acetaminophen / oxycodone", []),
        ("xanax, unisom", "doxylamine", ["alprazolam"]),
        ("theophylline and a blue pill", "ibuprofen", ["theophylline"]),
    ],
)
def test_a_pick_settles_the_one_drug_that_was_unknown(
    vocabulary: Vocabulary, entered: str, picked: str, beside: list[str]
) -> None:
    match, medicines, is_open, _ = vocabulary.resolve(entered, picked)
    assert (match, is_open) == ("confirmed", False)
    assert [m.generic for m in medicines] == [picked, *beside]


def test_only_a_pick_can_leave_an_entry_open(vocabulary: Vocabulary) -> None:
    for entered in ("zanax, theofilin", "xanax", "nyquil", ""):
        assert not vocabulary.resolve(entered).open


def test_one_substance_in_two_products_stays_two_and_two_names_of_one_product_one(
    vocabulary: Vocabulary,
) -> None:
    both = ["acetaminophen / diphenhydramine", "diphenhydramine"]
    assert generics(vocabulary, "Tylenol PM + Benadryl") == both
    assert generics(vocabulary, "Tylenol PM, Benadryl") == both
    assert [generics(vocabulary, name) for name in ("Tylenol PM", "Benadryl")] == [
        [g] for g in both
    ]
    for entered in ("Xanax + alprazolam", "Xanax, alprazolam", "Xanax alprazolam"):
        assert generics(vocabulary, entered) == ["alprazolam"]


def test_a_picked_combination_covers_its_parts(vocabulary: Vocabulary) -> None:
    resolution = vocabulary.resolve("oxycodone and acetaminophen", "acetaminophen / oxycodone")
    assert [m.generic for m in resolution.medicines] == ["acetaminophen / oxycodone"]


def test_two_medicines_that_share_a_substance_stay_two(vocabulary: Vocabulary) -> None:
    for entered in ("percocet/oxycodone", "percocet and oxycodone", "percocet oxycodone"):
        assert generics(vocabulary, entered) == ["acetaminophen / oxycodone", "oxycodone"]


def test_a_pick_outside_the_vocabulary_is_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(KioskError, match="'Xanax' is not a generic name"):
        vocabulary.resolve("zanax", "Xanax")


def test_a_combination_has_all_its_parts_and_their_classes(vocabulary: Vocabulary) -> None:
    percocet = vocabulary.medicine("Acetaminophen / Oxycodone")
    assert percocet is not None
    assert percocet.ingredients == ("acetaminophen", "oxycodone")
    assert "opioid" in percocet.classes
    for medicine in vocabulary.medicines.values():
        for part in medicine.ingredients:
            single = vocabulary.medicine(part)
            if single is not None and len(medicine.ingredients) > 1:
                assert set(single.classes) - {"unclassified"} <= set(medicine.classes), medicine


@pytest.mark.parametrize("name", CLASSES_THAT_RULES_NAME.split())
def test_every_class_that_a_rule_names_exists(vocabulary: Vocabulary, name: str) -> None:
    assert name in vocabulary.class_names()


def test_every_medicine_that_a_rule_names_exists(vocabulary: Vocabulary) -> None:
    text = (FOLDER.parent / "ketamine-infusion" / "medicines.yaml").read_text(encoding="utf-8")
    rules = yaml.safe_load(text)["medicines"]["classes"]
    fields = ("also_generics", "except_generics")
    named = {generic for rule in rules for field in fields for generic in rule.get(field, ())}
    assert {"ergonovine", "methylergonovine", "melatonin"} <= named
    assert [generic for generic in sorted(named) if vocabulary.medicine(generic) is None] == []


@pytest.mark.parametrize("entered", ["ergonovine", "Ergometrine 0.2 mg"])
def test_a_medicine_missing_in_the_source_is_known(vocabulary: Vocabulary, entered: str) -> None:
    assert generics(vocabulary, entered) == ["ergonovine"]
    assert "ergot" in vocabulary.resolve(entered).medicines[0].classes


@pytest.mark.parametrize(
    ("generic", "class_name"),
    [
        ("theophylline", "methylxanthine"),
        ("aminophylline", "methylxanthine"),
        ("alprazolam", "benzodiazepine"),
        ("phenobarbital", "barbiturate"),
        ("esketamine", "ketamine_product"),
        ("lamotrigine", "lamotrigine"),
        ("acetaminophen / pheniramine / phenylephrine", "antihistamine_sedating"),
        ("racepinephrine", "sympathomimetic"),
        ("sofpironium", "anticholinergic"),
    ],
)
def test_classes_that_decide_something(
    vocabulary: Vocabulary, generic: str, class_name: str
) -> None:
    medicine = vocabulary.medicine(generic)
    assert medicine is not None
    assert class_name in medicine.classes


def test_strengths_read_as_on_a_label(vocabulary: Vocabulary) -> None:
    assert "0.5 mg tablet" in vocabulary.strengths("alprazolam")
    assert "25 mcg/hour patch" in vocabulary.strengths("Fentanyl")
    assert "100 mcg tablet" in vocabulary.strengths("levothyroxine")
    assert vocabulary.strengths("no such medicine") == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "not JSON"),
        ("[]", "one JSON object"),
        ('{"format":0}', "format: expected 2"),
        ('{"format":2,"medicines":[["x"]]}', "not a built vocabulary"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "vocabulary.json").write_text(content)
    with pytest.raises(KioskError, match=said) as caught:
        Vocabulary.load(tmp_path)
    assert str(tmp_path / "vocabulary.json") in caught.value.message


def test_a_bad_list_of_strengths_is_named(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.json").write_bytes((FOLDER / "vocabulary.json").read_bytes())
    (tmp_path / "strengths.json").write_text(json.dumps({"alprazolam": 5}))
    with pytest.raises(KioskError, match=r"strengths\.json"):
        Vocabulary.load(tmp_path).strengths("alprazolam")


def test_resolving_needs_no_matcher() -> None:
    """The clinical core resolves entries; start-up must not pay for the matcher's library."""
    code = (
        "import sys, pathlib; from kiosk.medications.vocabulary import Vocabulary; "
        f"Vocabulary.load(pathlib.Path({str(FOLDER)!r})).resolve('zanax'); "
        "sys.exit(any(name.split('.')[0] == 'rapidfuzz' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
