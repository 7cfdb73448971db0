"""Every sentence about training can be translated."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from labelmt.domain.resources import resource
from labelmt.domain.settings.training_settings import setting_fields
from labelmt.domain.text import translated, use_catalogue
from labelmt.gui.model.training import setting_titles
from labelmt.project.training import failure_advice, status_text
from labelmt.project.training.status_text import status_line
from labelmt.project.training.training_state import TrainingState, requested


class Shouting(gettext.NullTranslations):
    """A translation that shows what went through it."""

    def gettext(self, message: str) -> str:
        return f"¡{message}!"


@pytest.fixture
def shouting() -> Iterator[None]:
    before = use_catalogue(Shouting())
    yield
    use_catalogue(before)


def listed() -> set[str]:
    with resource("translations/labelmt.pot").open("rb") as stream:
        return {str(one.id) for one in read_po(stream)}


def test_every_phrase_is_listed_for_translators() -> None:
    written = {
        *status_text.STEPS.values(),
        *failure_advice.END_PHRASES.values(),
        *failure_advice.NEXT_PHRASES.values(),
        failure_advice.KEPT_RUNNING,
        failure_advice.KEPT_IDLE,
    }
    assert written <= listed()


def test_every_setting_has_a_title_and_its_help_is_listed() -> None:
    assert {one.metadata["help"] for one in setting_fields()} == set(setting_titles.HELP)
    assert {one.name for one in setting_fields()} == set(setting_titles.TITLES)
    assert {str(one) for one in setting_titles.TITLES.values()} <= listed()
    assert {one.metadata["help"] for one in setting_fields()} <= listed()


@pytest.mark.usefixtures("shouting")
def test_the_line_is_translated_phrase_by_phrase() -> None:
    assert status_line(requested(TrainingState(), 1, "heads")) == (
        "¡Starting the training process…!"
    )
    assert translated("") == ""
