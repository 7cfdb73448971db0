"""Runs whose process is gone."""

from __future__ import annotations

import os
import socket

from labelmt.project.history import now
from labelmt.storage import run_repository
from labelmt.storage.database import Database


def process_name() -> str:
    """This process, as a run names its owner."""
    return f"{socket.gethostname()}:{os.getpid()}"


def close_interrupted_runs(database: Database) -> None:
    """End the runs that were running when their program was killed.

    A run of another living process, or of another machine that shares the folder, is left.
    """
    with database.read() as connection:
        owners = run_repository.running_owners(connection)
    lost = [run_id for run_id, owner in owners.items() if _is_gone(owner)]
    if lost:
        with database.write() as connection:
            for run_id in lost:
                run_repository.end_run(
                    connection, run_id, "failed", now(), problem="Interrupted: the program ended."
                )


def _is_gone(owner: str) -> bool:
    host, _, pid = owner.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
