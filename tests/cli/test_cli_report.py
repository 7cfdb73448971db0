"""``report`` and ``contact-sheet``: figures are those told elsewhere, hostile names do nothing."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask, EditLabel, SetExamples
from labelmt.project.project import Project

IMAGES = 60
HOSTILE = "</script><script>alert(1)</script>"
DESCRIPTION = '<img src=x onerror="alert(2)"> & "quoted"\nsecond line \u202e turned'
FILE = "a&b 'quoted' <i>.png"
NEEDS_FONTS = pytest.mark.usefixtures("qapp")


def run(*arguments: object, status: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == status, done.stderr
    return done


def told(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def rows_of(project: Project, path: str) -> tuple[int, ...]:
    return tuple(row for row, one in enumerate(project.images().paths) if one == path)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``project``, learnt from noisy colours that are described wrongly now and then."""
    place = tmp_path_factory.mktemp("report")
    (place / "images").mkdir()
    rng = np.random.default_rng(0)
    rows = []
    for number in range(IMAGES):
        colour = rng.integers(20, 236, 3)
        noise = rng.normal(colour, 40, (40, 40, 3)).clip(0, 255).astype(np.uint8)
        name = FILE if number == 0 else f"{number:02d}.png"
        Image.fromarray(noise).save(place / "images" / name)
        seen = colour + rng.normal(0, 50, 3)
        present = [one for one, there in ((HOSTILE, seen[0] > 128), ("green", seen[1] > 128))
                   if there]  # fmt: skip
        shade = ("dark", "dim", "light")[int(np.searchsorted((110, 150), seen.mean()))]
        rows.append((name, "|".join(present) or "-", shade))
    for file, part in (("labels.csv", rows[:45]), ("truth.csv", rows[45:])):
        with (place / file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("path", "objects", "shade"), *part])
    project = place / "project"
    run("create", project, "--images", place / "images")
    run("import", project, place / "labels.csv")
    opened = Project.open(project)
    label = next(one for one in opened.schema().labels if one.name == HOSTILE)
    opened.apply(EditLabel(label.id, description=DESCRIPTION))
    opened.apply(SetExamples(label.id, rows_of(opened, FILE)))
    opened.close()
    run("train", project, "--stage", "heads", "--backbone", "small_cnn", "--test-share", 0.25)
    return place


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A project of three images, one of which cannot be read, and nothing else."""
    images = tmp_path / "images"
    images.mkdir()
    for number in range(2):
        Image.new("RGB", (30, 20), (80 * number, 0, 0)).save(images / f"{number}.png")
    (images / "broken.png").write_bytes(b"no image")
    run("create", tmp_path / "bare", "--images", images)
    return tmp_path / "bare"


class Page(HTMLParser):
    """What a browser would make of a page: its elements, its text, its data."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside: list[str] = []
        self.style = self.data = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside:
            if self.inside[-1] == "style":
                self.style += data
            else:
                self.data += data
        else:
            self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for one, attributes in self.elements if one == tag]


