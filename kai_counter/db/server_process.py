"""Telling a living server from what a killed one left: a stale file, a reused number, backends without a head."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

from kai_counter.errors import Unavailable


def pid_lines(cluster: Path) -> list[str]:
    """postmaster.pid: process, folder, start time, port, socket folder, address, shared memory, state."""
    try:
        return (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError as error:
        raise Unavailable("database", f"the cluster in {cluster} belongs to somebody else") from error


def running_pid(cluster: Path) -> int | None:
    """The server's process. A killed one leaves its file, whose number may be another program's by now."""
    lines = pid_lines(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    if os.name == "nt":
        return pid if _answers(lines) else None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return None  # somebody else's: never our server, whose account we are or rule
    if sys.platform == "linux":
        return pid if _works_in(pid, cluster) else None
    return pid


def pid_is_of_another(cluster: Path) -> bool:
    """Does the number in a stale file belong to a living program that is not our server?"""
    lines = pid_lines(cluster)
    if not lines or os.name == "nt" or running_pid(cluster) is not None:
        return False
    try:
        os.kill(int(lines[0]), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return sys.platform == "linux"  # elsewhere a living number counts as the server


def _works_in(pid: int, cluster: Path) -> bool:
    """PostgreSQL's processes sit in their cluster's folder. A dead one not yet buried sits nowhere."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == cluster.resolve()
    except OSError:
        return False


def _answers(lines: list[str]) -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(lines[3])), 1).close()
    except (OSError, IndexError, ValueError):
        return False
    return True


def end_orphans(cluster: Path) -> None:
    """Backends of a killed server that have not noticed yet hold the shared memory the next one needs."""
    if sys.platform != "linux":
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _works_in(int(entry.name), cluster):
            name = ""
            with contextlib.suppress(OSError):
                name = (entry / "comm").read_text().strip()
            if name == "postgres":  # not the shell of a person who happens to look around there
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(int(entry.name), signal.SIGKILL)
