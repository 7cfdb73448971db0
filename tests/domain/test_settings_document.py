"""What is declared of settings is what the documentation says, and fits itself."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.catalogue.backbones import BACKBONES
from labelmt.domain.catalogue.balancing import BALANCING
from labelmt.domain.catalogue.losses import MULTILABEL_LOSSES
from labelmt.domain.settings.settings_document import settings_document
from labelmt.domain.settings.training_settings import TrainingSettings, changed, setting_fields

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_documentation_is_what_is_generated() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == settings_document(), (
        "python -m labelmt.domain.settings.settings_document > docs/settings.md"
    )


def test_every_setting_is_declared_whole() -> None:
    titles = [one.metadata["title"] for one in setting_fields()]
    assert len(set(titles)) == len(titles)
    for one in setting_fields():
        assert list(one.metadata["choice_titles"]) == list(one.metadata["range"].choices)
        assert all(one.metadata["choice_titles"].values())
        assert getattr(changed(TrainingSettings(), one.name, one.default), one.name) == one.default


def test_what_the_catalogues_have_can_be_chosen_and_heeds_settings_that_exist() -> None:
    fields = {one.name: one for one in setting_fields()}
    for name, catalogue in (
        ("backbone", BACKBONES),
        ("balancing", BALANCING),
        ("multilabel_loss", MULTILABEL_LOSSES),
    ):
        assert fields[name].metadata["range"].choices == tuple(catalogue)
        assert [one.name for one in catalogue.values()] == list(catalogue)
    heeded = [one.settings for one in BACKBONES.values()]
    heeded += [one.settings for one in BALANCING.values()]
    assert set().union(*heeded) <= set(fields)
