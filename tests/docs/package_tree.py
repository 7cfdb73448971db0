"""The tree of packages in docs/architecture.md, made from the packages' own first lines.

``python tests/docs/package_tree.py`` writes it anew.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- tree -->\n```\n", "```\n<!-- end of tree -->"


def tree() -> str:
    """One line a package and a module at the top, with its first docstring line."""
    return "".join(f"{line}\n" for line in _lines(ROOT / "labelmt", 0))


def _lines(package: Path, depth: int) -> Iterator[str]:
    for place in sorted(package.iterdir(), key=lambda one: (one.is_file(), one.name)):
        name = "  " * depth + place.name
        if (place / "__init__.py").is_file():
            yield _line(f"{name}/", place / "__init__.py")
            yield from _lines(place, depth + 1)
        elif depth == 0 and place.suffix == ".py" and place.name != "__init__.py":
            yield _line(name, place)


def _line(name: str, module: Path) -> str:
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return f"{name:<22} {said.splitlines()[0] if said else ''}".rstrip()


def with_tree(page: str) -> str:
    """The page with the tree as it is now."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + tree() + END + after


if __name__ == "__main__":
    PAGE.write_text(with_tree(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(tree())
