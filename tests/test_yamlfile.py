"""The one reader of YAML; and two files read as one, as Quarto reads a profile."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from reproreport.errors import DataError, ProjectError
from reproreport.yamlfile import YamlFile, as_text, merged, parse_yaml, read_yaml, read_yaml_text, write_yaml

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

BASE = """\
title: Base
format:
  html: {toc: true}
list:
  - one
  - part: two
nothing: 1
"""
OVER = """\
title: Over

format:
  typst:
    papersize: a5
list:
  - part: two
  - three
nothing:
"""


@pytest.fixture
def both(tmp_path: Path) -> YamlFile:
    """Return the two files above as one."""
    for name, text in (("base.yml", BASE), ("over.yml", OVER)):
        (tmp_path / name).write_text(text)
    return merged(read_yaml(tmp_path / "base.yml", "base.yml"), read_yaml(tmp_path / "over.yml", "over.yml"))


def test_as_quarto_merges(both: YamlFile) -> None:
    """Mappings by key, lists joined without repeats, other values replaced (core/config.ts of Quarto 1.9)."""
    assert both.data == {
        "title": "Over",
        "format": {"html": {"toc": True}, "typst": {"papersize": "a5"}},
        "list": ["one", {"part": "two"}, "three"],
        "nothing": None,
    }


@pytest.mark.parametrize(
    ("key", "where"),
    [
        (("title",), "over.yml:1"),
        (("format",), "base.yml:2"),
        (("format", "html", "toc"), "base.yml:3"),
        (("format", "typst", "papersize"), "over.yml:5"),
        (("list", 1, "part"), "base.yml:6"),
        (("list", 2), "over.yml:8"),
        (("absent",), "over.yml:1"),
    ],
)
def test_every_key_knows_its_file_and_line(both: YamlFile, key: tuple[str | int, ...], where: str) -> None:
    """Also a list's item, whose place in the joined list is another than in its file."""
    assert both.where(*key) == where


@pytest.mark.parametrize(
    ("written", "value"),
    [
        # Quarto reads with js-yaml's JSON schema (its core/lib/yaml-intelligence/js-yaml-schema.ts); the
        # values are those that the specification of YAML 1.2 has in 10.3.2, the core schema.
        ("no", "no"), ("Yes", "Yes"), ("on", "on"), ("n", "n"),
        ("true", True), ("False", False), ("TRUE", True),
        ("~", None), ("null", None), ("", None),
        ("012", 12), ("0o14", 12), ("0xC", 12), ("+12", 12), ("-19", -19), ("1_000", "1_000"),
        ("1:30", "1:30"), ("2026-11-30", "2026-11-30"), ("2026-11-30T10:00:00Z", "2026-11-30T10:00:00Z"),
        ("1.20", 1.2), ("1e3", 1000.0), ("-.5", -0.5), ("12e03", 12000.0), (".inf", float("inf")),
        ("0.", 0.0),
        ("1.2.3", "1.2.3"), (".", "."), ("=", "="), ("'12'", "12"), ('"no"', "no"), ("|\n  12", "12\n"),
        ("!!str 12", "12"), ("!!int 12", 12), ("!!null ''", None), ("! 12", "12"), ("!!seq [1]", [1]),
    ],
)  # fmt: skip
def test_values_are_those_of_yaml_1_2(written: str, value: object) -> None:
    """PyYAML's own reader follows YAML 1.1, where ``no`` is false and a date is a date."""
    assert parse_yaml(f"a: {written}\n", "x.yml").data == {"a": value}


@steady
@given(st.text(st.characters(exclude_categories=("Cs", "Co"))))
def test_as_texts_nothing_is_converted(text: str) -> None:
    """A text that JSON's quotes hold comes back as it is, whatever signs are in it, but for outer blanks."""
    assume(not re.search("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", text))
    written = "- " + json.dumps(text, ensure_ascii=False)
    for as_texts, expected in ((True, text.strip()), (False, text)):
        assert parse_yaml(f"a:\n{written}\n", "x.yml", as_texts=as_texts).data == {"a": [expected]}


def test_texts_as_they_stand() -> None:
    """Printed numbers and identifiers come out as they went in."""
    text = "a: 1.20\nb: [no, 012, 2026-11-30, ~]\nc:\n1: x\n"
    found = parse_yaml(text, "x.yml", as_texts=True)
    assert found.data == {"a": "1.20", "b": ["no", "012", "2026-11-30", ""], "c": "", "1": "x"}


def test_lines_are_those_of_the_file() -> None:
    """U+2028 and U+0085 end no line; a front matter begins on the second one."""
    found = parse_yaml("a: one\u2028two\nb: x\u0085y\nc: |\n  \u2029\nd: 1\n", "x.qmd", first_line=2)
    assert found.data == {"a": "one\u2028two", "b": "x\u0085y", "c": "\u2029\n", "d": 1}
    assert [found.where(key) for key in "abcd"] == ["x.qmd:2", "x.qmd:3", "x.qmd:4", "x.qmd:6"]


