"""Where the bar of the list leads: search, export, and the page of further things to do."""

from kiosk.backoffice.permissions import Action
from kiosk.backoffice.transcription import begin_paper
from kiosk.staff.counter import Counter
from kiosk.staff.screens.accounts import AccountsPage, OwnPage
from kiosk.staff.screens.choose import ChoosePage
from kiosk.staff.screens.code import CodePage
from kiosk.staff.screens.day import days
from kiosk.staff.screens.menu import MenuItem, MenuPage
from kiosk.staff.screens.report import ranges
from kiosk.staff.screens.search import SearchPage
from kiosk.staff.screens.status import StatusPage
from kiosk.staff.screens.unfinished import UnfinishedPage


def place(counter: Counter, name: str) -> None:
    """Go to `search`, `export` or `more`."""
    if name == "search":
        counter.go(lambda kept: SearchPage(counter.view(), counter, kept))
    elif name == "export":
        counter.go(lambda kept: ChoosePage(counter.view(), counter, kept))
    elif name == "more":
        counter.go(lambda _: MenuPage(counter.view(), counter, "More", more(counter)))


def more(counter: Counter) -> tuple[MenuItem, ...]:
    """What this role can do besides the list, in the order of how often it is needed."""
    view, may = counter.view, counter.office.may

    def unfinished() -> None:
        counter.go(lambda kept: UnfinishedPage(view(), counter, kept or 0))

    def status() -> None:
        counter.go(lambda _: StatusPage(view(), counter))

    def accounts() -> None:
        counter.go(lambda _: AccountsPage(view(), counter))

    def own() -> None:
        counter.go(lambda _: OwnPage(view(), counter))

    def paper() -> None:
        counter.go(lambda _: MenuPage(view(), counter, "Which paper form?", _languages(counter)))

    def close() -> None:
        items = (MenuItem("Close the kiosk", "unfinished intakes are kept", counter.close_kiosk),)
        counter.go(lambda _: MenuPage(view(), counter, "Close the kiosk?", items))

    def code() -> None:
        counter.go(lambda kept: CodePage(counter.view(), counter, kept))

    def daily() -> None:
        counted = ranges(counter) if may(Action.REPORT) else ()
        items = (*days(counter), *counted)
        counter.go(lambda _: MenuPage(view(), counter, "Which days?", items))

    items = [MenuItem("Unfinished intakes", "", unfinished)]
    if counter.at_kiosk and may(Action.TRANSCRIBE):
        items.append(MenuItem("Type in a paper form", "", paper))
    items.append(MenuItem("A code for a patient", "in place of typing a name", code))
    items.append(MenuItem("How this kiosk is", "", status))
    also = " and numbers" if may(Action.REPORT) else ""
    items.append(MenuItem(f"Daily sheet{also}", "", daily))
    items.append(MenuItem("Change my passphrase", "", own))
    if may(Action.ACCOUNTS):
        items.append(MenuItem("Staff accounts", "", accounts))
    if counter.at_kiosk:
        items.append(MenuItem("Close the kiosk", "back to the shell", close))
    return tuple(items)


def _languages(counter: Counter) -> tuple[MenuItem, ...]:
    words = counter.view().words

    def begin(language: str) -> MenuItem:
        def go() -> None:
            with counter.trying():
                begin_paper(counter.office, language).let_go()
                counter.hand_over()

        return MenuItem(words.get(language, "language.name"), "", go)

    return tuple(begin(each) for each in counter.office.desk.protocol.languages)
