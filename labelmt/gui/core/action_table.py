"""Makes actions, menus, the list of keys and what is enabled from a table of declared actions."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from labelmt.gui.core.window_part import ProjectPart

CONTEXT = "Actions"
"""Of the texts, for translators."""
Keys = QKeySequence.StandardKey | str
Text = object
"""A str; QT_TRANSLATE_NOOP, which marks it for translators, is declared to give any object."""


class Needs(Enum):
    """What an action needs to be enabled."""

    NOTHING = "nothing"
    PROJECT = "project"
    """A project is open."""
    VIEW = "view"
    """A project is open, and what its search found is shown, not a mode's groups."""
    PART = "part"
    """The part that does it enables it; at first it is not."""


class Menu:
    """A menu of the window; the entries declared after it stand in it, in their order.

    Args:
        title: marked with QT_TRANSLATE_NOOP for the context ``Actions``, as all texts are.
    """

    def __init__(self, title: Text) -> None:
        self.title = str(title)


class _Entry:
    """A line of the table; its id is the name it is given.

    Args:
        line: whether a line is drawn above it.
    """

    def __init__(self, *, line: bool = False) -> None:
        self.line = line
        self.id = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.id = name


class Action(_Entry):
    """An action: its text, its keys and what it needs; what it does is connected to it by id.

    Args:
        context: where its keys work.
        shown_key: a key that is shown beside it in the menu and is another's to handle.
        inside: id of a submenu, declared before it, in which it stands.
    """

    def __init__(
        self,
        text: Text,
        *keys: Keys,
        needs: Needs = Needs.PROJECT,
        checkable: bool = False,
        line: bool = False,
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
        shown_key: str = "",
        inside: str = "",
    ) -> None:
        super().__init__(line=line)
        self._text, self._keys = str(text), keys
        self.needs, self._checkable = needs, checkable
        self._context, self._shown_key, self.inside = context, shown_key, inside

    def make(self, window: QMainWindow) -> QAction:
        """The action, not in a menu yet."""
        text = QCoreApplication.translate(CONTEXT, self._text)
        action = QAction(f"{text}\t{self._shown_key}" if self._shown_key else text, window)
        action.setShortcuts([QKeySequence(key) for key in self._keys])
        action.setShortcutContext(self._context)
        action.setCheckable(self._checkable)
        return action

    def usual_key(self) -> QKeySequence:
        """The first key it comes with."""
        return QKeySequence(self._keys[0]) if self._keys else QKeySequence()

    def declared(self) -> tuple[str, tuple[Keys, ...]]:
        """Its English text and the keys it comes with, those of other parts included."""
        return self._text, self._keys or ((self._shown_key,) if self._shown_key else ())

    def __get__(self, table: ActionTable, _owner: type) -> QAction:
        return table.actions[self.id]


class Submenu(_Entry):
    """A menu in a menu, filled by the part it belongs to."""

    def __init__(self, text: Text, *, needs: Needs = Needs.PROJECT, line: bool = False) -> None:
        super().__init__(line=line)
        self.text, self.needs = str(text), needs

    def __get__(self, table: ActionTable, _owner: type) -> QMenu:
        return table.submenus[self.id]


class Brought(_Entry):
    """The place of actions that a widget brings with it, such as the training strip's."""


class ActionTable(ProjectPart):
    """Every action once; a subclass declares them.

    Args:
        brought: the actions for each ``Brought`` entry.
    """

    def __init__(self, window: QMainWindow, **brought: Sequence[QAction]) -> None:
        super().__init__(window)
        self.actions: dict[str, QAction] = {}
        self.brought: dict[str, QAction] = {}
        """Those that widgets bring, by their object names."""
        self.submenus: dict[str, QMenu] = {}
        self._menus: dict[str, list[QAction]] = {}
        self._needs: list[tuple[Needs, QAction | QMenu]] = []
        self._project_open, self._view_free = False, True
        for entry in _lines(type(self)):
            if isinstance(entry, Menu):
                title = QCoreApplication.translate(CONTEXT, entry.title)
                menu = window.menuBar().addMenu(title)
                keyed = self._menus[title] = []
                continue
            if entry.line:
                menu.addSeparator()
            if isinstance(entry, Submenu):
                made = QMenu(QCoreApplication.translate(CONTEXT, entry.text), window)
                self.submenus[entry.id] = made
                self._needs.append((entry.needs, made))
                menu.addMenu(made)
                continue
            added = brought.get(entry.id, ())
            self.brought.update((one.objectName(), one) for one in added if one.objectName())
            if isinstance(entry, Action):
                action = self.actions[entry.id] = entry.make(window)
                self._needs.append((entry.needs, action))
                added = (action,)
                if entry.inside:
                    self.submenus[entry.inside].addAction(action)
                    keyed.append(action)
                    continue
            menu.addActions(added)
            keyed.extend(added)
        for needs, one in self._needs:
            one.setEnabled(needs is not Needs.PART)
        self._enable()

    @classmethod
    def usual_key(cls, name: str) -> QKeySequence:
        """The key that an action of the table comes with."""
        entry = vars(cls).get(name)
        return entry.usual_key() if isinstance(entry, Action) else QKeySequence()

    def keyed(self) -> list[tuple[str, list[QAction]]]:
        """Menu titles with those of their actions that have a key."""
        return [
            (title, [one for one in actions if one.shortcuts()])
            for title, actions in self._menus.items()
        ]

    def listed(self) -> list[tuple[str, list[QAction]]]:
        """Menu titles with all their actions."""
        return [(title, list(actions)) for title, actions in self._menus.items()]

    def set_project_open(self, is_open: bool) -> None:
        """Enable what needs a project only while one is open."""
        self._project_open = is_open
        self._enable()

    def set_view_free(self, free: bool) -> None:
        """Enable what needs the view only while no groups lie over it."""
        self._view_free = free
        self._enable()

    def _enable(self) -> None:
        for needs, one in self._needs:
            if needs in (Needs.PROJECT, Needs.VIEW):
                one.setEnabled(self._project_open and (needs is Needs.PROJECT or self._view_free))


def _lines(table: type) -> list[Menu | _Entry]:
    """The lines of a table, in the order they are declared."""
    found: list[Any] = [one for owner in table.__mro__ for one in vars(owner).values()]
    return [one for one in found if isinstance(one, Menu | _Entry)]
