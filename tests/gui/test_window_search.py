"""The search line, the sidebar that writes it, and saved views, with real keys and clicks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit
from window_driver import CONTROL, NONE, SHIFT, Driver

from labelmt.domain.annotations import Source, State
from labelmt.domain.saved_view import SavedView
from labelmt.domain.search.terms import Condition
from labelmt.gui.search.filter_bar import FilterBar
from labelmt.gui.search.search_line import SearchLine
from labelmt.gui.search.sidebar import ALL
from labelmt.gui.search.sidebar_menu import FilterMenu
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.search.saved_views import save_view

LEFT = Qt.MouseButton.LeftButton


def rows(driver: Driver) -> list[int]:
    shown: list[int] = driver.window.browser.grid.model().rows.tolist()
    return shown


def bar(driver: Driver) -> FilterBar:
    return driver.window.workspace.filter_bar


def line(driver: Driver) -> SearchLine:
    return bar(driver).search


def opened(driver: Driver, images: Path) -> Driver:
    """Eight images: tree on 0 to 4, sea on 3 to 5."""
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.select(0, 1, 2, 3, 4)
    driver.press("1")
    driver.select(3, 4, 5)
    driver.press("2")
    driver.settle()
    return driver


def offered(driver: Driver) -> tuple[str, ...]:
    """The completions that are open."""
    return line(driver).options


def search(driver: Driver, text: str) -> None:
    """Type a search in the place of what stands there, and go on to the images."""
    driver.press("F", CONTROL)
    driver.type(text)


def pick(driver: Driver, name: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Click a line of the sidebar."""
    sidebar = driver.window.workspace.sidebar
    found = sidebar.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    item = next(one for one in found if one.flags() & Qt.ItemFlag.ItemIsSelectable)
    place = sidebar.visualItemRect(item).center()
    QTest.mouseClick(sidebar.viewport(), LEFT, modifiers, place)


def named(driver: Driver, name: str) -> SavedView:
    return next(one for one in driver.project_view.saved_views if one.name == name)


def asked(driver: Driver) -> bool:
    """Whether a name is asked for."""
    return driver.window.findChild(QInputDialog) is not None


def answer(driver: Driver, name: str) -> None:
    """Type a name where one is asked for."""
    driver.until(lambda: asked(driver))
    dialog = driver.window.findChild(QInputDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)
    driver.until(lambda: driver.window.findChild(QInputDialog) is not dialog)
    driver.window.activateWindow()
    driver.until(lambda: QApplication.focusWidget() is not None or asked(driver))


def test_the_grid_follows_the_line(driver: Driver, images: Path) -> None:
    opened(driver, images)
    for text, found in (
        ("label:tree -label:sea", [0, 1, 2]),
        ("is:unlabelled or label:sea", [3, 4, 5, 6, 7]),
        ("label:tree 003", [3]),
        ("path:00?.png -is:labelled sort:-name", [7, 6]),
        ("annotator:me -label:tree", [5]),
        ("source:suggestion", []),
    ):
        search(driver, text)
        driver.until(lambda found=found: rows(driver) == found)  # type: ignore[misc]
        assert bar(driver).count.text() == f"{len(found)} of 8"
        assert not line(driver).hasFocus()
    driver.press("F", CONTROL)
    driver.press(Qt.Key.Key_Escape)
    driver.until(lambda: len(rows(driver)) == 8)
    assert bar(driver).text == ""


def test_typing_alone_searches_when_it_pauses(driver: Driver, images: Path) -> None:
    opened(driver, images)
    driver.press("F", CONTROL)
    QTest.keyClicks(line(driver), "absent:tree or label:sea")
    driver.until(lambda: rows(driver) == [3, 4, 5])
    assert line(driver).hasFocus()


def test_the_selection_outlives_a_search_that_finds_nothing(driver: Driver, images: Path) -> None:
    opened(driver, images)
    driver.select(3, 4)
    grid = driver.window.browser.grid
    search(driver, "label:tree label:sea label:tree -label:sea")
    driver.until(lambda: not rows(driver))
    search(driver, "label:tree")
    driver.until(lambda: rows(driver) == [0, 1, 2, 3, 4])
    assert grid.selected_rows() == (3, 4)


def test_what_is_typed_is_left_as_it_is(driver: Driver, images: Path) -> None:
    opened(driver, images)
    driver.press("F", CONTROL)
    QTest.keyClicks(line(driver), "label:tree  ")
    driver.until(lambda: len(rows(driver)) == 5)
    QTest.keyClicks(line(driver), "-label:sea")
    assert line(driver).text() == "label:tree  -label:sea"
    pick(driver, "Labelled")  # before typing has paused
    driver.until(lambda: rows(driver) == [0, 1, 2])
    assert bar(driver).text == "label:tree -label:sea is:labelled"


