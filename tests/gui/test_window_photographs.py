"""Photographs in the window: EXIF is read in the background, shown, searched and sorted by."""

from __future__ import annotations

from pathlib import Path

from PIL import ExifTags, Image
from PySide6.QtCore import Qt
from window_driver import Driver

from labelmt.domain.search.terms import Figure


def photo(file: Path, moment: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Pixel 8"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "S",
            ExifTags.GPS.GPSLatitude: (33.0, 30.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (18.0, 0.0, 0.0),
        }
    )
    Image.new("RGB", (64, 48), (9, 99, 9)).save(file, exif=exif)


def rows(driver: Driver) -> list[int]:
    shown: list[int] = driver.window.browser.grid.model().rows.tolist()
    return shown


def test_when_with_what_and_where(driver: Driver, images: Path) -> None:
    photo(images / "000-late.jpg", "2024:07:15 12:00:00")
    photo(images / "001-early.jpg", "2024:06:03 23:30:00")
    with driver.bot.waitSignal(driver.window.photographs.finished):
        driver.open(images)
    names = [Path(path).name for path in driver.project_view.images.paths]
    late, early = names.index("000-late.jpg"), names.index("001-early.jpg")
    model = driver.window.browser.grid.model()
    said = "2024-06-03 23:30 · Pixel 8 · 33.5000° S, 18.0000° E"
    place = model.position_of(early)
    assert place is not None
    tip = model.data(model.index(place), Qt.ItemDataRole.ToolTipRole)
    assert said in tip
    driver.press("F", Qt.KeyboardModifier.ControlModifier)
    driver.type("taken:2024-06 camera:pixel place:*")
    driver.until(lambda: rows(driver) == [early])
    driver.press("F", Qt.KeyboardModifier.ControlModifier)
    driver.type("camera:pixel")
    driver.until(lambda: sorted(rows(driver)) == sorted([late, early]))
    sort = driver.window.workspace.filter_bar.sort
    sort.figure.setCurrentIndex(sort.figure.findData(Figure.TAKEN.value))
    driver.until(lambda: rows(driver) == [early, late])
    assert driver.window.workspace.filter_bar.text == "camera:pixel sort:taken"
    driver.window.browser.focus_images()
    driver.select(early)
    driver.press(Qt.Key.Key_Return)
    assert driver.window.browser.viewer._place_text().startswith("2024-06-03 23:30   Pixel 8")


def test_a_search_fills_as_photographs_are_read(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.window.view.search("taken:2024")
    driver.until(lambda: rows(driver) == [])
    photo(images / "new.jpg", "2024:07:15 12:00:00")
    driver.press("R", Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: rows(driver) == [8])
