"""From nothing to a counter that can sell: what happens between the command and the sign-in window.

On one machine: start the server inside, migrate, load the sample network once, open the travel dates of the day,
make the demonstration staff and register this machine. What was done is remembered beside the cluster, so that the
second start only starts the server. With a central server nothing is done here: its operator did it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from kai_counter.config import Home, Misconfigured, Settings, is_here, load_settings, save_settings
from kai_counter.db.server import EmbeddedServer, address
from kai_counter.errors import Refused
from kai_counter.ops.office import (
    COUNTER_CODE,
    Member,
    add_member,
    as_owner,
    members,
    register_counter,
    secret_hash,
    set_gateway_key,
)
from kai_counter.values.payment import SIMULATED_KEY

# Called with a step (STEPS), how much of it is done, and how much there is (0: unknown).
Progress = Callable[[str, int, int], None]
STEPS = ("server", "migrate", "sample", "dates", "staff", "counter")  # inside sample: read, write, open, sell

DEFAULT_COUNTER = "GMR-01"
DEMO_PASSWORD = "loket-123"
DEMO_STAFF = (
    Member("10001", "Rina Wijaya", ("clerk",), is_demo=True),
    Member("10002", "Bagus Prasetyo", ("clerk",), is_demo=True),
    Member("20001", "Sri Lestari", ("supervisor",), is_demo=True),
    Member("30001", "Agus Santoso", ("gate",), is_demo=True),
    Member("90001", "Dewi Kartika", ("admin",), is_demo=True),
    Member("80001", "Hendra Gunawan", ("auditor",), is_demo=True),
)


class Timetable(Protocol):
    """`kai_counter.services.timetable`: handed in, because operations do not know services."""

    def load_sample(self, owner_url: str, progress: Callable[[str, float], None], /) -> Any: ...
    def open_until(self, owner_url: str, /) -> Any: ...
    def expire_past(self, owner_url: str, /) -> Any: ...


@dataclasses.dataclass(frozen=True)
class DemoMember:
    """A demonstration member as the sign-in window shows them; the password is no secret."""

    nipp: str
    full_name: str
    roles: tuple[str, ...]
    password: str


def demo_staff(settings: Settings) -> list[DemoMember]:
    """Who may try the program on this machine; nobody on a central server."""
    if not settings.embedded:
        return []
    return [DemoMember(m.nipp, m.full_name, m.roles, DEMO_PASSWORD) for m in DEMO_STAFF]


def demo_staff_there(settings: Settings) -> list[DemoMember]:
    """Who may try the program in a database that another program of this machine runs: those whom the known
    password lets in and who are told to be demonstration members. A real one says no to the first and is asked no
    further; one on the network is not asked at all."""
    import psycopg

    found: list[DemoMember] = []
    if settings.embedded or not settings.database_url or not is_here(settings.database_url):
        return found
    for member in DEMO_STAFF:
        try:
            with psycopg.connect(settings.login_url(member.nipp, DEMO_PASSWORD), connect_timeout=3) as connection:
                row = connection.execute("SELECT is_demo FROM users WHERE nipp = %s", [member.nipp]).fetchone()
        except psycopg.Error:
            row = None
        if row == (True,):
            found.append(DemoMember(member.nipp, member.full_name, member.roles, DEMO_PASSWORD))
        elif not found:
            break
    return found


def prepare(home: Home, progress: Progress, timetable: Timetable) -> Settings:
    """Make this home ready and say where its database is. Safe to interrupt and to run twice at once.

    Raises Misconfigured, Unavailable, Refused. Takes about 0.2 s when there is nothing left to do.
    """
    settings = load_settings(home)
    if settings.database_url:
        return settings
    server = EmbeddedServer(home)
    progress("server", 0, len(STEPS))
    owner = server.start()
    with server.preparing():
        done = _Done(server)
        migrate_if_changed(server, progress, training=settings.training)
        if not done.has("sample"):
            progress("sample", 0, 0)
            timetable.load_sample(owner, lambda word, share: progress(word, round(share * 100), 100))
            done.remember("sample", True)
            done.remember("dates", _today())
        if not done.has("dates", _today()):
            progress("dates", 3, len(STEPS))
            timetable.expire_past(owner)
            timetable.open_until(owner)
            done.remember("dates", _today())
        if not done.has("demo_staff"):
            progress("staff", 4, len(STEPS))
            _make_demo_staff(owner)
            done.remember("demo_staff", True)
        if not done.has("gateway_key"):
            _trust_the_simulator(owner)
            done.remember("gateway_key", True)
        settings = _registered(home, settings, owner, done, progress)
    progress("ready", len(STEPS), len(STEPS))
    return dataclasses.replace(
        settings, database_url=address(owner), embedded=True, transient=settings.transient | {"database_url"}
    )


def migrate_if_changed(
    server: EmbeddedServer, progress: Progress, *, always: bool = False, training: bool = False
) -> bool:
    """Bring the database up to the program's migrations; loading alembic costs 0.3 s, so only when they changed.

    `training`: the home is a training room's, and so must the database be. Raises Misconfigured.
    """
    done, wanted = _Done(server), fingerprint()
    if done.has("training") and not training:
        raise Misconfigured(
            "The database of this home is a training room's, and its settings say it is live: set training = true."
        )
    if done.has("migrated", wanted) and done.has("training") == training and not always:
        return False
    progress("migrate", 1, len(STEPS))
    from kai_counter.db.migrate import migrate

    migrate(server.url(), training=training)  # which refuses to make a training room of a live database
    server.remember(migrated=wanted, training=training)
    return True


def fingerprint() -> str:
    """Of everything that decides what a migrated database looks like."""
    digest = hashlib.sha256()
    for path in sorted(_migration_texts()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _migration_texts() -> Iterator[Path]:
    from kai_counter.db import places

    folder = places.migrations()
    yield from (folder / "versions").glob("*.py")
    yield from (folder / "functions").glob("*.sql")
    yield from Path(places.__file__).parent.glob("*.py")


class _Done:
    """What was already done to this cluster."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server

    def has(self, what: str, value: object = True) -> bool:
        return bool(self._server.remembered(what) == value)

    def remember(self, what: str, value: object) -> None:
        self._server.remember(**{what: value})


