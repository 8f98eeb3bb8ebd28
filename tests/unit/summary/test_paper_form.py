"""The paper form: everything that the kiosk asks, in order, with the same questions left out."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.interview.conditions import read
from kiosk.model.answer import Answer
from kiosk.model.form import Item
from kiosk.summary import paper_form
from kiosk.summary.blocks.paper import Grid, PaperQuestion, paper
from kiosk.summary.blocks.skips import boxes, skips
from kiosk.summary.render import PageName, drawn_paper_form
from tests.support.command import kiosk
from tests.support.layout_audit import faults, read_back, squeeze, text_of
from tests.support.printed import protocol

FORM = protocol().questionnaire


def questions(language: str) -> list[PaperQuestion]:
    found: list[PaperQuestion] = []
    for part in paper(protocol(), language).parts:
        for block in part.blocks:
            if isinstance(block, Grid):
                found += block.questions
            elif isinstance(block, PaperQuestion):
                found.append(block)
    return found


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", ["letter", "a4"])
def test_no_fault_in_the_layout(size: PageName, language: str) -> None:
    made = drawn_paper_form(
        protocol(), language=language, page_size=size, clinic="Riverbend " * 8, clinic_phone="555"
    )
    assert faults(made) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_question_stands_on_it_once_in_the_kiosks_order_and_numbers(language: str) -> None:
    assert [q.id for q in questions(language)] == [item.link_id for item in FORM.questions]
    assert [q.number for q in questions(language)] == list(range(1, len(FORM.questions) + 1))
    words = squeeze(text_of(paper_form(protocol(), language=language)))
    for item in FORM.questions:
        text = protocol().say(language, f"question.{item.link_id}.text", item.text)
        if item.type != "signature":
            assert squeeze(text) in words
        for option in FORM.options(item):
            label = protocol().say(
                language, f"option.{item.answer_value_set}.{option.code}", option.text
            )
            assert squeeze(label) in words


def test_every_closed_question_has_a_box_for_not_sure_and_for_staff() -> None:
    """An empty question is not a "no": who does not know can say so."""
    for question in questions("en"):
        item = FORM.by_id[question.id]
        if question.kind == "marks" and question.marks and not item.no_unknown:
            assert question.marks[-2:] == ("I'm not sure", "I'd rather tell staff")
    grids = [
        b for part in paper(protocol(), "en").parts for b in part.blocks if isinstance(b, Grid)
    ]
    assert [len(grid.questions) for grid in grids] == [9, 7, 20]
    for grid in grids:
        assert grid.values[-2:] == ("?", "*")


def test_what_is_urgent_says_to_show_staff_now() -> None:
    """Nobody is alerted by paper."""
    urgent = {q.id for q in questions("en") if any("show staff" in text for text in q.after)}
    assert urgent >= {"emergency_symptoms", "thoughts_of_harming_others", "phq9_9"}
    assert urgent >= {f"asq_{n}" for n in range(1, 6)}


def test_skips_are_said_in_plain_words() -> None:
    by_id = {q.id: q for q in questions("en")}
    assert by_id["high_blood_pressure"].after == (
        "If you marked “No” or “I'd rather tell staff”, go to question 24.",
    )
    assert by_id["pregnancy"].before == (
        "Leave out question 17 if you marked “Male” at question 13 or “No” at question 16.",
    )
    assert by_id["gad7_1"].before == (
        "Answer questions 70 to 76 only if you marked “Anxiety” or “OCD” at question 2 or 3.",
    )
    assert by_id["asq_5"].before == (
        "Leave out question 60 if you marked “No” at question 56, 57, 58 and 59.",
    )


def test_every_skip_is_said() -> None:
    said = [
        text for q in questions("en") for text in (*q.before, *q.after) if "staff this" not in text
    ]
    assert len(said) == len(skips(FORM))


def _any_answer(item: Item) -> st.SearchStrategy[Any]:
    closed = boxes(FORM, item)
    if item.repeats and item.type == "choice":
        own = st.lists(st.sampled_from(closed[:-2]), unique=True, max_size=3).map(tuple)
        return own | st.sampled_from(("not_sure", "skipped"))
    return st.sampled_from(closed)


_SOURCES = {source.question for skip in skips(FORM) for source in skip.sources}


@given(st.fixed_dictionaries({q: _any_answer(FORM.by_id[q]) for q in sorted(_SOURCES)}))
@settings(max_examples=150, deadline=None)
def test_a_pen_and_the_kiosk_ask_the_same_questions(answers: dict[str, Answer]) -> None:
    """Whoever follows the form's instructions answers what the kiosk would have asked."""
    asked: dict[str, Answer | None] = {}
    every = skips(FORM)
    for item in FORM.questions:
        around = [skip for skip in every if item.link_id in skip.questions]
        if not any(skip.left_out(asked) for skip in around):
            asked[item.link_id] = answers.get(item.link_id)
    kiosk_asks = read(FORM, answers, absent_is_skipped=True).order
    assert set(asked) == set(kiosk_asks)


def test_the_same_form_is_the_same_file_and_names_the_page() -> None:
    once, again = (paper_form(protocol(), language="en") for _ in range(2))
    assert once == again
    pages = read_back(once)
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Name" in page, "pages come apart"
        assert "Born" in page


def test_the_command_writes_it_in_either_language_and_names_what_is_wrong(tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    done = kiosk("form", "print", "--language", "es", "--out", str(out), home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Antes de su visita" in text_of(out.read_bytes())
    for arguments, expected in (
        (("--language", "fr", "--out", str(out)), "--language: expected one of en, es"),
        ((), "expected --out FILE.pdf: this kiosk has no printer"),
        (("--out", str(tmp_path / "nowhere" / "form.pdf")), "cannot be written"),
    ):
        done = kiosk("form", "print", *arguments, home=tmp_path)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert expected in line
