"""What a Word document has to keep to, besides being well-formed: the order of elements.

Word refuses, or silently repairs, a document whose properties stand in another order than the schema's
(ECMA-376, part 1, annex A: CT_PPr, CT_RPr, CT_TblPr, CT_TrPr, CT_TcPr, CT_Style, CT_SectPr, CT_Settings,
CT_Tc). The lists are those of the schema, without what never occurs here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {
    "w": W,
    "r": R,
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}

ORDER = {
    "pPr": """
        pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers
        pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE
        autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents
        suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle
        rPr sectPr pPrChange
        """,
    "rPr": """
        rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint
        noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect
        bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath
        """,
    "tblPr": """
        tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc
        tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription
        """,
    "tcPr": """
        cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText
        vAlign hideMark
        """,
    "style": """
        name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed
        qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr
        tblStylePr
        """,
    "sectPr": """
        headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders
        lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter
        docGrid
        """,
    "settings": """
        writeProtection view zoom removePersonalInformation removeDateAndTime
        doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText
        printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts
        saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader
        bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors
        activeWritingStyle proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter
        stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves
        doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet
        defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps
        showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders
        bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing
        drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery
        doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin
        doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne
        strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture
        doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText
        doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags
        alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars
        rsids mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats
        doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType
        schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator
        """,
}
PLACES = {name: {child: n for n, child in enumerate(text.split())} for name, text in ORDER.items()}


def parts(document: bytes) -> dict[str, bytes]:
    """Return the parts of a Word document."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def xml(part: bytes) -> Any:
    """Return the root of a part."""
    return etree.fromstring(part)


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname)


def attribute(element: Any, name: str = "val") -> str:
    """Return an attribute of the main namespace."""
    return str(element.get(f"{{{W}}}{name}"))


def text(element: Any) -> str:
    """Return the text of an element as it is read."""
    return "".join(str(part.text or "") for part in element.iter(f"{{{W}}}t"))


def style(paragraph: Any) -> str:
    """Return the identifier of a paragraph's style, empty for none."""
    found = paragraph.find("w:pPr/w:pStyle", NAMES)
    return "" if found is None else attribute(found)


def faults(document: bytes) -> Iterator[str]:
    """Yield what Word would have to repair."""
    found = parts(document)
    for name, part in found.items():
        if name.endswith((".xml", ".rels")):
            yield from _out_of_order(name, xml(part))
    yield from _dangling(found)
    body = xml(found["word/document.xml"])
    for cell in body.iter(f"{{{W}}}tc"):
        if local(cell[-1]) != "p":
            yield "a cell does not end with a paragraph"
    for table in body.iter(f"{{{W}}}tbl"):
        widths = len(table.find("w:tblGrid", NAMES))
        for row in table.findall("w:tr", NAMES):
            spans = (cell.find("w:tcPr/w:gridSpan", NAMES) for cell in row.findall("w:tc", NAMES))
            if sum(1 if span is None else int(attribute(span)) for span in spans) != widths:
                yield f"a row of {text(row)!r} does not fill its table"


def _out_of_order(name: str, root: Any) -> Iterator[str]:
    for element in root.iter("{*}*"):
        places = PLACES.get(local(element))
        if places is None or etree.QName(element).namespace != W:
            continue
        numbers = [places.get(local(child)) for child in element if isinstance(child.tag, str)]
        unknown = [local(c) for c, n in zip(element, numbers, strict=True) if n is None and _is_main(c)]
        if unknown:
            yield f"{name}: {unknown} in {local(element)}"
        known = [number for number in numbers if number is not None]
        if known != sorted(known):
            yield f"{name}: {local(element)} has {[local(child) for child in element]}"


def _is_main(element: Any) -> bool:
    return str(etree.QName(element).namespace) == W


def _dangling(found: dict[str, bytes]) -> Iterator[str]:
    """Yield relations, styles, content types and links that lead to nothing."""
    body = xml(found["word/document.xml"])
    yield from _relations(found, body)
    styles = {attribute(s, "styleId") for s in xml(found["word/styles.xml"]).findall("w:style", NAMES)}
    for kind in ("pStyle", "rStyle", "tblStyle"):
        for used in body.iter(f"{{{W}}}{kind}"):
            if attribute(used) not in styles:
                yield f"no style {attribute(used)}"
    bookmarks = [attribute(mark, "name") for mark in body.iter(f"{{{W}}}bookmarkStart")]
    if len(bookmarks) != len(set(bookmarks)):
        yield "two bookmarks of one name"
    yield from _misnumbered(found, body)
    for link in body.iter(f"{{{W}}}hyperlink"):
        anchor = link.get(f"{{{W}}}anchor")
        if anchor is not None and anchor not in bookmarks:
            yield f"a link to {anchor}, which is nowhere"


def _misnumbered(found: dict[str, bytes], body: Any) -> Iterator[str]:
    """Yield numbers that are given twice, and those that lead to nothing."""
    starts = [attribute(mark, "id") for mark in body.iter(f"{{{W}}}bookmarkStart")]
    ends = [attribute(mark, "id") for mark in body.iter(f"{{{W}}}bookmarkEnd")]
    if len(starts) != len(set(starts)) or sorted(starts) != sorted(ends):
        yield "a bookmark without an end, or two of one number"
    drawn = [element.get("id") for element in body.iter(f"{{{NAMES['wp']}}}docPr")]
    if len(drawn) != len(set(drawn)):
        yield "two pictures of one number"
    notes = {attribute(note, "id") for note in xml(found["word/footnotes.xml"])}
    numbering = xml(found["word/numbering.xml"])
    lists = {attribute(number, "numId") for number in numbering.findall("w:num", NAMES)}
    for kind, name, known in (("footnoteReference", "id", notes), ("numId", "val", lists)):
        for used in body.iter(f"{{{W}}}{kind}"):
            if attribute(used, name) not in known:
                yield f"a {kind} to {attribute(used, name)}, which is nowhere"
    forms = {attribute(form, "abstractNumId") for form in numbering.findall("w:abstractNum", NAMES)}
    for number in numbering.findall("w:num/w:abstractNumId", NAMES):
        if attribute(number) not in forms:
            yield f"a list of form {attribute(number)}, which is nowhere"


def _relations(found: dict[str, bytes], body: Any) -> Iterator[str]:
    relations = {r.get("Id"): r for r in xml(found["word/_rels/document.xml.rels"])}
    for element in body.iter():
        for key in ("embed", "id", "link"):
            identifier = element.get(f"{{{R}}}{key}")
            if identifier is not None and identifier not in relations:
                yield f"no relation {identifier}"
    for relation in relations.values():
        if relation.get("TargetMode") != "External" and f"word/{relation.get('Target')}" not in found:
            yield f"no part {relation.get('Target')}"
    types = xml(found["[Content_Types].xml"])
    defaults = {t.get("Extension") for t in types}
    overrides = {t.get("PartName") for t in types}
    for name in found:
        if f"/{name}" not in overrides and name.rpartition(".")[2] not in defaults:
            yield f"no content type for {name}"
