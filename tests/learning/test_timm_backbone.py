"""Networks of timm as backbones: cut, pooled, seen and loaded as timm itself would, offline."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from making_jobs import GROUND, SHAPES, make_job
from safetensors.torch import save_file
from torch import nn

from labelmt.domain.catalogue.backbones import TIMM
from labelmt.domain.errors import (
    EnvironmentFault,
    InvalidInput,
    InvalidSetting,
    LabelMTError,
    NoNetwork,
)
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings, changed
from labelmt.learning.explain.activation_map import activation_map
from labelmt.learning.jobs import run_job
from labelmt.learning.jobs.load_backbone import load_backbone
from labelmt.learning.models.backbone_registry import build_backbone, described
from labelmt.learning.models.network import Heads, Network
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run

SMALL = ("test_vit", "test_resnet", "test_convnext", "test_efficientnet", "test_mambaout")

AT = "{repo_id}/resolve/{revision}/{filename}"


def weights_of(name: str, place: Path, seed: int = 3) -> Path:
    """Random weights of a whole network, as timm saves them."""
    torch.manual_seed(seed)
    file = place / f"{name}-{seed}.safetensors"
    save_file(timm.create_model(name, pretrained=False).state_dict(), file)
    return file


@pytest.mark.parametrize("name", [*SMALL, "test_vit3", "test_byobnet"])
def test_any_family_has_features_and_places(name: str, tmp_path: Path) -> None:
    given = f"timm:{name}@{weights_of(name, tmp_path)}"
    backbone, entry = build_backbone(given), described(given)
    image = torch.randn(2, 3, entry.input_size, entry.input_size)
    with torch.inference_mode():
        features = backbone(image)
    assert features.shape == (2, entry.width)
    assert torch.isfinite(features).all()
    assert not torch.allclose(features[0], features[1])
    network = Network(backbone, Heads((SHAPES, GROUND), backbone.width)).eval()
    for head in network.heads.linears():
        nn.init.normal_(head.weight)
    found = activation_map(network, image[:1], 1, 2)
    with torch.no_grad():
        logit = float(network(image[:1])[1][0, 2])
    assert found.places.sum() + found.rest == pytest.approx(logit, abs=1e-3)


def test_a_transformer_in_stages_is_the_whole_one(tmp_path: Path) -> None:
    file = weights_of("test_vit", tmp_path)
    backbone = build_backbone(f"timm:test_vit@{file}")
    torch.manual_seed(3)
    whole: Any = timm.create_model("test_vit", pretrained=False).eval()
    image = torch.randn(1, 3, 160, 160)
    x = image
    with torch.inference_mode():
        for stage in backbone.stages:
            x = stage(x)
        torch.testing.assert_close(x, whole.forward_features(image))
    assert len(backbone.stages) > 3
    assert backbone.readout.pooled(x).shape == (1, 2 * 64)  # class token and mean of patches


def test_large_images_are_seen_smaller() -> None:
    entry = described("timm:vit_small_patch14_dinov2.lvd142m")
    assert (entry.input_size, entry.width) == (280, 2 * 384)
    assert entry.licence == "apache-2.0"
    assert entry.source == "huggingface.co/timm/vit_small_patch14_dinov2.lvd142m"
    assert entry.needs_network


def test_folders_of_features_are_told_apart(tmp_path: Path) -> None:
    one, two = weights_of("test_resnet", tmp_path, 1), weights_of("test_resnet", tmp_path, 2)
    names = [described(f"timm:test_resnet{at}").folder for at in ("", f"@{one}", f"@{two}")]
    assert len(set(names)) == 3
    assert not any(set(name) & set('/\\:*?"<>|') for name in names)
    assert described("efficientnet_lite0").folder == "efficientnet_lite0"


def test_a_folder_as_timm_writes_it(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = timm.create_model("test_convnext", pretrained=False)
    timm.models.save_for_hf(model, str(tmp_path / "mine"), safe_serialization=True)
    given = f"timm:local-dir:{tmp_path / 'mine'}"
    assert build_backbone(given).width == described(given).width
    (tmp_path / "mine" / "model.safetensors").unlink()
    with pytest.raises(InvalidInput, match="weights"):
        build_backbone(given)


@pytest.mark.parametrize(
    "given",
    ["timm:no_such_net", "timm:resnet18.no_such_tag", "timm:local-dir:/nowhere", "timm:../../etc"],
)
def test_what_timm_does_not_have(given: str) -> None:
    with pytest.raises(InvalidSetting) as told:
        build_backbone(given)
    assert told.value.subject == given
    assert told.value.next_step


def test_files_that_are_no_weights(tmp_path: Path) -> None:
    pickled = tmp_path / "weights.pth"
    torch.save({"a": torch.zeros(1)}, pickled)
    renamed = tmp_path / "renamed.safetensors"
    renamed.write_bytes(pickled.read_bytes())
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(weights_of("test_resnet", tmp_path).read_bytes()[:-1000])
    other = weights_of("test_vit", tmp_path)
    for file in (pickled, renamed, cut, tmp_path / "missing.safetensors", other):
        with pytest.raises((InvalidInput, InvalidSetting)) as told:
            build_backbone(f"timm:test_resnet@{file}")
        assert isinstance(told.value, LabelMTError)
        assert str(file) in told.value.subject


def test_settings_take_names_of_timm() -> None:
    settings = TrainingSettings()
    assert changed(settings, "backbone", "timm:test_vit").backbone == "timm:test_vit"
    for wrong in ("timm:", "timm: ", "tim:test_vit", ""):
        with pytest.raises(InvalidSetting):
            changed(settings, "backbone", wrong)


@pytest.mark.parametrize("name", ["test_vit", "test_resnet"])
def test_a_job_learns_and_its_run_is_read_again(name: str, tmp_path: Path) -> None:
    backbone = f"timm:{name}@{weights_of(name, tmp_path)}"
    settings = TrainingSettings(backbone=backbone, device="cpu", epochs=1, views="one")
    folder = make_job(tmp_path, settings)
    events = list(run_job.run(messages.FineTune(1, str(folder)), Control()))
    assert isinstance(events[-1], messages.RunFinished)
    assert any(isinstance(event, messages.EpochMetrics) for event in events)
    config, network, _fitted = load_run(folder)
    assert config.input_size == 160
    assert network.backbone.width == described(backbone).width
    values = np.load(folder / "probabilities.npy")
    assert np.isfinite(values).all()


class Hub(http.server.BaseHTTPRequestHandler):
    """As much of the hub as a download asks for; what it serves is set by a test."""

    body = b""
    etag = ""
    asked: list[tuple[str, str]] = []  # noqa: RUF012 - one for all requests of a test
    breaks = False

    def do_HEAD(self) -> None:
        self._head(len(self.body))

    def do_GET(self) -> None:
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        part = self.body[start:]
        self._head(len(part), start)
        if Hub.breaks and start == 0:
            self.wfile.write(part[: len(part) // 2])
            self.close_connection = True
            Hub.breaks = False
            return
        self.wfile.write(part)

    def _head(self, length: int, start: int = 0) -> None:
        Hub.asked.append((self.command, self.path))
        if not self.path.endswith("/model.safetensors"):
            self.send_response(404)
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(length))
        if start:
            end = len(self.body)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{end}")
        self.send_header("ETag", f'"{self.etag}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: requests are looked at in ``asked``."""


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    import huggingface_hub.constants as constants

    Hub.body = weights_of("test_resnet", tmp_path).read_bytes()
    Hub.etag, Hub.asked, Hub.breaks = hashlib.sha256(Hub.body).hexdigest(), [], False
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(
        constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        f"{address}/{AT}",
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Hub
    server.shutdown()
    server.server_close()
    thread.join()


def test_weights_are_fetched_once_with_progress(hub: type[Hub]) -> None:
    told: list[tuple[int, int]] = []
    build_backbone("timm:test_resnet.r160_in1k", report=lambda *part: told.append(part))
    assert told[-1] == (len(hub.body), len(hub.body))
    asked = len(hub.asked)
    build_backbone("timm:test_resnet.r160_in1k")
    assert len(hub.asked) == asked


def test_the_licence_is_told_before_anything_is_fetched(hub: type[Hub]) -> None:
    loading = load_backbone(1, TrainingSettings(backbone="timm:test_resnet.r160_in1k"))
    first = next(loading)
    assert isinstance(first, messages.Progress)
    assert "licence apache-2.0" in first.message
    assert not hub.asked
    loading.close()


def test_damaged_weights_are_refused_and_fetched_anew(hub: type[Hub]) -> None:
    right, hub.etag = hub.etag, "f" * 64
    with pytest.raises(EnvironmentFault, match="damaged"):
        build_backbone("timm:test_resnet.r160_in1k")
    hub.etag = right
    build_backbone("timm:test_resnet.r160_in1k")


def test_without_a_network_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants as constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(
        constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        f"http://127.0.0.1:9/{AT}",
    )
    with pytest.raises(NoNetwork) as told:
        build_backbone("timm:test_resnet.r160_in1k")
    assert "fetched" in told.value.what
    assert told.value.next_step
    # What is described is described without one.
    assert described("timm:test_resnet.r160_in1k").input_size == 160


def test_a_folder_that_lies(tmp_path: Path) -> None:
    lies: tuple[object, ...] = (
        {"architecture": "resnet18"},
        {"architecture": 3, "pretrained_cfg": {}},
        [],
        "x",
    )
    for told in lies:
        (tmp_path / "config.json").write_text(json.dumps(told), encoding="utf-8")
        with pytest.raises(InvalidSetting):
            described(f"{TIMM}local-dir:{tmp_path}/.")
