"""The window's actions with their keys, in menu order: the one place to add an action.

An action is one line here; what does it connects to it: ``commands.NAME.triggered.connect(...)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt
from PySide6.QtGui import QAction, QKeySequence

from labelmt.domain.action_titles import told_title
from labelmt.gui.core.action_table import Action, ActionTable, Brought, Menu, Needs, Submenu
from labelmt.gui.core.plain_tip import plain_tip

if TYPE_CHECKING:
    from labelmt.gui.core.project_view import ProjectView
    from labelmt.project.snapshot import Update

_STD = QKeySequence.StandardKey
_NOTHING, _VIEW, _PART = Needs.NOTHING, Needs.VIEW, Needs.PART
_OWN = Qt.ShortcutContext.WidgetShortcut


class Actions(ActionTable):
    """Every action with its keys; needs an open project where nothing else is said.

    Menu titles have no mnemonics: Alt with a letter marks a label unknown. F10 and Alt alone
    reach the menus.
    """

    _file_menu = Menu(QT_TRANSLATE_NOOP("Actions", "File"))
    open_folder = Action(
        QT_TRANSLATE_NOOP("Actions", "Open a folder of images…"), _STD.Open, needs=_NOTHING
    )
    open_project = Action(
        QT_TRANSLATE_NOOP("Actions", "Open a project…"), "Ctrl+Shift+O", needs=_NOTHING
    )
    recent = Submenu(QT_TRANSLATE_NOOP("Actions", "Recent projects"), needs=_NOTHING)
    learn_tags = Action(
        QT_TRANSLATE_NOOP("Actions", "Learn from the tags I already have…"),
        needs=_NOTHING,
        line=True,
    )
    try_example = Action(QT_TRANSLATE_NOOP("Actions", "Try the example"), needs=_NOTHING)
    import_table = Action(
        QT_TRANSLATE_NOOP("Actions", "Import labels from a file…"), "Ctrl+I", line=True
    )
    import_folder = Action(
        QT_TRANSLATE_NOOP("Actions", "Import labels from a folder…"), "Ctrl+Shift+I"
    )
    export_labels = Action(QT_TRANSLATE_NOOP("Actions", "Export labels…"), "Ctrl+Shift+X")
    report = Action(QT_TRANSLATE_NOOP("Actions", "Report…"))
    contact_sheet = Action(QT_TRANSLATE_NOOP("Actions", "Contact sheet…"))
    scan = Action(QT_TRANSLATE_NOOP("Actions", "Rescan folders"), "Ctrl+R", line=True)
    watch = Action(QT_TRANSLATE_NOOP("Actions", "Watch the folders for new images"), checkable=True)
    follow_links = Action(
        QT_TRANSLATE_NOOP("Actions", "Follow links out of the folders"), checkable=True
    )
    scan_patterns = Action(QT_TRANSLATE_NOOP("Actions", "Files to take…"))
    locate = Action(QT_TRANSLATE_NOOP("Actions", "Locate a moved folder…"))
    show_missing = Action(QT_TRANSLATE_NOOP("Actions", "Images that cannot be shown…"), line=True)
    try_again = Action(QT_TRANSLATE_NOOP("Actions", "Try unreadable images again"))
    copy_reason = Action(QT_TRANSLATE_NOOP("Actions", "Copy why images cannot be shown"))
    show_changed = Action(QT_TRANSLATE_NOOP("Actions", "Show labelled images whose file changed"))
    accept_changed = Action(QT_TRANSLATE_NOOP("Actions", "Confirm labels of changed images"))
    show_file = Action(
        QT_TRANSLATE_NOOP("Actions", "Show in the file manager"), "Ctrl+Shift+E", line=True
    )
    trash = Action(QT_TRANSLATE_NOOP("Actions", "Move files to the trash…"), "Ctrl+Del")
    restore_backup = Action(
        QT_TRANSLATE_NOOP("Actions", "Restore a backup…"), needs=_NOTHING, line=True
    )
    close_project = Action(QT_TRANSLATE_NOOP("Actions", "Close project"), "Ctrl+W", line=True)
    quit = Action(QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q", needs=_NOTHING)

    _edit_menu = Menu(QT_TRANSLATE_NOOP("Actions", "Edit"))
    undo = Action(QT_TRANSLATE_NOOP("Actions", "Undo"), _STD.Undo, needs=_PART)
    redo = Action(QT_TRANSLATE_NOOP("Actions", "Redo"), "Ctrl+Shift+Z", "Ctrl+Y", needs=_PART)
    history = Action(QT_TRANSLATE_NOOP("Actions", "History…"), "Ctrl+H")
    select_all = Action(
        QT_TRANSLATE_NOOP("Actions", "Select all images"), _STD.SelectAll, line=True
    )
    copy_labels = Action(QT_TRANSLATE_NOOP("Actions", "Copy labels"), _STD.Copy, line=True)
    paste_labels = Action(QT_TRANSLATE_NOOP("Actions", "Paste labels"), _STD.Paste)
    paste_present = Action(
        QT_TRANSLATE_NOOP("Actions", "Paste only present labels"), "Ctrl+Shift+V"
    )
    find = Action(QT_TRANSLATE_NOOP("Actions", "Find"), _STD.Find, needs=_VIEW, line=True)
    preferences = Action(
        QT_TRANSLATE_NOOP("Actions", "Preferences…"), "Ctrl+,", needs=_NOTHING, line=True
    )

    _label_menu = Menu(QT_TRANSLATE_NOOP("Actions", "Label"))
    repeat = Action(QT_TRANSLATE_NOOP("Actions", "Repeat the last label"), ".")
    rest_absent = Action(QT_TRANSLATE_NOOP("Actions", "Set the rest of this task absent"), ",")
    all_absent = Action(QT_TRANSLATE_NOOP("Actions", "Set the rest of all tasks absent"), ";")
    label_keys = Submenu(QT_TRANSLATE_NOOP("Actions", "Label keys"), needs=_NOTHING)
    rest_too = Action(
        QT_TRANSLATE_NOOP("Actions", "Label keys set the rest of the task absent (single image)"),
        needs=_NOTHING,
        checkable=True,
        inside="label_keys",
    )
    advance = Action(
        QT_TRANSLATE_NOOP("Actions", "Go to the next image after a label key"),
        "Ctrl+.",
        needs=_NOTHING,
        checkable=True,
        inside="label_keys",
    )
    next_keys = Action(
        QT_TRANSLATE_NOOP("Actions", "Next set of label keys"), "H", inside="label_keys"
    )
    unsure = Action(QT_TRANSLATE_NOOP("Actions", "Flag as unsure"), "Ctrl+U", line=True)
    rating = Submenu(QT_TRANSLATE_NOOP("Actions", "Rating"))
    rating_0 = Action(QT_TRANSLATE_NOOP("Actions", "No rating"), "Ctrl+Shift+0", inside="rating")
    rating_1 = Action(
        QT_TRANSLATE_NOOP("Actions", "Rating: 1 of 5"), "Ctrl+Shift+1", inside="rating"
    )
    rating_2 = Action(
        QT_TRANSLATE_NOOP("Actions", "Rating: 2 of 5"), "Ctrl+Shift+2", inside="rating"
    )
    rating_3 = Action(
        QT_TRANSLATE_NOOP("Actions", "Rating: 3 of 5"), "Ctrl+Shift+3", inside="rating"
    )
    rating_4 = Action(
        QT_TRANSLATE_NOOP("Actions", "Rating: 4 of 5"), "Ctrl+Shift+4", inside="rating"
    )
    rating_5 = Action(
        QT_TRANSLATE_NOOP("Actions", "Rating: 5 of 5"), "Ctrl+Shift+5", inside="rating"
    )
    comment = Action(QT_TRANSLATE_NOOP("Actions", "Comment"), "Ctrl+Shift+C")
    review = Action(
        QT_TRANSLATE_NOOP("Actions", "Review the next image"), "N", needs=_VIEW, line=True
    )
    # Elsewhere than at the images Space is the focus's.
    accept = Action(
        QT_TRANSLATE_NOOP("Actions", "Review: accept and go on"), "Space", needs=_PART, context=_OWN
    )
    # Its key is that of the images alone.
    accept_shown = Action(QT_TRANSLATE_NOOP("Actions", "Accept suggestions"), shown_key="Space")
    accept_above = Action(
        QT_TRANSLATE_NOOP("Actions", "Accept suggestions above…"), "Ctrl+Shift+A", needs=_VIEW
    )
    sweep = Action(
        QT_TRANSLATE_NOOP("Actions", "Sweep for one label"), "Ctrl+L", needs=_VIEW, line=True
    )
    finish_sweep = Action(
        QT_TRANSLATE_NOOP("Actions", "Sweep: accept the rest, next label"),
        "Ctrl+Return",
        "Ctrl+Enter",
        needs=_PART,
    )
    groups = Action(QT_TRANSLATE_NOOP("Actions", "Label groups of similar images"), "Ctrl+G")
    next_group = Action(QT_TRANSLATE_NOOP("Actions", "Groups: next group"), needs=_PART)
    duplicates = Action(QT_TRANSLATE_NOOP("Actions", "Duplicates"), "Ctrl+D", line=True)
    transfer = Action(
        QT_TRANSLATE_NOOP("Actions", "Duplicates: transfer labels"), "Ctrl+Shift+D", needs=_PART
    )
    inconsistent = Action(QT_TRANSLATE_NOOP("Actions", "Duplicates with different labels"))
    suspects = Action(QT_TRANSLATE_NOOP("Actions", "Suspected mistakes"), "Ctrl+M", needs=_VIEW)
    correct = Action(QT_TRANSLATE_NOOP("Actions", "Correct this label"), "Ctrl+E", needs=_PART)
    keep = Action(QT_TRANSLATE_NOOP("Actions", "Keep this label"), "Ctrl+K", needs=_PART)
    people = Submenu(QT_TRANSLATE_NOOP("Actions", "Several people"))
    disputes = Action(QT_TRANSLATE_NOOP("Actions", "Disputed labels"), needs=_VIEW, inside="people")
    settle = Action(
        QT_TRANSLATE_NOOP("Actions", "Settle as it counts now"),
        "Ctrl+Shift+K",
        needs=_PART,
        inside="people",
    )
    settle_other = Action(
        QT_TRANSLATE_NOOP("Actions", "Settle the other way"),
        "Ctrl+Shift+L",
        needs=_PART,
        inside="people",
    )
    agreement = Action(QT_TRANSLATE_NOOP("Actions", "Agreement between people…"), inside="people")
    add_label = Action(QT_TRANSLATE_NOOP("Actions", "Find or add a label"), "L", line=True)
    change_labels = Submenu(QT_TRANSLATE_NOOP("Actions", "Change labels and tasks"))
    add_task = Action(QT_TRANSLATE_NOOP("Actions", "Add a task"), "Shift+L", inside="change_labels")
    rename = Action(
        QT_TRANSLATE_NOOP("Actions", "Rename label or task"), "F2", inside="change_labels"
    )
    delete = Action(QT_TRANSLATE_NOOP("Actions", "Delete label or task…"), inside="change_labels")
    guidelines = Action(QT_TRANSLATE_NOOP("Actions", "What this label means"), "Ctrl+Shift+G")
    edit_schema = Action(QT_TRANSLATE_NOOP("Actions", "Tasks and labels…"), "Ctrl+T")

    _view_menu = Menu(QT_TRANSLATE_NOOP("Actions", "View"))
    save_view = Action(
        QT_TRANSLATE_NOOP("Actions", "Save this search…"), "Ctrl+Shift+F", needs=_VIEW
    )
    sort = Submenu(QT_TRANSLATE_NOOP("Actions", "Sort by"), needs=_VIEW)
    refresh_view = Action(QT_TRANSLATE_NOOP("Actions", "Update view"), "Shift+F5", needs=_VIEW)
    open_image = Action(QT_TRANSLATE_NOOP("Actions", "Open image"), shown_key="Enter", line=True)
    compare = Action(QT_TRANSLATE_NOOP("Actions", "Compare two images"), "Ctrl+B")
    map = Action(QT_TRANSLATE_NOOP("Actions", "Map"), "Ctrl+Shift+M", checkable=True)
    similar = Action(QT_TRANSLATE_NOOP("Actions", "Similar images"), "Ctrl+J", needs=_VIEW)
    explanation = Action(
        QT_TRANSLATE_NOOP("Actions", "Why? Show where the model sees the label"),
        "Ctrl+Shift+H",
        checkable=True,
    )
    stretch_window = Action(
        QT_TRANSLATE_NOOP("Actions", "Window and level from what is in view"),
        "Ctrl+Shift+W",
        needs=_PART,
        line=True,
    )
    reset_window = Action(
        QT_TRANSLATE_NOOP("Actions", "Reset window and level"), "Ctrl+Alt+W", needs=_PART
    )
    larger = Action(
        QT_TRANSLATE_NOOP("Actions", "Larger thumbnails"), _STD.ZoomIn, "Ctrl+=", line=True
    )
    smaller = Action(QT_TRANSLATE_NOOP("Actions", "Smaller thumbnails"), _STD.ZoomOut)
    fit_image = Action(QT_TRANSLATE_NOOP("Actions", "Fit the image"), "Ctrl+0", needs=_PART)
    actual_pixels = Action(QT_TRANSLATE_NOOP("Actions", "Actual pixels"), "Ctrl+1", needs=_PART)
    theme = Submenu(QT_TRANSLATE_NOOP("Actions", "Theme"), needs=_NOTHING, line=True)
    language = Submenu(QT_TRANSLATE_NOOP("Actions", "Language"), needs=_NOTHING)
    sidebar = Action(QT_TRANSLATE_NOOP("Actions", "Sidebar"), "F9", checkable=True)
    label_panel = Action(QT_TRANSLATE_NOOP("Actions", "Label panel"), "Shift+F9", checkable=True)
    full_screen = Action(
        QT_TRANSLATE_NOOP("Actions", "Full screen"), "F11", needs=_NOTHING, checkable=True
    )
    back = Action(QT_TRANSLATE_NOOP("Actions", "One step back"), "Escape", needs=_PART)

    _model_menu = Menu(QT_TRANSLATE_NOOP("Actions", "Model"))
    training = Brought()
    train_at_once = Action(
        QT_TRANSLATE_NOOP("Actions", "Train without asking for a time limit"),
        needs=_NOTHING,
        checkable=True,
    )
    runs = Action(QT_TRANSLATE_NOOP("Actions", "Runs…"), "F7", line=True)
    compare_sharing = Action(QT_TRANSLATE_NOOP("Actions", "Compare sharing between tasks"))
    go_on = Action(QT_TRANSLATE_NOOP("Actions", "Resume an interrupted training"))
    other_model = Submenu(
        QT_TRANSLATE_NOOP("Actions", "Suggest with another project's model"), line=True
    )
    other_project = Action(
        QT_TRANSLATE_NOOP("Actions", "A project, or a folder…"), inside="other_model"
    )
    other_file = Action(QT_TRANSLATE_NOOP("Actions", "An ONNX file…"), inside="other_model")
    export_model = Action(QT_TRANSLATE_NOOP("Actions", "Export model…"))
    engine = Action(QT_TRANSLATE_NOOP("Actions", "Learning engine…"), needs=_NOTHING)
    show_unlike = Action(
        QT_TRANSLATE_NOOP("Actions", "Images unlike any annotated"), needs=_PART, line=True
    )
    review_unlike = Action(
        QT_TRANSLATE_NOOP("Actions", "Review images unlike any annotated first"), needs=_PART
    )

    _help_menu = Menu(QT_TRANSLATE_NOOP("Actions", "Help"))
    keys = Action(
        QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), "?", "Shift+?", "F1", needs=_NOTHING
    )  # keyboards differ in Shift
    search_syntax = Action(QT_TRANSLATE_NOOP("Actions", "Search syntax"), needs=_NOTHING)
    documentation = Action(QT_TRANSLATE_NOOP("Actions", "Documentation"), needs=_NOTHING)
    legend = Action(QT_TRANSLATE_NOOP("Actions", "What the colours mean"), needs=_NOTHING)
    menu_bar = Action(QT_TRANSLATE_NOOP("Actions", "Go to the menus"), "F10", needs=_NOTHING)
    about = Action(QT_TRANSLATE_NOOP("Actions", "About LabelMT"), needs=_NOTHING, line=True)

    _project_view: ProjectView | None = None

    @property
    def ratings(self) -> tuple[QAction, ...]:
        """The actions that give a rating, from none to the best."""
        return (
            self.rating_0, self.rating_1, self.rating_2, self.rating_3, self.rating_4,
            self.rating_5,
        )  # fmt: skip

    def show_panels(self, side: bool, panel: bool) -> None:
        """Say which panels are shown."""
        self.sidebar.setChecked(side)
        self.label_panel.setChecked(panel)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Enable what needs a project, or the rest alone."""
        self.set_project_open(project_view is not None)
        self._show_history(project_view)
        self._project_view = project_view

    def follow(self, update: Update) -> None:
        """Say anew what would be undone and redone."""
        self._show_history(self._project_view)

    def _show_history(self, project_view: ProjectView | None) -> None:
        """Say what would be undone and redone."""
        undo = project_view.undo_title if project_view is not None else None
        redo = project_view.redo_title if project_view is not None else None
        for action, name, kept in (
            (self.undo, self.tr("Undo"), undo),
            (self.redo, self.tr("Redo"), redo),
        ):
            title = told_title(kept) if kept is not None else None
            action.setEnabled(title is not None)
            action.setText(f"{name}: {title}".replace("&", "&&") if title else name)
            # Where there is none, Qt takes the text for it.
            action.setToolTip(plain_tip(f"{name}: {title}" if title else name))
            action.setData(name)  # what it is called whatever it would do
