"""Records which formats passed which tests: what docs/formats.md tells of them is made from it.

``LABELMT_RECORD_FORMATS=1 uv run pytest -n 0 -m "" tests/formats`` writes it anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

RECORD = Path(__file__).parents[2] / "docs/formats_tried.json"
_passed: dict[str, dict[str, str]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    marks = list(item.iter_markers("tries"))
    if report.when == "call" and report.passed:  # type: ignore[attr-defined]
        for mark in marks:
            name = mark.kwargs.get("format") or item.callspec.params["format"].name  # type: ignore[attr-defined]
            for what in mark.args:
                told = mark.kwargs.get("by", "yes")
                before = _passed.setdefault(name, {}).get(what)
                _passed[name][what] = told if before in (None, told) else f"{before}, {told}"
    return report


def pytest_sessionfinish() -> None:
    if os.environ.get("LABELMT_RECORD_FORMATS") and _passed:
        kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
        for name, found in _passed.items():
            for what, told in found.items():
                before = kept.setdefault(name, {}).get(what, "")
                words = dict.fromkeys([*before.split(", "), *told.split(", ")])
                kept[name][what] = ", ".join(word for word in words if word)
        RECORD.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
