"""The command line answers at once: what a command needs is imported when it runs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from labelmt.cli.main import app

HEAVY = ("PIL", "PySide6", "alembic", "numpy", "scipy", "sklearn", "sqlalchemy", "torch", "yaml")
PROGRAM = """
import json, sys
sys.argv[0] = "labelmt"
from labelmt.__main__ import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
heavy = sorted(set(%r) & sys.modules.keys())
print(json.dumps({"heavy": heavy, "rich": "rich" in sys.modules}), file=sys.stderr)
"""


def loaded(*arguments: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM % (HEAVY,), *arguments], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    answer: dict[str, object] = json.loads(done.stderr.splitlines()[-1])
    return answer


def test_the_version_needs_no_library_but_the_one_that_reads_arguments() -> None:
    assert loaded("--version") == {"heavy": [], "rich": False}


@pytest.mark.parametrize(
    "arguments", [(), ("import",), ("train",), ("runs", "compare"), ("schema", "export")]
)
def test_help_needs_no_heavy_library(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments, "--help")["heavy"] == []


def test_these_programs_would_see_a_heavy_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import numpy\n" + PROGRAM % (HEAVY,), "--version"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "numpy" in json.loads(done.stderr.splitlines()[-1])["heavy"]


def test_all_commands_are_there() -> None:
    names = {one.name for one in app.registered_commands}
    names |= {one.name for one in app.registered_groups}
    assert names >= {"create", "import", "train", "predict", "evaluate", "schema", "runs", "demo"}
