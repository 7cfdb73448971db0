"""The recipes of docs/scripting.md, in their order and in one folder, each by its own Python."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

DOCUMENT = Path(__file__).parents[2] / "docs" / "scripting.md"
RECIPES = re.findall(r"^## (.+?)\n.*?```python\n(.*?)```", DOCUMENT.read_text(), re.M | re.S)
LONGEST = 10
COLOURS = ("red", "green", "blue")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pictures of discs and boxes, and a table of the truth."""
    folder = tmp_path_factory.mktemp("recipes")
    (folder / "pictures").mkdir()
    rows = [("image", "task", "label", "state")]
    for number in range(24):
        disc, box, ground = number % 2, number // 2 % 2, COLOURS[number % 3]
        image = Image.new("RGB", (64, 48 + number), ground)
        pen = ImageDraw.Draw(image)
        if disc:
            pen.ellipse((4, 4, 24, 24), fill="white")
        if box:
            pen.rectangle((34, 18, 54, 38), fill="black")
        name = f"{number:03d}.png"
        image.save(folder / "pictures" / name)
        rows.append((name, "things", "disc", "present" if disc else "absent"))
        rows.append((name, "things", "box", "present" if box else "absent"))
        rows.append((name, "ground", ground, "present"))
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return folder


NOT_NICE = "from labelmt.project.training import child_process; child_process.NICENESS = 0\n"
"""As in all tests: a nice worker waits for the others."""
SAID = {
    "Make a project of a folder of images": "000.png",
    "Labels that are in a table of your own": "72",
    "Read annotations, with who made them and when": "disc",
    "Train, with progress": "'ground': ",
    "Metrics, with their intervals and what they are judged by": "cross-fitted",
    "Predict images that are not in the project": "pictures/003.png",
    "Export the model": "from the run on 24 images",
    "Use a model without a project": "(3, 5)",
    "Use a model without LabelMT": "things disc",
}


def test_every_recipe_is_found_and_short() -> None:
    assert len(RECIPES) == DOCUMENT.read_text().count("```python")
    assert SAID.keys() <= {title for title, _ in RECIPES}
    for title, code in RECIPES:
        assert len(code.splitlines()) <= LONGEST, title


@pytest.mark.parametrize(("title", "code"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_runs(title: str, code: str, place: Path, tmp_path: Path) -> None:
    # In the order of the document: each stands on what those before it made.
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", NOT_NICE + code],
        cwd=place,
        env={**os.environ, "LABELMT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert SAID.get(title, "") in done.stdout
