"""Every text can be translated, and is: whole, current, and with the places of the English."""

from __future__ import annotations

import ast
import gettext
import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QObject, QTranslator

from labelmt.domain.languages import ENGLISH, LANGUAGES
from labelmt.domain.resources import resource

ROOT = Path(__file__).parents[2]
SCRIPTS = "translate", "translations", "check_translations", "extract_texts", "extract_window_texts"


@pytest.fixture(scope="module")
def scripts() -> dict[str, ModuleType]:
    """The scripts of packaging, which is no package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "packaging"))
        patch.setenv("LANGUAGE", "en")
        found = {name: importlib.import_module(name) for name in SCRIPTS}
    for name in SCRIPTS:
        del sys.modules[name]
    return found


def test_every_language_offered_is_translated(scripts: dict[str, ModuleType]) -> None:
    assert {ENGLISH, *scripts["translate"].LANGUAGES} == set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {ENGLISH}))
def test_a_translation_is_whole_and_fits(language: str, scripts: dict[str, ModuleType]) -> None:
    found = list(scripts["check_translations"].faults(language))
    assert not found, "\n".join(["python packaging/translate.py, and docs/how-to-add.md", *found])


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {ENGLISH}))
def test_what_is_compiled_says_the_same(language: str, scripts: dict[str, ModuleType]) -> None:
    kept = scripts["translations"].Translation.kept(language)
    translator = QTranslator()
    assert translator.load(str(resource(f"translations/{language}.qm")))
    for one, told in kept.window.items():
        assert (translator.translate(one.context, one.source) or "") == told, one
    catalogue = gettext.translation("labelmt", resource("translations"), [language])
    for message in scripts["translations"]._messages(scripts["extract_texts"].template()):
        one = message.id if isinstance(message.id, str) else message.id[0]
        several = message.id if isinstance(message.id, str) else message.id[1]
        said = catalogue.ngettext(one, several, 2) if one != several else catalogue.gettext(one)
        assert said == kept.others[several]


def test_no_word_of_the_window_goes_past_translation(scripts: dict[str, ModuleType]) -> None:
    window = scripts["extract_window_texts"]
    found = [
        f"{file.relative_to(ROOT)}:{line}: {words}"
        for file in sorted(window.WINDOW.rglob("*.py"))
        for line, words in window.untranslatable_in(ast.parse(file.read_text(encoding="utf-8")))
        if words.strip() != "LabelMT"
    ]
    assert not found, "write self.tr(…), with {0} for what is filled in"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('label.setText(f"{count} images")', " images"),
        ('label.setText("Seen: " + self.tr("all"))', "Seen: "),
        ('QLabel("<b>Now</b>" if now else "")', "<b>Now</b>"),
        ('box.addItem("{0} left".format(3))', "{0} left"),
    ],
)
def test_words_past_translation_are_found(
    code: str, words: str, scripts: dict[str, ModuleType]
) -> None:
    found = scripts["extract_window_texts"].untranslatable_in(ast.parse(code))
    assert [one for _line, one in found] == [words]


def test_what_is_put_together_before_is_refused(scripts: dict[str, ModuleType]) -> None:
    with pytest.raises(ValueError, match="literal"):
        list(scripts["extract_window_texts"].texts_in(ast.parse('self.tr(f"{count} images")')))


def test_qt_finds_the_texts_of_every_class(scripts: dict[str, ModuleType]) -> None:
    """Qt asks with the name of the class: nothing but its own classes have one to ask with."""
    window = scripts["extract_window_texts"]
    for file in sorted(window.WINDOW.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {owner for call, owner in window._calls(tree, "") if window._name(call) == "tr"}
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for name in names:
            assert issubclass(getattr(module, name), QObject), (file, name)


@pytest.mark.parametrize(
    ("english", "told", "why"),
    [
        ("{0} images", "图像", "other places"),
        ("<b>{name}</b>", "{name}", "other tags"),
        ("see --json", "见 -json", "other options"),
        ("Open…", "打开", "other end"),
        ("Yes, no", "是,否", "punctuation of half a width"),
    ],
)
def test_a_translation_that_does_not_fit_is_found(
    english: str, told: str, why: str, scripts: dict[str, ModuleType]
) -> None:
    assert list(scripts["check_translations"].unlike(english, told)) == [why]


def test_what_is_missing_comes_as_a_file_to_fill_in(
    scripts: dict[str, ModuleType], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scripts["translate"].main(["missing"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), dict)
    made = scripts["translations"].Translation("zh_CN").current({"Quit": "退出"})
    assert "Quit" not in made.missing()
    assert "Undo" in made.missing()
