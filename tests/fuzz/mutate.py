"""Damaged and hostile inputs made from good ones: the same case for the same seed, on any machine."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import yaml

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1e308, 10**30, float("inf"), float("nan"), "", " ", "x", "a.b", "..",
    "/etc/passwd", "\u202e", "\ud800", "\x00", "a\nb", "[", "{{< var x >}}", [], [[]], {}, {"": None},
    {"a": [1]}, [None], [{}], ["x", "x"], "é" * 300, "https://[", "//[::1", "9" * 5000,
)  # fmt: skip
"""Values of every kind, to stand where another kind is expected."""

BITS: tuple[bytes, ...] = (
    b"\0", b"\x0b", b"\x0c", b"\x1b[31m", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae",
    b"\xef\xbb\xbf", b"\xff", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n", b"\n\n",
    b"\t", b"  ", b"'", b'"', b"`", b"```\n", b"---\n", b"...\n", b"- ", b"? ", b": ", b"|\n", b">\n",
    b"&a ", b"*a", b"!!int x", b"!!python/x ", b"<<: ", b"%", b"@", b"#", b"{", b"}", b"[", b"]", b"(",
    b")", b"{}", b"[]", b"$", b"$$", b"\\", b"\\u0000", b"<!--", b"-->", b"<script>", b"&#0;",
    b"<![CDATA[", b"{{< include a.qmd >}}", b"{{< var", b":::\n", b"::: {#x}\n", b"![", b"[^1]",
    b"https://[", b"//[", b"file:///", b"nan", b"inf", b"1e999", b"-0", b"0x", b"9" * 400, b",", b";",
    b"=", b"null", b"true", b"~", b"../", b"/", b"'''", b"\xc4\x90", b"e\xcc\x81", b"\xe2\x80\xa9",
)  # fmt: skip
"""Pieces that mean something to one of the parsers."""


def case(seeds: Sequence[bytes], words: Sequence[bytes], number: int, name: str) -> bytes:
    """Return the input of a number, made of the good ones by some damages."""
    random = Random(f"{name} {number}")  # noqa: S311  (no secret)
    data = random.choice(seeds)
    if random.random() < 0.5:
        data = _structured(data, random) or data
        if random.random() < 0.6:
            return data
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        damage = random.choice(_DAMAGES)
        data = damage(data, random, (seeds, words))
    return data[:200_000]


Others = tuple[Sequence[bytes], Sequence[bytes]]


def _place(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    length = random.choice((1, 2, 4, 8, 40, 200))
    return start, min(len(data), start + random.randint(1, length))


def _insert(data: bytes, random: Random, others: Others) -> bytes:
    start, _ = _place(data, random)
    piece = random.choice([*BITS, *others[1]])
    return data[:start] + piece * random.choice((1, 1, 1, 1, 2, 9)) + data[start:]


def _replace(data: bytes, random: Random, others: Others) -> bytes:
    start, end = _place(data, random)
    return data[:start] + random.choice([*BITS, *others[1]]) + data[end:]


def _delete(data: bytes, random: Random, _others: Others) -> bytes:
    start, end = _place(data, random)
    return data[:start] + data[end:]


def _flip(data: bytes, random: Random, _others: Others) -> bytes:
    if not data:
        return data
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def _cut(data: bytes, random: Random, _others: Others) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _repeat(data: bytes, random: Random, _others: Others) -> bytes:
    start, end = _place(data, random)
    return data[:start] + data[start:end] * random.choice((2, 3, 10)) + data[end:]


def _lines(data: bytes, random: Random, _others: Others) -> bytes:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    what = random.randrange(4)
    if what == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif what == 1:
        del lines[one]
    elif what == 2:
        lines.insert(one, lines[other])
    else:
        lines[one] = b" " * random.randint(1, 6) + lines[one]
    return b"\n".join(lines)


def _splice(data: bytes, random: Random, others: Others) -> bytes:
    other = random.choice(others[0])
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


_DAMAGES: tuple[Callable[[bytes, Random, Others], bytes], ...] = (
    _insert, _insert, _replace, _replace, _delete, _flip, _cut, _repeat, _lines, _lines, _splice,
)  # fmt: skip


def _structured(data: bytes, random: Random) -> bytes | None:
    """Return JSON or YAML with some of its values replaced, taken away or moved; None of anything else."""
    text = data.decode(errors="replace")
    is_json = text.lstrip().startswith(("{", "["))
    try:
        value = json.loads(text) if is_json else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        return None
    if not isinstance(value, dict | list):
        return None
    for _ in range(random.choice((1, 1, 2, 4))):
        value = _changed(value, random)
    try:
        if is_json or random.random() < 0.5:
            return json.dumps(value, ensure_ascii=random.random() < 0.5, indent=1).encode(
                "utf-8", "surrogatepass"
            )
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode("utf-8", "replace")
    except (ValueError, yaml.YAMLError, TypeError):
        return None


def _changed(value: Any, random: Random) -> Any:
    root = [copy.deepcopy(value)]
    places = list(_places(root))
    holder, key = random.choice(places)
    what = random.randrange(7)
    if what <= 3 or holder is root:
        holder[key] = copy.deepcopy(random.choice(ODD))
    elif what == 4:
        del holder[key]
    elif what == 5:
        other, place = random.choice(places)
        holder[key] = copy.deepcopy(other[place])
    elif isinstance(holder, dict):
        holder[str(random.choice(ODD))] = holder.pop(key)
    else:
        holder.insert(key, holder[key])
    return root[0]


def _places(value: Any) -> Any:
    """Yield each place of a tree: what holds it, and the key or index."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)
