"""What comments and documents cite is in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from citations import Repository

ROOT = Path(__file__).parents[2]


def test_every_citation_resolves() -> None:
    repository = Repository(ROOT)
    assert repository.count() > 100
    assert repository.broken() == []


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    for name, text in {
        "docs/method.md": "# Method\n\n## Review queue\n\n```\n# no heading\n```\n",
        "docs/adr/0007-pairs.md": "# 7. Pairs\n",
        "labelmt/learning/losses.py": "def pair_losses() -> None: ...\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Repository(tmp_path)


GOOD = [
    "docs/method.md",
    'method.md, "Review queue"',
    "ADR 7 and docs/adr/0007, docs/adr/0007-pairs.md",
    "labelmt/learning/losses.py, learning/losses.py and losses.py in labelmt/learning",
    "labelmt.learning.losses and labelmt.learning.losses.pair_losses",
    "``learning.losses``",
]
BAD = [
    ("METHOD.md", "METHOD.md"),
    ('docs/method.md, "Doubts"', "docs/method.md, “Doubts”"),
    ('docs/method.md, "no heading"', "docs/method.md, “no heading”"),
    ("ADR 8", "ADR 8"),
    ("docs/adr/0070", "ADR 0070"),
    ("labelmt/losses.py", "labelmt/losses.py"),
    ("training/losses.py", "training/losses.py"),
    ("labelmt/training", "labelmt/training"),
    ("labelmt.training", "labelmt.training"),
    ("labelmt.learning.losses.task_loss", "labelmt.learning.losses.task_loss"),
    ("``learning.training``", "learning.training"),
]


@pytest.mark.parametrize("said", GOOD)
@pytest.mark.parametrize("form", ['"""{}."""', "x = 1  # {}", "# as\n# {}", 'x = 1\n"""{}"""'])
def test_finds_what_is_there(small: Repository, said: str, form: str) -> None:
    (small.root / "labelmt" / "citing.py").write_text(form.format(said), encoding="utf-8")
    assert small.broken() == []


@pytest.mark.parametrize(("said", "told"), BAD)
def test_misses_what_is_not(small: Repository, said: str, told: str) -> None:
    (small.root / "labelmt" / "citing.py").write_text(f"x = 1\n# {said}\n", encoding="utf-8")
    (small.root / "README.md").write_text(f"A line.\n\nSee {said}.\n", encoding="utf-8")
    assert small.broken() == [f"labelmt/citing.py:2: {told}", f"README.md:3: {told}"]


def test_code_cites_nothing(small: Repository) -> None:
    code = 'import labelmt.training\n\nFILE = "METHOD.md"\nassert FILE, "ADR 8"\n'
    (small.root / "labelmt" / "citing.py").write_text(code, encoding="utf-8")
    fenced = "```{}\n# ADR 8\n\n+++ b/labelmt/losses.py\n```\n"
    page = small.root / "docs" / "citing.md"
    page.write_text(fenced.format("diff") + fenced.format("python"), encoding="utf-8")
    assert small.broken() == []
    page.write_text(fenced.format("diff") + "\n" + fenced.format("mermaid"), encoding="utf-8")
    told = Repository(small.root).broken()
    assert told == ["docs/citing.md:7: ADR 8", "docs/citing.md:10: b/labelmt/losses.py"]


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[it](method.md)", ""),
        ("[it](method.md#review-queue)", ""),
        ("[it](../labelmt/learning/)", ""),
        ("[it](https://example.org/METHOD.md)", ""),
        ("[it](METHOD.md)", "METHOD.md"),
        ("![it](it.png)", "it.png"),
        ("[it](method.md#doubts)", "method.md#doubts"),
        ("[it](#doubts)", "#doubts"),
    ],
)
def test_links_lead_to_files_and_headings(small: Repository, link: str, told: str) -> None:
    (small.root / "docs" / "citing.md").write_text(f"See {link}.\n", encoding="utf-8")
    assert small.broken() == ([f"docs/citing.md:1: {told}"] if told else [])
