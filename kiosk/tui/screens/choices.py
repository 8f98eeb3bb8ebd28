"""Closed questions: one answer of several, or several of several."""

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.model.answer import NOT_SURE, SKIPPED, Answer
from kiosk.tui import requests
from kiosk.tui.layout import Demand, Fit, fit
from kiosk.tui.screens.question import QuestionPage, halves, row
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Ask
from kiosk.wording import Question

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
_MOST_NUMBERS = 9
_MORE = "#more"
_NONE = "#none"


def keys_for(options: int, others: int) -> tuple[list[str], list[str]]:
    """Keys of the options and of the ways out: numbers up to nine, then letters with Y and Z."""
    if options + others <= _MOST_NUMBERS:
        numbers = [str(n) for n in range(1, options + others + 1)]
        return numbers[:options], numbers[options:]
    return list(_LETTERS[:options]), ["Y", "Z"][-others:] if others else []


class _Closed(QuestionPage):
    """A question with its answers in rows."""

    def _fit(self, count: int, *, pair: bool = True) -> Fit:
        """The layout with `count` rows, and with two ways side by side below when `pair`."""
        return fit(
            self.view.shape,
            Demand(
                text=self.text_rows(short=False),
                short_text=self.text_rows(short=True),
                choices=count,
                pair=pair,
                ordered=self.question.ordered,
                instrument=self.question.scored,
            ),
            large=self.view.large,
        )


class OneChoice(_Closed):
    """One press answers and turns the page."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        self._shown_page = kept if isinstance(kept, int) else 0
        self._pages = 1

    def keep(self) -> Any:
        """Which page of a list that is split over several."""
        return self._shown_page or None

    def column(self) -> ComposeResult:
        """Question block, choices, ways out."""
        options = self.question.options
        ways_out = 0 if self.question.item.no_unknown else 2
        # Two answers and two ways out are four full rows, as on every yes/no page.
        pair = ways_out == 2 and len(options) > 2
        found = self._fit(len(options) + (0 if pair else ways_out), pair=pair)
        per_page = -(-len(options) // found.pages)
        self._pages = found.pages
        if found.pages > 1:
            found = self._fit(per_page + 1, pair=pair)
        first = self._shown_page * per_page
        keys, out_keys = keys_for(min(per_page, _MOST_NUMBERS + 15), ways_out)
        rows = [
            self.answer_choice(label, code, key, self.view.shape.slim_variant if found.slim else "")
            for key, (code, label) in zip(keys, options[first : first + per_page], strict=False)
        ]
        if per_page < len(options):
            rows.append(
                Choice(
                    self.say("choices.more"), _MORE, key="0", variant=self.view.shape.slim_variant
                )
            )
        yield self.ask(found)
        unknown = self.unknown(*out_keys) if ways_out else ()
        if not pair:
            rows += unknown
        yield from choices(rows, found)
        if pair:
            yield row(*enlarged(unknown, found), gap=found.pair_gap)

    def chosen(self, choice: Choice) -> None:
        """The press is the answer."""
        if choice.code == _MORE:
            self.post_message(requests.ShowAgain((self._shown_page + 1) % self._pages))
        elif self.question.scored and choice.code not in (NOT_SURE, SKIPPED):
            self.give(int(choice.code))
        else:
            self.give(choice.code)


class ManyChoices(_Closed):
    """Presses mark and unmark; Next is the answer. "None of these" switches the others off."""

    answers_once = False

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        before = kept if kept is not None else question.stored
        if before == () and kept is None:
            self._chosen = {_NONE}
        elif isinstance(before, tuple):
            self._chosen = {str(each) for each in before}
        else:
            self._chosen = {str(before)} if before in (NOT_SURE,) else set()

    def keep(self) -> Any:
        """What is marked."""
        return tuple(sorted(self._chosen))

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """What is marked so far, when anything is."""
        answer = self._answer()
        return ((self.question.item.link_id, answer),) if answer else ()

    def column(self) -> ComposeResult:
        """Question block, choices, Next beside the way out."""
        options = [*self.question.options, (NOT_SURE, self.say("answer.not_sure"))]
        none = (_NONE, self.say("choices.none"))
        found = self._fit(len(options) + 1)
        if found.pages == 1 or self.question.item.required:
            options.insert(-1, none)
        else:
            # Nothing marked says the same, and the texts say so.
            found = self._fit(len(options))
        keys, (unsure_key, staff_key) = keys_for(len(options) - 1, 2)
        yield self.ask(found)
        rows = [
            Choice(
                label,
                code,
                key=key,
                variant=self.view.shape.slim_variant if found.slim else "",
                mark=self.say("choices.marked"),
                stored=code in self._chosen,
            )
            for key, (code, label) in zip([*keys, unsure_key], options, strict=True)
        ]
        yield from choices(rows, found)
        ways = (
            self.answer_choice(self.say("answer.tell_staff"), SKIPPED, staff_key),
            self.next_choice(key="F5"),
        )
        yield row(*enlarged(ways, found), gap=found.pair_gap)

    def chosen(self, choice: Choice) -> None:
        """Mark, unmark, or answer."""
        if choice.code == SKIPPED:
            if self.take():
                self.give(SKIPPED)
        elif choice.code == "next":
            self._next()
        else:
            self._toggle(choice.code)

    def _toggle(self, code: str) -> None:
        if code in self._chosen:
            self._chosen.discard(code)
        elif code in (_NONE, NOT_SURE):
            self._chosen = {code}
        else:
            self._chosen = (self._chosen - {_NONE, NOT_SURE}) | {code}
        for each in self.query(Choice):
            each.stored = each.code in self._chosen

    def _answer(self) -> Answer:
        if NOT_SURE in self._chosen:
            return NOT_SURE
        return tuple(code for code, _ in self.question.options if code in self._chosen)

    def _next(self) -> None:
        if not self._chosen and self.question.item.required:
            self.notify_open()
        elif self.take():
            self.give(self._answer())

    def notify_open(self) -> None:
        """Next with nothing marked: say what is missing where the reason stood."""
        self.query_one(Ask).remind(self.say("choices.nothing_marked"))


def choices(rows: list[Choice], found: Fit) -> ComposeResult:
    """The choices one below the other, or in two columns that are read from the top down."""
    enlarged(rows, found)
    if not found.gap:
        for each in rows:
            each.add_class("-tight", update=False)
    if found.two_columns:
        yield Container(*halves(rows), id="choices")
    else:
        yield from rows


def enlarged(rows: Sequence[Choice], found: Fit) -> Sequence[Choice]:
    """`rows` at the height of larger targets, where somebody asked for those."""
    for each in rows if found.large else ():
        each.add_class("-large", update=False)
        each.styles.height = found.row
        each.styles.margin = (0, 0, found.gap, 0)
    return rows
