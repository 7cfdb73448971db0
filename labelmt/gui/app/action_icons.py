"""Which actions have an icon in the menus, where it helps to find them."""

from __future__ import annotations

from labelmt.gui.core.actions import Actions
from labelmt.gui.theme.icons import set_icon

ICONS = {
    "open_folder": "folder-open",
    "import_table": "download",
    "export_labels": "upload",
    "scan": "refresh-cw",
    "trash": "trash-2",
    "undo": "undo-2",
    "redo": "redo-2",
    "history": "clock",
    "copy_labels": "copy",
    "find": "search",
    "preferences": "settings-2",
    "review": "list-checks",
    "sweep": "paintbrush",
    "groups": "layout-grid",
    "suspects": "triangle-alert",
    "edit_schema": "tags",
    "save_view": "bookmark",
    "compare": "columns-2",
    "similar": "images",
    "runs": "chart-line",
    "keys": "keyboard",
}
"""Id of the action to the icon's name. What can be checked shows that in the icon's place."""


def give_icons(commands: Actions) -> None:
    """Show them in the menus, and wherever else the actions stand."""
    for id_, name in ICONS.items():
        set_icon(commands.actions[id_], name)
