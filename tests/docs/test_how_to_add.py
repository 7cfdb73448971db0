"""docs/how-to-add.md: every diff applies to the code there is, and what it adds works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to-add.md").read_text(encoding="utf-8")
PARTS: dict[str, str] = dict(
    re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
)
_HEADER = re.compile(r"^--- (\S+)\n\+\+\+ b/(\S+)\n", re.MULTILINE)


def blocks(body: str, language: str) -> list[str]:
    """What stands between fences of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", body, re.MULTILINE | re.DOTALL)


def applied(diff: str, folder: Path) -> list[str]:
    """Apply a diff whose hunks have no line numbers; the files it made or changed.

    Raises:
        ValueError: lines that it takes for there are not, or are there more than once.
    """
    _, *parts = _HEADER.split(diff)
    named = []
    for before, name, hunks in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        file = folder / name
        if before == "/dev/null":
            if file.exists():
                raise ValueError(f"{name} is there already")
            file.parent.mkdir(parents=True, exist_ok=True)
            text = ""
        elif before == f"a/{name}":
            text = file.read_text(encoding="utf-8")
        else:
            raise ValueError(f"{before} becomes {name}")
        for hunk in hunks.removeprefix("@@\n").split("\n@@\n"):
            lines = hunk.removesuffix("\n").split("\n")
            old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
            new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
            found = f"\n{text}".count(f"\n{old}") if old else int(not text)
            if found != 1:
                raise ValueError(f"{name} has this {found} times:\n{old}")
            text = f"\n{text}".replace(f"\n{old}", f"\n{new}", 1)[1:] if old else new
        file.write_text(text, encoding="utf-8")
        named.append(name)
    return named


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(one, marks=pytest.mark.slow) if one == "A backbone" else one  # a job, learnt
        for one in PARTS
    ],
)
def test_what_the_page_shows_works(title: str, tmp_path: Path) -> None:
    (diff,), (check,) = blocks(PARTS[title], "diff"), blocks(PARTS[title], "python")
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "labelmt", copy / "labelmt", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copytree(ROOT / "resources", copy / "resources")
    shutil.copy(ROOT / "pyproject.toml", copy)
    versions = copy / "labelmt" / "storage" / "migrations" / "versions"
    newest = int(max(versions.glob("[0-9]*.py")).name[:4])
    numbered = diff.replace("NNNN", f"{newest + 1:04d}").replace("MMMM", f"{newest:04d}")
    for name in applied(numbered, copy):
        if name.endswith(".py"):
            told = subprocess.run(
                [sys.executable, "-m", "ruff", "check", "--quiet", copy / name],
                capture_output=True, text=True, cwd=copy,
            )  # fmt: skip
            assert told.returncode == 0, told.stdout
    ours = f"import labelmt\nassert labelmt.__file__.startswith({str(copy)!r})\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ours + check],
        cwd=copy,
        env={
            **os.environ,
            "LABELMT_HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(copy),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_part_is_in_the_overview() -> None:
    overview = PAGE.partition("\n## ")[0]
    assert len(PARTS) >= 10
    anchors = {title.lower().replace(" ", "-") for title in PARTS}
    assert set(re.findall(r"\]\(#([\w-]+)\)", overview)) == anchors


@pytest.mark.parametrize(
    ("diff", "told"),
    [
        ("--- a/x.py\n+++ b/x.py\n@@\n two\n+new\n", ""),
        ("--- a/x.py\n+++ b/x.py\n@@\n-three\n", ""),
        ("--- /dev/null\n+++ b/y.py\n@@\n+new\n", ""),
        ("--- a/x.py\n+++ b/x.py\n@@\n one\n+new\n", "2 times"),
        ("--- a/x.py\n+++ b/x.py\n@@\n thre\n+new\n", "0 times"),
        ("--- /dev/null\n+++ b/x.py\n@@\n+new\n", "already"),
        ("--- a/x.py\n+++ b/y.py\n@@\n two\n", "becomes"),
    ],
)
def test_a_diff_needs_the_lines_it_shows(tmp_path: Path, diff: str, told: str) -> None:
    (tmp_path / "x.py").write_text("one\ntwo\none\nthree\n", encoding="utf-8")
    if told:
        with pytest.raises(ValueError, match=told):
            applied(diff, tmp_path)
        return
    applied(diff, tmp_path)
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(tmp_path.glob("*.py")))
    assert text in ("one\ntwo\nnew\none\nthree\n", "one\ntwo\none\n", "one\ntwo\none\nthree\nnew\n")
