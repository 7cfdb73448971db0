"""Writes the page of keys, docs/guide/keyboard.md, from the window's own table of actions.

``python docs/write_keys.py`` from the repository's root writes it in English and in Chinese; a test
holds both to what it writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtGui import QKeySequence

from labelmt.gui.core.action_table import Action, Menu
from labelmt.gui.core.actions import Actions

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "guide" / "keyboard.md"
CHINESE = DOCS / "zh" / "guide" / "keyboard.md"
CATALOGUE = DOCS.parent / "resources" / "translations" / "zh_CN.ts"
_STD = QKeySequence.StandardKey
STANDARD = {
    _STD.Open: "Ctrl+O", _STD.Undo: "Ctrl+Z", _STD.SelectAll: "Ctrl+A", _STD.Copy: "Ctrl+C",
    _STD.Paste: "Ctrl+V", _STD.Find: "Ctrl+F", _STD.ZoomIn: "Ctrl++", _STD.ZoomOut: "Ctrl+-",
}  # fmt: skip
"""As Linux and Windows have them; Qt knows them where a window is, and none is here."""
OF_THE_STRIP = (
    ("Train", "F5"),
    ("Update predictions once", "F6"),
    ("Learn as I label", "Shift+F6"),
)
"""Actions that the line at the window's bottom brings along."""
BEFORE = """\
# Keyboard

**?** shows this list in the program, and changes the keys of actions. On a Mac, read Cmd for Ctrl.
Written by `docs/write_keys.py` from the window's own actions; do not edit.

## Labels

| key | does |
| --- | --- |
| a label's key | present; the same again: unknown |
| Shift and the key | absent |
| Alt and the key | unknown |

## Images

| key | does |
| --- | --- |
| Arrows, Page Up, Page Down, Home, End | move |
| Shift and arrows | select more |
| Ctrl+Space | add the current image to the selection, or remove it |
| Space | accept what is outlined; in a review and in groups, go on |
| Shift+Space, Backspace | in a sweep: absent, unknown |
| Backspace | in groups: take the image out, or in |
| Enter | open the image; go back |
| Right, Left | one image: next, previous |
| Tab | two images: switch between them |
| +, - | one image: zoom in, zoom out |
| drag with the right button | one image of more than 8 bits: window and level |
"""

BEFORE_CHINESE = """\
# 键盘

**?** 在程序中显示这张表，也可以在那里修改操作的按键。在 Mac 上，把 Ctrl 读作 Cmd。
由 `docs/write_keys.py` 根据窗口自己的操作写成；请勿手工修改。

## 标签

| 按键 | 作用 |
| --- | --- |
| 标签的按键 | “有”；再按一次：“未知” |
| Shift 加按键 | “无” |
| Alt 加按键 | “未知” |

## 图像

| 按键 | 作用 |
| --- | --- |
| 方向键、Page Up、Page Down、Home、End | 移动 |
| Shift 加方向键 | 扩大选择 |
| Ctrl+Space | 把当前图像加入选择，或移出 |
| Space | 接受空心的建议；在审阅和分组中继续下一个 |
| Shift+Space、Backspace | 刷标时：“无”、“未知” |
| Backspace | 分组时：把图像拿出去，或放回来 |
| Enter | 打开图像；返回 |
| Right、Left | 单张图像：下一张、上一张 |
| Tab | 两张图像：在两者之间切换 |
| +、- | 单张图像：放大、缩小 |
| 按住右键拖动 | 单张超过 8 位的图像：窗宽窗位 |
"""


def keys() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Each menu's title with its actions that have keys, in the menu's order."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    here: list[tuple[str, tuple[str, ...]]] = []
    for entry in vars(Actions).values():
        if isinstance(entry, Menu):
            here = found[entry.title] = []
            if entry.title == "Model":
                here.extend((text, (key,)) for text, key in OF_THE_STRIP)
        elif isinstance(entry, Action):
            texts, told = entry.declared()
            told = tuple(STANDARD[one] if isinstance(one, _STD) else one for one in told)
            if told:
                here.append((texts, told))
    return found


def page() -> str:
    """The page as it should be."""
    return _page(BEFORE, ("key", "does"), ", ", lambda text: text)


def chinese_page() -> str:
    """The same in Chinese, in the words of the window."""
    messages = ElementTree.parse(CATALOGUE).getroot().iter("message")  # noqa: S314 (ours)
    known = {one.findtext("source"): one.findtext("translation") or "" for one in messages}
    return _page(BEFORE_CHINESE, ("按键", "作用"), "、", lambda text: known[text])


def _page(
    before: str, columns: tuple[str, str], comma: str, translated: Callable[[str], str]
) -> str:
    parts = [before]
    head = f"| {' | '.join(columns)} |\n| --- | --- |\n"
    for title, lines in keys().items():
        if lines:
            table = "\n".join(
                f"| {comma.join(told)} | {translated(text)} |" for text, told in lines
            )
            parts.append(f"## {translated(title)}\n\n{head}{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    PAGE.write_text(page(), encoding="utf-8")
    CHINESE.write_text(chinese_page(), encoding="utf-8")
