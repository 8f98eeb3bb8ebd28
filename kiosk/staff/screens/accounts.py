"""Who may sign in: an administrator adds, removes and resets; everybody changes their own passphrase."""

from collections.abc import Callable
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.backoffice.accounts import accounts, add, change_own, remove, reset
from kiosk.records.keys import Role
from kiosk.staff.counter import Counter
from kiosk.staff.screens.menu import MenuItem, MenuPage
from kiosk.staff.screens.page import FormPage, StaffPage
from kiosk.staff.wording import ROLES
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_KEYS = "23456789ABCDEFGH"
_ROLES: Final = (
    ("F1", Role.FRONT_DESK, "Front desk"),
    ("F2", Role.CLINICIAN, "Clinician"),
    ("F3", Role.ADMINISTRATOR, "Administrator"),
)


class AccountsPage(StaffPage):
    """Every account with its role; a press shows what can be done with it."""

    def column(self) -> ComposeResult:
        """Add one, then the accounts."""
        yield words("Staff accounts", classes="heading")
        yield self.block(
            words("Each member of staff has their own name and passphrase.", classes="soft")
        )
        yield Choice("Add a member of staff", "#add", key="1")
        shape = self.view.shape
        room = self.room - 2 - shape.heading_gap - shape.gap - shape.target - shape.target_gap
        rows = max(1, min(len(_KEYS), room // shape.slim))
        found = accounts(self.counter.office)
        targets = [
            Choice(
                account.name,
                account.name,
                key=_KEYS[number],
                note=ROLES[account.role],
                variant=f"entry {shape.slim_variant}",
            )
            for number, account in enumerate(found[:rows])
        ]
        yield Container(*targets, id="rows")

    def chosen(self, choice: Choice) -> None:
        """Add, or what to do with one."""
        counter = self.counter
        if choice.code == "#add":
            counter.go(lambda kept: AddPage(counter.view(), counter, kept))
        else:
            name = choice.code
            counter.go(lambda _: MenuPage(counter.view(), counter, name, _items(counter, name)))


def _items(counter: Counter, name: str) -> tuple[MenuItem, ...]:
    def again() -> None:
        counter.go(lambda kept: ResetPage(counter.view(), counter, name, kept))

    def sure() -> None:
        items = (MenuItem(f"Remove {name}", "cannot be undone", take_away),)
        counter.go(lambda _: MenuPage(counter.view(), counter, f"Remove {name}?", items))

    def take_away() -> None:
        def then(_: None) -> None:
            counter.back(f"{name} was removed, and the clinic's key was changed.", pages=2)

        office = counter.office
        counter.slowly("Changing the clinic's key", lambda far: remove(office, name, far), then)

    return (
        MenuItem("Set a new passphrase", "", again),
        MenuItem("Remove this account", "", sure),
    )


class PassphrasePage(FormPage):
    """A passphrase, typed twice. Nothing of it is kept for another window size."""

    def keep(self) -> Any:
        """A passphrase is never kept."""
        return None

    def twice(self, *before: Field) -> ComposeResult:
        """The boxes, what to check, one way on."""
        if before:
            yield Row(*before)
        yield Row(
            Field("New passphrase", self.entry(9, secret=True)),
            Field("The same again", self.entry(9, secret=True)),
        )
        yield self.block(Message())
        yield Choice("Keep", "go", key=self.say("key.enter"), variant="primary")

    def keep_it(self, doing: str, work: Callable[[str], None], done: str) -> None:
        """Do `work` with the passphrase, if both are the same."""
        *_, first, again = self.boxes()
        if first != again:
            self.explain("The two passphrases are not the same.")
            return
        counter = self.counter
        counter.slowly(doing, lambda _: work(first), lambda _: counter.back(done))


class AddPage(PassphrasePage):
    """A further member of staff."""

    def __init__(self, view: View, counter: Counter, kept: Any = None) -> None:
        super().__init__(view, counter)
        self._role, self._person = kept if isinstance(kept, tuple) else (Role.CLINICIAN, "")

    def keep(self) -> Any:
        """The role and the name."""
        return (self._role, self.boxes()[0])

    def column(self) -> ComposeResult:
        """Role, name, passphrase twice."""
        yield words("Add a member of staff", classes="heading")
        roles = [
            Choice(label, role.value, key=key, variant="tight filter", stored=role == self._role)
            for key, role, label in _ROLES
        ]
        yield self.block(Row(*roles, apart=False))
        yield from self.twice(Field("Name", self.entry(9, self._person)))

    def chosen(self, choice: Choice) -> None:
        """Another role, or keep."""
        name = self.boxes()[0].strip()
        if choice.code != "go":
            self.counter.rebuild((Role(choice.code), name))
            return
        if not name:
            self.explain("Please type the name of the member of staff.")
            return
        office = self.counter.office
        self.keep_it(
            "Adding the account",
            lambda passphrase: add(office, name, self._role, passphrase),
            f"{name} can sign in now.",
        )


class ResetPage(PassphrasePage):
    """A new passphrase for somebody who lost theirs."""

    def __init__(self, view: View, counter: Counter, name: str, kept: Any = None) -> None:
        super().__init__(view, counter, kept)
        self._person = name

    def column(self) -> ComposeResult:
        """Passphrase twice."""
        yield from self.heading(f"New passphrase for {self._person}")
        yield from self.twice()

    def chosen(self, _: Choice) -> None:
        """Keep it."""
        office, name = self.counter.office, self._person
        self.keep_it(
            "Changing the passphrase",
            lambda passphrase: reset(office, name, passphrase),
            f"{name} has a new passphrase.",
        )


class OwnPage(PassphrasePage):
    """One's own passphrase."""

    def column(self) -> ComposeResult:
        """The old one, the new one twice."""
        yield from self.heading(
            "My passphrase", "At least eight characters; several words are best."
        )
        yield from self.twice(Field("Passphrase until now", self.entry(9, secret=True)))

    def chosen(self, _: Choice) -> None:
        """Change it."""
        office, old = self.counter.office, self.boxes()[0]
        self.keep_it(
            "Changing the passphrase",
            lambda new: change_own(office, old, new),
            "Your passphrase was changed.",
        )
