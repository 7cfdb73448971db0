"""Features per second: of pixels that are on the device, by precision and layout; of files."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.features.extraction import extract
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.learning.features.inference import FromPixels, make_infer
from labelmt.learning.models.backbone_registry import build_backbone
from on_device.measure import Line, median_seconds

Run = Callable[[torch.Tensor], object]
FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}


def of_pixels(device: torch.device, batch: int, repeats: int, *, compiled: bool) -> Iterator[Line]:
    """The network alone: float32 and bfloat16, both layouts, ``torch.compile`` where it works."""
    settings = TrainingSettings()
    preprocessing = preprocessing_of(entry_of(settings.backbone))
    side = preprocessing.size
    pixels = torch.randint(0, 256, (batch, side, side, 3), dtype=torch.uint8, device=device)
    layouts, kinds = dict(FORMATS), [torch.float32]
    if device.type != "cuda":
        del layouts["contiguous"]  # what a CPU takes is OpenVINO's business
    elif torch.cuda.is_bf16_supported():
        kinds.append(torch.bfloat16)
    for name, layout in layouts.items():
        for kind in kinds:
            backbone = build_backbone(settings.backbone, seed=0)
            net = FromPixels(backbone, preprocessing).eval()
            net.to(device=device, memory_format=layout)  # type: ignore[call-overload]
            for how in ("eager", "compiled") if compiled else ("eager",):
                run: Run = torch.compile(net) if how == "compiled" else net

                @torch.inference_mode()
                def work(run: Run = run, kind: torch.dtype = kind) -> None:
                    with torch.autocast(device.type, kind, enabled=kind is torch.bfloat16):
                        run(pixels)

                what = f"features, {str(kind)[6:]}, {name}, {how}, batch {batch}"
                try:
                    seconds = median_seconds(work, device, repeats)
                except Exception as error:  # noqa: BLE001 - compilers fail as they like
                    yield Line(what, f"failed: {type(error).__name__}")
                    continue
                yield Line(what, f"{batch / seconds:,.0f} images/s")


def of_files(data: JobData, device: torch.device) -> Line:
    """What the worker does: files decoded beside the device, into the cache."""
    settings = TrainingSettings()
    preprocessing = preprocessing_of(entry_of(settings.backbone))
    backbone = build_backbone(settings.backbone, seed=0)
    images = data.images
    with tempfile.TemporaryDirectory() as scratch:
        infer = make_infer(backbone.to(device), preprocessing, device)
        with FeatureCache(Path(scratch), backbone.width, data.manifest.row_count) as cache:
            began = time.perf_counter()
            done = sum(
                len(one.rows)
                for one in extract(
                    cache, infer, preprocessing, images.rows, images.paths, images.stamps
                )
            )
            seconds = time.perf_counter() - began
    return Line(f"features of {done:,} files", f"{done / seconds:,.0f} images/s")
