"""The learning engine comes from a lock file: whole, resumed, repaired, replaced, removed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from tiny_wheels import WheelServer, lock_entry, make_wheel, serving, write_lock

from labelmt.domain.errors import DiskFull, InvalidInput, NoNetwork, NotFound
from labelmt.domain.process_lock import process_lock
from labelmt.project.engine import fetch_wheel, installed_engine
from labelmt.project.engine.fetch_wheel import Cancelled
from labelmt.project.engine.installed_engine import EngineProgress, EngineState, InstalledEngine
from labelmt.project.engine.lock_file import read_lock
from labelmt.project.engine.wheel_sources import FolderOfWheels, Network

LARGE = bytes(range(256)) * 4096
"""A megabyte: several blocks."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_wheel, "PAUSE_S", 0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WheelServer]:
    folder = tmp_path / "files"
    make_wheel(folder, "tinytorch", "2.0", {"tinytorch/__init__.py": b"WORD = 'torch'\n"})
    make_wheel(folder, "large", "1.0", {"large.py": b"", "large.bin": LARGE})
    with serving(folder) as found:
        yield found


def engine(
    tmp_path: Path, server: WheelServer, *names: str, lock: str = "lock.json"
) -> InstalledEngine:
    wheels = [
        lock_entry(file, f"{server.url}/files/{file.name}")
        for file in sorted(server.folder.glob("*.whl"))
        if not names or file.name in names
    ]
    return InstalledEngine(tmp_path / "engine", read_lock(write_lock(tmp_path / lock, full=wheels)))


def install(one: InstalledEngine, source: object = None) -> list[EngineProgress]:
    told: list[EngineProgress] = []
    chosen = source if isinstance(source, FolderOfWheels | Network) else Network()
    one.install(one.lock.choice("full"), chosen, told.append, Event())
    return told


