"""Collects the window's texts for translators: what ``tr`` and ``translate`` get in labelmt/gui.

Qt's own lupdate does not read a module's ``_tr``; this reads the syntax tree. A text's context is
what Qt asks for: the class around ``self.tr``, else what ``QCoreApplication.translate`` or
``QT_TRANSLATE_NOOP`` name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
WINDOW = ROOT / "labelmt" / "gui"

SHOWN_BY = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "setStatusTip", "setWhatsThis", "setTitle", "setPrefix",
    "setSuffix", "setLabelText", "setInformativeText", "setSpecialValueText", "setTabText",
    "addRow", "addItem", "addTab", "addAction", "addButton", "addMenu", "addSection",
    "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QToolButton",
    "QMenu", "Notice", "quiet_label", "WrappedLabel", "ElidedLabel", "QTreeWidgetItem",
    "QListWidgetItem", "QTableWidgetItem", "getOpenFileName", "getSaveFileName",
    "getExistingDirectory", "information", "warning", "question", "critical",
}  # fmt: skip
"""Calls that show the texts they get."""


@dataclass(frozen=True, slots=True, order=True)
class WindowText:
    """A text as Qt looks it up."""

    context: str
    source: str


@cache
def window_texts() -> frozenset[WindowText]:
    """All texts of the window; read once."""
    return frozenset(
        one
        for file in WINDOW.rglob("*.py")
        for one in texts_in(ast.parse(file.read_text(encoding="utf-8")))
    )


def texts_in(tree: ast.Module) -> Iterator[WindowText]:
    """Those of a module.

    Raises:
        ValueError: a text that nobody can translate: it is no literal, or put together before.
    """
    wrapper = _context_of_wrapper(tree)
    for call, owner in _calls(tree, ""):
        match _name(call), call.args:
            case "tr", [source, *_] if isinstance(call.func, ast.Attribute):
                yield from _literals(owner, source)
            case "_tr", [source, *_] if wrapper:
                yield from _literals(wrapper, source)
            case "QT_TRANSLATE_NOOP", [ast.Constant(context), source]:
                yield from _literals(str(context), source)
            case "translate", [ast.Constant(context), source, *_] if isinstance(context, str):
                if not _made_from_marked(source):
                    yield from _literals(context, source)
            case _:
                pass


def untranslatable_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines with words for people that go past ``tr``, and the words."""
    for call, _owner in _calls(tree, ""):
        if _name(call) not in SHOWN_BY:
            continue
        for part in (*call.args, *(one.value for one in call.keywords)):
            yield from ((one.lineno, words) for one, words in _own_words(part))


def _own_words(part: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """Literals with words in an expression, but not those of calls and comparisons in it."""
    match part:
        case ast.Constant(str(words)) if _has_words(words):
            yield part, words
        case ast.JoinedStr(values):
            for one in values:
                yield from _own_words(one)
        case ast.IfExp(_, body, orelse):
            yield from (*_own_words(body), *_own_words(orelse))
        case ast.BinOp(left, ast.Add() | ast.Mod(), right):
            yield from (*_own_words(left), *_own_words(right))
        case ast.List(elements) | ast.Tuple(elements):
            for one in elements:
                yield from _own_words(one)
        case ast.Call(ast.Attribute(of, "format" | "join")):
            yield from _own_words(of)
        case _:
            pass


def _has_words(words: str) -> bool:
    """Whether a person would read letters in it; markup is no word."""
    inside, letters = False, 0
    for sign in words:
        inside = (inside or sign == "<") and sign != ">"
        letters += not inside and sign.isalpha()
    return letters > 1


def _literals(context: str, part: ast.expr) -> Iterator[WindowText]:
    match part:
        case ast.Constant(str(source)):
            yield WindowText(context, source)
        case ast.IfExp(_, body, orelse):
            yield from (*_literals(context, body), *_literals(context, orelse))
        case _:
            raise ValueError(f"line {part.lineno}: tr() needs a literal: {ast.unparse(part)}")


def _made_from_marked(source: ast.expr) -> bool:
    """Whether what is looked up was marked elsewhere: a name, an entry of a table."""
    return not isinstance(source, ast.Constant | ast.IfExp | ast.JoinedStr | ast.BinOp)


def _context_of_wrapper(tree: ast.Module) -> str:
    """The context in which a module's ``_tr`` translates; nothing without one."""
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and one.name == "_tr":
            for call, _ in _calls(one, ""):
                if _name(call) == "translate" and isinstance(call.args[0], ast.Constant):
                    return str(call.args[0].value)
    return ""


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call below a node, with the class it stands in."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.Call):
            yield one, owner
        yield from _calls(one, one.name if isinstance(one, ast.ClassDef) else owner)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))
