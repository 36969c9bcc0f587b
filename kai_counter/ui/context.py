"""What a signed-in screen needs, handed over explicitly; there is nothing global."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kai_counter.config import Home, Settings
from kai_counter.ui.desk import Desk
from kai_counter.ui.flows.outside import Outside
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme
from kai_counter.values.cards import SignedInCard

if TYPE_CHECKING:
    from kai_counter.db.database import Database
    from kai_counter.ui.flows.printing import Printing
    from kai_counter.ui.scanning import Scanning

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class Clock:
    """The database's time. A counter's own clock may be wrong; countdowns and sale ends go by the server's.

    `offset` is the database's time less this machine's, as last heard. From then on the machine's clock is not
    looked at again: somebody may set it in the middle of a hold, so the seconds since are counted by the tick.
    """

    def __init__(
        self, offset: timedelta = timedelta(0), zone: tzinfo = UTC, zone_name: str = "UTC"
    ) -> None:
        self.zone, self.zone_name = zone, zone_name
        self.offset = offset

    @property
    def offset(self) -> timedelta:
        return self._offset

    @offset.setter
    def offset(self, offset: timedelta) -> None:
        self._offset = offset
        self._heard, self._tick = datetime.now(UTC) + offset, _tick()

    @classmethod
    def of_station(cls, timezone: str, offset: timedelta = timedelta(0)) -> Clock:
        return cls(offset, ZoneInfo(timezone), ZONE_NAMES.get(timezone, timezone))

    def now(self) -> datetime:
        """Aware, in the station's zone."""
        return (self._heard + timedelta(seconds=_tick() - self._tick)).astimezone(self.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def _tick() -> float:
    """Seconds that nobody can set; on Linux those of a suspended machine count too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass
class Counter:
    """One signed-in member at one counter. `printing` is None until a printer was set up."""

    desk: Desk
    database: Database
    signed_in: SignedInCard
    settings: Settings
    home: Home
    theme: Theme
    language: Language
    clock: Clock
    printing: Printing | None = None
    outside: Outside = field(default_factory=Outside)
    scanning: Scanning | None = None
