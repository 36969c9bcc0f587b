"""PostgreSQL 15 as Debian ships it, for the tests that claim it; absent elsewhere."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "only-for-this-test"


@contextmanager
def postgres_15() -> Iterator[str]:
    """A fresh cluster; gives the superuser's URL of its `postgres` database."""
    folder = Path(tempfile.mkdtemp(prefix="kai-tests-15-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:  # initdb refuses root
        shutil.chown(folder, "nobody")
        account = {"user": "nobody", "extra_groups": []}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [str(DEBIAN_15 / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **account)

    secret = folder / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    run("initdb", "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)
