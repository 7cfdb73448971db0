"""Titles of the history in another language: taken apart again, by the planners' templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import labelmt.project.commands
from labelmt.domain.action_titles import _patterns, told_title
from labelmt.domain.text import use_languages

PLANNERS = Path(labelmt.project.commands.__file__).parent


@pytest.fixture
def chinese() -> Iterator[None]:
    use_languages(["zh_CN"])
    yield
    use_languages(["en"])


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Set a, b absent on 1,200 images", "把 1,200 张图像的 a, b 设为“无”"),
        ("Set tree present, the rest of objects absent on 1 image",
         "把 1 张图像的 tree 设为“有”，objects 的其余标签设为“无”"),
        ("Take back: Delete label sea", "撤回：删除标签 sea"),
        ("Merge 3 labels into boat to sea", "把3 个标签合并到 boat to sea"),
        ("Take back all accepted suggestions of run 4", "撤回运行 4 的所有已接受建议"),
        ("Done by a newer version", "Done by a newer version"),
    ],
)  # fmt: skip
def test_a_title_is_told_in_the_language_of_now(title: str, told: str, chinese: None) -> None:
    assert told_title(title) == told


def test_a_title_stays_as_it_is_in_english() -> None:
    assert told_title("Move 2000 labels to b") == "Move 2000 labels to b"


def test_every_title_of_a_planner_has_a_template() -> None:
    places = {"_images": "3 images", "_told": "label a", "images": "2 images", "run": " of run 7"}
    missed = []
    for file in ("planner.py", "schema_planner.py", "schema_import_planner.py", "revert.py"):
        tree = ast.parse((PLANNERS / file).read_text(encoding="utf-8"))
        for one in ast.walk(tree):
            if not isinstance(one, ast.Return) or not isinstance(one.value, ast.JoinedStr):
                continue
            parts = [
                part.value if isinstance(part, ast.Constant) else _filled(part, places)
                for part in one.value.values
            ]
            title = "".join(map(str, parts))
            begins = title[:1].isupper()
            if begins and not any(found.fullmatch(title) for _, found in _patterns()):
                missed.append(f"{file}: {title}")
    assert not missed


def _filled(part: ast.expr, places: dict[str, str]) -> str:
    """What a planner might fill in at a place."""
    told = ast.unparse(part)
    if "Archive" in told:
        return "Archive"
    if "state" in told or "means" in told:
        return "absent"
    if "names[command" in told:
        return "all accepted suggestions"
    if "rest" in told:
        return "the rest of a absent on 3 images"
    if "count ==" in told:
        return "s"
    if "rating" in told or told == "{count}":
        return "3"
    return next((here for name, here in places.items() if f"{{{name}" in told), "a")