def word(one: InstalledEngine) -> str:
    """What a Python with the engine's packages finds there."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import tinytorch, large; print(tinytorch.WORD)"],
        env={"PYTHONPATH": str(one.packages)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or done.stderr


def test_it_is_fetched_checked_and_imported(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    assert one.state() is EngineState.ABSENT
    told = install(one)
    assert one.state() is EngineState.WHOLE
    assert one.choice() == "full"
    assert word(one) == "torch"
    assert not (one.folder / "wheels").exists()
    fetched = [step.fetched for step in told]
    assert fetched == sorted(fetched)
    assert (fetched[0], fetched[-1]) == (0, one.lock.choices[0].size)
    server.asked.clear()
    assert install(one) == []  # all is there
    assert server.asked == []
    one.remove()
    assert not one.folder.exists()


def test_a_cut_is_gone_on_with_where_it_was(tmp_path: Path, server: WheelServer) -> None:
    server.cuts = [300_000, 200_000]
    one = engine(tmp_path, server)
    install(one)
    large = [asked for path, asked in server.asked if "large" in path]
    assert large == [None, "bytes=300000-", "bytes=500000-"]
    assert word(one) == "torch"


def test_a_server_that_cannot_go_on_begins_anew(tmp_path: Path, server: WheelServer) -> None:
    server.cuts, server.ranges = [300_000], False
    one = engine(tmp_path, server)
    install(one)
    assert (one.packages / "large.bin").read_bytes() == LARGE


def test_what_was_cancelled_goes_on_the_next_time(tmp_path: Path, server: WheelServer) -> None:
    one, cancelled = engine(tmp_path, server), Event()

    def end_soon(step: EngineProgress) -> None:
        if step.fetched > 300_000:
            cancelled.set()

    with pytest.raises(Cancelled):
        one.install(one.lock.choice("full"), Network(), end_soon, cancelled)
    assert one.state() is EngineState.PARTIAL
    assert one.choice() == "full"
    assert one.missing(one.lock.choice("full"))
    server.asked.clear()
    install(one)
    assert server.asked[0][1] not in (None, "bytes=0-")
    assert one.state() is EngineState.WHOLE


def test_what_is_not_of_its_hash_is_not_installed(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    other = make_wheel(
        tmp_path / "evil", "tinytorch", "2.0", {"tinytorch/__init__.py": b"WORD = 'evil!'\n"}
    )
    (server.folder / other.name).write_bytes(other.read_bytes())
    with pytest.raises(NoNetwork, match="not the one that was expected"):
        install(one)
    assert one.state() is EngineState.PARTIAL
    assert not (one.packages / "tinytorch").exists()


def test_too_much_and_too_little_end(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    file = server.folder / "large-1.0-py3-none-any.whl"
    whole = file.read_bytes()
    for content in (whole + LARGE, whole[:1000]):
        file.write_bytes(content)
        with pytest.raises(NoNetwork):
            install(one)
    file.write_bytes(whole)
    install(one)
    assert word(one) == "torch"


def test_an_update_keeps_what_is_the_same(tmp_path: Path, server: WheelServer) -> None:
    install(engine(tmp_path, server))
    (server.folder / "tinytorch-2.0-py3-none-any.whl").unlink()
    make_wheel(
        server.folder,
        "tinytorch",
        "3.0",
        {"tinytorch/other.py": b"", "tinytorch/__init__.py": b"WORD = 'new'\n"},
    )
    newer = engine(tmp_path, server, lock="newer.json")
    assert newer.state() is EngineState.OUTDATED
    server.asked.clear()
    install(newer)
    assert ["tinytorch" in path for path, _ in server.asked] == [True]
    assert word(newer) == "new"
    assert [one.name for one in newer.packages.glob("tinytorch-*")] == ["tinytorch-3.0.dist-info"]
    only = engine(tmp_path, server, "large-1.0-py3-none-any.whl", lock="only.json")
    install(only)
    assert not (only.packages / "tinytorch").exists()


def test_damage_is_found_and_repaired(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    install(one)
    assert one.repair(Event()) == []
    (one.packages / "large.bin").write_bytes(LARGE[:-1] + b"!")
    (one.packages / "tinytorch" / "__init__.py").unlink()
    assert one.repair(Event()) == ["large", "tinytorch"]
    assert one.state() is EngineState.PARTIAL
    install(one)
    assert word(one) == "torch"
    assert one.repair(Event()) == []
    for broken in (b"{", b"[]", b'{"name": "large", "hashes": {"../../x": "0"}}'):
        (one.folder / "parts" / "large.json").write_bytes(broken)
        (one.folder / "engine.json").unlink(missing_ok=True)
        install(one)
        assert one.state() is EngineState.WHOLE
    assert (one.packages / "large.bin").read_bytes() == LARGE


def test_a_folder_of_wheels_needs_no_network(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    install(one, FolderOfWheels(server.folder))
    assert server.asked == []
    assert word(one) == "torch"
    one.remove()
    (server.folder / "large-1.0-py3-none-any.whl").unlink()
    with pytest.raises(NotFound) as caught:
        install(one, FolderOfWheels(server.folder))
    assert caught.value.subject == "large-1.0-py3-none-any.whl"


def test_another_index_hands_out_the_same_files(tmp_path: Path, server: WheelServer) -> None:
    wheels = [
        lock_entry(file, "https://nowhere.invalid/gone.whl") for file in server.folder.glob("*.whl")
    ]
    lock = read_lock(write_lock(tmp_path / "lock.json", full=wheels))
    one = InstalledEngine(tmp_path / "engine", lock)
    install(one, Network(f"{server.url}/simple/"))
    assert word(one) == "torch"


def test_builds_that_only_an_index_knows(tmp_path: Path, server: WheelServer) -> None:
    """As torch without CUDA is: the index tells name, place and hash."""
    make_wheel(server.folder, "tinytorch", "2.0+cpu", {"tinytorch/__init__.py": b"WORD = 'cpu'\n"})
    wheels: list[dict[str, object]] = [
        {
            "name": "tinytorch",
            "version": "2.0+cpu",
            "index": f"{server.url}/simple",
            "pattern": r"tinytorch-2\.0\+cpu-(cp311-cp311|py3)-none-any\.whl",
        },
        lock_entry(
            server.folder / "large-1.0-py3-none-any.whl",
            f"{server.url}/files/large-1.0-py3-none-any.whl",
        ),
    ]
    lock = read_lock(write_lock(tmp_path / "lock.json", cpu=wheels))
    for place, source in (("a", Network()), ("b", FolderOfWheels(server.folder))):
        one = InstalledEngine(tmp_path / place, lock)
        one.install(lock.choice("cpu"), source, lambda _step: None, Event())
        assert word(one) == "cpu"


@pytest.mark.parametrize(
    "place", ["../out.py", "/out.py", "a/../../out.py", "C:/out.py", "a\\..\\out.py"]
)
def test_no_wheel_writes_elsewhere(place: str, tmp_path: Path, server: WheelServer) -> None:
    make_wheel(server.folder, "evil", "1.0", {place: b"x"})
    with pytest.raises(NoNetwork, match="damaged"):
        install(engine(tmp_path, server))
    assert not list(tmp_path.rglob("out.py"))


def test_a_link_in_its_way_is_replaced(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    one.packages.mkdir(parents=True)
    (one.packages / "large.bin").symlink_to(victim)
    install(one)
    assert victim.read_text() == "mine"
    assert (one.packages / "large.bin").read_bytes() == LARGE


def test_one_process_at_a_time(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    one.folder.mkdir()
    with process_lock(one.folder / "lock"), pytest.raises(InvalidInput, match="Another LabelMT"):
        install(one)
    install(one)


def test_what_would_not_fit_is_not_begun(
    tmp_path: Path, server: WheelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed_engine, "MARGIN", 2**60)
    with pytest.raises(DiskFull, match="not enough room"):
        install(engine(tmp_path, server))
    assert server.asked == []


def test_no_network_says_what_can_be_done(tmp_path: Path, server: WheelServer) -> None:
    one = engine(tmp_path, server)
    server.shutdown()
    server.server_close()
    with pytest.raises(NoNetwork) as caught:
        install(one)
    assert caught.value.next_step
    assert caught.value.details
    for address in ("http://user:word@127.0.0.1:x/simple", "http://127.0.0.1:1/simple", "nothing"):
        with pytest.raises((NoNetwork, NotFound)):
            install(one, Network(address))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"format": 2}',
        '{"format": 1, "python": "3.11", "choices": []}',
        '{"format": 1, "python": "3.11", "choices": [{"id": "full", "wheels": [{"name": "a", '
        '"version": "1", "file": "../a.whl", "sha256": "0", "size": 1}]}]}',
        '{"format": 1, "python": "3.11", "choices": [{"id": "full", "wheels": [{"name": "a", '
        '"version": "1"}]}]}',
    ],
)
def test_what_is_no_lock_file_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "lock.json"
    file.write_text(content)
    with pytest.raises(ValueError, match="no lock file"):
        read_lock(file)
