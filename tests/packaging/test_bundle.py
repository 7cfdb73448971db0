"""The program as PyInstaller packs it: built for real, started for real, without torch.

LABELMT_BUNDLE names a bundle that is there already, such as build_linux.sh made.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from labelmt import __version__
from labelmt.example import draw_scene, random_scene
from labelmt.project.engine.lock_file import read_lock

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
LEFT_OUT = ("torch", "torchvision", "sklearn", "scipy", "openvino", "pyarrow", "iterstrat")


def builder(folder: Path) -> list[str]:
    """The command that runs PyInstaller: this environment's, or one laid over it by uv."""
    if importlib.util.find_spec("PyInstaller"):
        return [sys.executable, "-m", "PyInstaller"]
    if not shutil.which("uv"):
        pytest.skip("needs PyInstaller: uv run --group packaging pytest -m slow tests/packaging")
    needed = folder / "packaging.txt"
    export = ["uv", "export", "-q", "--frozen", "--only-group", "packaging", "--no-hashes"]
    subprocess.run([*export, "-o", str(needed)], cwd=ROOT, check=True)
    over = ["uv", "run", "--frozen", "--no-sync", "--with-requirements", str(needed)]
    return [*over, "python", "-m", "PyInstaller"]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that PyInstaller made."""
    if made := os.environ.get("LABELMT_BUNDLE"):
        return Path(made).resolve()
    work = tmp_path_factory.mktemp("bundle")
    places = ["--distpath", str(work / "dist"), "--workpath", str(work / "work")]
    command = [*builder(work), "--noconfirm", "--log-level", "WARN", *places]
    done = subprocess.run(
        [*command, str(ROOT / "packaging" / "labelmt.spec")],
        cwd=ROOT,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return work / "dist" / "labelmt"


def program(bundle: Path) -> str:
    return str(bundle / ("labelmt.exe" if os.name == "nt" else "labelmt"))


@pytest.fixture
def bare(labelmt_home: Path) -> Mapping[str, str]:
    """An environment from which no Python of this machine is found by chance."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    kept.pop("VIRTUAL_ENV", None)
    return {**kept, "LABELMT_HOME": str(labelmt_home), "QT_QPA_PLATFORM": "offscreen"}


def test_nothing_of_learning_is_inside(bundle: Path) -> None:
    inside = bundle / "_internal"
    assert (inside / "PySide6").is_dir()
    for name in LEFT_OUT:
        assert not list(inside.glob(f"{name}*")), name
    size = sum(file.stat().st_size for file in bundle.rglob("*") if not file.is_symlink())
    assert size < 300e6, f"{size / 1e6:.0f} MB"  # build_linux.sh strips Python, to under 250


def test_its_resources_and_its_engines_python_are_whole(
    bundle: Path, bare: Mapping[str, str], tmp_path: Path
) -> None:
    inside = bundle / "_internal"
    for file in (ROOT / "resources").rglob("*"):
        if file.is_file():
            assert (inside / "labelmt" / file.relative_to(ROOT)).is_file()
    lock = read_lock(inside / "engine" / "engine-lock.json")
    assert {"torch", "openvino"} <= {one.name for one in lock.choices[0].wheels}
    python = program(bundle).replace("labelmt/labelmt", "labelmt/labelmt-engine")
    code = (
        "import subprocess, sys, unittest.mock, multiprocessing, sqlite3, ssl, lzma, ctypes\n"
        "import labelmt.learning, labelmt.domain.protocol.messages as messages\n"
        "from labelmt.domain.resources import resource\n"
        "assert not hasattr(sys, 'frozen')\n"
        "inner = [sys.executable, '-c', 'import this_one; print(this_one)']\n"
        "print(messages.__file__, resource('icons/labelmt.svg'), subprocess.check_output(inner))\n"
    )
    (tmp_path / "this_one.py").write_text("")
    folders = os.pathsep.join((str(inside / "engine"), str(tmp_path)))
    done = subprocess.run(
        [python, "-I", "-c", code],
        capture_output=True, text=True, check=False, env={**bare, "LABELMT_ENGINE": folders},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(str(inside / "engine" / "labelmt")) == 2
    assert str(tmp_path / "this_one.py") in done.stdout


def test_without_the_engine_it_says_how_to_get_it(
    bundle: Path, bare: Mapping[str, str], tmp_path: Path
) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [program(bundle), *arguments],
            capture_output=True, text=True, check=False, env=bare, cwd=tmp_path,
        )  # fmt: skip
        return done.returncode, " ".join((done.stdout + done.stderr).replace("│", " ").split())

    assert said("engine", "status")[1].startswith("The learning engine is not installed.")
    draw_scene(random_scene(1), (64, 48)).save(tmp_path / "1.jpg")
    assert said("create", "project", "--images", ".")[0] == 0
    code, words = said("engine", "use", "/bin/false")
    assert (code, "This Python cannot train." in words) == (1, True)


def test_it_says_its_version(bundle: Path, bare: Mapping[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [program(bundle), "--version"],
        capture_output=True, text=True, check=True, env=bare, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert done.stdout.strip() == f"labelmt {__version__}"


@pytest.mark.skipif(os.name == "nt", reason="the program's console output and end are of POSIX")
def test_its_window_opens_a_folder_and_shows_the_images(
    bundle: Path, bare: Mapping[str, str], tmp_path: Path
) -> None:
    """Migrations, decoding, threads and Qt's plug-ins all have to be inside for this."""
    images = tmp_path / "images"
    images.mkdir()
    for seed in range(6):
        draw_scene(random_scene(seed), (320, 240)).save(images / f"{seed}.jpg")
    project = tmp_path / "project"
    made = subprocess.run(
        [program(bundle), "create", str(project), "--images", str(images)],
        capture_output=True, text=True, check=False, env=bare, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    window = subprocess.Popen(
        [program(bundle), str(project)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=bare, cwd=tmp_path,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while len(list((project / "cache" / "thumbnails").rglob("*.jpg"))) < 6:
            assert window.poll() is None, window.communicate()[0]
            assert time.monotonic() < deadline, "no thumbnails"
            time.sleep(0.1)  # another program's files cannot be waited for
    finally:
        window.send_signal(signal.SIGTERM)
        said, _ = window.communicate(timeout=60)
    assert "Traceback" not in said
    assert "No module named" not in said
