"""The review: short for a healthy person, nothing hidden, each answer one or two presses from a change."""

import dataclasses
import datetime
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.intake import FrontDesk
from kiosk.interview.session import REVIEW, Session, review_sections
from kiosk.loading.words import load_words
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import NOT_SURE, SKIPPED, Answer, MedicationEntry
from kiosk.model.protocol import Protocol
from kiosk.places import shipped
from kiosk.tui.layout import Shape
from kiosk.tui.review import ReviewLeaf, flagged, leaves, sections
from kiosk.tui.screens.review import ReviewPage, WhichOne, room_for_rows
from kiosk.tui.view import View
from kiosk.wording import FormTexts, answer_text
from tests.tui.conftest import Opens, Patient
from tests.tui.look import faults
from tests.tui.walk import HEALTHY, answered, skip_to

TODAY = datetime.date(2026, 11, 22)
SHAPES = [(80, 24), (100, 30), (120, 40), (200, 60), (300, 100)]


def review(
    protocol: Protocol,
    vocabulary: Vocabulary,
    session: Session,
    size: tuple[int, int] = (80, 24),
    language: str = "en",
) -> tuple[View, list[ReviewLeaf]]:
    """The pages of the review."""
    words = load_words(shipped("forms") / "words")
    view = View(words, language, "", Shape(*size), "Clinic", TODAY)
    texts = FormTexts(protocol, language)
    parts = sections(view, session, texts, flagged(protocol, vocabulary, session, TODAY))
    return view, leaves(parts, view, room_for_rows(view.shape))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_healthy_person_reads_six_pages_at_most(
    protocol: Protocol, vocabulary: Vocabulary, language: str
) -> None:
    """In the smallest window, in both languages."""
    _, found = review(protocol, vocabulary, answered(protocol, HEALTHY), language=language)
    assert len(found) <= 6


def said(view: View, protocol: Protocol, session: Session, found: list[ReviewLeaf]) -> None:
    """Every answered question is named with its answer, and no page has more than it can hold."""
    texts = FormTexts(protocol, view.language)
    rows = [row for leaf in found for row in leaf.rows]
    for section in review_sections(session):
        for link_id in section.questions:
            those = [row for row in rows if link_id in row.questions]
            assert those, link_id
            asked = texts.question(link_id, session)
            answer = answer_text(view, asked, session.answers.get(link_id))
            lines = [line for row in those for line in row.lines]
            # A long answer goes on in another row, which names its question again.
            labels, told = (
                re.sub(r"\s+", "", "".join(parts))
                for parts in zip(*((line.label, line.text) for line in lines), strict=True)
            )
            assert re.sub(r"\s+", "", answer) in told or re.sub(r"\s+", "", answer) in labels + told
            assert asked.short.replace(" ", "") in labels + told
    for leaf in found:
        assert leaf.rows and len(leaf.rows) <= 9
        assert sum(row.height(view.shape) for row in leaf.rows) <= room_for_rows(view.shape)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        question: st.sampled_from(["yes", "no", NOT_SURE, SKIPPED])
        for question in ("stroke", "aneurysm", "heart_rhythm", "seizure", "asq_1", "bipolar")
    }
    | {
        "reason_duration": st.just("")
        | st.text("abc xyz", min_size=1, max_size=200).filter(str.strip),
        "given_name": st.text("abcdefgh", min_size=1, max_size=200),
        "takes_no_medications": st.just("no"),
        "medications": st.lists(
            st.text("abcdef", min_size=1, max_size=60).map(lambda t: MedicationEntry(entered=t)),
            min_size=1,
            max_size=20,
        ).map(tuple),
        "phq9_8": st.sampled_from([0, 1, 2, 3, SKIPPED]),
    },
)


@settings(max_examples=25)
@given(given_=ANSWERS, size=st.sampled_from(SHAPES), language=st.sampled_from(["en", "es"]))
def test_nothing_is_hidden_whatever_was_answered(
    protocol: Protocol,
    vocabulary: Vocabulary,
    given_: dict[str, Answer],
    size: tuple[int, int],
    language: str,
) -> None:
    """Long names, long lists: all of it is there, cut into lines and pages, never shortened."""
    session = answered(protocol, HEALTHY | given_)
    view, found = review(protocol, vocabulary, session, size, language)
    said(view, protocol, session, found)


def test_what_matters_has_a_row_of_its_own(protocol: Protocol, vocabulary: Vocabulary) -> None:
    """Yes, not sure, told to staff, and a "no" that raises a flag: none of them in a crowd."""
    given_: dict[str, Answer] = {
        "stroke": NOT_SURE,
        "aneurysm": SKIPPED,
        "seizure": "yes",
        "makes_own_decisions": "no",
        "ride_home": "no",
        "phq9_9": 1,
    }
    session = answered(protocol, HEALTHY | given_)
    _, found = review(protocol, vocabulary, session)
    alone = {row.questions for leaf in found for row in leaf.rows if len(row.questions) == 1}
    assert {(question,) for question in given_} <= alone


async def test_the_way_to_an_answer_and_back(desk: FrontDesk, opens: Opens) -> None:
    """A row of several asks which one; the change opens its follow-up, then the same page shows again."""
    async with opens(desk) as patient:
        await skip_to(patient, REVIEW, **HEALTHY)
        page = await turn_to(patient, "Seizure")
        number = page.number
        row = next(r for r in page.leaf.rows if "seizure" in r.questions)
        await patient.press(str(page.leaf.rows.index(row) + 1))
        assert patient.shows(WhichOne) and faults(patient.page) == []
        await patient.press("f3", "f3", "escape")
        assert isinstance(patient.page, ReviewPage) and patient.page.number == number
        await patient.press(str(page.leaf.rows.index(row) + 1))
        await patient.touch("Seizure")
        assert patient.at == "seizure"
        assert "Part 8 of 8" in patient.screen_text(), "progress never runs backwards"
        await patient.press("1")
        assert patient.at == "seizure_recent_or_uncontrolled", "opened by the change: asked first"
        await patient.press("2")
        shown = patient.page
        assert isinstance(shown, ReviewPage)
        assert any("seizure" in each.questions for each in shown.leaf.rows)


async def turn_to(patient: Patient, text: str) -> ReviewPage:
    """The page of the review that says `text`."""
    for _ in range(20):
        page = patient.page
        assert isinstance(page, ReviewPage)
        assert faults(page) == []
        if text in patient.screen_text():
            return page
        await patient.press("enter")
    raise AssertionError(f"no page says {text}")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_review_pages_fit_with_the_longest_answers(
    make_desk: Callable[..., FrontDesk], opens: Opens, size: tuple[int, int]
) -> None:
    """Whatever was typed is there whole."""
    async with opens(make_desk(language="es"), size) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        answers = HEALTHY | {
            "main_reason": "substance_use_disorder",
            "reason_duration": "since the winter of 2019, " * 7,
            "given_name": "Wolfeschlegelsteinhausenbergerdorff" * 3,
            "medications": (MedicationEntry(entered="the small blue pill of last week"),) * 12,
        }
        guide.intake.session = dataclasses.replace(guide.intake.session, at=REVIEW, answers=answers)
        app.show(guide.question)
        page = await patient.settle()
        for number in range(1, getattr(page, "of", 0) + 1):
            app.show(guide.question, number)
            assert faults(await patient.settle()) == []
