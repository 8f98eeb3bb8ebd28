"""Text that is read: the question block, paragraphs, messages. Always literal, never markup."""

from textual import events
from textual.content import Content
from textual.message import Message as Posted
from textual.widget import Widget
from textual.widgets import Static


def words(text: str = "", *, classes: str = "", place: str = "") -> Static:
    """A paragraph."""
    return Static(Content(text), classes=classes, id=place or None, markup=False)


class Ask(Widget, inherit_bindings=False):
    """The question block: lead, question, reason. Its height is fixed by the page, so that answers
    stay where they are."""

    class WhyPressed(Posted):
        """The line that leads to the reason was touched."""

    def __init__(
        self,
        question: str,
        why: str = "",
        *,
        lead: str = "",
        heading_gap: int = 0,
        leads_on: bool = False,
    ) -> None:
        super().__init__()
        self.question = question
        self.why = why
        self.lead = lead
        self.heading_gap = heading_gap
        self.leads_on = leads_on
        """`why` is only the line that leads to the reason."""

    def render(self) -> Content:
        """Lead and reason soft, the question bold."""
        parts = [Content.styled(self.question, "bold $accent")]
        if self.lead:
            parts.insert(0, Content.styled(self.lead, "$soft"))
        if self.why:
            parts.append(Content.styled(self.why, "$soft"))
        return Content("\n" * (1 + self.heading_gap)).join(parts)

    def remind(self, text: str) -> None:
        """Show what is missing in place of the reason; nothing moves."""
        self.why = f"! {text}"
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Only the line that leads on can be pressed."""
        if self.leads_on:
            event.stop()
            self.post_message(self.WhyPressed())


_KINDS = ("notice", "warning", "error", "plain", "hint", "told")


class Message(Static):
    """A notice, warning or error in a place that is kept free for it."""

    def __init__(self, text: str = "", kind: str = "notice", *, rows: int = 1) -> None:
        super().__init__("", markup=False, classes=f"-{kind}")
        self.styles.height = rows
        self.say(text, kind)

    def say(self, text: str, kind: str = "notice") -> None:
        """Show `text`; nothing else on the page moves. `plain` is bold ink without a ground, `told` a
        paragraph like any other."""
        self.text = text
        kinds = {f"-{each}": each == kind for each in _KINDS}
        self.update_classes({"-empty": not text, **kinds}, update=self.is_attached)
        self.update(Content(f"! {text}" if kind == "error" and text else text))
