"""The map of all images: opened, hovered, selected from, labelled, followed and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from features_on_disk import cache_features
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from window_driver import ALT, CONTROL, NONE, SHIFT, Driver, draw_images

from labelmt.domain.annotations import Seen, State
from labelmt.domain.protocol.messages import RunFinished
from labelmt.gui.images.map.map_view import MapView, Tool
from labelmt.project.map.kept_map import FILE, KeptMap, map_folder, read_map, write_map
from labelmt.project.similarity.file_stamps import stamp_column

P, U = State.PRESENT, State.UNKNOWN
LEFT, RIGHT = range(12), range(12, 24)
"""Two crowds of alike images."""


def two_crowds(count: int = 24) -> NDArray[np.float32]:
    """(n, 4): even halves are far apart, and within them images differ a little."""
    chance = np.random.default_rng(0)
    features = chance.normal(0, 0.05, (count, 4)).astype(np.float32)
    features[:, 0] += 1
    features[: count // 2, 1] += 2
    return features


@pytest.fixture
def mapped(driver: Driver, tmp_path: Path) -> Iterator[Driver]:
    """Twenty-four images in two crowds, with two labels; the map is open."""
    project_view = driver.open(draw_images(tmp_path / "many", 24))
    cache_features(project_view, range(24), two_crowds())
    lay_out(driver, range(24))
    driver.add_labels("tree", "sea")
    open_map(driver)
    yield driver
    driver.window.browser.leave_map()


def lay_out(driver: Driver, rows: range) -> None:
    """A map as the worker lays it out and the project keeps it: a crowd on either side."""
    view = driver.project_view
    chance = np.random.default_rng(1)
    places = np.full((len(view.images), 2), np.nan, dtype=np.float32)
    sides = np.where(np.array(rows) < len(rows) // 2, -0.8, 0.8)
    places[list(rows)] = chance.uniform(-0.15, 0.15, (len(rows), 2))
    places[list(rows), 0] += sides
    write_map(view.folder, KeptMap(places, stamp_column(view.images), "tiny-1", len(rows)))


def open_map(driver: Driver) -> None:
    driver.window.browser.focus_images()
    driver.press("M", CONTROL | SHIFT)
    driver.until(lambda: len(canvas(driver).index) > 0 and bool(canvas(driver).scene.legend))


def canvas(driver: Driver) -> MapView:
    return driver.window.browser.map.view


def selected(driver: Driver) -> list[int]:
    return sorted(driver.window.browser.grid.selected_rows())


def at(driver: Driver, row: int) -> QPoint:
    place = canvas(driver).place_of(row)
    assert place is not None
    return place.toPoint()


def drag(driver: Driver, *points: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton,
         modifiers: Qt.KeyboardModifier = NONE) -> None:  # fmt: skip
    target = canvas(driver)
    QTest.mousePress(target, button, modifiers, points[0].toPoint())
    for one in points[1:]:
        QTest.mouseMove(target, one.toPoint())
    QTest.mouseRelease(target, button, modifiers, points[-1].toPoint())


def around(driver: Driver, rows: range) -> list[QPointF]:
    """Corners of a line around some images, as a hand draws it."""
    places = np.array([[at(driver, row).x(), at(driver, row).y()] for row in rows])
    left, top = places.min(axis=0) - 12
    right, bottom = places.max(axis=0) + 12
    return [QPointF(left, top), QPointF(right, top), QPointF(right, bottom),
            QPointF((left + right) / 2, bottom + 6), QPointF(left, bottom)]  # fmt: skip


def test_a_lasso_selects_and_a_key_labels_what_nobody_saw_after_a_question(mapped: Driver) -> None:
    drag(mapped, *around(mapped, LEFT))
    mapped.until(lambda: selected(mapped) == list(LEFT))
    mapped.press("1")
    assert "of these images are out of view" in mapped.asked().words.text()
    mapped.answer(Qt.Key.Key_Escape)
    assert mapped.states("tree") == [U] * 24
    mapped.press("1")
    mapped.answer()
    assert mapped.states("tree") == [P] * 12 + [U] * 12
    assert mapped.seen("tree") == dict.fromkeys(LEFT, Seen.UNSEEN)
    mapped.until(lambda: canvas(mapped).scene.codes[0] != canvas(mapped).scene.codes[23])
    mapped.press("Z", CONTROL)
    mapped.settle()
    assert mapped.states("tree") == [U] * 24
    mapped.press("Z", CONTROL | SHIFT)
    mapped.settle()
    assert mapped.states("tree")[0] == P


def test_pictures_are_seen_and_points_are_not(mapped: Driver) -> None:
    view = canvas(mapped)
    for _ in range(12):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    view.reveal(3)
    mapped.until(lambda: 3 in view.visible_rows())
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, NONE, at(mapped, 3))
    mapped.until(lambda: selected(mapped) == [3])
    mapped.press("1")
    mapped.settle()
    QTest.keyClick(view, Qt.Key.Key_Home)
    hidden = next(row for row in RIGHT if row not in pictured(mapped))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, NONE, at(mapped, 3))
    mapped.select(hidden)
    mapped.press("2")
    mapped.settle()
    assert mapped.seen("tree") == {3: Seen.VISIBLE}
    assert mapped.seen("sea") == {hidden: Seen.UNSEEN}


def pictured(driver: Driver) -> tuple[int, ...]:
    """Rows whose pictures are on the screen, once it has been painted."""
    view = canvas(driver)
    view.grab()
    return view.visible_rows()


def test_a_rectangle_selects_shift_adds_and_alt_takes_out(mapped: Driver) -> None:
    mapped.click(mapped.window.browser.map.tools.button(1))
    assert canvas(mapped).tool is Tool.RECTANGLE
    box = around(mapped, LEFT)
    drag(mapped, box[0], box[2])
    mapped.until(lambda: selected(mapped) == list(LEFT))
    box = around(mapped, RIGHT)
    drag(mapped, box[0], box[2], modifiers=SHIFT)
    mapped.until(lambda: selected(mapped) == list(range(24)))
    drag(mapped, box[0], box[2], modifiers=ALT)
    mapped.until(lambda: selected(mapped) == list(LEFT))
    assert mapped.window.panel.model.rowCount()
    QTest.mouseClick(canvas(mapped), Qt.MouseButton.LeftButton, NONE, QPoint(4, 4))
    mapped.until(lambda: selected(mapped) == [])


def test_keys_alone_go_from_image_to_image_and_open_one(mapped: Driver) -> None:
    browser, view = mapped.window.browser, canvas(mapped)
    mapped.window.browser.focus_images()
    assert view.hasFocus()
    mapped.select(0)
    start = at(mapped, 0).x()
    mapped.press(Qt.Key.Key_Right)
    mapped.until(lambda: selected(mapped) != [0])
    assert at(mapped, selected(mapped)[0]).x() > start
    mapped.press(Qt.Key.Key_Left, SHIFT)
    mapped.until(lambda: len(selected(mapped)) == 2)
    mapped.press("A", CONTROL)
    mapped.until(lambda: len(selected(mapped)) == 24)
    assert "24 selected" in view.accessibleDescription()
    mapped.press(Qt.Key.Key_Return)
    mapped.until(lambda: browser.looked_at is not None)
    mapped.press(Qt.Key.Key_Escape)
    assert browser.on_map, "back to the map"
    mapped.press(Qt.Key.Key_Escape)
    assert not browser.has_map
    assert browser.grid.hasFocus()
    assert not mapped.window.commands.map.isChecked()


def test_an_image_under_the_mouse_is_shown_with_what_is_known_of_it(mapped: Driver) -> None:
    view = canvas(mapped)
    QTest.mouseMove(view, at(mapped, 5))
    mapped.until(lambda: view.hovered is not None)
    assert view.hovered is not None
    name = mapped.project_view.images.paths[view.hovered]
    assert list(view.describe(view.hovered)) == [name, "nothing annotated"]
    QTest.mouseMove(view, QPoint(3, 3))
    mapped.until(lambda: view.hovered is None)


def test_the_map_follows_the_search_and_the_search_the_map(mapped: Driver) -> None:
    window, page = mapped.window, mapped.window.browser.map
    window.view.search("image:#0,#1,#2,#13")
    mapped.until(lambda: len(window.browser.grid.model().rows) == 4)
    assert window.browser.on_map
    drag(mapped, *around(mapped, LEFT))
    mapped.until(lambda: selected(mapped) == [0, 1, 2])  # the others are out of view
    mapped.click(page.to_grid)
    mapped.until(lambda: sorted(window.browser.grid.model().rows.tolist()) == [0, 1, 2])
    assert not window.browser.has_map
    assert window.workspace.filter_bar.text == "image:#0,#1,#2"


def test_crowds_are_named_and_islands_reviewed_first(mapped: Driver) -> None:
    page = mapped.window.browser.map
    crowds = mapped.window.labelling_parts.map.clusters
    assert sorted(one.rows.tolist() for one in crowds) == [list(LEFT), list(RIGHT)]
    mapped.select(*LEFT)
    mapped.press("2")
    mapped.settle()

    def entries() -> list[str]:
        return [page.crowd.itemText(at) for at in range(page.crowd.count())]

    mapped.until(lambda: "sea: 12, 100 % of those annotated" in entries())
    assert "nothing annotated: 12" in entries()
    assert entries()[0] == "2 crowds, 1 without annotation"
    page.crowd.setFocus()
    mapped.press(Qt.Key.Key_Down)
    mapped.until(lambda: selected(mapped) == list(RIGHT))
    mapped.select(0)
    mapped.click(page.to_review)
    review = mapped.window.review
    mapped.until(lambda: review.current is not None)
    assert review.current in RIGHT
    mapped.press(Qt.Key.Key_Escape)
    assert mapped.window.browser.on_map


def test_a_sweep_takes_the_grid_and_the_map_leaves_a_sweep(mapped: Driver) -> None:
    window = mapped.window
    mapped.do(window.commands.sweep)
    mapped.until(lambda: window.sweep.active)
    assert not window.browser.has_map
    mapped.do(window.commands.map)
    assert window.browser.on_map
    assert not window.sweep.active


def test_images_that_come_later_are_placed_beside_those_they_resemble(mapped: Driver) -> None:
    view, window = canvas(mapped), mapped.window
    before = {row: at(mapped, row) for row in range(24)}
    folder = next(iter(mapped.project_view.images.roots.values()))
    draw_images(folder.parent / "more", 26)
    for number in (24, 25):
        (folder.parent / "more" / f"{number:03d}.png").rename(folder / f"{number:03d}.png")
    mapped.do(window.commands.scan)
    mapped.until(lambda: len(mapped.project_view.images) == 26)
    mapped.until(lambda: not (mapped.project_view.images.status == 0).any())
    mapped.until(lambda: "2 not looked at yet" in window.browser.map.words.text())
    features = two_crowds()
    cache_features(mapped.project_view, (24, 25), features[[0, 23]])
    window.labelling_parts.map.take_event(RunFinished(1, "", False, 0.0))
    mapped.until(lambda: len(view.index) == 26)
    assert {row: at(mapped, row) for row in range(24)} == before, "nothing moves for them"
    assert at(mapped, 24).x() < view.width() / 2 < at(mapped, 25).x()
    kept = read_map(mapped.project_view.folder)
    assert kept is not None
    assert np.isfinite(kept.places).all()


def test_without_features_it_says_what_is_needed(driver: Driver, tmp_path: Path) -> None:
    driver.open(draw_images(tmp_path / "bare", 6))
    page = driver.window.browser.map
    driver.do(driver.window.commands.map)
    driver.until(lambda: bool(page.why.text()))
    assert page.why.isVisible()
    assert "has to look at each image once" in page.why.text()
    assert page.look.isVisible()
    driver.press(Qt.Key.Key_Escape)
    assert not driver.window.browser.has_map


def test_a_damaged_map_is_by_broad_lines_until_the_worker_has_laid_it_out(
    driver: Driver, tmp_path: Path
) -> None:
    project_view = driver.open(draw_images(tmp_path / "many", 24))
    cache_features(project_view, range(24), two_crowds())
    folder = map_folder(project_view.folder)
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(b"PK" + b"damaged" * 99)
    image_map = driver.window.labelling_parts.map
    driver.do(driver.window.commands.map)
    driver.until(lambda: len(canvas(driver).index) == 24)
    assert not image_map.by_neighbours
    driver.until(lambda: image_map.by_neighbours)
    kept = read_map(project_view.folder)
    assert kept is not None
    assert kept.laid == 24
    left, right = kept.places[list(LEFT)], kept.places[list(RIGHT)]
    apart = np.linalg.norm(left.mean(axis=0) - right.mean(axis=0))
    assert apart > left.std() + right.std()
