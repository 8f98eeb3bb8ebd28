"""One question in plain lines: what is said, what may be typed, and the answer that comes of it.

Keeps nothing and decides nothing: the answer goes to the intake, which keeps it before the next question
is asked.
"""

from collections.abc import Callable
from typing import Any

from kiosk.errors import BadAnswer
from kiosk.interview.check import (
    age_on,
    check_answer,
    date_problem,
    is_signature,
    signs_as_another,
    unusual_weight,
)
from kiosk.interview.session import Session
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import (
    EMPTY,
    NOT_SURE,
    SKIPPED,
    UNKNOWN,
    Answer,
    HeightImperial,
    HeightMetric,
    Weight,
)
from kiosk.model.protocol import Protocol
from kiosk.plain.lists import Lists
from kiosk.plain.talk import Chosen, Talk, Way
from kiosk.text import clean
from kiosk.wording import (
    FormTexts,
    Question,
    about_birth,
    answer_text,
    both_units,
    height_lines,
    spoken_date,
    weight_lines,
)

Given = list[tuple[str, Answer]]
"""Answers by question; more than one where a page of statements is left for paper."""

_LETTERS = {"s": NOT_SURE, "t": SKIPPED}
"""Ways out where digits are the answer, as on the full screen."""


class Questions:
    """Asks the question that a session stands at."""

    def __init__(
        self,
        talk: Talk,
        protocol: Protocol,
        medicines: Callable[[], Vocabulary],
        keep: Callable[[str, Answer], object],
    ) -> None:
        self._talk = talk
        self._protocol = protocol
        self._lists = Lists(talk, medicines, keep)

    @property
    def texts(self) -> FormTexts:
        """The protocol's texts in the language of the talk."""
        return FormTexts(self._protocol, self._talk.language)

    def ask(self, session: Session) -> Given:
        """The answer to the question at `session.at`. Raises what Talk.line raises."""
        talk, question = self._talk, self.texts.question(session.at, session)
        item = question.item
        for text in (question.lead, question.text, question.why):
            if text:
                talk.tell(text)
        if question.stored is not None and not (item.repeats or item.type == "medications"):
            talk.words("plain.you_answered", answer=answer_text(talk, question, question.stored))
        if item.type == "signature":
            return self._sign(session, question)
        if item.no_unknown and len(question.options) == 1:
            return self._agree(session, question)
        before = talk.ways
        if not item.no_unknown:
            talk.ways = (*before, Way.TELL_STAFF)
        try:
            answer = self._answer(question, session)
        except Chosen as chosen:
            if chosen.way is not Way.TELL_STAFF:
                raise
            answer = SKIPPED
        finally:
            talk.ways = before
        return [(item.link_id, answer)]

    def _answer(self, question: Question, session: Session) -> Answer:
        item = question.item
        if question.options:
            return self._several(question) if item.repeats else self._one(question)
        if item.type == "medications":
            return self._lists.medicines(question)
        if item.repeats:
            return self._lists.texts(question)
        if item.type == "integer":
            return self._number(question)
        if item.type == "quantity":
            return self._measure(question, session)
        if item.type == "date":
            return self._date(question)
        return self._text(question)

    def _one(self, question: Question) -> Answer:
        codes, labels = self._options(question)
        place = self._talk.choose(labels, keep=question.stored is not None)
        if place is None:
            assert question.stored is not None  # only then an empty line was taken
            return question.stored
        self._talk.words("plain.you_chose", choice=labels[place])
        code = codes[place]
        return int(code) if question.scored and code.isdigit() else code

    def _several(self, question: Question) -> Answer:
        codes, labels = self._options(question)
        codes, labels = [*codes[:-2], "", *codes[-2:]], list(labels)
        labels.insert(len(labels) - 2, self._talk.say("choices.none"))
        alone = range(len(labels) - 3, len(labels))
        while True:
            places = self._talk.choose_several(labels)
            if len(places) > 1 and any(place in alone for place in places):
                self._talk.words(
                    "plain.alone", choice=labels[next(p for p in places if p in alone)]
                )
                continue
            self._talk.words("plain.you_chose", choice=", ".join(labels[p] for p in places))
            if codes[places[0]] in (NOT_SURE, SKIPPED):
                return codes[places[0]]
            chosen = {codes[place] for place in places}
            return tuple(code for code, _ in question.options if code in chosen)

    def _options(self, question: Question) -> tuple[list[str], list[str]]:
        codes, labels = [c for c, _ in question.options], [text for _, text in question.options]
        if not question.item.no_unknown:
            codes += [NOT_SURE, SKIPPED]
            labels += [self._talk.say("answer.not_sure"), self._talk.say("answer.tell_staff")]
        return codes, labels

    def _number(self, question: Question) -> Answer:
        item = question.item
        low, high = item.min or 0, item.max if item.max is not None else 999
        self._ways_out()
        while True:
            typed = self._talk.line(self._talk.say("number.label", low=low, high=high))
            if typed.casefold() in _LETTERS:
                return _LETTERS[typed.casefold()]
            if not typed and question.stored is not None:
                return question.stored
            try:
                return check_answer(item, (), int(typed) if typed.isascii() else None)
            except (BadAnswer, ValueError):
                self._talk.words("number.between", low=low, high=high)

    def _ways_out(self) -> None:
        for letter, key in (("S", "answer.not_sure"), ("T", "answer.tell_staff")):
            self._talk.tell(f"{letter}. {self._talk.say(key)}")

    def _measure(self, question: Question, session: Session) -> Answer:
        talk = self._talk
        while True:
            labels = [talk.say(f"unit.{unit}") for unit in question.item.unit]
            codes: list[str] = [*question.item.unit, NOT_SURE, SKIPPED]
            labels += [talk.say("answer.not_sure"), talk.say("answer.tell_staff")]
            place = talk.choose(labels, keep=question.stored is not None)
            if place is None:
                assert question.stored is not None  # only then an empty line was taken
                return question.stored
            if codes[place] in (NOT_SURE, SKIPPED):
                return codes[place]
            value = self._measured(question, codes[place])
            checked = self._read_back(value, session)
            if checked is not None:
                return checked

    def _measured(self, question: Question, unit: str) -> Answer:
        talk = self._talk
        while True:
            raw: Any
            try:
                if unit == "ft":
                    feet = talk.line(talk.say("height.feet"))
                    inches = talk.line(talk.say("height.inches"))
                    raw = {"feet": int(feet), "inches": int(inches or 0)}
                else:
                    typed = talk.line(talk.say(f"measure.in_{unit}"))
                    raw = {"value": typed.replace(",", "."), "unit": unit}
                return check_answer(question.item, (), raw)
            except (BadAnswer, ValueError):
                talk.words("measure.type_number")

    def _read_back(self, value: Answer, session: Session) -> Answer | None:
        """The measure once the patient has said which one was meant; None to type it again."""
        talk = self._talk
        if isinstance(value, Weight):
            height = session.answers.get("height")
            unusual = unusual_weight(value, height, self._protocol.numbers)
            if unusual is not None:
                talk.words("weight.check")
                return self._which_weight(value, unusual.other)
        lines: tuple[str, ...] = ()
        if isinstance(value, Weight):
            lines = weight_lines(talk, value)
        elif isinstance(value, HeightMetric | HeightImperial):
            lines = height_lines(talk, value)
        typed, *other = filter(None, lines)
        talk.tell(f"{talk.say('measure.you_typed')}: {typed}")
        for line in other:
            talk.tell(line)
        return value if self._is_right() else None

    def _which_weight(self, typed: Weight, other: Weight) -> Answer | None:
        talk = self._talk
        labels = [
            talk.say("weight.is_right", weight=both_units(talk, typed)),
            talk.say("weight.meant", weight=both_units(talk, other)),
            talk.say("weight.again"),
            talk.say("answer.tell_staff"),
        ]
        # What was looked at counts as confirmed, as on the full screen.
        answers = (typed.model_copy(update={"confirmed": True}), other, None, SKIPPED)
        return answers[talk.choice(labels)]

    def _is_right(self) -> bool:
        talk = self._talk
        return talk.choice([talk.say("plain.is_right"), talk.say("weight.again")]) == 0

    def _date(self, question: Question) -> Answer:
        talk = self._talk
        self._talk.tell(f"T. {talk.say('answer.tell_staff')}")
        while True:
            parts = []
            for key in ("dob.month", "dob.day", "dob.year"):
                typed = talk.line(talk.say(key))
                if typed.casefold() == "t":
                    return SKIPPED
                if not typed and question.stored is not None:
                    return question.stored
                parts.append(typed)
            born, problem = date_problem(parts[0], parts[1], parts[2], talk.today)
            if born is None:
                talk.tell(about_birth(talk, problem, parts[0], parts[2]))
                continue
            spoken, age = spoken_date(talk, born), age_on(talk.today, born)
            talk.words("dob.read_back", date=spoken, age=age)
            if self._is_right():
                return born.isoformat()

    def _text(self, question: Question) -> Answer:
        talk, item = self._talk, question.item
        if item.may_be_empty and question.stored is None:
            talk.words("plain.may_be_empty")
        while True:
            typed = talk.line(talk.say("plain.type_it"))
            try:
                text = clean(typed, item.max_length)
                if text:
                    return check_answer(item, (), text)
            except (BadAnswer, ValueError):
                talk.words("typing.too_long")
                continue
            if question.stored is not None:
                return question.stored
            if item.may_be_empty:
                return EMPTY
            talk.words("plain.type_or_ways")

    def _agree(self, session: Session, question: Question) -> Given:
        talk = self._talk
        code, label = question.options[0]
        labels = [label, talk.say("consent.question"), talk.say("consent.paper")]
        place = talk.choice(labels)
        if place == 1:
            raise Chosen(Way.HELP)
        if place == 2:
            return [(each, SKIPPED) for each in self._rest(session)]
        return [(question.item.link_id, code)]

    def _sign(self, session: Session, question: Question) -> Given:
        talk, item = self._talk, question.item
        names = [session.answers.get(each, SKIPPED) for each in ("given_name", "family_name")]
        talk.words("consent.today", date=spoken_date(talk, talk.today))
        if talk.choice([talk.say("consent.name"), talk.say("consent.paper")]) == 1:
            return [(item.link_id, SKIPPED)]
        while True:
            typed = talk.line(talk.say("consent.name"))
            try:
                signed = check_answer(item, (), typed if is_signature(typed) else "")
            except BadAnswer:
                talk.words("consent.name_first")
                continue
            if not signs_as_another(typed, *names) or self._signs_so(typed, names):
                return [(item.link_id, signed)]

    def _signs_so(self, typed: str, names: list[Answer]) -> bool:
        talk = self._talk
        given = " ".join(str(each) for each in names if each not in UNKNOWN)
        talk.words("consent.other_name")
        talk.words("consent.you_gave", name=given)
        talk.words("consent.you_signed", name=typed)
        return talk.choice([talk.say("consent.sign_again"), talk.say("consent.sign_so")]) == 1

    def _rest(self, session: Session) -> list[str]:
        """The questions of the last part from here on."""
        form = session.form
        last = form.parts[-1].id
        sign = [each for each in session.asked.order if form.part_of[each] == last]
        return sign[sign.index(session.at) :]
