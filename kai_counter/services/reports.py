"""What a counter tells about itself afterwards: faults of ours, and times without its database.

A rolled-back transaction leaves no row of its own, so that both are told in calls of their own (DECISIONS.md).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.db.faults import DatabaseFault


def error(database: Database, incident: str, fault: BaseException, during: str = "") -> None:
    """Note a bug under the number the clerk reads out; its kind and place, never what a person typed."""
    sqlstate, message = "", type(fault).__name__
    if isinstance(fault, DatabaseFault):
        sqlstate, message = fault.sqlstate or "", fault.message
    database.call("report_error", incident=incident, verb=during, sqlstate=sqlstate, message=message, facts={})


def outage(database: Database, outage_id: UUID, what: str, began: datetime, ended: datetime | None) -> None:
    """A time without `what`; sent again with the same id it changes nothing."""
    database.call("report_outage", id=outage_id, what=what, began_at=began, ended_at=ended, facts={})
