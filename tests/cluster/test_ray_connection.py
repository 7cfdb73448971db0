"""Addresses of clusters are looked at before Ray, which tries for minutes, is asked to connect."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from drawn_images import TASKS, draw_many, exported, trained

from labelmt.cluster import ray_connection
from labelmt.cluster.predict_on_ray import predict_on_ray
from labelmt.cluster.ray_connection import connected
from labelmt.cluster.shipped_model import ship_run
from labelmt.domain.errors import EnvironmentFault, InvalidInput

pytest.importorskip("ray")


def closed_port() -> int:
    """One at which nobody listens, as it was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_an_address_at_which_nobody_is(scheme: str) -> None:
    on = f"{scheme}127.0.0.1:{closed_port()}"
    with pytest.raises(EnvironmentFault, match="cannot be reached") as refused, connected(on):
        raise AssertionError("connected")
    assert refused.value.subject == on
    assert "refused" in refused.value.details


@pytest.mark.parametrize(
    "on", ["here", "host", "host:", ":6379", "ray://", "ray://host", "http://host:1/", "host:six"]
)
def test_what_is_no_address(on: str) -> None:
    with pytest.raises(InvalidInput, match="no address of a cluster") as refused, connected(on):
        raise AssertionError("connected")
    assert refused.value.subject == on


def test_predicting_through_ray_client_is_refused(tmp_path: Path) -> None:
    shipped = ship_run(trained(tmp_path / "trained"), TASKS)
    with pytest.raises(InvalidInput, match="does not work through Ray Client"):
        next(predict_on_ray("ray://127.0.0.1:1", shipped, (), (), (), str(tmp_path / "out")))
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_somebody_else_at_the_address(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and says nothing, as a firewall or another service may."""
    monkeypatch.setattr(ray_connection, "CONNECTED_S", 5.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        on = f"{scheme}127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(EnvironmentFault, match="cannot be reached"), connected(on):
            raise AssertionError("connected")


def test_the_command_says_so_and_writes_nothing(tmp_path: Path) -> None:
    model = exported(trained(tmp_path / "trained"), TASKS, tmp_path / "model")
    draw_many(tmp_path / "pictures", 2)
    on = f"127.0.0.1:{closed_port()}"
    done = subprocess.run(
        [sys.executable, "-m", "labelmt", "predict", str(model), str(tmp_path / "pictures"),
         "--on", on, "--out", str(tmp_path / "out")],
        capture_output=True, text=True, timeout=100, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "This cluster cannot be reached." in done.stderr
    assert on in done.stderr
    assert not (tmp_path / "out").exists()
