"""Every sentence about training can be translated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from pytestqt.qtbot import QtBot

from labelmt.domain.settings.training_settings import setting_fields
from labelmt.gui.model.training import training_text as training_text
from labelmt.gui.model.training.training_text import translated
from labelmt.project.training import failure_report as training_problem
from labelmt.project.training import status_text as training_words
from labelmt.project.training.status_text import status_line
from labelmt.project.training.training_state import TrainingState, requested


class Shouting(QTranslator):
    """A translation that shows what went through it."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"¡{text}!" if context == training_text.CONTEXT else ""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's virtual
        return False


@pytest.fixture
def shouting(qtbot: QtBot) -> Iterator[None]:
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_every_phrase_is_listed_for_translators() -> None:
    written = {*training_words.PHRASES, *training_problem.PHRASES}
    assert set(training_text.PHRASES) == written


def test_every_setting_has_a_title_and_its_help_is_listed() -> None:
    assert {one.metadata["help"] for one in setting_fields()} == set(training_text.HELP)
    assert {one.name for one in setting_fields()} == set(training_text.TITLES)


@pytest.mark.usefixtures("shouting")
def test_the_line_is_translated_phrase_by_phrase() -> None:
    assert status_line(requested(TrainingState(), 1, "heads"), translated) == (
        "¡Starting the training process…!"
    )
    assert translated("") == ""