def _make_demo_staff(owner: str) -> None:
    with as_owner(owner) as connection:
        known = {member.nipp for member in members(connection)}
        for member in DEMO_STAFF:
            if member.nipp not in known:
                add_member(connection, member, DEMO_PASSWORD)


def _trust_the_simulator(owner: str) -> None:
    """The simulated gateway's answers count in a database on one machine; a real key takes its place."""
    with as_owner(owner) as connection:
        set_gateway_key(connection, SIMULATED_KEY)


def _registered(home: Home, settings: Settings, owner: str, done: _Done, progress: Progress) -> Settings:
    """This machine as a counter of its own server: the secret made here, its hash in the database."""
    code = settings.counter_code or DEFAULT_COUNTER
    if not COUNTER_CODE.fullmatch(code):
        raise Refused("bad_request", field="counter")
    mark = f"{code}:{secret_hash(settings.counter_secret).hex()}"
    if settings.counter_secret and done.has("counter", mark):
        return dataclasses.replace(settings, counter_code=code)
    progress("counter", 5, len(STEPS))
    with as_owner(owner) as connection:
        secret = register_counter(connection, code, code.partition("-")[0], counter_name(code))
        settings = dataclasses.replace(settings, counter_code=code, counter_secret=secret)
        save_settings(home, settings)  # before the commit: a secret on disk alone is replaced, a hash alone is lost
    done.remember("counter", f"{code}:{secret_hash(secret).hex()}")
    return settings


def counter_name(code: str) -> str:
    """'Loket 1' for GMR-01."""
    return "Loket " + re.sub(r"^0+", "", code.rpartition("-")[2])


def _today() -> str:
    # Jakarta's calendar day: travel dates open there first (UTC+7, no summer time).
    return (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()
