"""The bundle's lock file of the learning engine is made from uv.lock, for this system."""

from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from labelmt.project.engine.best_choice import best_choice
from labelmt.project.engine.lock_file import EngineLock, read_lock

ROOT = Path(__file__).parents[2]
MADE: dict[str, Any] = runpy.run_path(str(ROOT / "packaging" / "lock_engine.py"))


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> EngineLock:
    file = tmp_path_factory.mktemp("lock") / "lock.json"
    file.write_text(json.dumps(MADE["engine_lock"](ROOT / "uv.lock")), encoding="utf-8")
    return read_lock(file)


def test_it_has_what_the_worker_imports_in_the_versions_of_uv_lock(lock: EngineLock) -> None:
    full = lock.choice("full")
    names = {one.name: one.version for one in full.wheels}
    assert set(MADE["ROOTS"]) <= names.keys()
    told = (ROOT / "uv.lock").read_text(encoding="utf-8")
    for name, version in names.items():
        assert f'name = "{name}"\nversion = "{version}"' in told
    assert lock.python == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert not {"pyside6-essentials", "sqlalchemy", "sentence-transformers"} & names.keys()
    for one in full.wheels:
        assert one.url.startswith("https://files.pythonhosted.org/")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PyPI's torch is without CUDA")
def test_without_cuda_only_torch_is_another(lock: EngineLock) -> None:
    full, cpu = lock.choice("full"), lock.choice("cpu")
    assert not [one.name for one in cpu.wheels if re.match("nvidia|cuda|triton", one.name)]
    assert [one.name for one in cpu.wheels if not one.url] == ["torch", "torchvision"]
    torch = next(one for one in cpu.wheels if one.name == "torch")
    version = next(one.version for one in full.wheels if one.name == "torch")
    own = f"cp{sys.version_info.major}{sys.version_info.minor}"
    assert torch.is_named(f"torch-{version}+cpu-{own}-{own}-manylinux_2_28_x86_64.whl") or (
        torch.is_named(f"torch-{version}+cpu-{own}-{own}-manylinux_2_28_aarch64.whl")
    )
    assert not torch.is_named(f"torch-{version}-{own}-{own}-manylinux_2_28_x86_64.whl")
    assert best_choice(lock) in ("full", "cpu")


def test_what_has_no_wheel_here_is_told(tmp_path: Path) -> None:
    file = tmp_path / "uv.lock"
    wheel = "https://x/a-1.0-cp27-cp27m-win32.whl"
    file.write_text(
        '[[package]]\nname = "a"\nversion = "1.0"\n'
        f'wheels = [{{ url = "{wheel}", hash = "sha256:{"0" * 64}", size = 1 }}]\n'
    )
    with pytest.raises(LookupError, match=r"a 1\.0 has no wheel"):
        MADE["engine_lock"](file, ("a",))