def assert_stands_alone(page: Page) -> None:
    """Nothing runs and nothing is fetched, whatever the names in it."""
    [script] = page.of("script")
    assert script["type"] == "application/json"
    for tag, attributes in page.elements:
        assert tag not in ("iframe", "object", "embed", "link", "base", "form", "audio", "video")
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, attributes)
            assert name not in ("style", "srcset", "xlink:href", "background"), (tag, attributes)
            if name == "src":
                assert str(value).startswith("data:image/jpeg;base64,")
            if name == "href":
                assert str(value).startswith("#")
    assert "url(" not in page.style
    assert "@import" not in page.style
    [policy] = [one for one in page.of("meta") if one.get("http-equiv")]
    assert policy["http-equiv"] == "Content-Security-Policy"
    rules = dict(part.strip().split(" ", 1) for part in str(policy["content"]).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert rules["style-src"] == f"'sha256-{digest}'"
    assert "script-src" not in rules, "none but by default-src"


def page_count(pdf: Path) -> int:
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", content))


@NEEDS_FONTS
def test_figures_are_those_that_evaluate_and_runs_show_tell(place: Path, tmp_path: Path) -> None:
    project, out = place / "project", tmp_path / "out"
    answer = told("report", project, "--out", out, "--truth", place / "truth.csv")
    page = Page((out / "report.html").read_text(encoding="utf-8"))
    data = json.loads(page.data)
    for figures in (answer, data):
        assert figures["run"] == told("runs", "show", project)
        assert figures["evaluation"] == told("evaluate", project, "--truth", place / "truth.csv")
        assert figures["curves"] == told("runs", "curve", project)["curves"]
    assert data["run"]["test"]["objects"]["judged_by"]["part"] == "test"
    assert data["images"]["annotated"] == 45
    words = " ".join(page.words)
    for task in data["run"]["test"].values():
        score = task["map" if task["kind"] == TaskKind.MULTILABEL else "accuracy"]
        assert ("too few to tell" if score is None else f"{score:.3f}") in words
    for task in data["evaluation"]["tasks"].values():
        assert f"{task['ece']:.3f}" in words
    assert answer["pages"] == page_count(out / "report.pdf") > 2


@NEEDS_FONTS
def test_hostile_names_are_text(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("report", place / "project", "--out", out)
    html = (out / "report.html").read_text(encoding="utf-8")
    page = Page(html)
    assert_stands_alone(page)
    words = "".join(page.words)
    assert HOSTILE in words
    assert '<img src=x onerror="alert(2)"> & "quoted"' in words
    assert FILE in {str(one.get("alt")) for one in page.of("img")}
    labels = {one["label"]: one for one in json.loads(page.data)["labels"]}
    assert labels[HOSTILE]["description"] == DESCRIPTION
    assert labels[HOSTILE]["source"] == {"import": 45}
    assert not re.search(r"https?://(?!www\.w3\.org)", html)


@NEEDS_FONTS
def test_what_is_missing_is_said(bare: Path, tmp_path: Path) -> None:
    answer = told("report", bare, "--out", tmp_path / "out", "--paper", "letter")
    page = Page((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert_stands_alone(page)
    assert answer["run"] is None
    assert not page.of("table"), "no empty tables"
    words = " ".join(page.words)
    assert "The project has no labels yet" in words
    assert "No model has learnt yet" in words
    assert "Nobody has filled in the data card" in words

    opened = Project.open(bare)
    opened.apply(CreateTask("sky", TaskKind.MULTILABEL))
    opened.apply(CreateLabel(opened.schema().tasks[0].id, "cloud"))
    opened.close()
    answer = told("report", bare, "--out", tmp_path / "more")
    assert any("Nothing is annotated yet" in one for one in answer["missing"])


@NEEDS_FONTS
def test_the_data_card_is_kept_and_shown(bare: Path, tmp_path: Path) -> None:
    card, out = tmp_path / "card.yaml", tmp_path / "out"
    card.write_text("licences: CC BY 4.0 <b>\nprovenance: 'My own & <i>'\n", encoding="utf-8")
    run("report", bare, "--out", out, "--data-card", card)
    words = " ".join(Page((out / "report.html").read_text(encoding="utf-8")).words)
    assert "My own & <i>" in words
    assert "Did those who can be seen agree?" in words, "what is not stated is asked for"

    card = tmp_path / "card.json"
    card.write_text(json.dumps({"provenance": "Another's", "consent": "asked"}))
    answer = told("report", bare, "--out", out, "--data-card", card, "--overwrite")
    kept = {name: value for name, value in answer["data_card"].items() if value}
    assert kept == {"licences": "CC BY 4.0 <b>", "provenance": "Another's", "consent": "asked"}

    for wrong in ({"colour": "red"}, {"consent": ["a"]}, {"consent": "x" * 20_001}, ["consent"]):
        card.write_text(json.dumps(wrong))
        done = run("report", bare, "--out", tmp_path / "no", "--data-card", card, status=1)
        assert "data card" in " ".join(done.stderr.split())
        assert not (tmp_path / "no").exists()


@NEEDS_FONTS
def test_nothing_is_replaced_unasked(bare: Path, tmp_path: Path) -> None:
    out, sheet = tmp_path / "out", tmp_path / "sheet.pdf"
    out.mkdir()
    (out / "report.html").write_text("mine")
    sheet.write_text("mine")
    run("report", bare, "--out", out, status=1)
    run("contact-sheet", bare, "--out", sheet, status=1)
    assert (out / "report.html").read_text() == sheet.read_text() == "mine"
    assert not (out / "report.pdf").exists()
    run("report", bare, "--out", out, "--overwrite")
    run("contact-sheet", bare, "--out", sheet, "--overwrite")
    assert page_count(out / "report.pdf") == page_count(sheet) == 1
    image = tmp_path / "images" / "0.png"
    before = image.read_bytes()
    run("contact-sheet", bare, "--out", image, "--overwrite", status=1)
    assert image.read_bytes() == before
    run("report", bare, "--out", bare / "runs" / "x", status=1)


@NEEDS_FONTS
def test_it_is_in_the_language_asked_for_and_no_other(bare: Path, tmp_path: Path) -> None:
    run("report", bare, "--out", tmp_path / "zh", "--language", "zh_CN")
    page = Page((tmp_path / "zh" / "report.html").read_text(encoding="utf-8"))
    assert page.of("html") == [{"lang": "zh-CN"}]
    assert "该项目还没有标签" in " ".join(page.words)
    assert "该项目还没有标签" in " ".join(page.words)
    run("report", bare, "--out", tmp_path / "en")
    page = Page((tmp_path / "en" / "report.html").read_text(encoding="utf-8"))
    assert page.of("html") == [{"lang": "en"}]
    assert "The project has no labels yet" in " ".join(page.words)
    run("report", bare, "--out", tmp_path / "xx", "--language", "xx", status=1)


@NEEDS_FONTS
def test_a_contact_sheet_shows_what_a_search_finds(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    found = told("contact-sheet", place / "project", "--search", "task:shade", "--columns", 3,
                 "--out", out)  # fmt: skip
    assert (found["images"], found["unreadable"]) == (45, 0)
    assert found["pages"] == page_count(out)
    wide = told("contact-sheet", place / "project", "--search", "task:shade", "--columns", 12,
                "--captions", "", "--out", tmp_path / "wide.pdf")  # fmt: skip
    assert wide["pages"] == page_count(tmp_path / "wide.pdf") == 1
    assert found["pages"] > 1
    for wrong in (("--columns", 0), ("--captions", "colour"), ("--search", "label:nobody"),
                  ("--search", "task:shade -task:shade"), ("--paper", "a9")):  # fmt: skip
        done = run("contact-sheet", place / "project", "--out", tmp_path / "no.pdf", *wrong,
                   status=1)  # fmt: skip
        assert done.stderr
        assert not (tmp_path / "no.pdf").exists()


@NEEDS_FONTS
def test_what_cannot_be_read_is_shown_as_such_and_counted(bare: Path, tmp_path: Path) -> None:
    done = run("contact-sheet", bare, "--out", tmp_path / "sheet.pdf", "--json")
    found = json.loads(done.stdout)
    assert (found["images"], found["unreadable"], found["pages"]) == (3, 1, 1)
    assert "1 image cannot be read" in done.stderr


def test_pages_are_painted_without_a_window_or_display(bare: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    command = [sys.executable, "-m", "labelmt", "contact-sheet", str(bare), "--out", str(out)]
    done = subprocess.run(
        command, env=_without_display(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert page_count(out) == 1


def test_the_page_is_written_where_qt_cannot_be_loaded(bare: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    lost = tmp_path / "lost"  # in front of the real one: what Python says without libEGL
    (lost / "PySide6").mkdir(parents=True)
    (lost / "PySide6" / "__init__.py").touch()
    for part in ("QtCore", "QtGui"):
        (lost / "PySide6" / f"{part}.py").write_text(
            "raise ImportError('libEGL.so.1: cannot open shared object file')", encoding="utf-8"
        )
    command = [sys.executable, "-m", "labelmt", "report", str(bare), "--out", str(out), "--json"]
    done = subprocess.run(
        command,
        env=_without_display() | {"PYTHONPATH": str(lost)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [Path(one).name for one in found["files"]] == ["report.html"]
    assert found["pages"] == 0
    assert [one.name for one in out.iterdir()] == ["report.html"]
    assert "report.pdf was not written" in done.stderr
    assert "libEGL.so.1" in done.stderr


def _without_display() -> dict[str, str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in os.environ.items() if name not in hidden}
