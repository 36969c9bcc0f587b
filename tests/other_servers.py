"""PostgreSQL 15 as Debian ships it, for the tests that claim it; absent elsewhere.

`KAI_TEST_POSTGRES=15 pytest tests/verbs` runs any room's tests on it instead of on the embedded 18.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "only-for-this-test"
VARIABLE = "KAI_TEST_POSTGRES"
needs_15 = pytest.mark.skipif(not DEBIAN_15.is_dir(), reason="no PostgreSQL 15 on this machine")


@dataclass(frozen=True)
class Postgres15:
    """A running cluster. It belongs to `nobody` where the tests are root, whom PostgreSQL refuses."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        return (self.folder / "log").read_text()

    def url(self, database: str = "postgres") -> str:
        """The superuser's."""
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        command = [str(DEBIAN_15 / program), "-D", str(self.data), *arguments]
        account: dict[str, Any] = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(command, check=True, capture_output=True, cwd="/", **account)

    def give(self, path: Path) -> None:
        """Hand a file of the tests to the server's account."""
        if os.geteuid() == 0:
            shutil.chown(path, "nobody")


@contextmanager
def postgres_15(
    addresses: str = "127.0.0.1", configure: Callable[[Postgres15], None] | None = None
) -> Iterator[Postgres15]:
    """A fresh cluster; `configure` may change its files before it starts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = Postgres15(Path(tempfile.mkdtemp(prefix="kai-tests-15-", dir=memory())), port)
    try:
        cluster.give(cluster.folder)
        secret = cluster.folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        cluster.run("initdb", "-N", "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}",
                    "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        if configure is not None:
            configure(cluster)
        options = f"-p {port} -c listen_addresses={addresses} -c unix_socket_directories= -c fsync=off"
        cluster.run("pg_ctl", "start", "-w", "-l", str(cluster.folder / "log"), "-o", options)
        try:
            yield cluster
        finally:
            cluster.run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(cluster.folder, ignore_errors=True)


def memory() -> Path | None:
    """Where files cost no disk: a clone takes a quarter of the time. None where there is little of it."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > 4 << 30 else None
