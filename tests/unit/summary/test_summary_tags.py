"""The file's structure: tagged for screen readers, archival, and the ReportLab details it leans on."""

import inspect
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdf
import pytest
import reportlab
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NumberObject
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFontFace

from kiosk.summary import render
from kiosk.summary.fonts import BASE, faces
from kiosk.summary.tags import Element
from tests.support.printed import CASES, STRESS, TYPICAL, protocol, record_of

ALLOWED = {"Document", "Sect", "H1", "H2", "H3", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD"}


def reader(changes: dict[str, Any] | None = None, **fields: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(
        io.BytesIO(render(record_of(changes, **fields), protocol())), strict=True
    )


def elements(found: pypdf.PdfReader) -> Iterator[Any]:
    """Every structure element, in reading order."""
    root: Any = found.trailer["/Root"]
    waiting = [root["/StructTreeRoot"]["/K"].get_object()]
    while waiting:
        element = waiting.pop()
        yield element
        kids = element["/K"]
        if isinstance(kids, ArrayObject):
            inner = [kid.get_object() for kid in kids]
            waiting += [k for k in reversed(inner) if isinstance(k, DictionaryObject) and "/S" in k]


def contents(element: Any) -> list[tuple[int, int]]:
    """(object number of the page, marked-content number) of an element's own text."""
    found = []
    for kid in element["/K"]:
        kid = kid.get_object()
        if isinstance(kid, NumberObject):
            found.append((element.raw_get("/Pg").idnum, int(kid)))
        elif isinstance(kid, DictionaryObject) and kid.get("/Type") == "/MCR":
            number: Any = kid["/MCID"]
            found.append((kid.raw_get("/Pg").idnum, int(number)))
    return found


@pytest.mark.parametrize("case", ["clean", "typical", "stress", "chronic pain"])
def test_every_text_belongs_to_one_element_or_is_an_artifact(case: str) -> None:
    found = reader(CASES[case])
    claimed = [place for element in elements(found) for place in contents(element)]
    assert len(claimed) == len(set(claimed))
    drawn = set()
    for page in found.pages:
        depth: list[str] = []
        for operands, operator in ContentStream(page.get_contents(), found).operations:
            if operator == b"BDC":
                assert page.indirect_reference is not None
                drawn.add((page.indirect_reference.idnum, int(operands[1]["/MCID"])))
                depth.append(operands[0])
            elif operator == b"BMC":
                depth.append(operands[0])
            elif operator == b"EMC":
                depth.pop()
            elif operator in (b"Tj", b"re", b"f", b"S", b"B"):
                assert len(depth) == 1, "text and shapes stand in exactly one marked sequence"
                if operator != b"Tj":
                    assert depth == ["/Artifact"], "a shape is decoration"
        assert depth == []
    assert drawn == set(claimed)


def test_the_parent_tree_leads_back_to_the_element_of_each_text() -> None:
    found = reader(STRESS)
    root: Any = found.trailer["/Root"]
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    pages: list[Any] = list(found.pages)
    for index, page in enumerate(pages):
        assert page["/StructParents"] == index
        assert page["/Tabs"] == "/S"
        for number, parent in enumerate(parents[index]):
            assert (page.indirect_reference.idnum, number) in contents(parent.get_object())


def test_headings_lists_and_tables_are_what_they_look_like() -> None:
    found = reader(TYPICAL)
    tags = [str(element["/S"])[1:] for element in elements(found)]
    assert set(tags) <= ALLOWED
    assert tags[:2] == ["Document", "H1"]
    assert tags.count("H1") == 1
    for element in elements(found):
        tag, parent = element["/S"], element["/P"].get_object().get("/S")
        wanted = {"/LI": "/L", "/LBody": "/LI", "/TR": "/Table", "/TH": "/TR", "/TD": "/TR"}
        assert parent == wanted.get(str(tag), parent)
        if tag == "/TH":
            attributes: Any = element["/A"]
            assert attributes["/Scope"] in ("/Column", "/Row")
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"H\d", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_reading_order_is_verdict_flags_dose_signature() -> None:
    text = " ".join(page.extract_text() for page in reader(TYPICAL).pages)
    order = ["Intake summary", "ALVAREZ", "REVIEW BEFORE DOSING", "Flagged risks", "Provisional regimen",
             "Provider to complete", "Appendix"]  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_language_title_and_marks() -> None:
    root: Any = reader(TYPICAL).trailer["/Root"]
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    own = pypdf.PdfReader(
        io.BytesIO(render(record_of(TYPICAL, language="es"), protocol(), for_patient=True))
    )
    own_root: Any = own.trailer["/Root"]
    assert own_root["/Lang"] == "es"


def test_words_in_another_language_say_so() -> None:
    found = reader(TYPICAL, language="es")
    quoted = [element for element in elements(found) if element.get("/Lang") == "es"]
    assert quoted


def test_the_metadata_names_no_patient() -> None:
    made = render(record_of(TYPICAL), protocol())
    found = pypdf.PdfReader(io.BytesIO(made))
    assert found.metadata is not None
    told = " ".join(map(str, found.metadata.values()))
    root: Any = found.trailer["/Root"]
    told += root["/Metadata"].get_data().decode()
    for private in ("Alvarez", "ALVAREZ", "Marisol", "RB-204418", "1985"):
        assert private not in told


def test_elements_without_content_are_left_out() -> None:
    root = Element("Document")
    root.add("Sect").add("L").add("LI")
    kept = root.add("P")
    kept.kids.append((0, 0))
    assert root.prune()
    assert root.kids == [kept]


class TestReportLab:
    """Details that are not ReportLab's public interface. What fails here names what has moved."""

    def test_version(self) -> None:
        assert reportlab.__version__.startswith("5.1."), "pinned in pyproject.toml; run this file"

    def test_the_document_numbers_named_objects_in_order(self) -> None:
        document = pdfdoc.PDFDocument(compression=0, invariant=1, pdfVersion=(1, 4), lang="en")
        start = document.objectcounter
        made = pdfdoc.PDFDictionary({})
        document.Reference(made, "mine")
        assert document.idToObjectNumberAndVersion["mine"] == (start + 1, 0)
        assert document.numberToId[start + 1] == "mine"
        assert document.idToObject["mine"] is made
        assert document.Catalog is document._catalog
        assert document.Catalog.Pages is document.Pages

    def test_get_pdf_data_needs_no_canvas_and_calls_format(self) -> None:
        source = inspect.getsource(pdfdoc.PDFDocument.GetPDFData)
        assert "self.format()" in source
        assert "Outlines.prepare(self, canvas)" in source
        assert inspect.getsource(pdfdoc.PDFOutlines.prepare).index("return") > 0

    def test_catalog_and_page_take_further_entries_by_these_lists(self) -> None:
        assert "StructTreeRoot" in pdfdoc.PDFCatalog.__NoDefault__
        assert "MarkInfo" in pdfdoc.PDFCatalog.__NoDefault__
        assert "Metadata" in pdfdoc.PDFCatalog.__NoDefault__
        assert "ViewerPreferences" in pdfdoc.PDFCatalog.__NoDefault__
        assert "OutputIntents" not in pdfdoc.PDFCatalog.__NoDefault__, "we add it ourselves"
        assert "StructParents" not in pdfdoc.PDFPage.__NoDefault__, "we add it ourselves"
        assert pdfdoc.PDFPage.Override_default_compilation == 0

    def test_dates_come_from_the_documents_time_stamp(self) -> None:
        source = inspect.getsource(pdfdoc.PDFInfo.format)
        assert "document._timeStamp" in source
        fields = inspect.getsource(pdfdoc.PDFDate._init)
        assert all(name in fields for name in ("YMDhms", "dhh", "dmm"))

    def test_the_font_reader_has_what_embedding_needs(self) -> None:
        reader = faces()["R"].reader
        assert isinstance(reader, TTFontFace)
        names = "charToGlyph charWidths flags ascent descent capHeight bbox italicAngle stemV defaultWidth"
        for name in names.split():
            assert getattr(reader, name) is not None
        assert reader.makeSubset([0] * 32 + [32, 65]).startswith(b"\x00\x01\x00\x00")
        assert reader.getCharWidth(65) > 300

    def test_the_shared_subset_holds_no_surprise(self) -> None:
        codes = list(BASE.values())
        assert len(codes) == len(set(codes))
        assert all(BASE[chr(code)] == code for code in range(32, 127))
        assert all(
            ord(character) in face.reader.charToGlyph
            for face in faces().values()
            for character in BASE
        )
