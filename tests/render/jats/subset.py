"""Cut the part of the standard's DTD out that this project's articles use, for tests without a network.

    npm pack @jats4r/dtds && tar xzf jats4r-dtds-*.tgz
    python tests/render/jats/subset.py package/schema/1.2/JATS-archivearticle1-mathml3.dtd article.xml …

Every content model is the standard's own, without the elements that the given articles do not have. So what
is valid here is valid there. The formulas' MathML is left to its own schema.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from lxml import etree

OUTPUT = Path(__file__).with_name("archiving-subset.dtd")
HEAD = """\
<!-- Part of JATS, Journal Archiving and Interchange DTD v1.2 (ANSI/NISO Z39.96-2019), cut out by subset.py:
     the elements and attributes that this project's articles use, with the standard's content models. -->
"""
OCCURRENCES = {"once": "", "opt": "?", "mult": "*", "plus": "+"}


def subset(dtd: Any, articles: list[Any]) -> str:
    """Return the declarations of everything that occurs in the articles."""
    names: dict[str, set[str]] = {}
    for article in articles:
        for element in article.iter(etree.Element):
            name = qualified(element.tag, article)
            if name.startswith("mml:") and name != "mml:math":
                continue
            names.setdefault(name, set()).update(qualified(key, article) for key in element.attrib)
    lines = []
    for element in sorted(dtd.iterelements(), key=lambda e: (e.prefix or "", e.name)):
        name = f"{element.prefix}:{element.name}" if element.prefix else element.name
        if name not in names:
            continue
        lines.append(
            f"<!ELEMENT {name} {model(element.content, set(names)) if name != 'mml:math' else 'EMPTY'}>"
        )
        lines += [
            f"<!ATTLIST {name} {text}>"
            for attribute in element.iterattributes()
            if (text := declaration(attribute, names[name]))
        ]
    return HEAD + "\n".join(lines) + "\n"


def qualified(name: str, root: Any) -> str:
    """Return a name with the prefix that the DTD has for its namespace."""
    found = etree.QName(name)
    if found.namespace is None:
        return str(found.localname)
    if found.namespace == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{found.localname}"
    prefixes = {uri: prefix for prefix, uri in root.nsmap.items()}
    return f"{prefixes[found.namespace]}:{found.localname}"


def model(content: Any, names: set[str]) -> str:
    """Return a content model without the elements that do not occur."""
    if content is None:
        return "EMPTY"
    text = _part(content, names)
    if text is None:
        return "EMPTY"
    if text == "#PCDATA":
        return "(#PCDATA)"
    return text if text.startswith("(") else f"({text})"


def _part(content: Any, names: set[str]) -> str | None:
    mark = OCCURRENCES[content.occur]
    if content.type == "pcdata":
        return "#PCDATA"
    if content.type == "element":
        # lxml does not say that this one name has a prefix.
        name = "mml:math" if content.name == "math" else content.name
        return f"{name}{mark}" if name in names else None
    sign = "|" if content.type == "or" else ","
    parts = [part for child in _flat(content, content.type) if (part := _part(child, names))]
    if not parts:
        return None
    unique = list(dict.fromkeys(parts)) if sign == "|" else parts
    if unique == ["#PCDATA"]:
        return "(#PCDATA)*" if mark else "(#PCDATA)"
    return f"({sign.join(unique)}){mark}"


def _flat(content: Any, kind: str) -> list[Any]:
    """Return the parts of a list that libxml2 holds as a chain of pairs."""
    result: list[Any] = []
    for child in (content.left, content.right):
        if child is None:
            continue
        if child.type == kind and child.occur == "once":
            result += _flat(child, kind)
        else:
            result.append(child)
    return result


def declaration(attribute: Any, used: set[str]) -> str:
    """Return an attribute's declaration, empty where no article has it and none must."""
    name = f"{attribute.prefix}:{attribute.name}" if attribute.prefix else attribute.name
    if name not in used and attribute.default not in ("required", "fixed"):
        return ""
    kind = attribute.type.upper() if attribute.type != "enumeration" else f"({'|'.join(attribute.values())})"
    default = {"required": "#REQUIRED", "implied": "#IMPLIED"}.get(attribute.default, "")
    if attribute.default == "fixed":
        default = f'#FIXED "{attribute.default_value}"'
    return f"{name} {kind} {default or chr(34) + str(attribute.default_value) + chr(34)}"


if __name__ == "__main__":
    OUTPUT.write_text(
        subset(etree.DTD(sys.argv[1]), [etree.parse(name).getroot() for name in sys.argv[2:]]),
        encoding="utf-8",
    )
