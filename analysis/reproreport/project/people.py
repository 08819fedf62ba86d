"""Authors and their institutions, however Quarto lets one write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reproreport.near import closest, nearest

_PLACES = ("affiliation", "affiliations")
_NAME = ("given", "family", "literal")
_AUTHOR = frozenset(
    {"id", "name", *_PLACES, "email", "url", "orcid", "corresponding", "equal-contributor", "degrees"}
    | {"role", "roles"}
)
_ADDRESS = ("department", "group", "name", "city", "region", "country")
"""Parts of an affiliation in the order in which they are written."""

_AFFILIATION = frozenset({"id", "ref", *_ADDRESS, "state", "url", "ror"})
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")
_WEB = re.compile(r"https?://\S+|www\.\S+")

Fault = tuple[tuple[str | int, ...], str, str]
"""What is wrong with an author: the keys below the list of authors, what, and what to do."""


@dataclass(frozen=True)
class Affiliation:
    """An institution, as one text and by its parts; *parts* has the name and what else is known of it."""

    name: str
    url: str = ""
    ror: str = ""
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Author:
    """One author.

    Attributes:
        name: as a reader sees it, with degrees.
        affiliations: the institutions.
        given, family: the parts of the name, where they are given.
        email, url, orcid: how to reach the author; the ORCID by its digits.
        corresponding, equal: whether they answer letters, and whether they contributed as much as others.
        roles: what they did.
        degrees: academic titles after the name.
    """

    name: str
    affiliations: tuple[Affiliation, ...] = ()
    given: str = ""
    family: str = ""
    email: str = ""
    url: str = ""
    orcid: str = ""
    corresponding: bool = False
    equal: bool = False
    roles: tuple[str, ...] = ()
    degrees: tuple[str, ...] = ()

    @property
    def affiliation(self) -> str:
        """Return all institutions as one text, empty where there is none."""
        return "; ".join(place.name for place in self.affiliations)

    @property
    def bare(self) -> bool:
        """Say whether nothing but the name is known."""
        return self == Author(self.name)


def read_authors(value: object, shared: object = None) -> tuple[Author, ...]:
    """Return the authors that an ``author:`` value names: a text, a mapping, or a list of them.

    *shared* is what stands under ``affiliations:`` beside it, to be named by ``ref``.
    """
    items = _items(value)
    known = {str(place["id"]): place for place in _identified(items, shared)}
    return tuple(_author(item, known) for item in items)


def people_problems(value: object, shared: object = None) -> Iterator[Fault]:
    """Yield what is wrong with authors: what nobody would see, and what cannot be read."""
    items = _items(value)
    known = [str(place["id"]) for place in _identified(items, shared)]
    for index, author in enumerate(items):
        here: tuple[str | int, ...] = (index,) if isinstance(value, list) else ()
        if isinstance(author, dict):
            for keys, what, fix in (*_author_faults(author), *_place_faults(author, known)):
                yield (*here, *keys), what, fix
        elif not isinstance(author, str) or not author.strip():
            yield here, "an author without a name", "write 'name: …'"


def _author_faults(author: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _unknown(author, _AUTHOR, "an author")
    name = author.get("name")
    if isinstance(name, dict):
        for keys, what, fix in _unknown(name, _NAME, "a name"):
            yield ("name", *keys), what, fix
    if not _name(author):
        yield (), "an author without a name", "write 'name: …'"
    for key, pattern, form in (
        ("email", _EMAIL, "name@example.org"),
        ("url", _WEB, "https://example.org"),
        ("orcid", _ORCID, "0000-0002-1825-0097"),
    ):
        given = author.get(key)
        if given is not None and not pattern.fullmatch(str(given)):
            yield (key,), f"{key}: '{given}' is not understood", f"write it as {form}"
        elif key == "orcid" and given is not None and not _is_orcid(str(given)):
            fix = "its last sign does not fit the others: copy it from orcid.org"
            yield (key,), f"orcid: '{given}' is mistyped", fix
    for key in ("corresponding", "equal-contributor"):
        if not isinstance(author.get(key, False), bool):
            yield (key,), f"{key}: {author[key]} is not understood", "write true or false"


def _place_faults(author: Mapping[str, Any], known: Iterable[str]) -> Iterator[Fault]:
    for key in _PLACES:
        for index, place in enumerate(_items(author.get(key))):
            here: tuple[str | int, ...] = (key, index) if isinstance(author[key], list) else (key,)
            if not isinstance(place, dict):
                continue
            for keys, what, fix in _unknown(place, _AFFILIATION, "an affiliation"):
                yield (*here, *keys), what, fix
            if "ref" in place and str(place["ref"]) not in known:
                fix = f"known: {', '.join(known)}" if known else "give an affiliation this 'id'"
                yield here, f"there is no affiliation '{place['ref']}'", fix
            if "ref" not in place and not _place(place).name:
                yield here, "an affiliation without a name", "write 'name: …'"
            if "url" in place and not _WEB.fullmatch(str(place["url"])):
                fix = "write it as https://example.org"
                yield (*here, "url"), f"url: '{place['url']}' is not understood", fix


def _unknown(given: Mapping[str, Any], known: Iterable[str], of: str) -> Iterator[Fault]:
    known = sorted(known)
    for key in given:
        if key not in known:
            longer = str(key).startswith(tuple(known))  # affiliation-url: another key, and no slip
            near = "" if longer else closest(str(key), known, 0.7)
            fix = nearest(near, known)
            yield (str(key),), f"unknown key '{key}' of {of}", fix


def _is_orcid(orcid: str) -> bool:
    """Say whether the last sign of an ORCID checks the others (ISO 7064, 11-2)."""
    signs = orcid[-19:].replace("-", "")
    total = 0
    for digit in signs[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == signs[-1]


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _identified(authors: Iterable[Any], shared: object) -> Iterator[dict[str, Any]]:
    """Yield the affiliations that others may name."""
    given = (author for author in authors if isinstance(author, dict))
    own = (place for author in given for key in _PLACES for place in _items(author.get(key)))
    yield from (place for place in (*_items(shared), *own) if isinstance(place, dict) and "id" in place)


def _name(author: Mapping[str, Any]) -> str:
    name = author.get("name")
    if isinstance(name, dict):
        name = name.get("literal") or f"{name.get('given') or ''} {name.get('family') or ''}"
    return str(name or "").strip()


def _author(value: Any, known: Mapping[str, dict[str, Any]]) -> Author:
    if not isinstance(value, dict):
        return Author(str(value))
    name = value.get("name")
    parts = name if isinstance(name, dict) else {}
    degrees = tuple(map(str, _items(value.get("degrees"))))
    orcid = _ORCID.fullmatch(str(value.get("orcid") or ""))
    places = [
        _place(known.get(str(place["ref"]), place) if isinstance(place, dict) and "ref" in place else place)
        for key in _PLACES
        for place in _items(value.get(key))
    ]
    return Author(
        name=", ".join([_name(value), *degrees]),
        affiliations=tuple(place for place in places if place.name),
        given=str(parts.get("given") or ""),
        family=str(parts.get("family") or ""),
        email=str(value.get("email") or ""),
        url=_address(value.get("url")),
        orcid=orcid[1] if orcid else "",
        corresponding=value.get("corresponding") is True,
        equal=value.get("equal-contributor") is True,
        roles=tuple(_roles(value)),
        degrees=degrees,
    )


def _roles(author: Mapping[str, Any]) -> Iterator[str]:
    """Yield the roles of an author; Quarto also takes one with the degree of its contribution."""
    for key in ("role", "roles"):
        for role in _items(author.get(key)):
            yield from map(str, role) if isinstance(role, dict) else (str(role),)


def _place(value: Any) -> Affiliation:
    if not isinstance(value, dict):
        return Affiliation(str(value), parts=(("name", str(value)),))
    given = {**value, "region": value.get("region") or value.get("state")}
    parts = tuple((key, str(given[key])) for key in _ADDRESS if given.get(key))
    name = ", ".join(text for _, text in parts)
    return Affiliation(name, _address(value.get("url")), str(value.get("ror") or ""), parts)


def _address(value: object) -> str:
    """Return a web address as a link needs it."""
    address = str(value or "")
    return f"https://{address}" if address.startswith("www.") else address
