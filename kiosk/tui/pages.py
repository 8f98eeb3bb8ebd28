"""Which page shows for where a session stands. Builds pages, keeps nothing."""

from collections.abc import Callable
from typing import Any

from kiosk.interview.session import REVIEW, Session, page_of
from kiosk.model.answer import SKIPPED
from kiosk.model.form import Item
from kiosk.tui.review import leaves, sections
from kiosk.tui.screens.birth import BirthPage
from kiosk.tui.screens.choices import ManyChoices, OneChoice
from kiosk.tui.screens.consent import ConsentPage
from kiosk.tui.screens.fields import FieldsPage
from kiosk.tui.screens.measures import MeasurePage, NumberPage
from kiosk.tui.screens.medicine import MedicineDetail
from kiosk.tui.screens.medicines import Medicines, MedicinesPage, Work
from kiosk.tui.screens.missed import MissedPage
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.review import ReviewPage, Several, WhichOne, room_for_rows
from kiosk.tui.screens.scale import ScalePage
from kiosk.tui.screens.text_list import TextList
from kiosk.tui.screens.typing import TextPage
from kiosk.tui.view import View
from kiosk.wording import FormTexts, Question

_SCALE_TOP = 10


def page_for(
    view: View,
    session: Session,
    texts: FormTexts,
    medicines: Callable[[], Medicines],
    flagged: Callable[[], frozenset[str]],
    kept: Any = None,
) -> Page:
    """The page of the question, or of the review, that `session` stands at.

    `flagged`: the questions whose answers raise a flag. For the review, `kept` is the number of its page,
    a question to show the page of, or a row of several answers.
    """
    if session.at == REVIEW:
        if isinstance(kept, Several):
            named = [texts.question(each, session) for each in kept.questions]
            return WhichOne(view, kept, tuple(each.short or each.text for each in named))
        return _review(view, session, texts, flagged(), kept)
    together = page_of(session, session.at)
    if len(together) > 1:
        group = texts.question(session.form.parent_of[session.at], session)
        asked = tuple(texts.question(each, session) for each in together)
        return FieldsPage(view, group, asked, kept)
    item = session.form.by_id[session.at]
    question = texts.question(session.at, session)
    signing = _signing(view, session, texts, question, kept)
    if signing:
        return signing
    if item.type == "medications":
        if isinstance(kept, Work) and kept.asks == "missed":
            return MissedPage(view, question, kept)
        if isinstance(kept, Work) and kept.asks:
            return MedicineDetail(view, question, medicines(), kept)
        return MedicinesPage(view, question, medicines(), kept)
    page: Page = _kind(item, question)(view, question, kept)
    return page


def _kind(item: Item, question: Question) -> type[Any]:
    if question.options:
        return ManyChoices if item.repeats else OneChoice
    if item.type == "integer":
        return ScalePage if item.min == 0 and item.max == _SCALE_TOP else NumberPage
    if item.type == "quantity":
        return MeasurePage
    if item.type == "date":
        return BirthPage
    return TextList if item.repeats else TextPage


def _signing(
    view: View, session: Session, texts: FormTexts, question: Question, kept: Any
) -> ConsentPage | None:
    """Statements of the last part; the last one before the signature shares its page."""
    form = session.form
    last = form.parts[-1].id
    sign = [q for q in session.asked.order if form.part_of[q] == last]
    if session.at not in sign:
        return None
    index = sign.index(session.at)
    types = [form.by_id[q].type for q in sign]
    if question.item.type == "signature":
        if not index or types[index - 1] != "choice":
            return None
        index -= 1
        question = texts.question(sign[index], session)
    elif question.item.type != "choice" or question.item.repeats or len(question.options) != 1:
        return None
    follows = sign[index + 1] if index + 1 < len(sign) else ""
    signature = (
        texts.question(follows, session)
        if follows and form.by_id[follows].type == "signature"
        else None
    )
    names = tuple(session.answers.get(each, SKIPPED) for each in ("given_name", "family_name"))
    return ConsentPage(view, question, tuple(sign[index:]), signature, kept, names)


def _review(
    view: View, session: Session, texts: FormTexts, flagged: frozenset[str], kept: Any
) -> ReviewPage:
    parts = sections(view, session, texts, flagged)
    found = leaves(parts, view, room_for_rows(view.shape))
    number = kept if isinstance(kept, int) else 1
    if isinstance(kept, str):
        shown = [any(kept in row.questions for row in leaf.rows) for leaf in found]
        number = shown.index(True) + 1 if any(shown) else 1
    number = min(max(number, 1), len(found))
    return ReviewPage(view, found[number - 1], number, len(found))
