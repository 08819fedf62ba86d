"""What of a chapter is words: held to Pandoc's own reading of the same text."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from real_report import ROOT
from reproreport.project import load_project
from reproreport.prose.chapters import read_prose
from reproreport.prose.masking import BLANK, PRINTED, running, visible
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.read.markdown import SHORTCODE

#: One construct of Pandoc's markdown each. Digits from 0 to 4 are words there, those from 5 to 9 are not.
CONSTRUCTS = {
    "emphasis": "*1* **2** ~~3~~ “4” '0'",
    "code span": "1 `5` and ``6 ` 7`` 2",
    "code span over two lines": "1 `5\n6` 2",
    "fenced code": "1\n\n```{.r}\n5 <!--\n```\n\n2 ~~~\n\n~~~~\n6\n~~~\n7\n~~~~\n\n3",
    "indented code": "1\n\n    5\n\n    6\n\n2",
    "indented below a list item": "- 1\n\n    2\n",
    "indented line of a paragraph": "1\n    2",
    "comment": "1 <!-- 5\n\n6 --> 2",
    "comment in code": "`<!--` 1 `-->` 2",
    "code in a comment": "<!-- ` --> 1 <!-- ` --> 2",
    "inline formula": "1 $5 + x$ 2",
    "displayed formula": "1\n\n$$5\n6$$\n\n2",
    "dollars": "It costs $1 and $2; from $3to$4 3",
    "escaped dollars": r"1 \$2 and \$3",
    "escaped bracket": r"\[1]{.x}",
    "shortcode": "1 {{< var a5.b6 >}} 2 3",
    "tags": '<span title="5">1</span> <br/> 2 < 3 and 4 > 0',
    "script": "1 <script>5</script> 2",
    "link": "[1](http://x.org/5 'six 6') and <http://x.org/7> 2 <a8@x.org>",
    "link with brackets": "[1](a(5)b) 2",
    "reference link": "[1][5] 2\n\n[5]: http://x.org/6 'seven 7'\n",
    "image": '![1](5.png){width="60%"} 2',
    "footnote": "1[^5] 2\n\n[^5]: 3\n\n    4\n",
    "inline note": "1^[2 and 3]",
    "citation": "[see 1 @smith5, p. 6; @nguyen7, 8] 2 and @smith9 [p. 55] 3 and -@smith6 4",
    "citation in braces": "@{smith:5} 1",
    "cross-reference": "@tbl-5 1 [@fig-6] 2",
    "span": "[1]{.x5 key=\"6} 7\" other='8'} 2",
    "span in a span": "[1 [2]{.x5} 3]{#y6}",
    "heading": "## 1 and 2 {#sec-5 .x6}",
    "div": '::: {.x5 #y6 title="7"}\n1\n:::\n\n::::: note5\n2\n:::::\n',
    "braces that are not closed": "1 {.x 2\n\n3 } and {key='4\n\n0'}",
    "braces that are no attributes": "{1} and {2, 3}",
    "ordered list": "5. 1\n6. 2\n7. 3",
    "nested list": "- 5. 1\n    6. 2\n- 3",
    "list of other kinds": "(5) 1\n(6) 2\n\nwords\n\n5) 3",
    "list in a quotation": "> 5. 1\n> 6. 2",
    "example list": "(@) 1\n(@good5) 2",
    "no list within a paragraph": "words\n1. more words\n2. and more",
    "number at a line's start": "0 words\n1 more",
    "pipe table": "| 1 | b |\n|--:|---|\n| 2 | `5` |\n\n: Cups of 3 {#tbl-6}\n",
    "superscript": "km^5^ H~6~O 1",
    "entity": "&#8211; &nbsp; 1",
    "printed": f"[5 and *6* [7](x)]{{.{PRINTED}}} 1 [8]{{.x .{PRINTED} #y}} [2]{{.{PRINTED}-not}}",
}


def pandoc_digits(text: str) -> Counter[str]:
    """Return the digits in the words of a text, as Pandoc reads it; not those quoted from a source."""
    answer = convert([Job(SHORTCODE.sub("X", text))])[0]
    found: Counter[str] = Counter()

    def collect(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                collect(item)
        elif isinstance(value, dict):
            kind, content = value.get("t"), value.get("c") or []
            if kind == "Str":
                found.update(re.findall(r"\d", value["c"]))
            elif kind == "Cite":
                for citation in value["c"][0]:
                    collect(citation["citationPrefix"])
            elif kind in ("Superscript", "Subscript") or (
                kind == "Link" and {"uri", "email"} & {*content[0][1]}
            ):
                pass  # an exponent is no number of its own, and an address is no word
            elif kind not in ("Math", "Code", "CodeBlock", "RawInline", "RawBlock") and not (
                kind == "Span" and PRINTED in value["c"][0][1]
            ):
                collect(content)

    collect(json.loads(answer.checked)["blocks"])
    return found


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_digits_that_are_words(name: str) -> None:
    """Those that Pandoc takes for words stay, all others go; nothing moves."""
    text = CONSTRUCTS[name]
    words = running(visible(text))
    assert Counter(re.findall(r"\d", words)) == pandoc_digits(text)
    assert not set("56789") & set(words), words
    assert len(words) == len(text)
    kept = ((old, new) for old, new in zip(text, words, strict=True) if new not in (BLANK, " "))
    assert all(old == new for old, new in kept)
    assert [n for n, c in enumerate(text) if c == "\n"] == [n for n, c in enumerate(words) if c == "\n"]


@pytest.mark.parametrize("text", ["{{{< var c7 >}}} 1", "write to 5a@x.org, or see www.x.org/5 1", "x.org 1"])
def test_what_pandoc_does_not_know(text: str) -> None:
    """A shortcode that is shown, and addresses without marks, are no words either."""
    assert re.findall(r"\d", running(visible(text))) == ["1"]


def test_a_front_matter_is_read_where_a_page_shows_it() -> None:
    """Its title is words, its date is not."""
    front = '---\ntitle: "1 cup"\ndate: 2025-06-05\nabstract: |\n  Of 2\n  cups\nnumber: 5\n---\n'
    words = running(visible(f"{front}\nText 3\n"), 8)
    assert re.findall(r"\d", words) == ["1", "2", "3"]


def test_the_real_chapters() -> None:
    """In every chapter exactly those digits are words that Pandoc takes for words."""
    for prose in read_prose(load_project(ROOT)):
        if not prose.cell:
            assert Counter(re.findall(r"\d", prose.words)) == pandoc_digits(prose.text), prose.file


def test_included_files(report: Path) -> None:
    """They are read where they are named, each once, and their lines are their own."""
    chapter = report / "chapters/coffee/index.qmd"
    include = "\n{{< include _more.qmd >}}\n\n{{< include /shared.qmd >}}\n\n`{{< include x.qmd >}}`\n"
    chapter.write_text(chapter.read_text(encoding="utf-8") + include, encoding="utf-8")
    chapter.with_name("_more.qmd").write_text("A\n\n{{< include /shared.qmd >}}\n", encoding="utf-8")
    (report / "shared.qmd").write_text("One\n\ntwo 5\n", encoding="utf-8")
    found = [prose for prose in read_prose(load_project(report)) if not prose.cell]
    names = ["index.qmd", "chapters/coffee/index.qmd", "chapters/coffee/_more.qmd", "shared.qmd"]
    assert [str(prose.file) for prose in found] == [*names, "references.qmd"]
    assert found[3].where(found[3].words.index("5")) == "shared.qmd:3"


def test_captions_of_notebooks(report: Path) -> None:
    """They are read from the notebook, and know their cell."""
    captions = [prose for prose in read_prose(load_project(report)) if prose.cell]
    assert [prose.text for prose in captions] == ["Cups of coffee a day", "A cup"]
    assert [prose.cell for prose in captions] == ["cell tbl-cups", "cell fig-cup"]


def test_lines_of_captions() -> None:
    """In the files of the real notebooks each caption stands on the line that is named."""
    captions = [prose for prose in read_prose(load_project(ROOT)) if prose.cell]
    assert len(captions) > 40
    for prose in captions:
        file, _, line = prose.where(0).partition(":")
        written = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert "-cap: " in written
        assert prose.text[:20] in written
