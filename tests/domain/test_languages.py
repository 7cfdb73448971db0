"""Which language is spoken: the first asked for that there is."""

from __future__ import annotations

import pytest

from labelmt.domain.languages import best_language, environment_languages


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (["zh_CN.UTF-8"], "zh_CN"), (["zh-Hans-SG"], "zh_CN"), (["zh"], "zh_CN"),
        (["zh_TW"], "en"), (["zh-Hant-HK", "zh-Hans"], "zh_CN"), (["C"], "en"),
        (["de_DE@euro", "zh_CN"], "zh_CN"), (["en_GB", "zh_CN"], "en"), ([], "en"),
    ],
)  # fmt: skip
def test_the_first_that_there_is(wanted: list[str], spoken: str) -> None:
    assert best_language(wanted) == spoken


def test_the_environment_is_read_as_gettext_does() -> None:
    assert environment_languages({"LANGUAGE": "de:zh_CN", "LANG": "fr"}) == ["de", "zh_CN"]
    assert environment_languages({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}) == ["zh_CN.UTF-8"]
    assert environment_languages({}) == []
