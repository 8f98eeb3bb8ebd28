"""Lists in plain lines: allergies and other short texts, and medicines. Nothing is guessed.

Every line is kept at once, so that help, another language, a stop or a power cut costs none of it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import NOT_SURE, SKIPPED, Answer, MedicationEntry
from kiosk.plain.talk import Chosen, Talk, Way, place_of
from kiosk.text import clean
from kiosk.wording import (
    FORGOTTEN,
    HOW_TAKEN,
    Question,
    is_rest,
    line_text,
    taken,
    told_later,
    with_rest,
)

_SUGGESTIONS = 6
_STRENGTHS = 6


_Line = TypeVar("_Line", bound=str | MedicationEntry)


class Kept(Generic[_Line]):
    """The lines of a list, each change of them on the disk before anything else is asked."""

    def __init__(
        self, lines: tuple[_Line, ...], keep: Callable[[tuple[_Line, ...]], object]
    ) -> None:
        self.lines: tuple[_Line, ...] = lines
        self._keep = keep

    def put(self, place: int, *instead: _Line) -> None:
        """Other lines in the place of one, at the end in addition; none to take it off."""
        self.lines = (*self.lines[:place], *instead, *self.lines[place + 1 :])
        self._keep(self.lines)


class Lists:
    """The lists of one patient."""

    def __init__(
        self,
        talk: Talk,
        medicines: Callable[[], Vocabulary],
        keep: Callable[[str, Answer], object],
    ) -> None:
        self._talk = talk
        self._medicines = medicines
        self._keep = keep

    def texts(self, question: Question) -> Answer:
        """A list of short texts."""
        stored = question.stored if isinstance(question.stored, tuple) else ()
        kept = Kept(tuple(str(each) for each in stored), self._keeping(question))
        return self._or_told(kept, lambda: self._texts(kept, question.short))

    def _texts(self, kept: "Kept[str]", short: str) -> Answer:
        talk = self._talk
        while True:
            none = talk.say("list.nothing", what=short.lower())
            ways = [none, talk.say("answer.not_sure"), talk.say("answer.tell_staff")]
            shown = [line_text(talk, line) for line in kept.lines]
            typed = self._next(shown, ways, talk.say("list.label"))
            if isinstance(typed, str):
                kept.put(len(kept.lines), typed)
            elif typed is None:
                return kept.lines
            elif kept.lines:
                self._change(kept, typed)
            else:
                return ((), NOT_SURE, SKIPPED)[typed]

    def _change(self, kept: "Kept[str]", place: int) -> None:
        """The line stays until another one is typed, or it is taken off by its own number."""
        talk = self._talk
        talk.tell(line_text(talk, kept.lines[place]))
        way = talk.choice(
            [talk.say("list.leave"), talk.say("weight.again"), talk.say("medicines.remove")]
        )
        if way == 1:
            typed = self._text(talk.say("plain.type_it"))
            if typed:
                kept.put(place, typed)
        elif way == 2:
            kept.put(place)

    def medicines(self, question: Question) -> Answer:
        """The medicine list: names that were typed, and what the patient picked for each."""
        stored = question.stored if isinstance(question.stored, tuple) else ()
        entries = tuple(each for each in stored if isinstance(each, MedicationEntry))
        kept = Kept(entries, self._keeping(question))
        return self._or_told(kept, lambda: self._medicine_list(kept))

    def _medicine_list(self, kept: "Kept[MedicationEntry]") -> Answer:
        talk = self._talk
        asked = talk.say("medicines.label")
        while True:
            ways = [talk.say("medicines.bottle"), talk.say("answer.tell_staff")]
            shown = [self._shown(entry) for entry in kept.lines]
            typed = self._next(shown, ways, asked, may_end=True)
            asked = talk.say("medicines.label")
            if isinstance(typed, str):
                self._add(kept, self._medicines().drugs(typed))
            elif typed is None:
                missed = self._missed(shown)
                if not missed:
                    return kept.lines
                asked = talk.say(f"medicines.add_{missed}")
            elif kept.lines:
                self._detail(kept, typed)
            elif typed == 0:
                kept.put(0, MedicationEntry(entered=talk.english("medicines.shown")))
                self._detail(kept, 0)
            else:
                return SKIPPED

    def _add(self, kept: "Kept[MedicationEntry]", drugs: Sequence[str]) -> None:
        """A line for each drug, as it was typed; then which one was meant, and how it is taken."""
        place = len(kept.lines)
        kept.put(place, *(MedicationEntry(entered=drug) for drug in drugs))
        for drug in drugs:
            picked = self._pick(drug)
            if picked is None:
                kept.put(place)
                continue
            kept.put(place, picked)
            place += self._detail(kept, place)

    def _detail(self, kept: "Kept[MedicationEntry]", place: int) -> bool:
        """Ask the details of a line; False when it was taken off the list."""
        if is_rest(kept.lines[place]):
            labels = [self._talk.say("list.leave"), self._talk.say("medicines.remove")]
            taken_off = self._talk.choice(labels) == 1
            if taken_off:
                kept.put(place)
            return not taken_off
        detailed = self._details(kept.lines[place])
        kept.put(place, *(() if detailed is None else (detailed,)))
        return detailed is not None

    def _keeping(self, question: Question) -> Callable[[Answer], object]:
        return lambda lines: self._keep(question.item.link_id, lines)

    def _or_told(self, kept: "Kept[Any]", ask: Callable[[], Answer]) -> Answer:
        """What `ask` gives; told to staff, every line stays and says that there is more."""
        try:
            return ask()
        except Chosen as chosen:
            if chosen.way is not Way.TELL_STAFF:
                raise
            return with_rest(kept.lines)

    def _missed(self, shown: Sequence[str]) -> str:
        """What the patient has still to add, as the end of a key; empty when nothing was missed."""
        talk = self._talk
        talk.words("medicines.missed")
        if shown:
            talk.words("medicines.missed_listed", list=", ".join(shown))
        else:
            talk.words("medicines.missed_empty")
        kinds = [*FORGOTTEN, "other"]
        labels = [talk.say(f"medicines.missed_{kind}") for kind in kinds]
        place = talk.choice([*labels, talk.say("medicines.missed_nothing")])
        return kinds[place] if place < len(kinds) else ""

    def _next(
        self, lines: Sequence[str], ways: list[str], label: str, *, may_end: bool = False
    ) -> str | int | None:
        """A new text, the place of a line (or of a way while there is no line), or None for the end."""
        talk = self._talk
        if lines:
            talk.words("list.count", count=len(lines))
            talk.number(lines)
            talk.words("plain.list_change")
            talk.words("plain.list_end")
        else:
            talk.number(ways)
            if may_end:
                talk.words("plain.list_none")
        choices = len(lines) or len(ways)
        while True:
            text = self._text(label)
            if text.isascii() and text.isdigit():
                place = place_of(text, choices)
                if place is not None:
                    return place
                talk.words("plain.one_of_the_numbers", most=choices)
            elif text:
                return text
            elif lines or may_end:
                return None
            else:
                talk.words("plain.type_or_ways")

    def _text(self, label: str) -> str:
        """A typed line that fits into a list; may be empty."""
        while True:
            try:
                return clean(self._talk.line(label))
            except ValueError:
                self._talk.words("typing.too_long")

    def _shown(self, entry: MedicationEntry) -> str:
        known = not entry.confirmed and self._medicines().exact(entry.entered)
        return entry.entered if known else line_text(self._talk, entry)

    def _pick(self, typed: str) -> MedicationEntry | None:
        """What was meant by `typed`; None to type it again."""
        talk = self._talk
        found = self._medicines().suggest(typed, limit=_SUGGESTIONS)
        talk.tell(f"{talk.say('measure.you_typed')}: {typed}")
        talk.words("plain.did_you_mean" if found else "medicines.not_known")
        labels = [self._line(each.name, each.generic) for each in found]
        labels += [
            talk.say("medicines.keep", text=typed),
            talk.say("medicines.bottle"),
            talk.say("weight.again"),
        ]
        place = talk.choice(labels)
        if place < len(found):
            return MedicationEntry(entered=typed, confirmed=found[place].generic)
        return None if place == len(labels) - 1 else MedicationEntry(entered=typed)

    def _line(self, name: str, generic: str) -> str:
        """Brand, generic and purpose: "Xanax: alprazolam, for anxiety or sleep"."""
        both = name if name.casefold() == generic.casefold() else f"{name}: {generic}"
        purpose = self._medicines().purpose(generic, self._talk.language)
        return f"{both}, {purpose}" if purpose else both

    def _details(self, entry: MedicationEntry) -> MedicationEntry | None:
        """How it is taken, then its strength where strengths are known; None to take it off the list."""
        talk, name = self._talk, self._shown(entry)
        talk.words("medicines.how", name=name)
        labels = [talk.say(f"medicines.how_{way}") for way, _ in HOW_TAKEN]
        place = self._choice_or_told([*labels, talk.say("medicines.remove")])
        if place is None:
            return told_later(entry, strength=False)
        if place == len(labels):
            return None
        entry = taken(talk.english, entry, HOW_TAKEN[place][0])
        known = self._strengths(entry)
        if entry.status == "stopped" or not known:
            return entry
        talk.words("medicines.which_strength", name=name)
        labels = [self._medicines().strength_in(each, talk.language) for each in known]
        place = self._choice_or_told([*labels, talk.say("medicines.strength_unknown")])
        if place is None:
            return told_later(entry, strength=True)
        strength = known[place] if place < len(known) else None
        return entry.model_copy(update={"strength": strength})

    def _choice_or_told(self, labels: Sequence[str]) -> int | None:
        """The place of a label; None when it is told to staff."""
        try:
            return self._talk.choice(labels)
        except Chosen as chosen:
            if chosen.way is not Way.TELL_STAFF:
                raise
            return None

    def _strengths(self, entry: MedicationEntry) -> tuple[str, ...]:
        exact = self._medicines().exact(entry.entered)
        generic = entry.confirmed or (exact[0].generic if len(exact) == 1 else "")
        return self._medicines().strengths(generic)[:_STRENGTHS] if generic else ()
