r"""LaTeX's letters in a bibliography, so that none of them is lost.

Pandoc reads ``{\'e}``, ``\o`` and many more. Of a command that it does not know, such as ``\DJ`` or
``\uhorn``, it prints nothing. Those of letters and signs are written as the characters that they stand
for before Pandoc reads them; any other one that it does not know is found here, to be refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from unicodedata import normalize

from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.memory import Memory

# fmt: off
LETTERS: Mapping[str, str] = {
    # The encodings T1 and T5 (Vietnamese)
    "DJ": "Đ", "dj": "đ", "DH": "Ð", "dh": "ð", "TH": "Þ", "th": "þ", "NG": "Ŋ", "ng": "ŋ", "SS": "ẞ",
    "IJ": "Ĳ", "ij": "ĳ", "Ohorn": "Ơ", "OHORN": "Ơ", "ohorn": "ơ", "Uhorn": "Ư", "UHORN": "Ư", "uhorn": "ư",
    "Abreve": "Ă", "abreve": "ă", "Acircumflex": "Â", "acircumflex": "â", "Ecircumflex": "Ê",
    "ecircumflex": "ê", "Ocircumflex": "Ô", "ocircumflex": "ô",
    "LJ": "Ǉ", "Lj": "ǈ", "lj": "ǉ", "NJ": "Ǌ", "Nj": "ǋ", "nj": "ǌ",
    "textschwa": "ə", "cprime": "ʹ", "cdprime": "ʺ", "hbar": "ħ",
    # Punctuation and signs (TS1)
    "textendash": "–", "textemdash": "—", "textellipsis": "…", "textperiodcentered": "·",
    "textexclamdown": "¡", "textquestiondown": "¿", "textinterrobang": "‽", "quotesinglbase": "‚",
    "textbar": "|", "textbardbl": "‖", "textbraceleft": r"\{", "textbraceright": r"\}",
    "textampersand": r"\&", "textunderscore": r"\_", "textvisiblespace": "␣", "textasteriskcentered": "∗",
    "textordfeminine": "ª", "textordmasculine": "º", "textdaggerdbl": "‡", "dag": "†", "ddag": "‡",
    "texttrademark": "™", "textnumero": "№", "textestimated": "℮", "textreferencemark": "※",
    "texteuro": "€", "EUR": "€", "textcent": "¢", "textcurrency": "¤", "textwon": "₩", "textnaira": "₦",
    "textflorin": "ƒ", "textcelsius": "℃", "textohm": "Ω", "textmicro": "µ", "textperthousand": "‰",
    "textpm": "±", "texttimes": "×", "textdiv": "÷", "textminus": "−", "textlnot": "¬",
    "textonesuperior": "¹", "textrightarrow": "→", "textleftarrow": "←", "textuparrow": "↑",
    "textdownarrow": "↓", "textalpha": "α", "textbeta": "β", "textgamma": "γ", "textdelta": "δ",
    "textepsilon": "ε", "textlambda": "λ", "textpi": "π", "textsigma": "σ", "textomega": "ω",
    "textOmega": "Ω",
    "textasciigrave": "`", "textasciiacute": "´", "textasciidieresis": "¨", "textasciimacron": "¯",
    "textasciibreve": "˘", "textasciicaron": "ˇ",
    # Spaces, and what shows nothing
    "space": " ", "thinspace": "\u2009", "enspace": "\u2002", "quad": "\u2003", "nobreakspace": "\u00a0",
    "textcompwordmark": "", "protect": "", "relax": "", "allowbreak": "", "mbox": "", "hbox": "",
}
# fmt: on
"""Commands that Pandoc does not know, or reads as another sign, and what they stand for."""

UNSHOWN = frozenset(
    {"abstract", "annotation", "annote", "comment", "file", "groups", "keywords", "owner", "review"}
)
"""Fields that a list of references does not show."""

NO_DAY = "1970-01-01"

_COMMAND = r"\\(?:[A-Za-z]+|[^A-Za-z\s])"
_LETTER = re.compile(r"\\\\|\\([A-Za-z]+)(?:\{\}|[ \t]*)")
_DOTLESS = re.compile(
    r"""(\\(?:[`'^"~=.]|[uvHcdbkrhtGU](?=[\s{\\]))[ \t]*\{?[ \t]*)\\([ij])(?![A-Za-z])(?:\{\}|[ \t]+)?"""
)
_COMMA = re.compile(r"\\textcommabelow[ \t]*(?:\{([A-Za-z])\}|([A-Za-z])(?![A-Za-z]))")
_FORMULA = re.compile(r"((?<!\\)\$(?:\\.|[^$\\\n])+\$)")
_TOKEN = re.compile(rf"@(?P<kind>\w+)\s*\{{|(?P<brace>[{{}}])|(?P<command>{_COMMAND})|(?P<field>[\w-]+)\s*=")
_ESCAPED = frozenset(f"\\{sign}" for sign in r"{}\%&#_$")


def spelled(text: str) -> str:
    """Return a .bib file's text with letters in the place of the commands for them, line by line.

    An accent over a dotless i is one over an i: Unicode has a letter for it.
    """
    if "\\" not in text:
        return text
    parts = _FORMULA.split(text)
    return "".join(part if _is_formula(part) else _letters(part) for part in parts)


def unknown_commands(text: str, reader: str, memory: Memory) -> Iterator[tuple[str, int]]:
    """Yield the commands that Pandoc would leave out of a list of references, with their lines (from 1).

    *text* is spelled already; *reader* is Pandoc's name of the format, ``biblatex`` or ``bibtex``.
    """
    found = list(_commands(text)) if "\\" in text else []
    unread = _unread(sorted({command for command, _ in found} - _ESCAPED), reader, memory)
    return ((command, text.count("\n", 0, place) + 1) for command, place in found if command in unread)


def _letters(text: str) -> str:
    text = _COMMA.sub(lambda match: normalize("NFC", (match[1] or match[2]) + "\u0326"), text)
    return _LETTER.sub(lambda match: LETTERS.get(match[1] or "", match[0]), _DOTLESS.sub(r"\1\2", text))


def _is_formula(part: str) -> bool:
    """Say whether a part of a text between dollar signs is one: they may belong to two fields."""
    depths = list(accumulate(((letter == "{") - (letter == "}") for letter in part), initial=0))
    return part[:1] == "$" and min(depths) == depths[-1] == 0


def _commands(text: str) -> Iterator[tuple[str, int]]:
    """Yield each command in a field that is shown, with its place; those of formulas are none of text."""
    parts = (" " * len(part) if _is_formula(part) else part for part in _FORMULA.split(text))
    depth, kind, name = 0, "", ""
    for token in _TOKEN.finditer("".join(parts)):
        if token["kind"]:
            kind, name = (kind, name) if depth else (token["kind"].lower(), "")
            depth += 1
        elif token["brace"] and depth:
            depth += 1 if token["brace"] == "{" else -1
        elif token["field"] and depth == 1:
            name = token["field"].lower()
        elif token["command"] and depth and kind not in ("comment", "preamble") and name not in UNSHOWN:
            yield token["command"], token.start()


def _unread(commands: Sequence[str], reader: str, memory: Memory) -> set[str]:
    """Return those of some commands of which Pandoc prints nothing, by asking it."""
    jobs = [Job(f"@misc{{x, title = {{x {command}{{y}} z}}}}", reader) for command in commands]
    answers = zip(commands, convert(jobs, memory), strict=True)
    return {
        command
        for command, answer in answers
        # A citation in a work is in no text; of the day Pandoc knows nothing.
        if answer.error or any(kind in answer.text for kind in ('"RawInline"', '"citationId":"y"', NO_DAY))
    }
