"""What a sign-in opens, and what its end closes, in a worker's thread."""

from __future__ import annotations

import logging
from pathlib import Path

from kai_counter.config import Settings
from kai_counter.db.database import Database
from kai_counter.errors import Refused, Unavailable
from kai_counter.ui.flows.gate_entry import knows
from kai_counter.ui.flows.outside import Outside

log = logging.getLogger(__name__)


def is_member(url: str, door: tuple[Path, str, str] | None) -> None:
    """In a worker: PostgreSQL says whether the password is the member's; the session goes on as it was. At a gate
    with the database away the machine's own memory does."""
    database = Database(url, "kai-counter lock")
    try:
        database.ping()
    except Unavailable:
        if door is None or not knows(*door):
            raise
    finally:
        database.close()


def outside_of(settings: Settings) -> Outside:
    """The payment devices of this counter. One that is set up wrongly is missing, and the page says so."""
    from kai_counter.devices.payments import chosen

    gateway, terminal = None, None
    try:
        gateway = chosen.gateway(
            settings.gateway.url, settings.gateway_key, settings.gateway.acquirer, training=settings.training
        )
        terminal = chosen.terminal(settings.terminal.kind, settings.terminal.address, training=settings.training)
    except ValueError as error:
        log.error("a payment device is set up wrongly: %s", error)
    return Outside(gateway, terminal)


def leave(database: Database) -> None:
    from kai_counter.services import staff

    try:
        staff.sign_out(database)
    except Refused:  # ended already
        pass
    finally:
        database.close()


def as_unavailable(fault: BaseException) -> Unavailable:
    return fault if isinstance(fault, Unavailable) else Unavailable("other")
