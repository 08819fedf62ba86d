"""Texts and names of files that look alike are alike."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reproreport.normalform import nfc, spelled

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

NAME = "trà/Đào ướp.csv"
FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


@steady
@given(st.text())
def test_both_forms_are_one(text: str) -> None:
    """Whatever the text: composed and decomposed it is the same."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in FORMS)
    assert nfc(decomposed) == nfc(composed) == composed


def test_markup_and_names_stay() -> None:
    """A Greek question mark would become a semicolon, a Chinese name another glyph."""
    kept = "τι\u037e \u1fef 〈\u2329 \ufa19"
    assert nfc(f"{kept} a\u0300") == f"{kept} à"


@pytest.mark.parametrize("disk", FORMS)
@pytest.mark.parametrize("named", FORMS)
def test_a_file_is_found_under_either_spelling(
    tmp_path: Path, disk: Literal["NFC", "NFD"], named: Literal["NFC", "NFD"]
) -> None:
    """MacOS writes names decomposed, keyboards composed."""
    written = PurePosixPath(unicodedata.normalize(disk, NAME))
    (tmp_path / written).parent.mkdir()
    (tmp_path / written).touch()
    assert spelled(tmp_path, PurePosixPath(unicodedata.normalize(named, NAME))) == written


def test_what_is_not_there_stays_as_it_is_named(tmp_path: Path) -> None:
    """The message is about the name that was given; the file that is exactly there comes first."""
    assert spelled(tmp_path, PurePosixPath(NAME)) == PurePosixPath(NAME)
    for form in FORMS:
        (tmp_path / unicodedata.normalize(form, "à")).touch()
    for form in FORMS:
        name = PurePosixPath(unicodedata.normalize(form, "à"))
        assert spelled(tmp_path, name) == name
