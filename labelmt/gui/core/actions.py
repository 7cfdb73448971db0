"""The window's actions: what it can do, in words and keys. What they do is connected elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

Keys = QKeySequence.StandardKey | str
Entry = QAction | QMenu | None


class Actions(QObject):
    """Every action once, with its keys; menus and the list of keys are made from them.

    Menu titles have no mnemonics: Alt with a letter marks a label unknown. F10 and Alt alone
    reach the menus.

    Args:
        training: actions of the training strip, shown in the Model menu as well.
    """

    def __init__(self, window: QMainWindow, training: Sequence[QAction]) -> None:
        super().__init__(window)
        self._window = window
        std = QKeySequence.StandardKey
        self.open_folder = self._make(self.tr("Open a folder of images…"), std.Open)
        self.open_project = self._make(self.tr("Open a project…"), "Ctrl+Shift+O")
        self.try_example = self._make(self.tr("Try the example"))
        self.import_table = self._make(self.tr("Import a table…"), "Ctrl+I")
        self.scan = self._make(self.tr("Look for images"), "Ctrl+R")
        self.watch = self._make(self.tr("Watch the folders for new images"))
        self.watch.setCheckable(True)
        self.locate = self._make(self.tr("Locate a moved folder…"))
        self.show_missing = self._make(self.tr("Images that cannot be shown…"))
        self.try_again = self._make(self.tr("Try unreadable images again"))
        self.copy_reason = self._make(self.tr("Copy why images cannot be shown"))
        self.show_file = self._make(self.tr("Show in the file manager"), "Ctrl+Shift+E")
        self.trash = self._make(self.tr("Move files to the trash…"), "Ctrl+Del")
        self.close_project = self._make(self.tr("Close project"), "Ctrl+W")
        self.quit = self._make(self.tr("Quit"), "Ctrl+Q")
        self.undo = self._make(self.tr("Undo"), std.Undo)
        self.redo = self._make(self.tr("Redo"), "Ctrl+Shift+Z", "Ctrl+Y")
        self.history = self._make(self.tr("History…"), "Ctrl+H")
        self.select_all = self._make(self.tr("Select all images"), std.SelectAll)
        self.copy_labels = self._make(self.tr("Copy labels of the image"), std.Copy)
        self.paste_labels = self._make(self.tr("Paste labels"), std.Paste)
        self.paste_present = self._make(self.tr("Paste just present labels"), "Ctrl+Shift+V")
        self.repeat = self._make(self.tr("Repeat the last label"), ".")
        self.advance = self._make(self.tr("Go on to the next image after a key"), "Ctrl+.")
        self.advance.setCheckable(True)
        self.sweep = self._make(self.tr("Sweep for one label"), "Ctrl+L")
        self.finish_sweep = self._make(
            self.tr("Sweep: the rest as suggested, next label"), "Ctrl+Return", "Ctrl+Enter"
        )
        self.finish_sweep.setEnabled(False)
        self.review = self._make(self.tr("Review the next image"), "N")
        self.accept = self._make(self.tr("Review: accept and go on"), "Space")
        # Its key is that of the images alone: elsewhere Space is the focus's.
        self.accept_shown = self._make(
            self.tr("Accept what is suggested of the selection") + "\tSpace"
        )
        self.accept_above = self._make(self.tr("Accept suggestions above…"), "Ctrl+Shift+A")
        self.accept.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.accept.setEnabled(False)
        self.add_label = self._make(self.tr("Find or add a label"), "L")
        self.add_task = self._make(self.tr("Add a task"), "Shift+L")
        self.rename = self._make(self.tr("Rename label or task"), "F2")
        self.delete = self._make(self.tr("Delete label or task…"))
        self.edit_schema = self._make(self.tr("Tasks and labels…"), "Ctrl+T")
        self.find = self._make(self.tr("Find"), std.Find)
        self.save_view = self._make(self.tr("Save this search…"), "Ctrl+Shift+F")
        self.refresh_view = self._make(self.tr("Update view"), "Shift+F5")
        self.larger = self._make(self.tr("Larger thumbnails"), std.ZoomIn, "Ctrl+=")
        self.smaller = self._make(self.tr("Smaller thumbnails"), std.ZoomOut)
        self.compare = self._make(self.tr("Compare two images"), "Ctrl+B")
        self.explanation = self._make(
            self.tr("Why: where the model sees the label"), "Ctrl+Shift+H"
        )
        self.explanation.setCheckable(True)
        self.full_screen = self._make(self.tr("Full screen"), "F11")
        self.full_screen.setCheckable(True)
        self.similar = self._make(self.tr("Similar images"), "Ctrl+J")
        self.groups = self._make(self.tr("Label groups of similar images"), "Ctrl+G")
        self.next_group = self._make(self.tr("Groups: next group"))
        self.duplicates = self._make(self.tr("Duplicates"), "Ctrl+D")
        self.inconsistent = self._make(self.tr("Duplicates with different labels"))
        self.transfer = self._make(self.tr("Duplicates: transfer labels"), "Ctrl+Shift+D")
        self.next_group.setEnabled(False)
        self.transfer.setEnabled(False)
        self.back = self._make(self.tr("Back to all images"), "Escape")
        self.suspects = self._make(self.tr("Suspected mistakes"), "Ctrl+M")
        self.correct = self._make(self.tr("Correct the suspected mistake"), "Ctrl+E")
        self.keep = self._make(self.tr("Keep what is suspected"), "Ctrl+K")
        self.runs = self._make(self.tr("Runs…"), "F7")
        self.go_on = self._make(self.tr("Continue an interrupted training"))
        self.compare_sharing = self._make(self.tr("Compare sharing between tasks"))
        self.keys = self._make(self.tr("Keys"), "?", "Shift+?", "F1")  # keyboards differ in Shift
        self.about = self._make(self.tr("About LabelMT"))
        self.menu_bar = self._make(self.tr("Go to the menus"), "F10")
        window.addAction(self.menu_bar)
        self.recent = QMenu(self.tr("Recent projects"), window)
        self.sort = QMenu(self.tr("Sort by"), window)
        self.back.setEnabled(False)
        self.menus = self._menus(training)
        self._fill_menus()
        self.set_project_open(False)

    def _menus(self, training: Sequence[QAction]) -> list[tuple[str, list[Entry]]]:
        """Menu titles with their entries; None is a line."""
        return [
            (
                self.tr("Project"),
                [self.open_folder, self.open_project, self.recent, self.try_example, None,
                 self.import_table, None, self.scan, self.watch, self.locate, None,
                 self.show_missing, self.try_again, self.copy_reason, None,
                 self.show_file, self.trash, None,
                 self.close_project, self.quit],
            ),
            (
                self.tr("Edit"),
                [self.undo, self.redo, self.history, None, self.select_all, None,
                 self.copy_labels, self.paste_labels, self.paste_present, self.repeat,
                 self.advance, None, self.add_label, self.add_task, self.rename, self.delete,
                 self.edit_schema],
            ),
            (
                self.tr("View"),
                [self.find, self.save_view, self.sort, self.refresh_view, None,
                 self.sweep, self.finish_sweep, self.similar, None,
                 self.groups, self.next_group, self.duplicates, self.transfer, None,
                 self.review, self.accept, self.accept_shown, self.accept_above, None,
                 self.larger, self.smaller, None, self.compare, self.explanation,
                 self.full_screen, self.back],
            ),
            (self.tr("Model"), [*training, None, self.runs, None,
                                self.suspects, self.correct, self.keep, self.inconsistent, None,
                                self.go_on, self.compare_sharing]),
            (self.tr("Help"), [self.keys, self.menu_bar, None, self.about]),
        ]  # fmt: skip

    def _fill_menus(self) -> None:
        for title, entries in self.menus:
            menu = self._window.menuBar().addMenu(title)
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                elif isinstance(entry, QMenu):
                    menu.addMenu(entry)
                else:
                    menu.addAction(entry)

    def keyed(self) -> list[tuple[str, list[QAction]]]:
        """Menu titles with those of their actions that have a key."""
        return [
            (title, [one for one in entries if isinstance(one, QAction) and one.shortcuts()])
            for title, entries in self.menus
        ]

    def set_project_open(self, is_open: bool) -> None:
        """Enable what needs a project only while one is open."""
        for action in (
            self.import_table, self.scan, self.close_project, self.select_all, self.add_label,
            self.add_task, self.rename, self.delete, self.find, self.refresh_view, self.larger,
            self.smaller, self.go_on, self.compare_sharing, self.save_view, self.copy_labels,
            self.paste_labels, self.paste_present, self.repeat, self.sweep, self.history,
            self.show_file, self.trash, self.edit_schema, self.suspects, self.watch, self.locate,
            self.show_missing, self.try_again, self.copy_reason, self.review,
            self.accept_above, self.accept_shown, self.compare, self.similar, self.groups,
            self.duplicates, self.inconsistent, self.runs,
        ):  # fmt: skip
            action.setEnabled(is_open)
        self.sort.setEnabled(is_open)
        if not is_open:
            self.show_history(None, None)

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """Say what would be undone and redone; None is nothing."""
        for action, name, title in (
            (self.undo, self.tr("Undo"), undo),
            (self.redo, self.tr("Redo"), redo),
        ):
            action.setEnabled(title is not None)
            action.setText(f"{name}: {title}".replace("&", "&&") if title else name)
            action.setData(name)  # what it is called whatever it would do

    def _make(self, text: str, *keys: Keys) -> QAction:
        action = QAction(text, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        return action
