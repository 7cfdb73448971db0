"""Writes docs/api.md, the reference of ``from labelmt import …``, from signatures and docstrings.

``python docs/write_api.py`` from the repository's root; a test holds the page to what it writes.
Nothing is imported: the source is read, so that neither torch nor Qt is needed.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "api.md"
BEFORE = """\
# Python API

What `from labelmt import …` gives; [Scripts](scripting.md) shows it at work. Names that stand here
keep their meaning within a major version. Errors are subclasses of `LabelMTError`.

Written by `docs/write_api.py` from the docstrings; do not edit.
"""
_SECTION = re.compile(r"^(Args|Raises|Attributes|Returns|Yields):$")
_ITEM = re.compile(r"^([\w.*]+(?:, [\w.*]+)*): (.*)$")
_TICKS = re.compile(r"``([^`]+)``")


def names() -> list[tuple[str, Path]]:
    """Each public name with the file that defines it, from the package's stub."""
    stub = ast.parse((ROOT / "labelmt" / "__init__.pyi").read_text(encoding="utf-8"))
    return [
        (alias.name, ROOT / f"{one.module.replace('.', '/')}.py")
        for one in stub.body
        if isinstance(one, ast.ImportFrom) and one.module
        for alias in one.names
    ]


def page() -> str:
    """The page as it should be."""
    functions, classes = [], []
    for name, file in names():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                functions.append(_function(node, 2))
            elif isinstance(node, ast.ClassDef) and node.name == name:
                classes.append(_class(node))
    return "\n".join([BEFORE, *sorted(functions), *sorted(classes)])


def _class(node: ast.ClassDef) -> str:
    parts = [f"## `{node.name}`\n\n{_prose(ast.get_docstring(node) or '')}"]
    parts += [
        _function(one, 3)
        for one in node.body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and _told(one)
    ]
    return "\n".join(parts)


def _told(node: ast.FunctionDef) -> str:
    return ast.get_docstring(node) or ""


def _function(node: ast.FunctionDef, depth: int) -> str:
    is_property = any(
        isinstance(one, ast.Name) and one.id == "property" for one in node.decorator_list
    )
    gives = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    node.args.args = [one for one in node.args.args if one.arg not in ("self", "cls")]
    call = f"{node.name}{gives}" if is_property else f"{node.name}({ast.unparse(node.args)}){gives}"
    code = f"```python\n{call}\n```"
    return f"{'#' * depth} `{node.name}`\n\n{code}\n\n{_prose(_told(node))}"


def _prose(docstring: str) -> str:
    """A docstring as Markdown: sections as lists, what is indented after ``::`` as code."""
    lines: list[str] = []
    inside = ""
    for line in docstring.split("\n"):
        text = line.strip()
        if found := _SECTION.match(text):
            inside = found[1]
            lines.append(f"**{inside}**\n")
        elif inside and (item := _ITEM.match(text)) and len(line) - len(text) <= 4:
            lines.append(f"- `{item[1]}`: {item[2]}")
        elif inside and text:
            lines.append(f"  {text}")
        elif text == "::":
            continue
        else:
            lines.append(line if line.startswith("    ") else text)
    return _TICKS.sub(r"`\1`", "\n".join(lines)).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
