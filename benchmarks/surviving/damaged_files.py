"""Damaged derived files of every kind: noticed or harmless, and the labels open always."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from labelmt.domain.errors import LabelMTError, NotFound
from labelmt.imaging.thumbnails import ThumbnailStore
from labelmt.project.places.recent_projects import recent_projects, remember
from labelmt.project.project import Project
from labelmt.project.rescue.check import check_project
from labelmt.project.review.group_file import read_groups
from labelmt.project.runs.run_details import read_details
from labelmt.project.similarity.cached_features import read_features
from labelmt.project.snapshot import take_snapshot
from surviving.forked import READY, Say, forked
from surviving.kills import ACTIVITIES
from surviving.world import Tally, held, seen

HARMS = (
    "header", "cut off", "garbage", "empty", "NaN", "wrong shape", "flipped bit", "missing",
    "longer", "a folder", "deep JSON", "another's",
)  # fmt: skip
FOREIGN = {"project.sqlite", "project.sqlite-wal", "project.sqlite-shm", "owner.lock", "lock"}


def derived_project(folder: Path) -> None:
    """Let a project have all there is: two runs, thumbnails, groups, kept columns, settings."""

    def work(say: Say) -> None:
        from labelmt.domain.protocol.messages import LearnLive
        from labelmt.learning.jobs import run_job
        from labelmt.learning.training.cancellation import Control
        from labelmt.project.training.live_learning import LiveData, LivePreparing, record_live

        project = Project.open(folder)
        live = LivePreparing().prepare(project, LiveData.of(project))
        for event in run_job.run(LearnLive(job=-1, manifest=str(live.folder)), Control()):
            record_live(project, live.run_id, event)
        images = project.images()
        store = ThumbnailStore(project.thumbnails)
        for row in range(8):
            store.make(Path(images.path_text(row)), images.stamp(row))
        remember(project)
        project.images(), project.annotation_matrix()
        project.close()
        say({"done": True})

    for stage in ("heads", "fine-tuning"):
        activity = ACTIVITIES[stage][0]

        def one(say: Say, activity: Any = activity) -> None:
            def until_done(line: dict[str, Any]) -> None:
                if "done" in line:
                    say(line)
                    os._exit(0)

            activity(folder, random.Random(5), until_done)

        ended = forked(one)
        assert ended.lines, ended
    ended = forked(work)
    assert ended.lines, ended


def harm(file: Path, how: str, chooser: random.Random, others: list[Path]) -> None:
    """Damage a file in one way; where its kind does not know that way, with noise."""
    content = bytearray(file.read_bytes())
    if how == "header":
        content[: min(64, len(content))] = chooser.randbytes(min(64, len(content)))
    elif how == "cut off":
        content = content[: chooser.randrange(len(content) + 1)]
    elif how == "empty":
        content = bytearray()
    elif how == "flipped bit" and content:
        content[chooser.randrange(len(content))] ^= 1 << chooser.randrange(8)
    elif how == "longer":
        content += chooser.randbytes(chooser.choice((1, 64, 5000)))
    elif how == "NaN" and file.suffix == ".npy":
        array = np.load(file)
        value = (
            np.nan
            if array.dtype.kind == "f"
            else np.iinfo(array.dtype).max
            if array.dtype.kind in "iu"
            else 1
        )
        np.save(file, np.full_like(array, value))
        return
    elif how == "NaN" and file.suffix == ".safetensors":
        content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    elif how == "NaN" and file.suffix in (".json", ".jsonl"):
        content = bytearray(_with_nan(bytes(content)))
    elif how == "wrong shape" and file.suffix == ".npy":
        array = np.load(file)
        np.save(file, array.reshape(-1)[: max(1, array.size // 2)])
        return
    elif how == "wrong shape" and file.suffix in (".json", ".jsonl"):
        content = bytearray(b'[{"a": null}, 3, "x"]')
    elif how in ("missing", "a folder"):
        file.unlink()
        if how == "a folder":
            file.mkdir()
        return
    elif how == "deep JSON":
        content = bytearray(b"[" * 200_000)
    elif how == "another's":
        content = bytearray(chooser.choice(others).read_bytes())
    else:
        content = bytearray(chooser.randbytes(chooser.choice((1, 100, 5000))))
    file.write_bytes(content)


def _with_nan(content: bytes) -> bytes:
    for digit in b"123456789":
        content = content.replace(b": " + bytes([digit]), b": NaN", 3)
    return content


def _use_all(folder: Path, say: Say, probabilities: dict[str, str]) -> None:
    """Do all that reads a derived file; say what is held, and what was told by whom."""
    say(READY)
    told: list[str] = []
    wrong: list[str] = []

    def step(name: str, act: Callable[[], object]) -> None:
        try:
            act()
        except LabelMTError as error:
            told.append(f"{name}: {type(error).__name__}")

    project = Project.open(folder)
    snapshot = take_snapshot(project)
    if snapshot.predictions is not None:
        values = np.asarray(snapshot.predictions.probabilities, dtype=np.float32)
        if not ((values >= 0) & (values <= 1) | np.isnan(values)).all():
            wrong.append("values that are no probabilities are shown")
    for run in project.runs():
        step("details", lambda run=run: read_details(project, run.id))
    step("groups", lambda: read_groups(folder))
    step("features", lambda: read_features(project.feature_cache, project.images()))
    images, store = project.images(), ThumbnailStore(project.thumbnails)
    for row in range(8):
        step(
            "thumbnail", lambda row=row: store.make(Path(images.path_text(row)), images.stamp(row))
        )
    step("recent", recent_projects)
    for run in project.runs():
        step("model", lambda run=run: _predict(folder, run.id, probabilities, wrong))
    told_now = held(project)
    project.close()
    step("check", lambda: check_project(folder))
    say(told_now | {"told_of": told, "wrong": wrong, "restored": False})


def _predict(folder: Path, run: int, known: dict[str, str], wrong: list[str]) -> None:
    """A model that loads must be the one that was trained."""
    from labelmt.learning.training.checkpoints import WEIGHTS, load_run

    place = folder / "runs" / str(run)
    if not (place / WEIGHTS).exists():
        raise NotFound("no weights")
    _config, network, fitted = load_run(place)
    text = repr(fitted) + "".join(
        tensor.numpy().tobytes().hex() for _, tensor in sorted(network.state_dict().items())
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    if known.setdefault(str(run), digest) != digest:
        wrong.append(f"run {run} predicts otherwise than it was trained")


def derived_files(folder: Path) -> list[Path]:
    """Every file that is not the person's own: no database, backup, journal or lock."""
    return sorted(
        one
        for one in folder.rglob("*")
        if one.is_file() and one.name not in FOREIGN and "backups" not in one.parts
    )


