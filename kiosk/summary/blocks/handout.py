"""The patient's own sheet: what was answered, what to expect, how to get ready, whom to call.

In the patient's language and at grade 6. Must not hold a ketamine dose, a score, a flag or the name of
another treatment. Answers of scales and of safety questions stay off it too: the sheet goes home in a
pocket and others may read it.
"""

from dataclasses import dataclass

from kiosk.model.answer import EMPTY
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol, rule_questions
from kiosk.model.record import Record
from kiosk.summary.blocks.answers import AnswerLine, AnswerSection
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import KETAMINE_FIGURE, day

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Your visit",
        "for": "For",
        "about": "This sheet is yours. It does not say if or how you will be treated.",
        "next": "Your provider will go over your answers with you.",
        "help": "If you need help now",
        "call_911": "In an emergency, call 911.",
        "call_988": "If you think of suicide, call or text 988, any time. It is free.",
        "clinic": "Questions about your visit? Call the clinic:",
        "ask": "Questions about your visit? Ask the front desk.",
        "expect": "What to expect from ketamine",
        "common": "Many people feel this",
        "less_common": "Fewer people feel this",
        "rare": "This is rare",
        "prepare": "How to get ready",
        "answers": "What you told us",
        "more": "You also answered questions about your mood, habits and safety. They are not printed here.",
        "wrong": "Is something wrong or missing? Tell staff.",
        "not_sure": "Not sure",
        "skipped": "You want to tell staff",
        "empty": "Left empty",
        "none": "None",
        "page": "Page {number} of {count}",
    },
    "es": {
        "title": "Su visita",
        "for": "Para",
        "about": "Esta hoja es suya. No dice si le tratarán ni cómo.",
        "next": "Su profesional verá sus respuestas con usted.",
        "help": "Si necesita ayuda ahora",
        "call_911": "En una emergencia, llame al 911.",
        "call_988": "Si piensa en el suicidio, llame o mande un texto al 988, a toda hora. Es gratis.",
        "clinic": "¿Preguntas sobre su visita? Llame a la clínica:",
        "ask": "¿Preguntas sobre su visita? Pregunte en la recepción.",
        "expect": "Qué esperar de la ketamina",
        "common": "Muchas personas sienten esto",
        "less_common": "Menos personas sienten esto",
        "rare": "Esto es raro",
        "prepare": "Cómo prepararse",
        "answers": "Lo que nos dijo",
        "more": "También respondió preguntas sobre su ánimo, sus hábitos y su seguridad. No están en esta hoja.",
        "wrong": "¿Algo está mal o falta? Dígalo al personal.",
        "not_sure": "No está seguro",
        "skipped": "Prefiere decirlo al personal",
        "empty": "Sin llenar",
        "none": "Nada",
        "page": "Página {number} de {count}",
    },
}


_SPANISH_MONTHS = [
    "ene",
    "feb",
    "mar",
    "abr",
    "may",
    "jun",
    "jul",
    "ago",
    "sep",
    "oct",
    "nov",
    "dic",
]


@dataclass(frozen=True)
class Handout:
    """Everything that the patient's sheet says."""

    language: str
    title: str
    clinic: str
    name: str
    date: str
    intro: tuple[str, ...]
    help_title: str
    help_lines: tuple[str, ...]
    expect_title: str
    facts: tuple[str, ...]
    reactions: tuple[tuple[str, tuple[str, ...]], ...]
    prepare_title: str
    prepare: tuple[str, ...]
    answers_title: str
    answers: tuple[AnswerSection, ...]
    after: tuple[str, ...]
    page: str
    """`Page {number} of {count}` in the patient's language."""


@dataclass(frozen=True)
class _Voice:
    """The protocol's texts in one language."""

    protocol: Protocol
    language: str

    def own(self, key: str) -> str:
        """A text of the sheet itself; a protocol may bring another language under `handout.`."""
        words = _WORDS.get(self.language, _WORDS["en"])
        return self.protocol.say(self.language, f"handout.{key}", words[key])

    def day(self, iso: str) -> str:
        """A date with the month in letters, so that day and month cannot be mixed up."""
        english = day(iso)
        if self.language == "es" and english != iso:
            return "-".join((english[:2], _SPANISH_MONTHS[int(iso[5:7]) - 1], english[-4:]))
        return english

    def say(self, key: str, english: str) -> str:
        return self.protocol.say(self.language, key, english)