def test_an_alias_is_a_copy_with_lines_of_its_own() -> None:
    """Both can be changed alone, and a message about either names the line that it was written on."""
    found = parse_yaml("a: &x\n  b: [1]\nc: *x\n", "x.yml")
    found.data["a"]["b"].append(2)
    assert found.data["c"] == {"b": [1]}
    assert (found.where("c"), found.where("c", "b"), found.where("c", "b", 0)) == (
        "x.yml:3",
        "x.yml:2",
        "x.yml:2",
    )


BOMB = "a: &a [x]\n" + "".join(f"{c}: &{c} [{','.join(['*' + chr(ord(c) - 1)] * 10)}]\n" for c in "bcdefghi")


@pytest.mark.parametrize("as_texts", [False, True])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yml:3: 'a' is given twice (first on line 1)"),
        ("a:\n  à: 1\n  a\u0300: 2\n", "x.yml:3: 'à' is given twice (first on line 2)"),
        ("a: b: c\n", "x.yml:1: not valid YAML: mapping values are not allowed"),
        ("a:\n\tb: 1\n", "x.yml:2: not valid YAML: found character that cannot start any token"),
        ("a: 1\nb: 'open\n\nc: d\n", "x.yml:2: not valid YAML: found unexpected end of stream"),
        ("a: 1\nwords\n", "x.yml:2: not valid YAML: could not find expected ':'"),
        ("a: 1\n---\nb: 2\n", "x.yml:2: a second document begins"),
        ("- a\n", "x.yml:1: lines of 'key: value' are expected"),
        ("\n\njust words\n", "x.yml:3: lines of 'key: value' are expected"),
        ("a: 1\n? [b]\n: c\n", "x.yml:2: a key is no text"),
        ("a: 1\n~: c\n", "x.yml:2: a key is no text"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "x.yml:3: '<<' merges nothing: for Quarto it is a key"),
        ("a: !expr 1+1\n", "x.yml:1: the tag '!expr' is not read here"),
        ("a: !!python/object/apply:os.getcwd []\n", "x.yml:1: the tag 'tag:yaml.org,2002:python/object"),
        ("a: !!seq {}\n", "x.yml:1: the tag 'tag:yaml.org,2002:seq' is not read here"),
        ("a: *b\n", "x.yml:1: the alias '*b' names nothing that ends before it"),
        ("a: 1\nb: &b\n  - c\n  - *b\n", "x.yml:4: the alias '*b' names nothing that ends before it"),
        (BOMB, "x.yml:5: aliases repeat more than 10,000 values"),
        ("a: " + "[" * 20_000, "x.yml:1: lists and mappings stand more than 30 deep here"),
        ("a:\n" + "".join(f"{'  ' * n}- \n" for n in range(1, 50)), "x.yml:"),
        ("a: 1\nb: \x0b\n", "x.yml:2: the character U+000B stands in no YAML"),
        ("a: \x9c\n", "x.yml:1: the character U+009C stands in no YAML"),
        ("", "x.yml:1: the file is empty"),
        ("# nothing but a comment\n", "x.yml:1: the file is empty"),
        ("---\n", "x.yml:1: the file is empty"),
    ],
)  # fmt: skip
def test_what_is_no_mapping(tmp_path: Path, text: str, message: str, as_texts: bool) -> None:
    """One message with its line, in both ways of reading; nothing of PyYAML's, and no crash."""
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        (read_yaml_text if as_texts else read_yaml)(tmp_path / "x.yml", "x.yml", error=DataError)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["a: !!int x\n", "a: !!float y\n", "a: !!bool 1\n"])
def test_a_tag_that_its_value_belies(text: str) -> None:
    """js-yaml refuses it, too."""
    with pytest.raises(ProjectError, match=r"x\.yml:1: '.' is no (int|float|bool)"):
        parse_yaml(text, "x.yml")


@steady
@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from("a:-[]{}#&*!|>'\"%@`?, \n\t1~"), max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """No other exception than the one with a message, its file and its line."""
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(data)
    for read in (read_yaml, read_yaml_text):
        with contextlib.suppress(ProjectError):
            assert read(path, "x.yml").data


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["C"]) | st.sampled_from("\n\u2028\x85 :-#"))
    | st.sampled_from(
        ["no", "1e3", "0o14", "012", "1_000", "2026-11-30", "~", ".inf", "<<", "=", "!x", "&a", "*a"]
    ),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from("abc đ"), min_size=1), inner),
    max_leaves=8,
)


@steady
@given(VALUES)
@example("\x85")
@example(["x\u2028y", {"\u2029": "\x85 1"}])
def test_what_is_written_is_read(value: object) -> None:
    """Quarto is given a configuration that was read here: nothing in it may change on the way."""
    assert parse_yaml(write_yaml({"a": value}), "x.yml").data == {"a": value}


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (83.0, "83"), (1.5, "1.5"), (None, ""), ("no", "no")]
)
def test_a_value_as_quarto_shows_it(value: object, text: str) -> None:
    """A number is JavaScript's: without a zero after the point."""
    assert as_text(value) == text