def test_an_error_is_told_with_its_place_and_the_images_stay(driver: Driver, images: Path) -> None:
    opened(driver, images)
    search(driver, "label:tree")
    driver.until(lambda: rows(driver) == [0, 1, 2, 3, 4])
    search(driver, "label:tree label:see")
    problem = bar(driver).message
    driver.until(problem.isVisible)
    assert "Column 18" in problem.text()
    assert "Did you mean “sea”?" in problem.text()
    assert "column 18" in line(driver).accessibleDescription()
    line(driver).grab()  # painting the mark is no crash
    assert not bar(driver).save.isVisible()
    done: list[object] = []
    driver.window.session.run(lambda project: save_view(project, "v", "label:sea"), done.append)
    driver.until(lambda: bool(done))
    assert problem.isVisible(), "what else happens does not make it right"
    assert rows(driver) == [0, 1, 2, 3, 4]
    line(driver).setFocus()
    driver.press(Qt.Key.Key_Backspace)
    driver.type("a", Qt.Key.Key_Return)
    driver.until(lambda: rows(driver) == [3, 4])
    assert not problem.isVisible()
    assert driver.window.notices.shown is None


def test_completions_do_not_lie_over_what_is_said_of_an_unfinished_word(
    driver: Driver, images: Path
) -> None:
    opened(driver, images)
    driver.press("F", CONTROL)
    QTest.keyClicks(line(driver), "label:tre")
    driver.until(lambda: bar(driver).problem is not None)
    assert offered(driver) == ("label:tree",)
    assert not bar(driver).message.isVisible()
    driver.press(Qt.Key.Key_Escape)
    assert not offered(driver)
    driver.until(bar(driver).message.isVisible)
    driver.press(Qt.Key.Key_Space, CONTROL)
    assert offered(driver) == ("label:tree",)
    assert not bar(driver).message.isVisible()


def test_names_are_completed_with_the_keyboard(driver: Driver, images: Path) -> None:
    opened(driver, images)
    driver.press("F", CONTROL)
    field = line(driver)
    QTest.keyClicks(field, "lab")
    assert offered(driver) == ("label:", "labels>=")
    driver.press(Qt.Key.Key_Tab)
    assert field.text() == "label:"
    assert offered(driver) == ("label:tree", "label:sea")
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Return)
    assert field.text() == "label:sea "
    assert offered(driver) == ()
    QTest.keyClicks(field, "-tr")
    assert offered(driver) == ("label:tree",)
    driver.press(Qt.Key.Key_Escape)
    assert offered(driver) == ()
    assert field.text() == "label:sea -tr", "Escape closes the list before it clears the line"
    driver.press(Qt.Key.Key_Backspace)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Up)
    driver.press(Qt.Key.Key_Tab)
    assert field.text().startswith("label:sea -")
    driver.press(Qt.Key.Key_Space, CONTROL)
    assert field.hasFocus()
    driver.press(Qt.Key.Key_Escape)
    driver.press(Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_click_completes_too(driver: Driver, images: Path) -> None:
    opened(driver, images)
    driver.press("F", CONTROL)
    QTest.keyClicks(line(driver), "absent:")
    shown = line(driver).completions
    place = shown.visualRect(shown.model().index(1, 0)).center()
    QTest.mouseClick(shown.viewport(), LEFT, NONE, place)
    assert line(driver).text() == "absent:sea "
    assert line(driver).hasFocus()


def test_clicks_in_the_sidebar_write_the_search(driver: Driver, images: Path) -> None:
    opened(driver, images)
    sidebar = driver.window.workspace.sidebar
    assert sidebar.active == {ALL: True}
    pick(driver, "tree")
    pick(driver, "sea", CONTROL)
    driver.until(lambda: rows(driver) == [0, 1, 2])
    assert bar(driver).text == "label:tree -label:sea"
    tree, sea = driver.label("tree").id, driver.label("sea").id
    assert sidebar.active == {tree: True, sea: False}
    pick(driver, "tree")
    driver.until(lambda: rows(driver) == [0, 1, 2, 6, 7])
    pick(driver, "Unlabelled")
    pick(driver, "Labelled")
    driver.until(lambda: rows(driver) == [0, 1, 2])
    assert bar(driver).text == "-label:sea is:labelled", "an image has one of these states"
    pick(driver, "All")
    driver.until(lambda: len(rows(driver)) == 8)
    assert bar(driver).text == ""
    task = driver.project_view.schema.tasks[0].name
    search(driver, f'sort:-name task:"{task}"=TREE')
    driver.until(lambda: rows(driver) == [4, 3, 2, 1, 0])
    assert sidebar.active == {tree: True}, "however it is written"
    pick(driver, "All")
    assert bar(driver).text == "sort:-name", "the order is no filter"


def test_the_sidebar_works_with_keys_alone(driver: Driver, images: Path) -> None:
    opened(driver, images)
    sidebar = driver.window.workspace.sidebar
    sidebar.setFocus()
    driver.press(Qt.Key.Key_Down)
    assert len(rows(driver)) == 8, "moving about filters nothing"
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: rows(driver) == [6, 7])
    assert sidebar.active == {Condition.UNLABELLED: True}
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.until(lambda: rows(driver) == [0, 1, 2, 3, 4, 5])
    assert bar(driver).text == "-is:unlabelled"


