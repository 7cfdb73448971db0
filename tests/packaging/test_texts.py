"""The template for translators is current, and a catalogue made from it is spoken everywhere."""

from __future__ import annotations

import ast
import gettext
import io
import runpy
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from labelmt.domain.protocol.messages import Progress, RunFailed
from labelmt.domain.resources import resource
from labelmt.domain.text import text, translated, use_catalogue
from labelmt.project.training.failure_advice import END_PHRASES, NEXT_PHRASES
from labelmt.project.training.status_text import STEPS, status_line
from labelmt.project.training.training_state import TrainingState, reduce, requested

ROOT = Path(__file__).parents[2]
TEMPLATE = resource("translations/labelmt.pot")
OUTSIDE_QT = sorted(
    file for file in (ROOT / "labelmt").rglob("*.py") if "gui" not in file.relative_to(ROOT).parts
)

FINISHED = {"imaging": 8}
"""Errors whose sentences still come with their arguments in them, by package; at most."""


def ids() -> set[str]:
    with TEMPLATE.open("rb") as stream:
        catalogue = read_po(stream)
    found: set[str] = set()
    for one in catalogue:
        found.update((one.id,) if isinstance(one.id, str) else one.id)
    return found - {""}


def test_no_new_sentence_is_finished_before_it_can_be_translated() -> None:
    finished_in = runpy.run_path(str(ROOT / "packaging/extract_texts.py"))["finished_in"]
    counted = Counter(
        file.relative_to(ROOT / "labelmt").parts[0]
        for file in OUTSIDE_QT
        for _line in finished_in(ast.parse(file.read_text(encoding="utf-8")))
    )
    more = {name: count for name, count in counted.items() if count > FINISHED.get(name, 0)}
    assert not more, "write text(…) instead of an f-string"


def test_what_people_read_of_a_training_is_in_it() -> None:
    assert {*STEPS.values(), *END_PHRASES.values(), *NEXT_PHRASES.values()} <= ids()
    assert {
        "Ready to train",
        "{time} left",
        "Early stopping: no improvement for {epochs} epochs.",
    } <= ids()
    assert "{count:,} images in {folder}" in ids()


def test_places_in_templates_are_names() -> None:
    for id in ids():
        for _, place, _, _ in string.Formatter().parse(id):
            assert place is None or place.isidentifier(), id


@pytest.mark.parametrize("file", OUTSIDE_QT, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_outside_qt_is_translated_by_qt(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert getattr(node.func, "attr", getattr(node.func, "id", "")) not in (
                "tr", "QT_TRANSLATE_NOOP", "QT_TR_NOOP",
            )  # fmt: skip


@pytest.fixture
def backwards() -> Iterator[None]:
    """A language in which every word of a sentence stands backwards, from a real catalogue."""

    def turned(id: str) -> str:
        return " ".join(reversed(id.split(" ")))

    with TEMPLATE.open("rb") as stream:
        catalogue = read_po(stream, locale="de")
    for one in catalogue:
        if one.id:
            one.string = turned(one.id) if isinstance(one.id, str) else tuple(map(turned, one.id))
    made = io.BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    before = use_catalogue(gettext.GNUTranslations(made))
    yield
    use_catalogue(before)


@pytest.mark.usefixtures("backwards")
def test_a_catalogue_translates_what_the_worker_said() -> None:
    told = text("Early stopping: no improvement for {epochs} epochs.", epochs=3)
    state = reduce(
        requested(TrainingState(), 1, "finetune"),
        Progress.saying(1, "finetune", 1, 2, 41.0, told),
    )
    turned = "epochs. 3 for improvement no stopping: Early"
    assert status_line(state) == f"Fine-tuning · left s 41 · {turned}"
    failed = RunFailed(1, "NotFound", "There is no such file.")
    assert translated(failed.said("what")) == "file. such no is There"


def test_a_stream_recorded_before_texts_reads_in_english() -> None:
    state = reduce(
        requested(TrainingState(), 1, "finetune"),
        Progress(1, "finetune", 1, 2, None, "The time is up."),
    )
    assert status_line(state) == "Fine-tuning · The time is up."
