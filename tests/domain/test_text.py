"""Texts for people: English by themselves, another language at the border, safe on the wire."""

from __future__ import annotations

import gettext
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from labelmt.domain import text as text_module
from labelmt.domain.protocol.json_records import from_plain, to_plain
from labelmt.domain.text import Text, counted, text, translated, use_catalogue, use_languages


class Shouting(gettext.NullTranslations):
    """A catalogue that shows what went through it."""

    def gettext(self, message: str) -> str:
        return f"¡{message}!"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def shouting() -> Iterator[None]:
    before = use_catalogue(Shouting())
    yield
    use_catalogue(before)


def test_a_text_is_english_until_it_is_translated(shouting: None) -> None:
    told = text("{count:,} images in {folder}", count=1234, folder=Path("a"))
    assert str(told) == "1,234 images in a"
    assert translated(told) == "¡1,234 images in a!"
    assert translated("Training") == "¡Training!"
    assert translated("") == ""
    assert not text("")


def test_one_and_several(shouting: None) -> None:
    one, many = (
        counted("{count} image of {of}", "{count} images of {of}", n, of=9) for n in (1, 2)
    )
    assert (str(one), str(many)) == ("1 image of 9", "2 images of 9")
    assert translated(many) == "¡2 images of 9!"


def test_a_text_without_arguments_is_no_template(shouting: None) -> None:
    assert translated("a set {1, 2} of a library") == "¡a set {1, 2} of a library!"


def test_a_translation_that_does_not_fit_is_left_for_english() -> None:
    class Wrong(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return "{nobody} {"

    before = use_catalogue(Wrong())
    try:
        assert translated(text("{count} left", count=3)) == "3 left"
    finally:
        use_catalogue(before)


def test_arguments_of_any_library_survive_the_wire() -> None:
    told = text(
        "{a} {b:.2f} {c} {d:.1f} {e}",
        a=np.int64(3), b=np.float32(0.25), c=float("nan"), d=Fraction(1, 2), e=Path("x"),
    )  # fmt: skip
    assert str(told) == "3 0.25 nan 0.5 x"
    line = json.dumps(to_plain(told), allow_nan=False)
    assert from_plain(Text, json.loads(line)) == told


def test_a_language_without_a_catalogue_is_english() -> None:
    before = text_module._catalogue
    try:
        use_languages(["tlh"])
        assert translated("Training") == "Training"
    finally:
        use_catalogue(before)
