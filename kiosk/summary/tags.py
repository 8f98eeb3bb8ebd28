"""A tagged PDF/A-1b document: pages, structure tree, fonts, metadata.

Owns every detail of ReportLab's document model that the page leans on; tests/unit/summary says which
one moved when a new ReportLab breaks it. Must not know what the page says or where.

Nothing is compressed: the bytes then do not depend on which zlib a machine has, and the same record
prints to the same file everywhere.
"""

import datetime
import hashlib
from dataclasses import dataclass
from types import SimpleNamespace
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from kiosk.summary.fonts import FURTHER_SIZE, Face, Weight, colour_profile, faces, further_code

PRODUCER = "Ketamine intake kiosk with ReportLab"


class Element:
    """A node of the structure tree. Text belongs to it by page and marked-content number."""

    __slots__ = ("attributes", "kids", "number", "parent", "tag")

    def __init__(self, tag: str, parent: "Element | None" = None, attributes: str = "") -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.kids: list[Element | tuple[int, int]] = []
        self.number = 0

    def add(self, tag: str, attributes: str = "") -> "Element":
        """A new last child with a standard structure type such as H2, L or TD."""
        child = Element(tag, self, attributes)
        self.kids.append(child)
        return child

    def prune(self) -> bool:
        """Drop what nothing was drawn into. Returns whether anything is left."""
        self.kids = [kid for kid in self.kids if not isinstance(kid, Element) or kid.prune()]
        return bool(self.kids)


HEADER_CELL = "/A << /O /Table /Scope /Column >>"
"""Attributes of a TH: the header of its column."""


def language(code: str) -> str:
    """Attributes that say which language the text of an element is in."""
    return f"/Lang ({code})"


@dataclass(frozen=True)
class Facts:
    """What the file says about itself. No name of a patient: titles show in print queues."""

    title: str
    subject: str
    language: str
    moment: datetime.datetime
    seed: str
    """Decides the file's identifier."""


