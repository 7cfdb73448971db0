"""Help inside: the search syntax with examples to click, the documentation without a network."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from window_driver import Driver, cut_off

from labelmt.domain.schema import Schema
from labelmt.domain.search.parser import parse
from labelmt.gui.app.documentation import PACKAGED, PAGES, page_text, search_examples
from labelmt.gui.app.documentation_dialog import DocumentationDialog
from labelmt.gui.app.search_syntax_dialog import SearchSyntaxDialog, in_own_words

ROOT = Path(__file__).parents[2]
EXAMPLES = search_examples(page_text("searching.md"))


def test_every_example_is_a_search() -> None:
    assert len(EXAMPLES) > 40
    for one in EXAMPLES:
        parse(one.query)
        assert one.meaning
        assert "`" not in one.meaning


def test_examples_are_in_the_projects_own_words(driver: Driver, images: Path) -> None:
    assert in_own_words("p(sea)>0.4", Schema()) == "p(sea)>0.4"
    driver.open(images)
    driver.add_labels("old oak", "fox")
    schema = driver.project_view.schema
    assert in_own_words("label:tree", schema) == 'label:"old oak"'
    assert in_own_words("p(sea)>0.4", schema) == "p(fox)>0.4"
    for one in EXAMPLES:
        parse(in_own_words(one.query, schema))


def test_a_click_on_an_example_searches_for_it(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("oak")
    driver.select(2)
    driver.press("1")
    driver.settle()
    driver.do(driver.window.commands.search_syntax)
    driver.until(lambda: isinstance(driver.window.help.dialog, SearchSyntaxDialog))
    dialog = driver.window.help.dialog
    assert isinstance(dialog, SearchSyntaxDialog)
    driver.until(dialog.isVisible)
    assert not cut_off(dialog)
    [item] = dialog.list.findItems("label:oak", Qt.MatchFlag.MatchExactly)
    dialog.list.scrollToItem(item)
    driver.click(dialog.list.viewport(), dialog.list.visualItemRect(item).center())
    driver.until(lambda: driver.window.browser.grid.model().rows.tolist() == [2])
    assert driver.window.workspace.filter_bar.text == "label:oak"
    assert dialog.isVisible(), "the next one can be tried"
    [item] = dialog.list.findItems("is:unlabelled", Qt.MatchFlag.MatchExactly)
    dialog.list.setCurrentItem(item)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    driver.until(lambda: len(driver.window.browser.grid.model().rows) == 7)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    driver.until(lambda: driver.window.help.dialog is None)


def test_without_a_project_examples_are_there_to_read(driver: Driver) -> None:
    driver.do(driver.window.commands.search_syntax)
    driver.until(lambda: isinstance(driver.window.help.dialog, SearchSyntaxDialog))
    dialog = driver.window.help.dialog
    assert isinstance(dialog, SearchSyntaxDialog)
    driver.until(dialog.isVisible)
    item = dialog.list.item(0, 0)
    assert item is not None
    driver.click(dialog.list.viewport(), dialog.list.visualItemRect(item).center())
    assert not driver.window.session.is_open
    dialog.close()


def test_pages_are_read_and_links_followed(driver: Driver) -> None:
    driver.do(driver.window.commands.documentation)
    dialog = driver.window.help.dialog
    assert isinstance(dialog, DocumentationDialog)
    driver.until(lambda: "LabelMT" in dialog.text.toPlainText())
    assert dialog.pages.currentItem().text() == "A minute's tour"
    dialog.text.anchorClicked.emit(QUrl("docs/searching.md"))
    driver.until(lambda: dialog.text.toPlainText().startswith("Searching"))
    assert dialog.pages.currentItem().text() == "Searching"
    dialog.text.anchorClicked.emit(QUrl("../guide/labelling-fast.md#sweep"))
    driver.until(lambda: dialog.text.toPlainText().startswith("Labelling fast"))
    dialog.pages.setFocus()
    QTest.keyClick(dialog.pages, Qt.Key.Key_End)
    driver.until(lambda: dialog.text.toPlainText().startswith("Glossary"))
    dialog.close()
    driver.until(lambda: driver.window.help.dialog is None)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_and_in_the_wheel(name: str) -> None:
    assert page_text(name)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    source = name if name == "README.md" else f"docs/{name}"
    folder, _, _ = source.rpartition("/")
    if folder == "docs/guide":  # included whole
        assert included[folder] == f"labelmt/{PACKAGED}/guide"
    else:
        assert included[source] == f"labelmt/{PACKAGED}/{name}"


def test_a_page_is_read_in_the_language_that_is_spoken() -> None:
    assert page_text("guide/labels.md", "zh_CN").startswith("# 任务和标签")
    assert page_text("guide/labels.md", "en").startswith("# Tasks and labels")
    assert page_text("glossary.md", "zh_CN") == page_text("glossary.md")  # not translated


def test_what_is_no_page_is_not_read() -> None:
    with pytest.raises(KeyError):
        page_text("../pyproject.toml")


def test_pictures_are_not_asked_for() -> None:
    assert "![" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "![" not in page_text("README.md")


def test_the_search_syntax_has_the_same_examples_in_chinese() -> None:
    chinese = search_examples(page_text("searching.md", "zh_CN"))
    assert [one.query for one in chinese] == [one.query for one in EXAMPLES]
    assert all(re.search("[\u4e00-\u9fff]", one.meaning) for one in chinese)


def test_each_state_has_a_text_of_its_own() -> None:
    told = {one.query: one.meaning for one in search_examples(page_text("searching.md"))}
    for one, other in (
        ("absent:tree", "unknown:tree"),
        ("is:labelled", "is:unlabelled"),
        ("is:unreadable", "is:missing"),
    ):
        assert told[one] != told[other]
