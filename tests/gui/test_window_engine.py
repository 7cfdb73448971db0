"""The learning engine from the window: offered, fetched beside labelling, repaired, removed."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot
from window_driver import Driver, opened_window

from labelmt.gui.model.engine.engine_dialog import EngineDialog, Origin
from labelmt.project.engine import installed_engine
from labelmt.project.engine.engine_python import BundleParts, worker_start
from labelmt.project.engine.installed_engine import EngineState
from labelmt.project.training.training_state import Phase

ROOT = Path(__file__).parents[2]


def wheel(folder: Path, name: str, content: bytes) -> dict[str, object]:
    """A wheel of one file, as the lock file tells of it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    file = folder / f"{name}-1.0-py3-none-any.whl"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}.py", content)
        archive.writestr(f"{name}-1.0.dist-info/RECORD", f"{name}.py,sha256={digest},\n")
    whole = file.read_bytes()
    return {
        "name": name, "version": "1.0", "file": file.name, "size": len(whole),
        "url": "https://nowhere.invalid/" + file.name, "sha256": hashlib.sha256(whole).hexdigest(),
    }  # fmt: skip


@pytest.fixture
def parts(tmp_path: Path) -> BundleParts:
    """What a bundle carries, with this Python in the place of the one in it."""
    wheels = [wheel(tmp_path / "wheels", name, b"# " + name.encode()) for name in ("one", "two")]
    choices = [{"id": "full", "wheels": wheels}, {"id": "cpu", "wheels": wheels[:1]}]
    lock = tmp_path / "lock.json"
    lock.write_text(json.dumps({"format": 1, "python": "3.11", "choices": choices}))
    return BundleParts(Path(sys.executable), ROOT, lock, tmp_path / "engine")


@pytest.fixture
def bundle(qtbot: QtBot, parts: BundleParts) -> Iterator[Driver]:
    """A window that came without anything that learns."""
    with opened_window(qtbot, engine_parts=parts) as driver:
        driver.until(lambda: driver.window.engine.status is not None)
        yield driver


def dialog(driver: Driver) -> EngineDialog:
    found = driver.window.engine.dialog
    assert found is not None
    return found


def from_folder(driver: Driver, folder: Path) -> None:
    one = dialog(driver)
    one.origin.setCurrentIndex(one.origin.findData(Origin.FOLDER))
    one.place.clear()
    QTest.keyClicks(one.place, str(folder))
    driver.click(one.install)


def test_a_package_has_no_such_entry(driver: Driver) -> None:
    assert not driver.window.commands.engine.isVisible()
    assert driver.window.engine.may_learn()


def test_train_offers_it_and_labelling_goes_on_meanwhile(
    bundle: Driver, parts: BundleParts, images: Path, tmp_path: Path
) -> None:
    window = bundle.window
    assert window.commands.engine.isVisible()
    bundle.open(images)
    bundle.add_labels("tree")
    bundle.select(0, 1)
    bundle.press("1")
    bundle.settle()
    offered = [window.commands.engine.text() in one for one in notices(bundle)]
    assert offered == [True]
    window.training.ask_and_train()
    assert window.training.state.phase is Phase.IDLE
    assert dialog(bundle).isVisible()
    assert "Not installed yet." in dialog(bundle).told.text()
    from_folder(bundle, tmp_path / "nowhere")
    bundle.until(lambda: not window.engine.running)
    assert "There is no such folder." in dialog(bundle).told.text()

    from_folder(bundle, tmp_path / "wheels")
    window.activateWindow()  # the dialog may stay open
    bundle.until(lambda: QApplication.activeWindow() is window)
    bundle.select(2)
    bundle.press("1")  # nothing waits for the engine
    bundle.settle()
    bundle.until(lambda: not window.engine.running)
    assert window.engine.status is not None
    assert window.engine.status.state is EngineState.WHOLE
    assert dialog(bundle).told.text() == "Installed."
    assert bundle.states("tree")[:3] == [1, 1, 1]
    environment = worker_start(parts).environment
    assert str(parts.folder / "packages") in str(environment["LABELMT_ENGINE"])

    (parts.folder / "packages" / "one.py").write_text("broken")
    bundle.click(dialog(bundle).repair)
    bundle.until(lambda: not window.engine.running)
    assert window.engine.status.state is EngineState.WHOLE
    assert (parts.folder / "packages" / "one.py").read_text() == "# one"

    dialog(bundle).close()
    window.training.ask_and_train()  # it learns now
    bundle.until(lambda: window.training.state.phase is not Phase.IDLE)

    window.commands.engine.trigger()
    bundle.click(dialog(bundle).remove)
    bundle.until(lambda: not window.engine.running)
    assert not parts.folder.exists()
    assert "Not installed yet." in dialog(bundle).told.text()
    dialog(bundle).close()


def notices(driver: Driver) -> list[str]:
    """Words of the buttons that notices offer."""
    found = driver.window.notices.findChildren(QAbstractButton)
    return [one.text() for one in found if "engine" in one.text()]


def test_another_python_is_tried_before_it_is_taken(bundle: Driver, parts: BundleParts) -> None:
    window = bundle.window
    window.commands.engine.trigger()
    one = dialog(bundle)
    one.origin.setCurrentIndex(one.origin.findData(Origin.PYTHON))
    QTest.keyClicks(one.place, "/bin/false")
    bundle.click(one.install)
    bundle.until(lambda: not window.engine.running)
    assert "This Python cannot train." in one.told.text()
    assert not (parts.folder / "python.json").exists()
    one.close()


def test_what_would_not_fit_is_told(
    bundle: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed_engine, "MARGIN", 2**60)
    bundle.window.commands.engine.trigger()
    from_folder(bundle, tmp_path / "wheels")
    bundle.until(lambda: not bundle.window.engine.running)
    assert "not enough room" in dialog(bundle).told.text()
    assert dialog(bundle).install.isEnabled()
    dialog(bundle).close()
