"""Whatever a patient types and however much is flagged: nothing overlaps, leaves the page or is lost."""

import re
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kiosk.clinical.regimen import regimen
from kiosk.model.assessment import Assessment, BodyWeight, Flag, Medication
from kiosk.model.protocol import TIERS
from kiosk.model.record import Record
from kiosk.summary.legible import legible
from kiosk.summary.notation import tall_man
from kiosk.summary.render import PageName, drawn
from kiosk.text import scrub
from tests.support.layout_audit import faults, lost, text_of
from tests.support.printed import answers_in_words, protocol, record_of

WHOLE_PAGES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking, which would render thousands of pages."""

UNIT = re.compile(r"\b(?:mg|mL|mcg)\b")
SAMPLES = (
    "<b>bold</b>", '<a href="javascript:x">', "& < >", "😀 👩‍👧", "王小明", "فاطمة", "Ж", "\u202eevil",
    "(", ")", "\\", "a\u0301", "\x00\x1b[2J", "\u200b", "Nguyễn", "%PDF", "EMC", "…", "“”", "ﬁ",
)  # fmt: skip

typed = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from((*SAMPLES, "word", "long-hyphenated-word")), max_size=60).map(
        " ".join
    ),
    st.text(alphabet="abc xyz ", max_size=2_000),
    st.text(alphabet="W", min_size=1, max_size=200),
)
names = st.one_of(typed.map(lambda text: text[:200]), st.text(alphabet="Ww-", max_size=200))
plain_words = st.text(alphabet="abc defgh ", min_size=1, max_size=120)
FORM = protocol().questionnaire
QUESTIONS = [item.link_id for item in FORM.questions]
TITLES = [rule.title for rule in protocol().rules]
REASONS = [case.reason for rule in protocol().rules for case in rule.cases if case.reason]
SOURCES = [source.id for source in protocol().sources]
CLASSES = [rule.id for rule in protocol().medicines.classes]


@st.composite
def flags(draw: st.DrawFn) -> Flag:
    """A flag with any tier, any questions and any of the protocol's words."""
    questions = draw(st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=4, unique=True))
    value = st.one_of(
        st.sampled_from(["yes", "no", "not_sure", "skipped"]),
        st.integers(0, 10),
        st.lists(plain_words, max_size=4),
    )
    return Flag(
        rule=draw(st.sampled_from([*CLASSES, *(rule.id for rule in protocol().rules)])),
        reference=draw(st.sampled_from(["H5", "U2", "X1", "R1"])),
        tier=draw(st.sampled_from(TIERS)),
        urgent=draw(st.booleans()),
        title=" ".join(draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=3))),
        reason=" ".join(draw(st.lists(st.sampled_from(REASONS), max_size=3))),
        answers={question: draw(value) for question in questions},
        sources=tuple(draw(st.lists(st.sampled_from(SOURCES), max_size=8, unique=True))),
        respond=draw(st.sampled_from(["crisis", "stop", "staff", "none"])),
        changed=draw(st.booleans()),
    )


@st.composite
def medicines(
    draw: st.DrawFn, entered: st.SearchStrategy[str]
) -> tuple[dict[str, Any], Medication]:
    """What was typed and what was made of it."""
    words = draw(entered)
    entry = {"entered": words, "how_often": draw(plain_words), "status": "taking"}
    generic = draw(st.sampled_from([None, "sertraline", "alprazolam", "a" * 60]))
    match = "exact" if generic else draw(st.sampled_from(["unmatched", "ambiguous"]))
    medication = Medication(
        entered=words,
        generic=generic,
        match=match,
        classes=("benzodiazepine",) if generic == "alprazolam" else (),
        status=draw(st.sampled_from(["taking", "as_needed", "stopped"])),
    )
    return entry, medication


