"""Each module says in its first line what it is."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "labelmt"
LONGEST = 100


def test_modules_begin_with_one_sentence() -> None:
    wrong = []
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 100
    for file in files:
        if file.stem.startswith("_") and not file.stem.startswith("__"):
            continue
        problem = problem_of(file.read_text(encoding="utf-8"))
        if problem:
            wrong.append(f"{file.relative_to(PACKAGE.parent).as_posix()}: {problem}")
    assert wrong == []


def problem_of(source: str) -> str:
    """What is wrong with a module's first docstring line, or nothing."""
    said = ast.get_docstring(ast.parse(source), clean=False)
    if said is None:
        return "no docstring"
    first, _, rest = said.partition("\n")
    if rest.partition("\n")[0].strip():
        return "the first sentence goes on in the next line"
    if not first.endswith("."):
        return "no period at its end"
    if len(first) > LONGEST:
        return f"{len(first)} characters"
    return ""


def test_problems_are_told() -> None:
    assert problem_of('"""What it is."""\n') == ""
    assert problem_of('"""What it is.\n\nMore of it.\n"""\n') == ""
    assert problem_of("x = 1\n") == "no docstring"
    assert problem_of('"""What it is"""\n') == "no period at its end"
    assert problem_of('"""What\nit is."""\n') == "the first sentence goes on in the next line"
    assert problem_of(f'"""{"x" * LONGEST}."""\n') == "101 characters"
