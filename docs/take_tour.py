"""Makes the README's tour, docs/pictures/tour.webp: an animated picture of the running program.

``python docs/take_tour.py`` from the repository's root, a minute on a quiet machine. Each frame is
a grab of the window after a step that a person would take, with a line that says which.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from drive_window import DrivenWindow, on_a_screen

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtWidgets import QWidget

PLACE = Path(__file__).resolve().parent / "pictures" / "tour.webp"
SIZE = 1024, 700
"""Of the window; the smallest that it is made for."""
LINE = 44
"""Height of the line below it, in pixels."""
QUALITY = 62
UNLABELLED = 103
"""Row of the example: the first hundred have labels."""
MOST = 1_500_000
"""Bytes: a README is read over slow lines too."""


class Tour:
    """Frames with what they show and how long."""

    def __init__(self, driven: DrivenWindow) -> None:
        self.driven = driven
        self.frames: list[Image] = []
        self.lasts: list[int] = []

    def show(self, words: str, seconds: float = 2.5, of: QWidget | None = None) -> None:
        """Take a frame; a dialog stands in the middle of the window."""
        window = self.driven.picture()
        if of is not None:
            box = self.driven.picture(of)
            box.thumbnail((SIZE[0] - 40, SIZE[1] - 40))
            window = window.point([value // 2 for value in range(256)] * 3)
            window.paste(box, ((SIZE[0] - box.width) // 2, (SIZE[1] - box.height) // 2))
        self.frames.append(self._captioned(window, words))
        self.lasts.append(round(seconds * 1000))

    def _captioned(self, window: Image, words: str) -> Image:
        from PIL import Image, ImageDraw, ImageFont

        frame = Image.new("RGB", (SIZE[0], SIZE[1] + LINE), "#1f2328")
        frame.paste(window, (0, 0))
        draw = ImageDraw.Draw(frame)
        font = ImageFont.load_default(20)
        draw.text((SIZE[0] // 2, SIZE[1] + LINE // 2), words, "white", font, anchor="mm")
        return frame

    def save(self, place: Path) -> int:
        """Write the animation; its size in bytes."""
        self.frames[0].save(
            place, save_all=True, append_images=self.frames[1:], duration=self.lasts, loop=0,
            quality=QUALITY, method=6, minimize_size=True,
        )  # fmt: skip
        return place.stat().st_size


def take(place: Path) -> None:
    """Walk through the main job."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QDialog

    from labelmt.gui.exchange.export_dialog import ExportDialog
    from labelmt.project.training.training_state import Phase

    driven = DrivenWindow("light", SIZE)
    window, press, rest, until = driven.window, driven.press, driven.rest, driven.until
    tour = Tour(driven)
    key, control, shift = (
        Qt.Key,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )

    def settled() -> None:
        rest(4)

    def dialog() -> QDialog:
        until(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
        box = QApplication.activeModalWidget()
        if not isinstance(box, QDialog):
            raise RuntimeError("No dialog is open.")
        return box

    def gone(box: QDialog) -> None:
        box.reject()
        until(lambda: QApplication.activeModalWidget() is None)
        window.activateWindow()
        window.browser.focus_images()

    rest()
    tour.show("Open a folder of images, or try the example", 3)
    driven.try_the_example()
    grid = window.browser.grid
    tour.show("Filled chips are labels, outlined ones what the model suggests", 4)
    grid.select_rows([UNLABELLED], UNLABELLED)
    grid.scrollTo(grid.model().index(UNLABELLED))
    rest()
    tour.show("Select an image that has no label yet")
    press(key.Key_7)
    settled()
    tour.show("One key, 7: a tree is present", 2)
    press(key.Key_1, shift)
    settled()
    tour.show("With Shift, absent: no balloon. Every prediction follows", 3)
    press(key.Key_N)
    settled()
    tour.show("N reviews: the images that tell the model most come first", 3)
    for words in ("Space accepts what is suggested …", "… and the next one comes"):
        press(key.Key_Space)
        settled()
        tour.show(words, 2)
    press(key.Key_Escape)
    press(key.Key_L, control)
    settled()
    tour.show("Ctrl+L sweeps all images for one label, the likely ones first", 4)
    press(key.Key_Escape)
    press(key.Key_G, control)
    settled()
    tour.show("Ctrl+G: groups of similar images, one key for each", 3)
    press(key.Key_Escape)
    window.browser.focus_images()
    press(key.Key_A, control | shift)
    box = dialog()
    settled()
    tour.show("Accept what is probable, and read how much of it will be right", 4, box)
    gone(box)
    window.view.search("p(boat)>0.4 sort:p(boat)")
    settled()
    tour.show("Search by label, probability, folder, date …", 3)
    window.view.search("")
    window.browser.focus_images()
    driven.limit_training()
    press(key.Key_F5)
    until(lambda: window.training.state.phase in (Phase.RUNNING, Phase.FINISHED))
    settled()
    tour.show("F5 trains the network itself; go on labelling meanwhile", 3)
    until(lambda: window.training.state.phase is Phase.FINISHED)
    rest()
    press(key.Key_M, control)
    settled()
    tour.show("Ctrl+M: annotations that may be mistakes, with the reason", 4)
    press(key.Key_Escape)
    runs = driven.runs()
    runs.tabs.setCurrentWidget(runs.labels)
    settled()
    tour.show("Figures say what they were judged by", 4, runs)
    runs.hide()
    window.activateWindow()
    window.commands.export_labels.trigger()
    until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    box = dialog()
    if isinstance(box, ExportDialog):
        box.place.setText("labels.csv")
    rest()
    tour.show("Take the labels elsewhere, in twenty formats; the model too", 3, box)
    gone(box)
    size = tour.save(place)
    driven.close()
    if size > MOST:
        raise RuntimeError(f"{size:,} bytes are too many for a README.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path, nargs="?", default=PLACE)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        take(given.place)
    else:
        on_a_screen([str(given.place.absolute()), "--here"])


if __name__ == "__main__":
    main()