def test_a_search_follows_a_renamed_label(driver: Driver, images: Path) -> None:
    opened(driver, images)
    search(driver, "label:tree -label:sea")
    driver.until(lambda: rows(driver) == [0, 1, 2])
    driver.window.panel.view.setFocus()
    driver.window.panel.view.setCurrentIndex(
        driver.window.panel.model.index_of(driver.label("tree").id)
    )
    driver.press(Qt.Key.Key_F2)
    driver.type("oak")
    driver.until(lambda: bar(driver).text == "label:oak -label:sea")
    assert rows(driver) == [0, 1, 2]


def test_labelling_within_a_search_of_provenance(driver: Driver, images: Path) -> None:
    opened(driver, images)
    tree = driver.label("tree").id
    done: list[object] = []
    command = SetAnnotations((6, 7), tree, State.PRESENT, Source.SUGGESTION, 12)
    driver.window.session.apply(command, done.append)
    driver.until(lambda: bool(done))
    search(driver, "source:suggestion run:12")
    driver.until(lambda: rows(driver) == [6, 7])
    driver.select(6)
    driver.press("1", SHIFT)  # a person's word now
    driver.until(bar(driver).refresh.isVisible)
    assert rows(driver) == [6, 7]
    driver.press(Qt.Key.Key_F5, SHIFT)
    driver.until(lambda: rows(driver) == [7])


def test_a_search_is_saved_renamed_used_and_deleted(driver: Driver, images: Path) -> None:
    opened(driver, images)
    sidebar = driver.window.workspace.sidebar
    assert not bar(driver).save.isVisible()
    search(driver, "label:tree -label:sea sort:-name")
    driver.until(lambda: rows(driver) == [2, 1, 0])
    driver.click(bar(driver).save)
    answer(driver, "Dry trees")
    driver.until(lambda: len(driver.project_view.saved_views) == 1)
    assert not bar(driver).save.isVisible(), "it is saved"
    assert sidebar.active[named(driver, "Dry trees")] is True

    pick(driver, "All")
    search(driver, "label:sea")
    driver.until(lambda: rows(driver) == [3, 4, 5])
    driver.press("F", CONTROL | SHIFT)
    answer(driver, "DRY TREES")  # is taken, and asked for again
    answer(driver, "Sea")
    driver.until(lambda: len(driver.project_view.saved_views) == 2)

    pick(driver, "Dry trees")
    driver.until(lambda: rows(driver) == [2, 1, 0])
    assert bar(driver).text == "label:tree -label:sea sort:-name"

    sidebar.setFocus()
    driver.press(Qt.Key.Key_F2)
    answer(driver, "Inland")
    driver.until(lambda: [v.name for v in driver.project_view.saved_views] == ["Inland", "Sea"])
    pick(driver, "Sea")
    driver.press(Qt.Key.Key_Delete)
    driver.until(lambda: [v.name for v in driver.project_view.saved_views] == ["Inland"])
    assert rows(driver) == [3, 4, 5], "the search stays"


def test_the_sidebars_menus(driver: Driver, images: Path) -> None:
    opened(driver, images)
    sidebar = driver.window.workspace.sidebar
    pick(driver, "sea")
    sea = driver.label("sea").id
    menu = sidebar.menu_of(sea)
    assert isinstance(menu, FilterMenu)
    assert (menu.wanted.isChecked(), menu.ruled_out.isChecked()) == (True, False)
    menu.ruled_out.trigger()
    driver.until(lambda: rows(driver) == [0, 1, 2, 6, 7])
    assert bar(driver).text == "-label:sea"
    again = sidebar.menu_of(sea)
    assert isinstance(again, FilterMenu)
    assert again.ruled_out.isChecked()
    again.ruled_out.trigger()
    driver.until(lambda: len(rows(driver)) == 8)


def test_another_project_starts_with_all_images(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    opened(driver, images)
    search(driver, "label:tree")
    driver.until(lambda: len(rows(driver)) == 5)
    driver.press("W", CONTROL)
    driver.open(images)
    assert len(rows(driver)) == 8
    assert bar(driver).text == ""
    assert driver.window.workspace.sidebar.active == {ALL: True}