def damaged_files(place: Path, keep: Path, count: int, until: float, seed: int = 0) -> Tally:
    """Damage one file after another of a project that has all there is."""
    tally, began = Tally("damaged derived files"), time.monotonic()
    import labelmt.learning.jobs.run_job  # noqa: F401 (before the children that need it)

    place.mkdir()
    home = place / "home"
    os.environ["LABELMT_HOME"] = str(home)
    derived_project(keep)
    whole = seen(keep, tally, "undamaged")
    assert whole is not None
    models: dict[str, str] = {}
    forked_models = forked(lambda say: _digests(keep, models, say))
    models = forked_models.lines[-1]["models"] if forked_models.lines else {}
    files = derived_files(keep) + [one for one in home.rglob("*") if one.is_file()]
    kinds = {one.name for one in files}
    for number in range(count):
        if time.monotonic() > until:
            break
        chooser = random.Random(seed * 100_000 + number)
        file = files[number % len(files)]
        how = HARMS[(number // len(files) * 5 + number) % len(HARMS)]
        before = file.read_bytes() if file.exists() else b""
        copies = _kept(keep, place / "kept")
        harm(file, how, chooser, files)
        ended = forked(lambda say: _use_all(keep, say, dict(models)))
        what = f"{file.name}: {how} ({number})"
        tally.cases += 1
        if ended.bug or ended.told or not ended.lines:
            tally.bugs.append(f"{what}: {ended.bug or ended.told or 'no answer'}")
        else:
            if ended.lines[-1]["states"] != whole["states"]:
                tally.lost.append(what)
            tally.bugs += [f"{what}: {one}" for one in ended.lines[-1]["wrong"]]
        copies()
        if file.is_dir():
            shutil.rmtree(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(before)
    tally.notes.append(f"{len(files)} files, {len(kinds)} names")
    tally.seconds = time.monotonic() - began
    return tally


def _kept(folder: Path, beside: Path) -> Callable[[], None]:
    """Keep all derived files; the result puts back those that a look has made anew or removed."""
    shutil.rmtree(beside, ignore_errors=True)
    for name in ("cache", "runs"):
        shutil.copytree(folder / name, beside / name)

    def put_back() -> None:
        for name in ("cache", "runs"):
            shutil.rmtree(folder / name)
            shutil.copytree(beside / name, folder / name)

    return put_back


def _digests(folder: Path, models: dict[str, str], say: Say) -> None:
    for run in sorted((folder / "runs").iterdir()):
        try:
            _predict(folder, int(run.name), models, [])
        except NotFound:
            continue
    say({"models": models})
