"""The questionnaire as a paper form: what each line says, in the patient's language.

Questions carry the numbers that the provider's page cites. Owns the words; where they stand is the
page's. Must not know a patient.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from kiosk.model.form import Item
from kiosk.model.protocol import Protocol, rule_questions
from kiosk.summary.blocks.paper_words import PAPER_WORDS
from kiosk.summary.blocks.skips import Skip, Source, skips

Kind = Literal["marks", "lines", "blanks", "medicines", "signature"]

_MANY = 9
"""A list of more boxes than this says by itself that one may look further down."""


@dataclass(frozen=True)
class PaperQuestion:
    """One question. `marks`: what stands beside each box; `blanks`: the words around writing lines."""

    number: int
    id: str
    kind: Kind
    text: str
    why: str = ""
    marks: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    """Ways to write it, each a row of units."""
    lines: int = 1
    before: tuple[str, ...] = ()
    """Which questions to leave out, said in front of this one."""
    after: tuple[str, ...] = ()
    """Where to go on, and when to show staff the page."""


@dataclass(frozen=True)
class Grid:
    """Questions of one scale that share their boxes."""

    lead: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    """What is printed beside each box of a row, so that the number is typed in as marked."""
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PaperPart:
    """One part of the interview."""

    title: str
    blocks: tuple[PaperQuestion | Grid | str, ...]
    """A text introduces the questions after it."""


@dataclass(frozen=True)
class PaperForm:
    """Everything that the form says. `words`: its own, by key."""

    language: str
    clinic: str
    phone: str
    version: str
    words: dict[str, str]
    parts: tuple[PaperPart, ...]


def paper(protocol: Protocol, language: str, clinic: str = "", phone: str = "") -> PaperForm:
    """The form in `language`, generated from the protocol."""
    return PaperForm(
        language=language,
        clinic=clinic,
        phone=phone,
        version=f"{protocol.id} {protocol.version}",
        words=PAPER_WORDS[language],
        parts=_Writer(protocol, language).parts(),
    )


class _Writer:
    """Turns the protocol's items into lines of the form."""

    def __init__(self, protocol: Protocol, language: str) -> None:
        self._protocol = protocol
        self._form = protocol.questionnaire
        self._language = language
        self._words = PAPER_WORDS[language]
        self._numbers = {q.link_id: n for n, q in enumerate(self._form.questions, 1)}
        self._alarming = {
            question
            for rule in protocol.rules
            if rule.respond != "none" and rule.kind == "answer"
            for question in rule_questions(rule, protocol)
        }
        self._before: dict[str, list[str]] = {}
        self._after: dict[str, list[str]] = {}
        for skip in skips(self._form):
            self._tell(skip)

    def parts(self) -> tuple[PaperPart, ...]:
        form = self._form
        found = []
        for part, items in groupby(form.questions, key=lambda q: form.part_of[q.link_id]):
            title = next(each.text for each in form.parts if each.id == part)
            blocks: list[PaperQuestion | Grid | str] = []
            for parent, inside in groupby(items, key=lambda q: form.parent_of[q.link_id]):
                group, children = form.by_id[parent], list(inside)
                lead = self._say(f"question.{parent}.text", group.text)
                if self._is_scale(children):
                    blocks.append(self._grid(lead, children))
                    continue
                blocks += [lead] if lead and not children[0].no_unknown else []
                blocks += [self._question(child) for child in children]
            found.append(PaperPart(self._say(f"part.{part}", title), tuple(blocks)))
        return tuple(found)

    def _is_scale(self, items: list[Item]) -> bool:
        """Whether the items share one set of scored boxes."""
        sets = {item.answer_value_set for item in items if item.type == "integer"}
        return len(items) > 1 and len(sets) == 1 and all(map(self._form.options, items))

    def _say(self, key: str, english: str) -> str:
        return self._protocol.say(self._language, key, english)

    def _label(self, item: Item, code: str) -> str:
        if code in ("not_sure", "skipped"):
            return self._words["not_sure" if code == "not_sure" else "tell_staff"]
        option = next(each for each in self._form.options(item) if each.code == code)
        return self._say(f"option.{item.answer_value_set}.{code}", option.text)

    def _question(self, item: Item) -> PaperQuestion:
        words = self._words
        kind, marks, blanks, lines = self._answer(item)
        why = self._say(f"question.{item.link_id}.why", item.why)
        if kind == "lines":
            why = "" if item.required or item.repeats else words["may_be_empty"]
        elif item.type == "integer" and item.max is not None and not self._form.options(item):
            why = words["no_pain" if kind == "marks" else "most"].format(max=item.max)
        elif kind == "medicines":
            why = words["medicines_why"]
        elif item.repeats:
            why = words["mark_all"]
        elif kind == "signature" or item.type == "date" or len(marks) > _MANY:
            why = ""
        text = self._say(f"question.{item.link_id}.text", item.text)
        return PaperQuestion(
            number=self._numbers[item.link_id],
            id=item.link_id,
            kind=kind,
            text=words["sign"] if kind == "signature" else text,
            why=why,
            marks=marks,
            blanks=blanks,
            lines=lines,
            before=tuple(self._before.get(item.link_id, ())),
            after=self._behind(item),
        )

    def _behind(self, item: Item) -> tuple[str, ...]:
        alarm: tuple[str, ...] = ()
        if item.link_id in self._alarming and item.instrument == "phq9":
            label = self._label(item, self._form.options(item)[0].code)
            number = self._numbers[item.link_id]
            alarm = (self._words["show_now"].format(label=label, number=number),)
        elif item.link_id in self._alarming:
            alarm = (self._words["show_now_choice"],)
        return (*alarm, *self._after.get(item.link_id, ()))

    def _answer(self, item: Item) -> tuple[Kind, tuple[str, ...], tuple[tuple[str, ...], ...], int]:
        """Kind, boxes, blanks and writing lines of an item."""
        words = self._words
        unknown = () if item.no_unknown else (words["not_sure"], words["tell_staff"])
        if self._form.options(item):
            own = [self._label(item, option.code) for option in self._form.options(item)]
            none = (words["none_of_these"],) if item.repeats else ()
            return "marks", (*own, *none, *(unknown or (words["tell_staff"],))), (), 0
        if item.type == "integer":
            if (item.min, item.max) == (0, 10):
                return "marks", (*(str(n) for n in range(11)), *unknown), (), 0
            return "blanks", unknown, (("",),), 0
        if item.type == "date":
            return "blanks", (), ((words["month"], words["day"], words["year"]),), 0
        if item.type == "quantity":
            ways = [
                (words["ft"], words["in"]) if unit == "ft" else (words[unit],) for unit in item.unit
            ]
            return "blanks", unknown, tuple(ways), 0
        if item.type == "medications":
            return "medicines", unknown, (), 0
        if item.type == "signature":
            return "signature", (), (), 0
        if item.repeats:
            return "lines", (words["have_none"], *unknown), (), 3
        return "lines", (), (), 2 if item.type == "text" else 1

    def _grid(self, lead: str, items: list[Item]) -> Grid:
        words = self._words
        options = self._form.options(items[0])
        columns = [self._label(items[0], option.code) for option in options]
        rows = []
        for item in items:
            text = self._say(f"question.{item.link_id}.text", item.text)
            rows.append(
                PaperQuestion(
                    number=self._numbers[item.link_id],
                    id=item.link_id,
                    kind="marks",
                    text=text,
                    before=tuple(self._before.get(item.link_id, ())),
                    after=self._behind(item),
                )
            )
        return Grid(
            lead=lead,
            columns=(*columns, words["not_sure"], words["staff_column"]),
            values=(*(str(option.score) for option in options), "?", "*"),
            questions=tuple(rows),
        )

    def _tell(self, skip: Skip) -> None:
        """Put the words for one skip where a reader meets them."""
        first, last = skip.questions[0], skip.questions[-1]
        source = skip.sources[0]
        asked_always = source.question in self._form.always_asked
        next_to = self._numbers[source.question] + 1 == self._numbers[first]
        if len(skip.sources) == 1 and asked_always and next_to:
            after = self._numbers[last] + 1
            key = "go_to" if after <= len(self._numbers) else "go_to_end"
            text = self._words[key].format(
                labels=self._labels(source, source.leaves_out), number=after
            )
            self._after.setdefault(source.question, []).append(text)
            return
        self._before.setdefault(first, []).append(self._when(skip))

    def _when(self, skip: Skip) -> str:
        words, sources = self._words, skip.sources
        first, last = (self._numbers[skip.questions[i]] for i in (0, -1))
        span = words["one" if first == last else "several"].format(first=first, last=last)
        numbers = [str(self._numbers[source.question]) for source in sources]
        if skip.needs_all:
            marked = [
                words["at"].format(labels=self._labels(source, source.leaves_out), number=number)
                for source, number in zip(sources, numbers, strict=True)
                if source.leaves_out
            ]
            return words["skip"].format(range=span, marked=self._joined(marked, "or"))
        if len(sources) > 1 and len(sources[0].leaves_out) == 1:
            labels = self._labels(sources[0], sources[0].leaves_out)
            marked = [words["at"].format(labels=labels, number=self._joined(numbers, "and"))]
            return words["skip"].format(range=span, marked=marked[0])
        labels = self._labels(sources[0], sources[0].lets_in)
        where = self._joined(numbers, "or")
        return words["only"].format(range=span, labels=labels, sources=where)

    def _labels(self, source: Source, codes: tuple[str, ...]) -> str:
        item = self._form.by_id[source.question]
        return self._joined([f"“{self._label(item, code)}”" for code in codes], "or")

    def _joined(self, parts: list[str], word: Literal["or", "and"]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self._words[word]} {parts[-1]}"
