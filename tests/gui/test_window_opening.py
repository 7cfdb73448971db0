"""What the window says while a project opens: nothing of the one before, and no hasty word."""

from __future__ import annotations

from pathlib import Path

from window_driver import Driver, draw_images


def counts(driver: Driver) -> list[str]:
    """All numbers in the sidebar, and that of images in view."""
    sidebar = driver.window.workspace.sidebar
    told = [driver.window.workspace.filter_bar.count.text()]
    open_ = [sidebar.topLevelItem(place) for place in range(sidebar.topLevelItemCount())]
    while open_:
        item = open_.pop()
        assert item is not None
        told.append(item.text(1))
        open_ += [item.child(place) for place in range(item.childCount())]
    return [one for one in told if one]


def test_nothing_of_the_project_before_is_left_when_another_opens(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    draw_images(images / "site", 3)
    driver.open(images)
    sidebar = driver.window.workspace.sidebar
    driver.until(lambda: [one.pattern for one in sidebar.folders] == ["site"])
    assert len(counts(driver)) > 2
    seen: list[tuple[list[str], int, str]] = []

    def look() -> None:
        seen.append((counts(driver), len(sidebar.folders), driver.window.browser.empty_text))

    driver.window.session.opened.connect(look)  # after the window's own parts
    (tmp_path / "more").mkdir()
    other = draw_images(tmp_path / "more" / "others", 2)
    driver.open(other)
    assert seen == [([], 0, "")]
    driver.until(lambda: "2" in counts(driver))


def test_no_images_yet_is_said_when_the_folders_have_been_looked_through(
    driver: Driver, tmp_path: Path
) -> None:
    folder = tmp_path / "none yet"
    folder.mkdir()
    told: list[str] = []
    driver.window.view.nothing_found.connect(told.append)
    driver.open(folder)
    assert told[0] == f"Looking for images in\n{folder}"
    assert driver.window.browser.empty_text.startswith(f"No images yet in\n{folder}\n")
    draw_images(folder, 1)
    driver.open(folder)
    assert driver.window.browser.empty_text == ""
