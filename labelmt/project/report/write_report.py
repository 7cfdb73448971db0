"""Writes a report into a folder: ``report.html`` and ``report.pdf``, both or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from labelmt.formats.output import Output
from labelmt.project.images.protected_files import ProtectedFiles
from labelmt.project.project import Project
from labelmt.project.report.blocks import Report
from labelmt.project.report.html_page import html_of

HTML, PDF = "report.html", "report.pdf"
Printer = Callable[[Report, BinaryIO], None]
"""Writes a report as PDF into a stream: ``labelmt.gui.paper`` has the one there is."""


def report_output(project: Project, out: Path, *, overwrite: bool = False) -> Output:
    """Where a report goes; nothing of the project and no image is replaced."""
    reason = ProtectedFiles(project.folder, project.images()).reason
    return Output(out, overwrite=overwrite, protected=reason)


def write_report(report: Report, output: Output, printer: Printer | None) -> list[Path]:
    """Write the page and, with a printer, the same on paper; the files there are now.

    Raises:
        Exists, InvalidInput, DiskFull, NoPermission, NotFound, EnvironmentFault: nothing that was
            there before is changed.
    """
    with output.folder():
        with output.within(HTML) as stream:
            for part in html_of(report):
                stream.write(part.encode())
        if printer is not None:
            with output.within(PDF) as stream:
                printer(report, stream)
    return output.written