def handout(record: Record, protocol: Protocol, clinic_phone: str) -> Handout:
    """The patient's sheet of `record`."""
    reading = Reading(record, protocol)
    voice = _Voice(protocol, record.language)
    names = (reading.answer("given_name"), reading.answer("family_name"))
    name = " ".join(str(each) for each in names if each and each not in ("skipped", "not_sure"))
    call = f"{voice.own('clinic')} {clinic_phone}" if clinic_phone else voice.own("ask")
    education = protocol.education
    groups = ("common", "less_common", "rare")
    return Handout(
        language=record.language,
        title=voice.own("title"),
        clinic=record.clinic,
        name=f"{voice.own('for')} {name}" if name else "",
        date=voice.day(record.answered_at),
        intro=(voice.own("about"), voice.own("next")),
        help_title=voice.own("help"),
        help_lines=(voice.own("call_911"), voice.own("call_988"), call),
        expect_title=voice.own("expect"),
        facts=_harmless(
            [voice.say(f"education.facts.{key}", education.facts.get(key, "")) for key in _FACTS]
        ),
        reactions=tuple(
            (
                voice.own(group),
                _harmless(
                    [
                        voice.say(f"education.reaction.{each.id}", each.text)
                        for each in education.reactions
                        if each.frequency == group
                    ]
                ),
            )
            for group in groups
        ),
        prepare_title=voice.own("prepare"),
        prepare=_harmless(
            [
                voice.say(f"education.preparation.{index}", text)
                for index, text in enumerate(education.preparation)
            ]
        ),
        answers_title=voice.own("answers"),
        answers=_sections(reading, voice),
        after=(voice.own("more"), voice.own("wrong")),
        page=voice.own("page"),
    )


_SUBSTANCES = "substance_use"
_FACTS = ("given", "time", "off_label")


def _harmless(texts: list[str]) -> tuple[str, ...]:
    """`texts` without empty ones and without a dose figure."""
    return tuple(text for text in texts if text and not KETAMINE_FIGURE.search(text))


def _sections(reading: Reading, voice: _Voice) -> tuple[AnswerSection, ...]:
    form = reading.protocol.questionnaire
    titles = {part.id: voice.say(f"part.{part.id}", part.text) for part in form.parts}
    private = _private(reading.protocol)
    grouped: dict[str, list[AnswerLine]] = {}
    for item in form.questions:
        value = reading.record.answers.get(item.link_id)
        if value is None or item.link_id in private:
            continue
        line = AnswerLine(
            number=None,
            label=voice.say(f"question.{item.link_id}.short", item.short)
            or voice.say(f"question.{item.link_id}.text", item.text),
            answer=_answer(reading, voice, item),
            unknown=False,
            severity="",
        )
        part = form.part_of.get(item.link_id, "")
        grouped.setdefault(titles.get(part, part), []).append(line)
    return tuple(AnswerSection(title, tuple(lines)) for title, lines in grouped.items())


def _private(protocol: Protocol) -> set[str]:
    """Questions of private parts and of scales, about substances, and those that may call staff."""
    form = protocol.questionnaire
    parts = {part.id for part in form.parts if part.private}
    apart = {item.link_id for item in form.questions if form.part_of.get(item.link_id) in parts}
    scales = {q for instrument in protocol.instruments for q in instrument.items}
    urgent = {
        question
        for rule in protocol.rules
        if rule.kind == "answer" and (rule.respond != "none" or _SUBSTANCES in rule.tags)
        for question in rule_questions(rule, protocol)
    }
    return apart | scales | urgent


def _answer(reading: Reading, voice: _Voice, item: Item) -> str:
    """The answer in the patient's words."""
    value = reading.record.answers[item.link_id]
    options = {
        option.code: voice.say(f"option.{item.answer_value_set}.{option.code}", option.text)
        for option in reading.protocol.questionnaire.options(item)
    }
    if value == EMPTY:
        return voice.own("empty")
    if value in ("not_sure", "skipped"):
        return voice.own(str(value))
    if isinstance(value, str) and value in options:
        return options[value]
    if isinstance(value, list):
        if not value:
            return voice.own("none")
        return "; ".join(
            _medicine(each) if isinstance(each, dict) else options.get(each, str(each))
            for each in value
        )
    if isinstance(value, dict) and "feet" in value:
        return f"{value['feet']} ft {value['inches']} in"
    if isinstance(value, dict):
        return f"{value.get('value', '')} {value.get('unit', '')}".strip()
    if item.type == "date" and isinstance(value, str):
        return voice.day(value)
    if isinstance(value, int):
        return str(value)
    return reading.words(item.link_id, value)


def _medicine(entry: dict[str, object]) -> str:
    return ", ".join(
        str(entry[key]) for key in ("entered", "strength", "how_often") if entry.get(key)
    )
