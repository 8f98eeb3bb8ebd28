"""Set-up of a new kiosk in numbered lines, for an administrator who does not see the set-up screen.

Asks and checks what that screen does, and keeps the same. Nothing is on the disk before the recovery words
were written down and three of them typed back.
"""

import datetime
import getpass
from dataclasses import replace

from kiosk import newclinic
from kiosk.errors import KioskError
from kiosk.loading.words import shipped_words
from kiosk.newclinic import NewClinic, SetupChoice, Sheet
from kiosk.plain.lines import Ended, Interrupted, Lines, standard
from kiosk.plain.speech import Speech
from kiosk.plain.talk import Talk

_STEPS = 5
_AT_ONCE = 6
"""Recovery words that are read out before the next Enter: whoever listens writes meanwhile."""


class PlainSetup:
    """The five steps in order."""

    def __init__(self, lines: Lines, new: NewClinic) -> None:
        today = datetime.datetime.now().astimezone().date()
        self._talk = Talk(lines, shipped_words(), lambda: today)
        self._lines = lines
        self._new = new

    def run(self) -> None:
        """Until the clinic is set up. Raises Interrupted and Ended; nothing is kept then."""
        talk = self._talk
        self._lines.clear()
        talk.words("setup.title")
        talk.words("setup.plain_about")
        choice = self._about(SetupChoice())
        choice = self._delivery(self._account(choice))
        while (sheet := self._keys(choice)) is None:
            choice = self._account(choice)
        self._typed_back(sheet)
        sheet.confirm(" ".join(sheet.words))
        self._new.keep(choice)
        talk.words("setup.plain_done")

    def _step(self, number: int, name: str, *more: str) -> None:
        heading = self._talk.say(f"setup.{name}_heading")
        self._talk.words("setup.plain_step", number=number, of=_STEPS, name=heading)
        for each in more:
            self._talk.words(f"setup.{each}")

    def _about(self, choice: SetupChoice) -> SetupChoice:
        self._step(1, "about")
        talk = self._talk
        while not (clinic := talk.line(talk.say("setup.clinic"))):
            talk.words("setup.no_name")
        while fault := newclinic.phone_fault(phone := talk.line(talk.say("setup.phone"))):
            talk.words(fault)
        return replace(choice, clinic=clinic, phone=phone)

    def _account(self, choice: SetupChoice) -> SetupChoice:
        self._step(2, "staff", "staff_about", "plain_hidden")
        talk = self._talk
        usual = choice.staff or "staff"
        name = talk.line(
            talk.say("setup.plain_usual", what=talk.say("setup.staff_name"), usual=usual)
        )
        while True:
            first = self._secretly("setup.passphrase")
            fault = newclinic.account_fault(name or usual, first, self._secretly("setup.again"))
            if not fault:
                return replace(choice, staff=name or usual, passphrase=first)
            talk.words(fault)

    def _secretly(self, key: str) -> str:
        self._talk.words(key)
        return self._lines.secretly(lambda: getpass.getpass(""))

    def _delivery(self, choice: SetupChoice) -> SetupChoice:
        self._step(3, "deliver", "deliver_about")
        talk = self._talk
        kinds = newclinic.KINDS
        kind = kinds[talk.choice([talk.say(f"setup.{each}") for each in kinds])]
        target = ""
        talk.words(f"setup.{kind}_note")
        while kind != "staff_only":
            usual = newclinic.usual_folder() if kind == "folder" else ""
            label = talk.say(f"setup.{kind}_label")
            asked = talk.say("setup.plain_usual", what=label, usual=usual) if usual else label
            target = talk.line(asked) or usual
            fault = newclinic.delivery_fault(kind, target)
            if not fault:
                break
            talk.words(fault)
        return replace(choice, deliver=newclinic.delivery(kind, target))

    def _keys(self, choice: SetupChoice) -> Sheet | None:
        """The recovery words; None when the passphrase is one that anybody would try."""
        try:
            return self._new.make_keys(choice)
        except KioskError as problem:
            self._talk.tell(problem.message)
            return None

    def _typed_back(self, sheet: Sheet) -> None:
        """Three of the words, from paper: they are not in the window any more."""
        talk = self._talk
        right = False
        while not right:
            self._show(sheet)
            self._step(5, "confirm", "plain_confirm")
            right = all(self._is_word(sheet, place) for place in newclinic.asked_back(sheet))
        talk.words("setup.plain_right")

    def _show(self, sheet: Sheet) -> None:
        self._step(4, "words", "words_about")
        for first in range(0, len(sheet.words), _AT_ONCE):
            for number, word in enumerate(sheet.words[first : first + _AT_ONCE], start=first + 1):
                self._lines.say(f"{number}. {word}")
            if first + _AT_ONCE < len(sheet.words):
                self._talk.line(self._talk.say("setup.plain_more"))
        self._talk.words("setup.words_lost")
        self._talk.line(self._talk.say("setup.plain_written"))
        self._lines.clear()

    def _is_word(self, sheet: Sheet, place: int) -> bool:
        """False to see all words again."""
        talk = self._talk
        while typed := talk.line(talk.say("setup.word", number=place + 1)):
            if newclinic.is_word(sheet, place, typed):
                return True
            talk.words("setup.wrong_word", number=place + 1)
        return False


def run_plain_setup(new: NewClinic, *, aloud: bool) -> bool:
    """The set-up on this terminal. False when it was left; nothing is kept then.

    Raises KioskError where nobody can answer, and without espeak-ng for `aloud`.
    """
    lines = standard(Speech() if aloud else None)
    if not lines.terminal:
        raise KioskError(f"{new.home}: this kiosk is not set up yet; run: kiosk setup")
    lines.catch_interrupts()
    try:
        PlainSetup(lines, new).run()
    except (Interrupted, Ended):
        lines.clear()
        return False
    return True
