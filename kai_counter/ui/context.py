"""What a signed-in screen needs, handed over explicitly; there is nothing global."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kai_counter.config import Home, Settings
from kai_counter.ui.desk import Desk
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme
from kai_counter.values.cards import SignedInCard

if TYPE_CHECKING:
    from kai_counter.db.database import Database
    from kai_counter.ui.flows.printing import Printing

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass
class Clock:
    """The database's time. A counter's own clock may be wrong; countdowns and sale ends go by the server's."""

    offset: timedelta = timedelta(0)
    zone: tzinfo = UTC
    zone_name: str = "UTC"

    @classmethod
    def of_station(cls, timezone: str, offset: timedelta = timedelta(0)) -> Clock:
        return cls(offset, ZoneInfo(timezone), ZONE_NAMES.get(timezone, timezone))

    def now(self) -> datetime:
        """Aware, in the station's zone."""
        return (datetime.now(UTC) + self.offset).astimezone(self.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


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
