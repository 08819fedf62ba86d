"""One file of a page that has others beside it."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from reproreport.errors import RenderError
from reproreport.render.quarto.files import inlined

PAGE = """<!DOCTYPE html>
<link href="libs/a%20b.css?v=1" rel="stylesheet" id="theme" data-mode="light">
<link rel="icon" href="favicon.ico"><link rel="canonical" href="https://example.org/">
<script src="libs/x.js" type="module"></script><script>inline()</script>
<img class="c" src="fig.png" alt="A"><img src="data:image/gif;base64,R0"><a href="other.pdf">keep</a>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write a page with a style sheet, a font, a script and a picture."""
    (tmp_path / "libs").mkdir()
    (tmp_path / "libs/a b.css").write_text("@font-face{src:url('f.woff?1')} b{background:url(data:x)}")
    (tmp_path / "libs/f.woff").write_bytes(b"font")
    (tmp_path / "libs/x.js").write_text("document.write('</script>')")
    (tmp_path / "fig.png").write_bytes(b"png")
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path / "page.html"


def test_everything_local_is_inside(page: Path) -> None:
    """Style sheets with their fonts, scripts, pictures; attributes stay, an icon goes."""
    text = inlined(page)
    font, image = b64encode(b"font").decode(), b64encode(b"png").decode()
    assert '<style id="theme" data-mode="light">\n@font-face' in text
    assert f'@font-face{{src:url("data:font/woff;base64,{font}")}}' in text
    assert "b{background:url(data:x)}" in text
    assert "<script type=\"module\">document.write('<\\/script>')</script><script>inline()</script>" in text
    assert f'<img class="c" src="data:image/png;base64,{image}" alt="A">' in text
    assert "favicon" not in text
    assert '<link rel="canonical" href="https://example.org/">' in text
    assert '<a href="other.pdf">keep</a>' in text


def test_an_absent_file_is_an_error(page: Path) -> None:
    """The page would look broken where it is sent."""
    (page.parent / "libs/x.js").unlink()
    with pytest.raises(RenderError, match=r"page\.html: 'libs/x\.js' is not there"):
        inlined(page)
