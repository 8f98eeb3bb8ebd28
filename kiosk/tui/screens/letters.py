"""What the on-screen keyboard does on every page that has boxes."""

from kiosk.tui.screens.page import Page
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.keyboard import Keyboard


class LettersPage(Page):
    """A page with boxes that a finger can type into."""

    def typed_box(self) -> Entry:
        """The box that the on-screen keyboard types into."""
        return self.focused if isinstance(self.focused, Entry) else self.query(Entry).first()

    def on_keyboard_typed(self, event: Keyboard.Typed) -> None:
        """A key of the on-screen keyboard: capital at the start of a word, small inside."""
        box = self.typed_box()
        inside = box.cursor_position > 0 and box.value[box.cursor_position - 1].isalpha()
        box.put(event.text.lower() if inside else event.text)

    def on_keyboard_erased(self) -> None:
        """Erase on the on-screen keyboard."""
        self.typed_box().action_delete_left()

    def on_keyboard_done(self) -> None:
        """Next on the on-screen keyboard."""
        self.next_box()

    def keyboard(self, *, skip: str = "", done: str = "") -> Keyboard:
        """Letters in the patient's language; `skip` and `done` name the last two keys."""
        return Keyboard(
            self.say("keyboard.erase"),
            self.say("keyboard.space"),
            skip or self.say("answer.tell_staff"),
            done or self.say("button.next"),
        )

    def digits(self, *, decimal: bool = False, not_sure: bool = True) -> Keyboard:
        """Digits, with a point where a number may be broken, and the ways out of the question."""
        return Keyboard(
            self.say("keyboard.erase"),
            "",
            self.say("answer.tell_staff"),
            self.say("button.next"),
            not_sure=self.say("answer.not_sure") if not_sure else "",
            digits=True,
            decimal=decimal,
        )
