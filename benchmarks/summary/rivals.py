"""The same words by other generators, each in its own usual way and with the same three fonts.

Their layouts are simpler than ours: one column, no icons, no tags. That favours them.
"""

import importlib
import io
from collections.abc import Callable
from html import escape
from typing import Any

from benchmarks.summary.content import Block, Heading, Table, Text
from kiosk.summary.fonts import assets

REGULAR, BOLD, ITALIC = (
    str(assets() / f"IBMPlexSans_{name}.ttf")
    for name in ("400Regular", "600SemiBold", "400Regular_Italic")
)


def platypus() -> Callable[[list[Block]], bytes]:
    """ReportLab's own layout: Paragraph, Table, SimpleDocTemplate."""
    from reportlab.lib.pagesizes import letter
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    from reportlab.platypus import Table as Grid

    for name, path in (("R", REGULAR), ("B", BOLD), ("I", ITALIC)):
        pdfmetrics.registerFont(TTFont(f"Plex{name}", path))
    plain = ParagraphStyle("plain", fontName="PlexR", fontSize=8, leading=10)
    italic = ParagraphStyle("italic", parent=plain, fontName="PlexI")
    heads = {
        level: ParagraphStyle(f"h{level}", fontName="PlexB", fontSize=size, leading=size * 1.25)
        for level, size in ((1, 16), (2, 10), (3, 9))
    }

    def make(blocks: list[Block]) -> bytes:
        story: list[Any] = []
        for block in blocks:
            if isinstance(block, Heading):
                story.append(Paragraph(escape(block.text), heads[block.level]))
            elif isinstance(block, Text):
                story.append(Paragraph(escape(block.text), italic if block.italic else plain))
            elif block.rows:
                rows = [[Paragraph(escape(cell), plain) for cell in row] for row in block.rows]
                story.append(Grid([[Paragraph(h, plain) for h in block.head], *rows]))
        out = io.BytesIO()
        SimpleDocTemplate(out, pagesize=letter, invariant=1).build(story)
        return out.getvalue()

    return make


def typst() -> Callable[[list[Block]], bytes]:
    """Typst, compiled in process from a source text."""
    compiler = importlib.import_module("typst")

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def make(blocks: list[Block]) -> bytes:
        parts = [
            '#set page(paper: "us-letter", margin: 36pt)',
            '#set text(font: "IBM Plex Sans", size: 8pt)',
        ]
        for block in blocks:
            if isinstance(block, Heading):
                parts.append(f"#heading(level: {block.level}, {quoted(block.text)})")
            elif isinstance(block, Text):
                style = 'style: "italic"' if block.italic else 'style: "normal"'
                parts.append(f"#text({style}, {quoted(block.text)})\n")
            elif block.rows:
                cells = ", ".join(quoted(cell) for row in (block.head, *block.rows) for cell in row)
                parts.append(f"#table(columns: {len(block.head)}, {cells})")
        made: bytes = compiler.compile(
            "\n".join(parts).encode(), font_paths=[str(assets())], ignore_system_fonts=True
        )
        return made

    return make


def fpdf2() -> Callable[[list[Block]], bytes]:
    """fpdf2 with multi_cell and its table."""
    library = importlib.import_module("fpdf")

    def make(blocks: list[Block]) -> bytes:
        pdf = library.FPDF(unit="pt", format="letter")
        for style, path in (("", REGULAR), ("B", BOLD), ("I", ITALIC)):
            pdf.add_font("Plex", style, path)
        pdf.add_page()
        for block in blocks:
            if isinstance(block, Heading):
                pdf.set_font("Plex", "B", {1: 16, 2: 10, 3: 9}[block.level])
                pdf.multi_cell(0, 12, block.text, new_x="LMARGIN", new_y="NEXT")
            elif isinstance(block, Text):
                pdf.set_font("Plex", "I" if block.italic else "", 8)
                pdf.multi_cell(0, 10, block.text, new_x="LMARGIN", new_y="NEXT")
            elif block.rows:
                pdf.set_font("Plex", "", 8)
                with pdf.table(line_height=10) as table:
                    for cells in (block.head, *block.rows):
                        row = table.row()
                        for cell in cells:
                            row.cell(cell)
        return bytes(pdf.output())

    return make


def weasyprint() -> Callable[[list[Block]], bytes]:
    """WeasyPrint from HTML and CSS, its font configuration kept between runs."""
    library = importlib.import_module("weasyprint")
    configuration = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: Plex; src: url(file://{path}); {rest} }}"
        for path, rest in (
            (REGULAR, ""),
            (BOLD, "font-weight: 600;"),
            (ITALIC, "font-style: italic;"),
        )
    )
    css = library.CSS(
        string=f"{faces} @page {{ size: letter; margin: 36pt }} body {{ font: 8pt Plex }}"
        " h1, h2, h3 { font-weight: 600 }",
        font_config=configuration,
    )

    def table(block: Table) -> str:
        rows = [f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>" for row in block.rows]
        head = "".join(f"<th>{escape(cell)}</th>" for cell in block.head)
        return f"<table><tr>{head}</tr>{''.join(rows)}</table>"

    def make(blocks: list[Block]) -> bytes:
        parts = []
        for block in blocks:
            if isinstance(block, Heading):
                parts.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>")
            elif isinstance(block, Text):
                tag = "i" if block.italic else "span"
                parts.append(f"<p><{tag}>{escape(block.text)}</{tag}></p>")
            else:
                parts.append(table(block))
        page = library.HTML(string=f"<html lang=en><body>{''.join(parts)}</body></html>")
        made: bytes = page.write_pdf(stylesheets=[css], font_config=configuration)
        return made

    return make


RIVALS: dict[str, Callable[[], Callable[[list[Block]], bytes]]] = {
    "Platypus": platypus,
    "Typst": typst,
    "fpdf2": fpdf2,
    "WeasyPrint": weasyprint,
}
