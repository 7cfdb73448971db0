"""The guide and the tutorials name menus, keys and words of the window as the program has them.

There ``**Menu › Entry**`` is an entry of a menu, a key in bold is a key, and what stands in
italics (in Chinese: 「」) is a text of the window, word for word.
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po

from labelmt.gui.core.action_table import Action, Submenu
from labelmt.gui.core.actions import Actions

ROOT = Path(__file__).parents[2]
WRITER = runpy.run_path(str(ROOT / "docs" / "write_keys.py"))
CATALOGUE = ROOT / "resources" / "translations" / "zh_CN.ts"
DOCS = ROOT / "docs"
PAGES = sorted(
    [DOCS / "searching.md"]
    + [file for name in ("guide", "tutorials") for file in (DOCS / name).glob("*.md")]
)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<![*\w])\*([^*\s][^*]*?)\*(?!\*)", re.DOTALL)
_CORNERS = re.compile(r"「(.+?)」")
CHINESE = sorted((ROOT / "docs" / "zh").rglob("*.md"))
_KEY = re.compile(
    r"(?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z0-9.,;?+-]|F\d+|Space|Enter|Escape|Del|Left|Right)$"
)
_KEY_SHOWN = re.compile(r" *[(（]?\{\w+\}[)）]?$")
OWN = {"Enter", "Right", "Left", "Space", "Escape", "+", "-", "1", "2", "Shift+1", "Alt+1"}
"""Of the images, of lists, of labels."""


def texts() -> dict[str, str]:
    """The program's texts with their Chinese, both without the place of a key at their end."""
    messages = ElementTree.parse(CATALOGUE).getroot().iter("message")
    found = {one.findtext("source") or "": one.findtext("translation") or "" for one in messages}
    with CATALOGUE.with_suffix(".po").open("rb") as file:
        found |= {str(one.id): str(one.string) for one in read_po(file) if one.id}
    return {_KEY_SHOWN.sub("", one): _KEY_SHOWN.sub("", other) for one, other in found.items()}


def entries() -> dict[str, set[str]]:
    """The texts of each menu's entries."""
    found = {title: {text for text, _ in lines} for title, lines in WRITER["keys"]().items()}
    menu = ""
    for entry in vars(Actions).values():
        if isinstance(entry, Action):
            found[menu].add(entry.declared()[0])
        elif isinstance(entry, Submenu):
            found[menu].add(entry.text)
        elif hasattr(entry, "title"):
            menu = entry.title
    return found


def keys() -> set[str]:
    return {key for lines in WRITER["keys"]().values() for _, told in lines for key in told} | OWN


def test_the_page_of_keys_is_that_of_the_window() -> None:
    assert WRITER["PAGE"].read_text(encoding="utf-8") == WRITER["page"]()
    assert WRITER["CHINESE"].read_text(encoding="utf-8") == WRITER["chinese_page"]()


def test_every_page_that_is_translated_is_there_in_chinese() -> None:
    docs = ROOT / "docs"
    there = {page.relative_to(docs / "zh").as_posix() for page in CHINESE}
    assert there == {page.relative_to(docs).as_posix() for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_chinese_pages_have_what_their_originals_have(page: Path) -> None:
    """The same headings in number, tables of as many lines, and the same commands."""

    def told(file: Path) -> tuple[int, int, list[str]]:
        text = file.read_text(encoding="utf-8")
        commands = [
            line.partition("#")[0].strip()
            for block in re.findall(r"```(?!math)\w*\n(.*?)```", text, re.DOTALL)
            for line in block.splitlines()
        ]
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        lines = prose.splitlines()
        return (
            sum(line.startswith("#") for line in lines),
            sum(line.startswith("|") for line in lines),
            [one for one in commands if one],
        )

    original = page.relative_to(ROOT / "docs")
    assert told(ROOT / "docs" / "zh" / original) == told(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_the_guide_names_is_there(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    known, menus, all_keys = texts(), entries(), keys()
    wrong = []
    for bold in (" ".join(one.split()) for one in _BOLD.findall(text)):
        menu, arrow, entry = bold.partition(" › ")
        here = entry in menus.get(menu, ()) if arrow else not _KEY.match(bold) or bold in all_keys
        wrong += [] if here else [bold]
    quoted = [" ".join(one.split()) for one in _ITALIC.findall(_BOLD.sub("", text))]
    wrong += [one for one in quoted if one not in known]
    assert wrong == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_what_the_chinese_guide_names_is_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    known, all_keys = texts(), keys()
    menus = {
        f"{known[menu]} › {known[entry]}" for menu, those in entries().items() for entry in those
    }
    wrong = [
        bold
        for bold in _BOLD.findall(text)
        if (bold not in menus if " › " in bold else _KEY.match(bold) and bold not in all_keys)
    ]
    said = set(known.values())
    assert wrong + [one for one in _CORNERS.findall(text) if one not in said] == []
