"""The command line speaks the language of the environment, in help and in what goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys


def spoken(*arguments: str, language: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "labelmt", *arguments],
        env={**os.environ, "LANGUAGE": language, "COLUMNS": "80", "PYTHONUTF8": "1"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_help_is_translated_and_nothing_of_it_is_cut_off() -> None:
    told = spoken("train", "--help", language="de:zh_CN")
    assert "用项目的标注训练" in told
    assert "─ 选项 ─" in told
    assert "…" not in told


def test_what_goes_wrong_is_told_in_it() -> None:
    assert "没有这样的命令、项目或文件夹。" in spoken("nowhere", language="zh_CN.UTF-8")
