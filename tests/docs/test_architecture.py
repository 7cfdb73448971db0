"""docs/architecture.md shows the packages that there are."""

from __future__ import annotations

from package_tree import PAGE, with_tree


def test_the_tree_is_that_of_the_packages() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tree(page), "run python tests/docs/package_tree.py"
