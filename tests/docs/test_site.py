"""The menu of the documentation's site has every page, and no page that is not there.

Links and anchors are checked where the site is built, which .ci/run does.
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import labelmt

DOCS = Path(__file__).parents[2] / "docs"
_ENTRY = re.compile(r"^ +- (?:[^:#]+: )?(\S+\.md)$", re.MULTILINE)


def test_the_menu_has_every_page() -> None:
    listed = _ENTRY.findall((DOCS / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1])
    pages = {
        page.relative_to(DOCS).as_posix()
        for page in DOCS.rglob("*.md")
        if page.relative_to(DOCS).parts[0] not in ("adr", "build")
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == pages | {"adr/README.md"}


def test_what_is_to_be_cited_is_this_version() -> None:
    text = (DOCS.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", text, re.MULTILINE) == [labelmt.__version__]


def test_the_reference_is_that_of_the_docstrings() -> None:
    writer = runpy.run_path(str(DOCS / "write_api.py"))
    assert (DOCS / "api.md").read_text(encoding="utf-8") == writer["page"]()