@st.composite
def records(draw: st.DrawFn, text: st.SearchStrategy[str] = typed) -> Record:
    """A stored record with any texts, 0 to 25 flags and 0 to 25 medicines."""
    base = record_of({"main_reason": draw(st.sampled_from(["depression", "chronic_pain", "ptsd"]))})
    few_or_many = st.sampled_from([0, 1, 3, 8, 25])
    count = draw(few_or_many)
    raised = draw(st.lists(flags(), min_size=count, max_size=count))
    raised.sort(key=lambda flag: (not flag.urgent, TIERS.index(flag.tier)))
    count = draw(few_or_many)
    listed = draw(st.lists(medicines(text), min_size=count, max_size=count))
    answers = {**base.answers, "medications": [entry for entry, _ in listed]}
    for question in ("given_name", "family_name", "preferred_name", "record_number", "phone"):
        answers[question] = draw(st.one_of(names, st.just("skipped")))
    answers["reason_duration"] = draw(text)
    answers["allergies"] = draw(st.lists(text, max_size=6))
    unknown = draw(st.lists(st.sampled_from(QUESTIONS), max_size=30, unique=True))
    for question in unknown:
        answers[question] = draw(st.sampled_from(["skipped", "not_sure"]))
    withheld = draw(st.booleans()) or any(flag.tier == "withhold" for flag in raised)
    judged = base.assessment.model_copy(
        update={
            "flags": tuple(raised),
            "medications": tuple(medication for _, medication in listed),
            "disposition": "withheld" if withheld else "provisional_with_cautions",
            "urgent": any(flag.urgent for flag in raised),
            "regimens": () if withheld else base.assessment.regimens,
            "unanswered": tuple(q for q in unknown if answers[q] == "skipped"),
            "withdrawn": dict.fromkeys(
                draw(st.lists(st.sampled_from(QUESTIONS), max_size=5)), "yes"
            ),
        }
    )
    return base.model_copy(
        update={
            "answers": answers,
            "assessment": judged,
            "clinic": draw(st.one_of(st.just("Riverbend"), names)),
            "synthetic": draw(st.booleans()),
            "helped_by_staff": draw(st.booleans()),
            "language": draw(st.sampled_from(["en", "es"])),
        }
    )


@settings(max_examples=30, phases=WHOLE_PAGES)
@given(records(), st.sampled_from(["letter", "a4"]), st.booleans())
def test_no_overlap_nothing_outside_no_answer_lost(
    record: Record, size: PageName, own: bool
) -> None:
    made = drawn(record, protocol(), page_size=size, for_patient=own, clinic_phone="(555) 010-0100")
    assert faults(made) == []
    if not own:
        assert lost(made, answers_in_words(record)) == []
        raised = record.assessment.flags
        assert lost(made, [tall_man(text) for f in raised for text in (f.title, f.reason)]) == []


@settings(max_examples=25, phases=WHOLE_PAGES)
@given(records(plain_words), st.booleans())
def test_a_withheld_page_holds_no_dose(record: Record, own: bool) -> None:
    """The texts of these patients hold no figures, so that every unit found is ours."""
    words = {"phone": "none", "given_name": "Ana", "family_name": "Diaz", "preferred_name": "A",
             "record_number": "1", "weight": "skipped"}  # fmt: skip
    judged = record.assessment.model_copy(update={"disposition": "withheld", "regimens": ()})
    record = record.model_copy(
        update={
            "answers": {**record.answers, **words},
            "assessment": judged,
            "clinic": "Riverbend",
        }
    )
    assert not UNIT.search(text_of(drawn(record, protocol(), for_patient=own).pdf))


@settings(max_examples=200)
@given(typed)
def test_every_character_is_drawn_or_named(text: str) -> None:
    shown = legible(text)
    assert legible(shown) == shown
    letters = [c for c in scrub(text) if not c.isspace() and not 0xFE00 <= ord(c) < 0xFE10]
    assert bool(letters) == bool(shown.strip() or not letters) or not letters
    for character in letters:
        assert character in shown or "[" in shown


@settings(max_examples=15)
@given(
    st.decimals(min_value=30, max_value=300, places=1),
    st.sampled_from(protocol().regimens.indications),
)
def test_any_dose_fits_its_card(kg: Any, indication: Any) -> None:
    base = record_of()
    computed = regimen(indication, protocol().regimens, kg)
    if computed is None:
        return
    weight = BodyWeight(kg=str(kg), stated=True, bmi="24.2")
    judged: Assessment = base.assessment.model_copy(
        update={"regimens": (computed,), "weight": weight, "disposition": "provisional"}
    )
    made = drawn(base.model_copy(update={"assessment": judged}), protocol())
    assert faults(made) == []
    for volume in computed.volume_ml.values():
        assert volume[0] in text_of(made.pdf)
