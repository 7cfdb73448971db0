"""The process's window, made anew where its words are to be in another language.

Made anew, and not retranslated word by word: most sentences are filled in with figures when
something happens, in some hundred classes, and one that was forgotten would stay in the old
language. The window's own way to close and to open keeps everything that matters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from labelmt.domain.languages import LANGUAGES, best_language
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.core.language import applied_language, kept_language, wanted
from labelmt.gui.widgets.notices import Notice


class ShownWindow(QObject):
    """Owns the window.

    Args:
        make: makes a window with all its parts, in the language that is spoken then.
        window: the first one.
    """

    def __init__(self, make: Callable[[], MainWindow], window: MainWindow) -> None:
        super().__init__()
        self._make = make
        self.window = window
        applied_language().asked.connect(self.speak)

    def report(self, error: BaseException) -> None:
        """Tell an error in the window."""
        self.window.reporter.report(error)

    @Slot()
    def speak(self) -> None:
        """Show the window in the language that was chosen: project, search, selection and scroll
        place stay. Not while something is learnt that a person does not want to stop."""
        old = self.window
        place = _Place(old) if old.whole and old.session.is_open else None
        geometry, state = old.saveGeometry(), old.windowState()
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        quits = app.quitOnLastWindowClosed()
        app.setQuitOnLastWindowClosed(False)
        try:
            if not old.close():
                self._tell_later()
                return
            applied_language().apply()
            new = self.window = self._make()
            new.restoreGeometry(geometry)
            if place is not None:
                place.bring_back(new)
            new.show()
            new.setWindowState(state & ~Qt.WindowState.WindowFullScreen)
            new.start(place.folder if place is not None else None)
        finally:
            app.setQuitOnLastWindowClosed(quits)
        old.deleteLater()

    def _tell_later(self) -> None:
        name = LANGUAGES[best_language(wanted(kept_language()))]
        text = self.tr("The window speaks {0} from its next start.").format(name)
        self.window.notices.tell(Notice(text, serious=False))


class _Place:
    """Where a person is in the open project."""

    def __init__(self, window: MainWindow) -> None:
        # Not above: the start page needs none of what this needs.
        from labelmt.gui.images.grid.grid_position import Bookmark

        self.folder = Path(window.session.folder or "")
        self._search = window.workspace.filter_bar.text
        self._bookmark = Bookmark.of(window.browser.grid)
        self._alone = window.browser.looked_at is window.browser.viewer

    def bring_back(self, window: MainWindow) -> None:
        """As soon as the window shows the project's images, be there again."""
        once = Qt.ConnectionType.SingleShotConnection
        found = window.view.rows_found
        if self._search:
            found.connect(partial(self._search_again, window), once)
        else:
            found.connect(partial(self._return, window), once)

    def _search_again(self, window: MainWindow, _rows: object) -> None:
        once = Qt.ConnectionType.SingleShotConnection
        window.view.rows_found.connect(partial(self._return, window), once)
        window.view.search(self._search)

    def _return(self, window: MainWindow, _rows: object) -> None:
        self._bookmark.return_to(window.browser.grid)
        if self._alone and self._bookmark.current is not None:
            window.browser.show_image(self._bookmark.current)
