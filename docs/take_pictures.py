"""Takes the documentation's pictures: every screen, in light and dark, at 100 % and 200 %.

``python docs/take_pictures.py [FOLDER] [--all]`` from the repository's root, a minute for each way
to see them. Each is a process of its own, because Qt reads its scale once; the example is made and
learnt in a folder that is deleted again. FOLDER gets all of them; without it docs/pictures gets
light pictures at 100 % and dark ones at 200 %.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from drive_window import DrivenWindow, on_a_screen

HERE = Path(__file__).resolve().parent
KEPT = (("light", 1), ("dark", 2))
WAYS = (("light", 1), ("dark", 1), ("light", 2), ("dark", 2))
QUALITY = 80


def take(folder: Path, theme: str, scale: int) -> None:
    """Drive one window through all screens."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from labelmt.gui.exchange.export_dialog import ExportDialog
    from labelmt.gui.exchange.import_dialog import ImportDialog
    from labelmt.project.training.training_state import Phase

    driven = DrivenWindow(theme, (1280, 800))
    window, until, rest, press = driven.window, driven.until, driven.rest, driven.press
    key, control, shift = (
        Qt.Key,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )

    def picture(name: str, of: QWidget | None = None) -> None:
        file = folder / f"{name}-{theme}-{scale}00.webp"
        driven.picture(of).save(file, quality=QUALITY, method=6)

    def modal(name: str) -> None:
        until(lambda: QApplication.activeModalWidget() is not None)
        box = QApplication.activeModalWidget()
        if isinstance(box, QDialog):
            picture(name, box)
            box.reject()
        until(lambda: QApplication.activeModalWidget() is None)
        window.activateWindow()
        window.browser.focus_images()

    rest()
    picture("start")
    driven.try_the_example()
    grid = window.browser.grid
    grid.select_rows([103], 103)
    grid.scrollTo(grid.model().index(103))
    rest()
    picture("window")
    driven.limit_training()
    press(key.Key_F5)
    until(lambda: window.training.state.phase is Phase.FINISHED)
    rest()
    picture("trained")
    press(key.Key_Return)
    picture("viewer")
    press(key.Key_Escape)
    window.commands.explanation.trigger()
    rest(4)
    picture("why")
    press(key.Key_Escape)
    press(key.Key_B, control)
    picture("compare")
    press(key.Key_Escape)
    press(key.Key_N)
    rest(3)
    picture("review")
    press(key.Key_Escape)
    press(key.Key_L, control)
    rest(2)
    picture("sweep")
    press(key.Key_Escape)
    press(key.Key_M, control)
    rest(2)
    picture("suspects")
    window.view.search("")
    rest()
    press(key.Key_G, control)
    rest(4)
    picture("groups")
    press(key.Key_Escape)
    grid.select_rows([103], 103)
    press(key.Key_J, control)
    rest(3)
    picture("similar")
    window.view.search("")
    rest()
    window.commands.map.trigger()
    until(lambda: window.labelling_parts.map.by_neighbours)
    until(lambda: bool(window.browser.map.view.scene.crowds))
    rest()
    picture("map")
    window.browser.leave_map()
    window.view.search("is:unlabelled")
    rest()
    picture("search")
    window.view.search("")
    rest()
    window.browser.focus_images()
    press(key.Key_D, control)
    rest(6)
    picture("duplicates")
    press(key.Key_Escape)
    press(key.Key_A, control | shift)
    modal("accept")
    window.commands.edit_schema.trigger()
    modal("schema")
    window.commands.keys.trigger()
    modal("keys")
    window.strip.settings_action.trigger()
    modal("settings")
    view = window.project_view
    if view is None:
        raise RuntimeError("The example is not open.")
    with tempfile.TemporaryDirectory() as place:
        table = Path(place, "labels.csv")
        paths = [view.images.paths[row] for row in range(4)]
        cells = ("tree|house,calm", "-,stormy", "boat,calm", "tree,NaN")
        lines = [f"{path},{cell}" for path, cell in zip(paths, cells, strict=True)]
        lines.append("missing.jpg,tree,calm")
        table.write_text("\n".join(["filename,objects,sea", *lines]), encoding="utf-8")
        window.projects.import_table(table)
        until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog))
        coming = QApplication.activeModalWidget()
        until(lambda: isinstance(coming, ImportDialog) and not coming.busy.isVisible())
        modal("import")
    window.commands.export_labels.trigger()
    until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    leaving = QApplication.activeModalWidget()
    if isinstance(leaving, ExportDialog):
        leaving.place.setText("labels")
        leaving.format.setCurrentIndex(leaving.format.findText("Class folders"))
        until(lambda: bool(leaving.told.text()))
        rest()
    modal("export")
    window.labelling_parts.history.show()
    rest()
    history = window.labelling_parts.history.dialog
    if history is not None:
        picture("history", history)
        history.hide()
    window.activateWindow()
    window.browser.focus_images()
    runs = driven.runs()
    for part, name in (
        (runs.overview, "runs"), (runs.curves, "runs-curves"), (runs.labels, "runs-labels"),
        (runs.mistakes, "runs-mistakes"), (runs.label_cooccurrence, "runs-together"),
        (runs.comparison, "runs-compare"),
        (runs.ahead, "runs-learning-curve"),
    ):  # fmt: skip
        runs.tabs.setCurrentWidget(part)
        picture(name, runs)
    runs.hide()
    driven.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--only", nargs=2, metavar=("THEME", "SCALE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder = (given.folder or HERE / "pictures").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if given.only:
        take(folder, given.only[0], int(given.only[1]))
        return
    for theme, scale in WAYS if given.folder else KEPT:
        on_a_screen([str(folder), "--only", theme, str(scale)], scale)


if __name__ == "__main__":
    main()
