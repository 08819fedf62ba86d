"""Colours as CSS writes them, and the text that can be read on them.

A notebook gives a table's cell its colours as inline CSS. What is understood here is written into
pages and PDFs as ``#rrggbb``, and nothing else is: so no other CSS and no code gets through, and a
name means one colour everywhere (Typst's ``red`` is not the web's).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

BLACK: Final = "#000000"
WHITE: Final = "#ffffff"

_FILLS: Final = ("background", "background-color", "background-image")
_NOTHING: Final = ("", "none", "transparent", "inherit", "initial", "unset", "currentcolor")
_HEXADECIMAL: Final = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.ASCII)


@dataclass(frozen=True)
class Colours:
    """The fill of a cell and the colour of its text, both as ``#rrggbb``."""

    fill: str
    text: str

    @property
    def css(self) -> str:
        """Return both as CSS."""
        return f"background-color: {self.fill}; color: {self.text}"


def declarations(style: str) -> dict[str, str]:
    """Return an inline style, value by property; of two values of a property, the last."""
    pairs = (part.partition(":") for part in style.split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def cell_colours(style: Mapping[str, str]) -> Colours | None:
    """Return the colours that a cell's CSS declarations give it; None if they give none.

    The two belong together, for a page has a light and a dark mode: on a fill alone the text is
    black or white, whichever contrasts better; a text colour alone was chosen for white paper, so
    the fill is white.

    Raises:
        ValueError: as :func:`hexadecimal`.
    """
    fills = [style[name] for name in _FILLS if style.get(name, "").lower() not in _NOTHING]
    text = style.get("color", "")
    ink = "" if text.lower() in _NOTHING else hexadecimal(text)
    if fills:
        fill = hexadecimal(fills[-1])
        return Colours(fill, ink or readable_on(fill))
    return Colours(WHITE, ink) if ink else None


def hexadecimal(colour: str) -> str:
    """Return a colour of CSS as ``#rrggbb``; one with transparency as it looks on white.

    Raises:
        ValueError: if it is neither ``#rgb``, ``#rgba``, ``#rrggbb``, ``#rrggbbaa`` nor one of the
            148 names of CSS Color 4.
    """
    lower = colour.strip().lower()
    if lower in NAMES:
        return NAMES[lower]
    if not _HEXADECIMAL.fullmatch(lower):
        raise ValueError(f"'{colour}' is not a colour for a table's cell; write #rrggbb or a name of CSS")
    digits = lower[1:]
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, alpha = bytes.fromhex(digits if len(digits) == 8 else f"{digits}ff")
    return "#" + "".join(f"{round(255 + (part - 255) * alpha / 255):02x}" for part in (red, green, blue))


def readable_on(fill: str) -> str:
    """Return black or white, whichever contrasts better with a fill (``#rrggbb``)."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (``#rrggbb``), from 1 to 21.

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return a colour's relative luminance, from 0 (black) to 1 (white)."""
    shares = (part / 255 for part in bytes.fromhex(colour[1:]))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# CSS Color Module Level 4, section 6.1.
_NAMES: Final = """
aliceblue=f0f8ff antiquewhite=faebd7 aqua=00ffff aquamarine=7fffd4 azure=f0ffff beige=f5f5dc
bisque=ffe4c4 black=000000 blanchedalmond=ffebcd blue=0000ff blueviolet=8a2be2 brown=a52a2a
burlywood=deb887 cadetblue=5f9ea0 chartreuse=7fff00 chocolate=d2691e coral=ff7f50 cornflowerblue=6495ed
cornsilk=fff8dc crimson=dc143c cyan=00ffff darkblue=00008b darkcyan=008b8b darkgoldenrod=b8860b
darkgray=a9a9a9 darkgreen=006400 darkgrey=a9a9a9 darkkhaki=bdb76b darkmagenta=8b008b
darkolivegreen=556b2f darkorange=ff8c00 darkorchid=9932cc darkred=8b0000 darksalmon=e9967a
darkseagreen=8fbc8f darkslateblue=483d8b darkslategray=2f4f4f darkslategrey=2f4f4f darkturquoise=00ced1
darkviolet=9400d3 deeppink=ff1493 deepskyblue=00bfff dimgray=696969 dimgrey=696969 dodgerblue=1e90ff
firebrick=b22222 floralwhite=fffaf0 forestgreen=228b22 fuchsia=ff00ff gainsboro=dcdcdc ghostwhite=f8f8ff
gold=ffd700 goldenrod=daa520 gray=808080 green=008000 greenyellow=adff2f grey=808080 honeydew=f0fff0
hotpink=ff69b4 indianred=cd5c5c indigo=4b0082 ivory=fffff0 khaki=f0e68c lavender=e6e6fa
lavenderblush=fff0f5 lawngreen=7cfc00 lemonchiffon=fffacd lightblue=add8e6 lightcoral=f08080
lightcyan=e0ffff lightgoldenrodyellow=fafad2 lightgray=d3d3d3 lightgreen=90ee90 lightgrey=d3d3d3
lightpink=ffb6c1 lightsalmon=ffa07a lightseagreen=20b2aa lightskyblue=87cefa lightslategray=778899
lightslategrey=778899 lightsteelblue=b0c4de lightyellow=ffffe0 lime=00ff00 limegreen=32cd32 linen=faf0e6
magenta=ff00ff maroon=800000 mediumaquamarine=66cdaa mediumblue=0000cd mediumorchid=ba55d3
mediumpurple=9370db mediumseagreen=3cb371 mediumslateblue=7b68ee mediumspringgreen=00fa9a
mediumturquoise=48d1cc mediumvioletred=c71585 midnightblue=191970 mintcream=f5fffa mistyrose=ffe4e1
moccasin=ffe4b5 navajowhite=ffdead navy=000080 oldlace=fdf5e6 olive=808000 olivedrab=6b8e23
orange=ffa500 orangered=ff4500 orchid=da70d6 palegoldenrod=eee8aa palegreen=98fb98 paleturquoise=afeeee
palevioletred=db7093 papayawhip=ffefd5 peachpuff=ffdab9 peru=cd853f pink=ffc0cb plum=dda0dd
powderblue=b0e0e6 purple=800080 rebeccapurple=663399 red=ff0000 rosybrown=bc8f8f royalblue=4169e1
saddlebrown=8b4513 salmon=fa8072 sandybrown=f4a460 seagreen=2e8b57 seashell=fff5ee sienna=a0522d
silver=c0c0c0 skyblue=87ceeb slateblue=6a5acd slategray=708090 slategrey=708090 snow=fffafa
springgreen=00ff7f steelblue=4682b4 tan=d2b48c teal=008080 thistle=d8bfd8 tomato=ff6347 turquoise=40e0d0
violet=ee82ee wheat=f5deb3 white=ffffff whitesmoke=f5f5f5 yellow=ffff00 yellowgreen=9acd32
"""
NAMES: Final[Mapping[str, str]] = {
    name: f"#{digits}" for name, _, digits in (entry.partition("=") for entry in _NAMES.split())
}
"""Every named colour of CSS as ``#rrggbb``."""
