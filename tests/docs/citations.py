"""Citations of documents, files and modules in comments, docstrings and Markdown.

What counts as one: a Markdown link to a file or heading, a ``.md`` file, perhaps with the section
in quotes after it, an architecture decision record by number (``ADR 7``, ``docs/adr/0007``), a
path that ends in ``.py`` or begins with ``labelmt/``, and a dotted module of ``labelmt``.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

FOLDERS = ("labelmt", "tests", "benchmarks", "docs")
DOCUMENTS = ("README.md", "CONTRIBUTING.md")

_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"(?<![\w/.*-])((?:\.{0,2}[\w-]+/|\.\./)*[\w-]+\.md)\b(?:,\s+[\"“]([^\"”]+)[\"”])?"
)
_RECORD = re.compile(r"\b(?:ADR\s+|docs/adr/)(\d+)\b(?![\w-]*\.md)")
_SCRIPT = re.compile(r"(?<![\w/.*-])((?:[\w.-]+/)*\w+\.py)\b")
_PATH = re.compile(r"(?<![\w/.*-])(labelmt/(?:[\w.-]*\w/?)*)")
_MODULE = re.compile(
    r"(?<![\w/.-])(labelmt(?:\.[A-Za-z_]\w*)+)(?![\w/*-])"
    r"|``((?:domain|storage|imaging|formats|learning|cli)(?:\.[A-Za-z_]\w*)+)``"
)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```(?:diff|python)\n.*?^```", re.MULTILINE | re.DOTALL)
"""Cites nothing, as code elsewhere; diagrams do."""


class Repository:
    """A checkout's files, and what in its prose leads nowhere.

    Args:
        root: the folder that holds ``labelmt/`` and ``docs/``.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """Every Python file, as ``/path/from/root.py``."""
        folders = (*FOLDERS, "packaging")
        files = (file for one in folders for file in (self.root / one).rglob("*.py"))
        return tuple(f"/{file.relative_to(self.root).as_posix()}" for file in files)

    def broken(self) -> list[str]:
        """``file:line: citation`` of all that do not resolve, in the order of the files."""
        return [
            f"{file.relative_to(self.root).as_posix()}:{line}: {what}"
            for file, line, text in self._passages
            for what in self._unresolved(file, text)
        ]

    def count(self) -> int:
        """How many citations there are, those that resolve included."""
        patterns = (_LINK, _DOCUMENT, _RECORD, _SCRIPT, _PATH, _MODULE)
        return sum(
            len(pattern.findall(text)) for _, _, text in self._passages for pattern in patterns
        )

    @cached_property
    def _passages(self) -> list[tuple[Path, int, str]]:
        return [(file, *passage) for file in self._files() for passage in _prose(file)]

    def _files(self) -> Iterator[Path]:
        for folder in FOLDERS:
            for suffix in ("py", "md"):
                yield from sorted((self.root / folder).rglob(f"*.{suffix}"))
        yield from (self.root / name for name in DOCUMENTS if (self.root / name).exists())

    def _unresolved(self, file: Path, text: str) -> Iterator[str]:
        if file.suffix == ".md":
            yield from self._unresolved_links(file, text)
            text = _LINK.sub("[](", text)
        for name, section in _DOCUMENT.findall(text):
            found = self._document(file, name)
            if found is None:
                yield name
            elif section and " ".join(section.split()) not in _headings(found):
                yield f"{name}, “{section}”"
        for number in _RECORD.findall(text):
            if len(list((self.root / "docs" / "adr").glob(f"{int(number):04d}-*.md"))) != 1:
                yield f"ADR {number}"
        for name in _SCRIPT.findall(text):
            if not self._has_script(name):
                yield name
        for name in _PATH.findall(text):
            if not name.endswith(".py") and not (self.root / name).exists():
                yield name
        for whole, part in _MODULE.findall(text):
            if not self._has_module(whole or f"labelmt.{part}"):
                yield whole or part

    def _unresolved_links(self, file: Path, text: str) -> Iterator[str]:
        for target in _LINK.findall(text):
            if _REMOTE.match(target):
                continue
            path, _, anchor = target.partition("#")
            found = (file.parent / path).resolve() if path else file
            if not found.exists() or (
                anchor and anchor not in {_slug(one) for one in _headings(found)}
            ):
                yield target

    def _document(self, file: Path, name: str) -> Path | None:
        places = (file.parent, self.root, self.root / "docs")
        return next((place / name for place in places if (place / name).is_file()), None)

    def _has_script(self, name: str) -> bool:
        top = name.partition("/")[0]
        if "/" in name and top in (*FOLDERS, "packaging"):
            return f"/{name}" in self.scripts
        return any(one.endswith(f"/{name}") for one in self.scripts)

    def _has_module(self, name: str) -> bool:
        """Whether it is a module, or a name that a module defines, or an attribute of that."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            base = self.root.joinpath(*parts[:length])
            file = next(
                (f for f in (base.with_suffix(".py"), base / "__init__.py") if f.is_file()), None
            )
            if file is not None:
                return length == len(parts) or parts[length] in _defined(file)
            if base.is_dir():
                return length == len(parts)
        return False


def _prose(file: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of a document's paragraphs, or of a program's comments and docstrings."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        line = 1
        text = _CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
        for part in re.split(r"(\n\s*\n)", text):
            yield line, part
            line += part.count("\n")
        return
    said = "\n".join(one for one in text.split("\n") if not one.startswith(("import ", "from ")))
    if not any(one.search(said) for one in (_DOCUMENT, _RECORD, _SCRIPT, _PATH, _MODULE)):
        return
    quiet = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)
    begins = True  # of a statement: a string there is a docstring
    comments: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments.append(token)
        elif token.type == tokenize.STRING and begins:
            yield token.start[0], str(ast.literal_eval(token.string))
        begins = token.type == tokenize.NEWLINE or (begins and token.type in quiet)
    block: list[tokenize.TokenInfo] = []
    for token in comments:  # lines that follow each other are one comment
        if block and token.start[0] != block[-1].start[0] + 1:
            yield _comment(block)
            block = []
        block.append(token)
    if block:
        yield _comment(block)


def _comment(lines: list[tokenize.TokenInfo]) -> tuple[int, str]:
    return lines[0].start[0], "\n".join(one.string.lstrip("#").strip() for one in lines)


def _headings(document: Path) -> set[str]:
    return set(_HEADING.findall(_FENCE.sub("", document.read_text(encoding="utf-8"))))


def _slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _defined(file: Path) -> set[str]:
    """Names that a module binds at its top level."""
    names: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(one.asname or one.name).partition(".")[0] for one in node.names}
        elif isinstance(node, ast.Assign):
            names |= {
                one.id
                for target in node.targets
                for one in ast.walk(target)
                if isinstance(one, ast.Name)
            }
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names