class _Raw(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab ships no types
    """An object that is already written out."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content

    def format(self, document: object) -> bytes:  # noqa: ARG002  # ReportLab passes it
        return self.content


def _stream(content: bytes, entries: str = "") -> _Raw:
    """A stream with the line break before `endstream` that PDF/A asks for."""
    head = f"<< {entries} /Length {len(content)} >>\nstream\n".encode("ascii")
    return _Raw(head + content + b"\nendstream")


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc]  # ReportLab ships no types
    __NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents"]
    __Refs__ = ["Pages", "Metadata", "StructTreeRoot"]


class _Page(pdfdoc.PDFPage):  # type: ignore[misc]  # ReportLab ships no types
    __NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs"]
    Override_default_compilation = 1


class _Document(pdfdoc.PDFDocument):  # type: ignore[misc]  # ReportLab ships no types
    """Writes the file in one pass: nearly every object is written out already.

    ReportLab's own loop formats each object again and takes a third of the time of a page.
    """

    identifier = ""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.written: dict[int, str] = {}
        """Objects by number that ReportLab never hears of: the structure elements."""

    def reserve(self, count: int) -> int:
        """The first of `count` object numbers for `written`."""
        first: int = self.objectcounter + 1
        self.objectcounter += count
        return first

    def format(self) -> bytes:
        parts = [b"%PDF-1.4\n%\x93\x8c\x8b\x9e\n"]
        offset = len(parts[0])
        table = ["0000000000 65535 f \n"]
        number = 0
        # The counter grows while objects refer to others for the first time.
        while (number := number + 1) <= self.objectcounter:
            text = self.written.get(number)
            if text is None:
                made = self.idToObject[self.numberToId[number]]
                is_raw = type(made) is _Raw
                body = made.content if is_raw else pdfdoc.format(made, self, toplevel=1)
            else:
                body = text.encode("ascii")
            part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            table.append(f"{offset:010d} 00000 n \n")
            parts.append(part)
            offset += len(part)
        root, info = (self.Reference(each).format(self) for each in (self.Catalog, self.info))
        parts.append(f"xref\n0 {len(table)}\n{''.join(table)}".encode("ascii"))
        parts.append(
            b"trailer\n<< /Size %d /Root %b /Info %b" % (len(table), root, info)
            + f" /ID [<{self.identifier}> <{self.identifier}>] >>".encode("ascii")
            + b"\nstartxref\n%d\n%%%%EOF\n" % offset
        )
        return b"".join(parts)


class _FurtherText:
    """Characters outside the shared subset, in the order in which a document needs them."""

    def __init__(self) -> None:
        self.place: dict[str, tuple[int, int]] = {}

    def code(self, character: str) -> tuple[int, int]:
        if character not in self.place:
            self.place[character] = further_code(len(self.place))
        return self.place[character]


class Document:
    """Pages of finished content streams, tagged, and at last one file."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.root = Element("Document")
        self._marks: list[list[Element]] = []
        self._further: dict[Weight, _FurtherText] = {weight: _FurtherText() for weight in faces()}
        doc = _Document(compression=0, invariant=1, pdfVersion=(1, 4), lang=facts.language)
        doc.Catalog = doc._catalog = _Catalog()
        doc.Catalog.Pages = doc.Pages
        doc.Catalog.Lang = pdfdoc.PDFString(facts.language)
        # ReportLab dates a file by its clock or by SOURCE_DATE_EPOCH; ours is dated by the record.
        moment = facts.moment.astimezone(datetime.UTC)
        doc._timeStamp = SimpleNamespace(YMDhms=moment.timetuple()[:6], dhh=0, dmm=0)
        doc.identifier = hashlib.blake2b(facts.seed.encode(), digest_size=16).hexdigest()
        self._doc = doc
        self._fonts = _Raw()
        doc.Reference(self._fonts, "fonts")

    def open_page(self) -> int:
        """A new page's number, from 0, for `mark`."""
        self._marks.append([])
        return len(self._marks) - 1

    def mark(self, page: int, element: Element) -> int:
        """The marked-content number under which the next text of `element` stands on `page`."""
        marks = self._marks[page]
        marks.append(element)
        element.kids.append((page, len(marks) - 1))
        return len(marks) - 1

    def runs(self, face: Face, text: str) -> list[tuple[str, str]]:
        """`text` as (font resource, escaped string) pairs; every character must be drawable."""
        key = face.weight
        pieces: list[tuple[str, str]] = []
        for character in text:
            written = face.escaped.get(ord(character))
            name = f"F{key}"
            if written is None:
                subset, code = self._further[key].code(character)
                name, written = f"F{key}{subset}", f"\\{code:03o}"
            if pieces and pieces[-1][0] == name:
                pieces[-1] = (name, pieces[-1][1] + written)
            else:
                pieces.append((name, written))
        return pieces

    def add_page(self, page: int, size: tuple[float, float], content: str) -> None:
        """Close page number `page`, in order, with its content stream."""
        made = _Page()
        made.Parent = self._doc.Reference(self._doc.Pages)
        made.MediaBox = f"[0 0 {size[0]:g} {size[1]:g}]"
        made.Resources = f"<< /ProcSet [/PDF /Text] /Font {self._ref('fonts')} >>"
        made.Contents = _stream(content.encode("ascii"))
        made.StructParents = page
        made.Tabs = "/S"
        self._doc.addPage(made)

    def finish(self) -> bytes:
        """The file."""
        self._write_tree()
        self._write_fonts()
        self._write_metadata()
        data: bytes = self._doc.GetPDFData(None)
        return data

    def _ref(self, name: str) -> str:
        number, generation = self._doc.idToObjectNumberAndVersion[name]
        return f"{number} {generation} R"

    def _put(self, made: _Raw, name: str) -> str:
        self._doc.Reference(made, name)
        return self._ref(name)

    def _write_tree(self) -> None:
        self.root.prune()
        ordered: list[Element] = []
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            ordered.append(element)
            waiting.extend([kid for kid in reversed(element.kids) if isinstance(kid, Element)])
        tree_root = _Raw()
        root_ref = self._put(tree_root, "tree")
        first = self._doc.reserve(len(ordered))
        for number, element in enumerate(ordered, first):
            element.number = number
        pages = [self._ref(f"Page{number}") for number in range(1, len(self._marks) + 1)]
        for element in ordered:
            self._doc.written[element.number] = _element(element, root_ref, pages)
        parents = " ".join(
            f"{page} [{' '.join(f'{element.number} 0 R' for element in marks)}]"
            for page, marks in enumerate(self._marks)
        )
        parent_tree = self._put(_Raw(f"<< /Nums [{parents}] >>".encode("ascii")), "parents")
        tree_root.content = (
            f"<< /Type /StructTreeRoot /K {self.root.number} 0 R /ParentTree {parent_tree}"
            f" /ParentTreeNextKey {len(self._marks)} >>"
        ).encode("ascii")
        self._doc.Catalog.StructTreeRoot = tree_root
        self._doc.Catalog.MarkInfo = "<< /Marked true >>"

    def _write_fonts(self) -> None:
        entries = []
        for weight, face in faces().items():
            needed = tuple(self._further[weight].place)
            programs = [face.base] + [
                face.program(needed[start : start + FURTHER_SIZE])
                for start in range(0, len(needed), FURTHER_SIZE)
            ]
            for subset, program in enumerate(programs):
                name = f"F{weight}{subset or ''}"
                base_font = f"AAAAA{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[subset % 26]}+{face.name}"
                length = len(program.font_file)
                file = self._put(_stream(program.font_file, f"/Length1 {length}"), f"{name}file")
                cmap = self._put(_stream(program.to_unicode), f"{name}cmap")
                descriptor = self._put(
                    _Raw(
                        f"<< /Type /FontDescriptor /FontName /{base_font} {face.descriptor}"
                        f" /FontFile2 {file} >>".encode("ascii")
                    ),
                    f"{name}descriptor",
                )
                font = self._put(
                    _Raw(
                        f"<< /Type /Font /Subtype /TrueType /BaseFont /{base_font} /FirstChar 0"
                        f" /LastChar {len(program.codes) - 1} /Widths [{program.widths}]"
                        f" /ToUnicode {cmap} /FontDescriptor {descriptor} >>".encode("ascii")
                    ),
                    name,
                )
                entries.append(f"/{name} {font}")
        self._fonts.content = f"<< {' '.join(entries)} >>".encode("ascii")

    def _write_metadata(self) -> None:
        facts, doc = self.facts, self._doc
        doc.setTitle(facts.title)
        doc.setSubject(facts.subject)
        doc.setAuthor(PRODUCER)
        doc.setCreator(PRODUCER)
        doc.setProducer(PRODUCER)
        doc.setKeywords("intake")
        profile = self._put(_stream(colour_profile(), "/N 3"), "icc")
        doc.Catalog.OutputIntents = (
            "[<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB)"
            f" /Info (sRGB) /DestOutputProfile {profile} >>]"
        )
        doc.Catalog.ViewerPreferences = "<< /DisplayDocTitle true /PrintScaling /None >>"
        doc.Catalog.Metadata = _stream(_xmp(facts), "/Type /Metadata /Subtype /XML")


def _element(element: Element, root: str, pages: list[str]) -> str:
    parent = f"{element.parent.number} 0 R" if element.parent else root
    head = f"<< /S /{element.tag} /P {parent} {element.attributes}"
    home = None
    kids = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(f"{kid.number} 0 R")
            continue
        page, number = kid
        if home is None:
            home = page
            head += f" /Pg {pages[page]}"
        if page == home:
            kids.append(str(number))
        else:
            kids.append(f"<< /Type /MCR /Pg {pages[page]} /MCID {number} >>")
    return f"{head} /K [{' '.join(kids)}] >>"


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{producer}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer><pdf:Keywords>intake</pdf:Keywords></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _xmp(facts: Facts) -> bytes:
    moment = facts.moment.astimezone(datetime.UTC)
    return _XMP.format(
        title=escape(facts.title),
        subject=escape(facts.subject),
        producer=escape(PRODUCER),
        language=escape(facts.language),
        moment=moment.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    ).encode("utf-8")
