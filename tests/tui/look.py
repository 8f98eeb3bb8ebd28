"""What must hold for every page in every window: nothing cut, nothing outside, nothing on top of another."""

from textual.geometry import Region
from textual.widgets import Digits, Static

from kiosk.tui.screens.page import Page
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.frame import Band, Bar, PartList, Steps
from kiosk.tui.widgets.text import Ask


def faults(page: Page) -> list[str]:
    """Every fault of a page as a line; none is right."""
    found = []
    width, height = page.size
    bars = list(page.query(Bar))
    bottom = bars[0].region.y if bars else height
    placed: list[Region] = []
    for widget in page.query("*"):
        if not widget.display or not widget.visible or not widget.region:
            if widget.display and widget.visible and isinstance(widget, Choice | Entry | Ask):
                found.append(f"{widget!r} has no place")
            continue
        region = widget.region
        inside = isinstance(widget, Bar) or region.bottom <= bottom
        if not inside or region.right > width or region.x < 0 or region.y < 0:
            found.append(f"{widget!r} {region} is outside of {width}x{bottom}")
        if isinstance(widget, Choice):
            found += _cut_label(widget)
            found += [
                f"{widget.label!r} {region} on {other}"
                for other in placed
                if region.overlaps(other)
            ]
            placed.append(region)
            if region.height < 2:
                found.append(f"{widget.label!r} is {region.height} rows high")
        elif isinstance(widget, Entry):
            found += [f"box {region} on {other}" for other in placed if region.overlaps(other)]
            placed.append(region)
        elif isinstance(widget, Ask | Static) and not isinstance(widget, Digits):
            content = widget.render() if isinstance(widget, Ask) else widget.visual
            need = content.get_height(widget.styles.get_rules(), widget.content_size.width)
            if need > widget.content_size.height:
                found.append(
                    f"{str(content)[:40]!r} needs {need} rows, has {widget.content_size.height}"
                )
        elif isinstance(widget, Band | Steps | PartList):
            need = max(line.cell_length for line in widget.render().split("\n"))
            if need > widget.content_size.width:
                found.append(f"{widget!r} needs {need} cells, has {widget.content_size.width}")
    return found


def _cut_label(choice: Choice) -> list[str]:
    """The label with its mark, in every state, must fit the box."""
    if choice.shortens:
        return []
    width = choice.content_size.width
    found = []
    for focused, stored in ((False, False), (True, False), (False, True)):
        need = choice.needs(focused=focused, stored=stored)
        if need > width:
            found.append(f"{choice.label!r} needs {need} cells, has {width}")
            break
    return found
