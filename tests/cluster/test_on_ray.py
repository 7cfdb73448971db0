"""A real Ray cluster predicts as one process does, and goes on without the machine it lost.

uv run --extra cluster --with 'moto[server]' pytest -n 0 -m slow tests/cluster
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest
from drawn_images import TASKS, draw_many, predicted_by_worker, trained

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(280),
    pytest.mark.filterwarnings("ignore"),  # Ray's and botocore's own
]

pytest.importorskip("ray")

from labelmt.cluster.pieces import pieces  # noqa: E402
from labelmt.cluster.predict_on_ray import Standing, predict_on_ray  # noqa: E402
from labelmt.cluster.ray_connection import connected, shares  # noqa: E402
from labelmt.cluster.shipped_model import ShippedModel, labels_of, ship_run  # noqa: E402
from labelmt.cluster.work_folder import part_name  # noqa: E402
from labelmt.domain.errors import EnvironmentFault  # noqa: E402

LABELS = labels_of(TASKS)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def shipped(run: Path) -> ShippedModel:
    return ship_run(run, TASKS)


def predict(
    on: str, shipped: ShippedModel, images: str, out: str, size: int, **more: Any
) -> Iterator[Standing]:
    return predict_on_ray(
        on, shipped, LABELS, [images], pieces([images], size), out, size=size, **more
    )


def values_in(tables: list[pyarrow.Table]) -> dict[str, np.ndarray[Any, Any]]:
    """Probabilities by the last part of the path; each image once."""
    made = pyarrow.concat_tables(tables)
    names = [path.rpartition("/")[2] for path in made["path"].to_pylist()]
    assert len(set(names)) == len(names)
    columns = [name for name in made.column_names if "/" in name]
    return dict(
        zip(names, np.stack([made[one].to_numpy() for one in columns], axis=1), strict=True)
    )


def test_as_one_process_predicts_and_goes_on(
    run: Path, shipped: ShippedModel, tmp_path: Path
) -> None:
    files = draw_many(tmp_path / "pictures", 240)
    files[7].write_bytes(b"no image")
    out = tmp_path / "out"

    def follow() -> Standing:
        return list(predict("local", shipped, str(files[0].parent), str(out), 40))[-1]

    last = follow()
    assert (last.pieces, last.done, last.images, last.unreadable) == (6, 6, 239, 1)
    ours = values_in([pyarrow.parquet.read_table(out / part_name(one)) for one in range(6)])
    theirs = predicted_by_worker(run, files, tmp_path / "worker")
    for file, row in zip(files, theirs, strict=True):
        if file != files[7]:
            assert np.abs(ours[file.name] - row).max() < 2**-12 + 1e-4
    (out / part_name(2)).unlink()
    again = follow()
    assert (again.images, again.unreadable, again.there) == (239, 1, 199)


def test_a_lost_machine_costs_its_pieces_alone(
    run: Path, shipped: ShippedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "FSSPEC_S3_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "anything",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    import fsspec.config

    fsspec.config.set_conf_env(fsspec.config.conf)
    import s3fs
    from ray.cluster_utils import Cluster

    store = s3fs.S3FileSystem()
    store.mkdir("bucket")
    files = draw_many(tmp_path / "pictures", 600)
    for file in files:
        store.pipe_file(f"bucket/pictures/{file.name}", file.read_bytes())
    small: dict[str, Any] = {"object_store_memory": 100 * 2**20, "include_dashboard": False}
    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, **small})
    lost = cluster.add_node(num_cpus=1, **small)
    cluster.add_node(num_cpus=1, **small)
    try:
        gone = False
        last = None
        told = predict(
            cluster.address, shipped, "s3://bucket/pictures", "s3://bucket/out", 20, cpus=1
        )
        for last in told:
            if last.done >= 8 and not gone:
                cluster.remove_node(lost, allow_graceful=False)
                gone = True
        assert gone
        assert last is not None
        assert (last.pieces, last.done, last.images, last.unreadable) == (30, 30, 600, 0)
        tables = []
        for one in range(30):
            with store.open(f"bucket/out/{part_name(one)}") as stream:
                tables.append(pyarrow.parquet.read_table(stream))
    finally:
        cluster.shutdown()
        server.stop()
    ours = values_in(tables)
    theirs = predicted_by_worker(run, files, tmp_path / "worker")
    stacked = np.stack([ours[file.name] for file in files])
    assert np.abs(stacked - theirs).max() < 2**-12 + 1e-4


def test_too_few_processors_are_said_and_not_waited_for() -> None:
    with connected("local") as ray:
        assert shares(ray).models >= 1
        with pytest.raises(EnvironmentFault, match="wait for ever"):
            shares(ray, 4096)
