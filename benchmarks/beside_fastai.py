"""From image files to a mean average precision, beside fastai's ``fit_one_cycle``.

``uv run --with fastai python benchmarks/beside_fastai.py DATA``, DATA as datasets.py says. Both
start from the same weights of EfficientNet-Lite0, learn the first task of ``labels.csv`` on the
images that val.txt does not name, and are scored on those it names. Each runs in a process of
its own, one after the other; the clock starts with the process and stands while it is scored.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

BEGAN = time.monotonic()
GOALS = (0.92, 0.95)
Scored = list[tuple[float, float]]
"""(seconds since the start, mAP) of each state of the model."""


def mean_average_precision(states: NDArray[np.int8], scores: NDArray[np.float32]) -> float:
    return float(
        np.mean([average_precision_score(states[:, c], scores[:, c]) for c in range(len(states.T))])
    )


def ours(folder: Path) -> Scored:
    """``labelmt train --stage heads``, its job: all tasks, all images predicted."""
    from datasets import load_dataset

    from labelmt.domain.protocol import messages
    from labelmt.domain.protocol.manifest import write_json
    from labelmt.domain.settings.training_settings import TrainingSettings
    from labelmt.learning.features.feature_cache import FeatureCache
    from labelmt.learning.jobs import run_job
    from labelmt.learning.training.cancellation import Control
    from labelmt.learning.training.checkpoints import load_run
    from labelmt.learning.training.heads import head_logits

    data = load_dataset(folder, TrainingSettings())
    first = slice(0, len(data.manifest.tasks[0].label_ids))
    with tempfile.TemporaryDirectory() as scratch:
        run, cache = Path(scratch) / "run", Path(scratch) / "features"
        run.mkdir()
        write_json(run / "images.json", data.images)
        write_json(
            run / "manifest.json",
            replace(data.manifest, run_folder=str(run), feature_cache=str(cache)),
        )
        np.save(run / "annotations.npy", data.states)
        np.save(run / "validation.npy", data.validation)
        saved = [
            (time.monotonic() - BEGAN, *load_run(run)[:2])
            for event in run_job.run(messages.FitHeads(1, str(run)), Control())
            if isinstance(event, messages.PredictionsReady)
        ]
        found: Scored = []
        for seconds, config, network in saved:
            folders = sorted(cache.iterdir(), key=lambda f: "views" in f.name)
            place = folders[len(config.seen.of(0)) > 1]
            width, rows = network.backbone.width, data.manifest.row_count
            with FeatureCache(place, width, rows) as kept:
                features = np.asarray(kept.features[data.validation_rows], dtype=np.float32)
            scores = head_logits(network.heads, features)[:, first]
            states = data.states[data.validation_rows][:, first]
            found.append((seconds, mean_average_precision(states, scores)))
    return found


def theirs(folder: Path, epochs: int) -> Scored:
    """What fastai's documentation shows for several labels an image."""
    import timm
    import torch
    from datasets import load_dataset
    from fastai.vision import all as fastai

    from labelmt.domain.settings.training_settings import TrainingSettings
    from labelmt.learning.models.pretrained_weights import read_lite0

    data = load_dataset(folder, TrainingSettings())
    spec = data.manifest.tasks[0]
    states = data.states[:, : len(spec.label_ids)]
    labels_of = {
        path: [spec.label_names[c] for c in np.flatnonzero(states[row])]
        for row, path in enumerate(data.images.paths)
    }
    block = fastai.DataBlock(
        blocks=(fastai.ImageBlock, fastai.MultiCategoryBlock(vocab=list(spec.label_names))),
        get_y=lambda path: labels_of[str(path)],
        splitter=lambda _items: (data.train_rows.tolist(), data.validation_rows.tolist()),
        item_tfms=fastai.Resize(224),
        batch_tfms=[
            *fastai.aug_transforms(flip_vert=True, max_warp=0),
            fastai.Normalize.from_stats([0.5] * 3, [0.5] * 3, cuda=False),
        ],
    )
    loaders = block.dataloaders(list(data.images.paths), bs=32, num_workers=2)
    net = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    net.load_state_dict(read_lite0(net.state_dict()))
    net.reset_classifier(len(spec.label_ids))
    found: Scored = []

    class Scoring(fastai.Callback):  # type: ignore[misc]
        order = 60
        standing = 0.0

        def before_validate(self) -> None:
            self.began, self.parts = time.monotonic(), []

        def after_pred(self) -> None:
            if not self.training:
                self.parts.append(self.learn.pred.detach().cpu())

        def after_validate(self) -> None:
            scores = torch.cat(self.parts).numpy()
            seconds = self.began - BEGAN - self.standing
            found.append((seconds, mean_average_precision(states[data.validation_rows], scores)))
            print(f"fastai: {found[-1][0]:.0f} s, mAP {found[-1][1]:.4f}", file=sys.stderr)
            self.standing += time.monotonic() - self.began

    learner: Any = fastai.Learner(
        loaders, net, loss_func=fastai.BCEWithLogitsLossFlat(), cbs=[Scoring()]
    )
    with learner.no_bar(), learner.no_logging():
        learner.fit_one_cycle(epochs, lr_max=1e-3)
    return found


def child(who: str, given: argparse.Namespace) -> Scored:
    """Run one of the two in a process of its own."""
    command = [sys.executable, __file__, str(given.data), "--only", who]
    done = subprocess.run(
        [*command, "--epochs", str(given.epochs)], stdout=subprocess.PIPE, check=True, text=True
    )
    pairs = json.loads(done.stdout.splitlines()[-1])
    return [(seconds, score) for seconds, score in pairs]


def reached(found: Scored, goal: float) -> float | None:
    return next((seconds for seconds, score in found if score >= goal), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--only", choices=("ours", "fastai"))
    given = parser.parse_args()
    if given.only:
        found = ours(given.data) if given.only == "ours" else theirs(given.data, given.epochs)
        print(json.dumps(found))
        return
    results = {who: child(who, given) for who in ("ours", "fastai")}
    print("| | s to 0.92 | s to 0.95 | final mAP | s in all |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for who, found in results.items():
        cells = [reached(found, goal) for goal in GOALS]
        told = " | ".join("never" if cell is None else f"{cell:.0f}" for cell in cells)
        print(f"| {who} | {told} | {found[-1][1]:.4f} | {found[-1][0]:.0f} |")
    ratios = [
        f"{other / own:.0f}"
        for own, other in zip(
            (reached(results["ours"], goal) for goal in GOALS),
            (reached(results["fastai"], goal) for goal in GOALS),
            strict=True,
        )
        if own and other
    ]
    print(f"Times faster: {', '.join(ratios)}")
    print(
        "ours:", ", ".join(f"{score:.4f} at {seconds:.1f} s" for seconds, score in results["ours"])
    )


if __name__ == "__main__":
    main()
