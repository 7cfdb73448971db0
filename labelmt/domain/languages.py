"""Languages that LabelMT speaks, and which of them a person's system or environment asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

SYSTEM = "system"
"""The choice to follow the system."""
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh_CN": "简体中文"}
"""Name of a language as files are named after it, and what its speakers call it."""

_VARIABLES = "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
"""Of Chinese in these scripts and places there is no translation, and Simplified is not theirs."""


def best_language(wanted: Iterable[str]) -> str:
    """The first of these languages that there is; English without one.

    Args:
        wanted: as systems write them: ``zh_CN.UTF-8``, ``zh-Hans-CN``, ``C``.
    """
    for one in wanted:
        spoken, *more = one.partition(".")[0].partition("@")[0].replace("-", "_").lower().split("_")
        if spoken == "zh" and not _TRADITIONAL.intersection(more):
            return "zh_CN"
        if spoken in (ENGLISH, "c", "posix"):
            return ENGLISH
    return ENGLISH


def environment_languages(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What the environment asks for, best first; empty where it says nothing.

    The first variable that is set decides, as for gettext; LANGUAGE may name several.
    """
    told = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return [one for one in told.split(":") if one]
