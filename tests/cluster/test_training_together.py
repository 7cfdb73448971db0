"""A whole training by several processes, as torchrun starts them, ends as that by one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from drawn_images import draw

ENVIRONMENT = {
    **os.environ,
    "GLOO_SOCKET_IFNAME": "lo",
    "OMP_NUM_THREADS": "1",
    "QT_QPA_PLATFORM": "offscreen",
    "LC_ALL": "C.UTF-8",
}
ASKED = [
    "backbone=small_cnn",
    "device=cpu",
    "batch_size=8",
    "views=one",
    "dropout=0.3",
    "smoothness=0",
]


def labelmt(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "labelmt", *arguments], capture_output=True, text=True, timeout=200,
        env=ENVIRONMENT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def project(place: Path) -> Path:
    """Forty annotated images of two tasks."""
    pictures = place / "pictures"
    pictures.mkdir(parents=True)
    lines = ["path,ground,bright"]
    for number in range(40):
        states = draw(number, pictures / f"{number:03d}.png")
        ground = ("red", "green", "blue")[states[2:].index(1)]
        lines.append(f"{number:03d}.png,{ground},{states[0]}")
    (place / "labels.csv").write_text("\n".join(lines) + "\n")
    labelmt("create", str(place / "project"), "--images", str(pictures))
    labelmt("import", str(place / "project"), str(place / "labels.csv"))
    return place / "project"


def train(project: Path, ranks: int, epochs: int, *more: str) -> subprocess.Popen[str]:
    asked = [part for one in ASKED for part in ("--set", one)]
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone",
         f"--nproc-per-node={ranks}", *more, "-m", "labelmt", "train", str(project),
         "--distributed", "--epochs", str(epochs), "--seed", "3", "--json", *asked],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def epochs_of(project: Path, run: int) -> list[tuple[int, float, float]]:
    """Epoch, training and validation loss of each pass of fine-tuning."""
    lines = (project / "runs" / str(run) / "metrics.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    return [
        (one["epoch"], one["train_loss"], one["validation_loss"])
        for one in records
        if one["stage"] == "finetune" and one["train_loss"] is not None
    ]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_several_processes_train_as_one(tmp_path: Path) -> None:
    place = project(tmp_path)
    losses = []
    for run, ranks in enumerate((1, 4), start=1):  # 2 and 6 in one process: test_ranks.py
        job = train(place, ranks, 3)
        told, problems = job.communicate(timeout=280)
        assert job.returncode == 0, problems
        assert json.loads(told.splitlines()[-1])["run"] == run
        losses.append(epochs_of(place, run))
    assert len(losses[0]) >= 3
    for others in losses[1:]:
        for one, other in zip(losses[0], others, strict=True):
            assert one == pytest.approx(other, abs=1e-4)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_lost_process_costs_an_epoch(tmp_path: Path) -> None:
    place = project(tmp_path)
    job = train(place, 2, 400, "--max-restarts=1")
    metrics = place / "runs" / "1" / "metrics.jsonl"
    killed = False
    told = []
    assert job.stderr is not None
    for line in job.stderr:
        told.append(line)
        if not killed and metrics.is_file() and len(epochs_of(place, 1)) >= 2:
            children = Path(f"/proc/{job.pid}/task/{job.pid}/children").read_text().split()
            os.kill(int(children[-1]), signal.SIGKILL)
            killed = True
        if killed and "Going on after epoch" in line:
            break
    else:
        raise AssertionError("".join(told))
    job.send_signal(signal.SIGTERM)
    job.communicate(timeout=100)
