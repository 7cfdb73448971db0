"""What a person is told to run to install an extra, in each kind of environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from labelmt.domain.installing_extras import extra_command, install_extra, install_package
from labelmt.domain.resources import checkout

UV = "home = /usr/bin\nimplementation = CPython\nuv = 0.9.1\n"


@pytest.mark.parametrize(
    ("config", "source", "command"),
    [
        (UV, True, "uv sync --inexact --no-dev --extra export"),
        (UV, False, "uv pip install 'labelmt[export]'"),
        ("home = /usr/bin\n", True, "pip install -e '.[export]'"),
        ("home = /usr/bin\n", False, "pip install 'labelmt[export]'"),
        (None, False, "pip install 'labelmt[export]'"),
    ],
)
def test_the_command_is_one_that_the_environment_has(
    tmp_path: Path, config: str | None, source: bool, command: str
) -> None:
    if config is not None:
        (tmp_path / "pyvenv.cfg").write_text(config, encoding="utf-8")
    assert extra_command("export", tmp_path, tmp_path if source else None) == command


def test_a_tool_of_uv_is_installed_again_with_the_extra(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text(UV, encoding="utf-8")
    (tmp_path / "uv-receipt.toml").touch()
    assert extra_command("raw", tmp_path, None) == "uv tool install 'labelmt[raw]'"


def test_the_bundle_takes_no_package_and_names_what_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for told in (str(install_extra("raw")), str(install_package("pandas"))):
        assert "comes without it" in told
        assert "uv tool install" in told
        assert "uv pip" not in told


def test_every_extra_that_is_named_is_one_of_the_project() -> None:
    source = checkout()
    assert source is not None
    listed = (source / "pyproject.toml").read_text("utf-8")
    for extra in (
        "dicom",
        "export",
        "jxl",
        "names",
        "raw",
        "serve",
        "tables",
        "team",
        "tiff",
        "timm",
    ):
        assert f"\n{extra} = [" in listed
        assert extra in str(install_extra(extra))
