"""Authors and their institutions, however Quarto lets one write them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Author:
    """One author with the institution that they name, if any."""

    name: str
    affiliation: str = ""


def read_authors(value: object) -> tuple[Author, ...]:
    """Return the authors that an ``author:`` value names: a text, a mapping, or a list of them."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_author(item) for item in items)


def _author(value: object) -> Author:
    if not isinstance(value, dict):
        return Author(str(value))
    name = value.get("name", "")
    if isinstance(name, dict):
        name = name.get("literal") or f"{name.get('given', '')} {name.get('family', '')}".strip()
    places = value.get("affiliation", value.get("affiliations", ""))
    items = places if isinstance(places, list) else [places]
    names = [str(item.get("name", "") if isinstance(item, dict) else item) for item in items]
    return Author(str(name), "; ".join(name for name in names if name))
