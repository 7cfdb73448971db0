"""Titles of settings and of their choices, as the dialog calls them."""

from __future__ import annotations

from labelmt.domain.settings.training_settings import setting_fields
from labelmt.domain.text import translated

TITLES = {one.name: str(one.metadata["title"]) for one in setting_fields()}
HELP = tuple(str(one.metadata["help"]) for one in setting_fields())
_CHOICES: dict[str, str] = {
    choice: title
    for one in setting_fields()
    for choice, title in one.metadata["choice_titles"].items()
}


def setting_title(name: str) -> str:
    """What the dialog calls a setting."""
    return translated(TITLES[name])


def choice_title(choice: str) -> str:
    """What the dialog calls a choice."""
    return translated(_CHOICES.get(choice, choice))
