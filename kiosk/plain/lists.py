"""Lists in plain lines: allergies and other short texts, and medicines. Nothing is guessed.

Every line is kept at once, so that help, another language, a stop or a power cut costs none of it.
"""

from collections.abc import Callable, Sequence

from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import NOT_SURE, SKIPPED, Answer, MedicationEntry
from kiosk.plain.talk import Talk, place_of
from kiosk.text import clean
from kiosk.wording import FORGOTTEN, HOW_TAKEN, Question, medicine_text, taken

_SUGGESTIONS = 6
_STRENGTHS = 6
_ENTRY = 200


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
        talk, name = self._talk, question.item.link_id
        stored = question.stored if isinstance(question.stored, tuple) else ()
        lines = tuple(str(each) for each in stored)
        while True:
            none = talk.say("list.nothing")
            ways = [none, talk.say("answer.not_sure"), talk.say("answer.tell_staff")]
            typed = self._next(lines, ways, talk.say("list.label"))
            if isinstance(typed, str):
                lines = (*lines, typed)
                self._keep(name, lines)
            elif typed is None:
                return lines
            elif lines:
                lines = (*lines[:typed], *lines[typed + 1 :])
                self._keep(name, lines)
            else:
                return ((), NOT_SURE, SKIPPED)[typed]

    def medicines(self, question: Question) -> Answer:
        """The medicine list: names that were typed, and what the patient picked for each."""
        talk, name = self._talk, question.item.link_id
        stored = question.stored if isinstance(question.stored, tuple) else ()
        entries = tuple(each for each in stored if isinstance(each, MedicationEntry))
        asked = talk.say("medicines.label")
        while True:
            ways = [talk.say("medicines.bottle"), talk.say("answer.tell_staff")]
            shown = [self._shown(entry) for entry in entries]
            typed = self._next(shown, ways, asked, may_end=True)
            asked = talk.say("medicines.label")
            if isinstance(typed, str):
                for drug in self._medicines().drugs(typed):
                    entries = self._with(entries, self._pick(drug))
                    self._keep(name, entries)
            elif typed is None:
                missed = self._missed(shown)
                if not missed:
                    return entries
                asked = talk.say(f"medicines.add_{missed}")
            elif entries:
                changed = self._details(entries[typed])
                kept = () if changed is None else (changed,)
                entries = (*entries[:typed], *kept, *entries[typed + 1 :])
                self._keep(name, entries)
            elif typed == 0:
                shown_later = MedicationEntry(entered=talk.english("medicines.shown"))
                entries = self._with(entries, shown_later)
                self._keep(name, entries)
            else:
                return SKIPPED

    def _with(
        self, entries: tuple[MedicationEntry, ...], entry: MedicationEntry | None
    ) -> tuple[MedicationEntry, ...]:
        added = None if entry is None else self._details(entry)
        return entries if added is None else (*entries, added)

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
            typed = talk.line(label)
            try:
                text = clean(typed, _ENTRY)
            except ValueError:
                talk.words("typing.too_long")
                continue
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

    def _shown(self, entry: MedicationEntry) -> str:
        known = not entry.confirmed and self._medicines().exact(entry.entered)
        return entry.entered if known else medicine_text(entry)

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
        place = talk.choice([*labels, talk.say("medicines.remove")])
        if place == len(labels):
            return None
        entry = taken(talk.english, entry, HOW_TAKEN[place][0])
        known = self._strengths(entry)
        if entry.status == "stopped" or not known:
            return entry
        talk.words("medicines.which_strength", name=name)
        labels = [self._medicines().strength_in(each, talk.language) for each in known]
        place = talk.choice([*labels, talk.say("medicines.strength_unknown")])
        strength = known[place] if place < len(known) else None
        return entry.model_copy(update={"strength": strength})

    def _strengths(self, entry: MedicationEntry) -> tuple[str, ...]:
        exact = self._medicines().exact(entry.entered)
        generic = entry.confirmed or (exact[0].generic if len(exact) == 1 else "")
        return self._medicines().strengths(generic)[:_STRENGTHS] if generic else ()
