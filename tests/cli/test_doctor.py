"""What doctor finds is told with a way out, and the guide's page has it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from labelmt.cli import diagnosis, doctor

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "troubleshooting.md"
SOUND: dict[str, Any] = {
    "worker": {"devices": ["cpu"]},
    "display": "ok",
    "missing_libraries": [],
    "qt": {"version": "6.11.3", "fonts": 4, "chinese_fonts": 1},
    "folders": {"projects": {"path": "/home/me", "writable": True, "free_bytes": 50e9}},
}
FULL = {"projects": {"path": "/home/me", "writable": False, "free_bytes": 1e9}}
CASES: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({}, []),
    ({"missing_libraries": ["libEGL.so.1"], "qt": {}}, ["libraries"]),
    ({"display": "DISPLAY=:9 does not answer"}, ["display"]),
    ({"worker": {"devices": [], "problem": "start"}}, ["worker"]),
    ({"qt": {"problem": "no module"}}, ["qt"]),
    ({"qt": {"fonts": 0, "chinese_fonts": 0}}, ["fonts"]),
    ({"qt": {"fonts": 1, "chinese_fonts": 0}}, ["chinese"]),
    ({"folders": FULL}, ["folders", "disk"]),
)


def test_each_finding_is_told_once_and_is_on_the_page() -> None:
    told = set()
    for change, wanted in CASES:
        found = diagnosis.findings(SOUND | change)
        assert [one.id for one in found] == wanted
        assert all(str(one.what) and str(one.next_step) for one in found)
        told |= {one.id for one in found}
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(listed) == told


def test_the_package_of_a_missing_library_is_named() -> None:
    (found,) = diagnosis.findings(SOUND | {"missing_libraries": ["libEGL.so.1"], "qt": {}})
    assert "libEGL.so.1" in str(found.what)
    assert str(found.next_step).endswith("sudo apt install libegl1")


def test_a_folder_that_is_not_there_yet_is_looked_at_where_it_would_be(tmp_path: Path) -> None:
    told = doctor._folder(tmp_path / "not" / "yet")
    assert told["path"] == str(tmp_path / "not" / "yet")
    assert told["writable"] is True
    assert told["free_bytes"] > 0
    assert not (tmp_path / "not").exists()
