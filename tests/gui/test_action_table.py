"""The table of actions and the registration of parts: one line each, and everything follows."""

from __future__ import annotations

from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from labelmt.domain.errors import NotFound
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.core.action_table import Action, ActionTable, Brought, Menu, Needs, Submenu
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import Parts, ProjectPart


class Kitchen(ActionTable):
    stove = Menu("Stove")
    boil = Action("Boil", "Ctrl+B", needs=Needs.NOTHING)
    fry = Action("Fry", "F", "Shift+F", line=True)
    pots = Submenu("Pots", needs=Needs.VIEW)
    bowl = Menu("Bowl")
    mix = Action("Mix", needs=Needs.VIEW, checkable=True)
    other = Brought()
    serve = Action("Serve", "S", needs=Needs.PART)


def test_menus_keys_and_what_is_enabled_follow_from_the_table(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    bake = QAction("Bake", window)
    table = Kitchen(window, other=(bake,))
    menus = [one.menu() for one in window.menuBar().actions()]
    shown = [[one.text() for one in menu.actions()] for menu in menus]  # type: ignore[attr-defined]
    assert shown == [["Boil", "", "Fry", "Pots"], ["Mix", "Bake", "Serve"]]
    assert [[one.text() for one in keyed] for _, keyed in table.keyed()] == [
        ["Boil", "Fry"],
        ["Serve"],
    ]
    assert [one.toString() for one in table.fry.shortcuts()] == ["F", "Shift+F"]
    assert table.mix.isCheckable()

    def enabled() -> list[bool]:
        some = (table.boil, table.fry, table.pots, table.mix, table.serve)
        return [one.isEnabled() for one in some]

    assert enabled() == [True, False, False, False, False]
    table.set_project_open(True)
    assert enabled() == [True, True, True, True, False]
    table.set_view_free(False)
    assert enabled() == [True, True, False, False, False]
    table.serve.setEnabled(True)
    table.set_project_open(False)
    assert enabled() == [True, False, False, False, True]


def test_every_action_of_the_window_does_something(qtbot: QtBot) -> None:
    bare, window = QMainWindow(), MainWindow(learn_live=False)
    for one in (bare, window):
        qtbot.addWidget(one)
    declared = Actions(bare, training=())

    def listeners(action: QAction) -> int:
        return action.receivers(SIGNAL("triggered(bool)")) + action.receivers(
            SIGNAL("toggled(bool)")
        )

    idle = [
        name
        for name, action in window.commands.actions.items()
        if listeners(action) <= listeners(declared.actions[name])
    ]
    assert idle == ["rest_too", "advance", "train_at_once"]  # looked at when a key has been used
    window.close()


def test_a_part_is_told_and_heard_once_it_is_added(qtbot: QtBot) -> None:
    session = ProjectSession()
    parts = Parts(session, session)
    told: list[object] = []
    failed: list[object] = []
    seen: list[str] = []

    class Cook(ProjectPart):
        def set_project(self, project_view: object) -> None:
            seen.append(f"project {project_view}")

        def close(self) -> None:
            seen.append("closed")

    parts.told.connect(told.append)
    parts.failed.connect(failed.append)
    cook = parts.add(Cook(session))
    cook.told.emit("ready")
    error = NotFound("There is no salt.")
    cook.failed.emit(error)
    parts.show_none()
    session.shutdown()
    parts.close()
    assert told == ["ready"]
    assert failed == [error]
    assert seen == ["project None", "closed"]
