"""Which printer, and how it is: the two plain things that screens and settings know of a printer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kai_counter.devices.transport import Dial, dial_serial, dial_tcp


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """`address` as in the configuration; `name` tells printers apart in the journal.

    `acknowledgement` is auto (probe once and remember), process_id, gs_r or none. `trust_unacknowledged`: a device
    that cannot acknowledge is believed without asking. `drawer_open_level` is the pin's level when it is open.
    """

    kind: str = "virtual"
    address: str = ""
    name: str = ""
    acknowledgement: str = "auto"
    trust_unacknowledged: bool = False
    drawer_pin: int = 2
    drawer_open_level: bool = True

    @property
    def title(self) -> str:
        return self.name or f"{self.kind}:{self.address}"

    def dial(self) -> Dial:
        """Raises ValueError for a virtual printer: that one's `Simulator.dial` is handed to `Printer`."""
        if self.kind == "tcp":
            return dial_tcp(self.address)
        if self.kind == "serial":
            return dial_serial(self.address)
        raise ValueError("a virtual printer needs the dial of its simulator")


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """`state` is unknown, ready, printing, not_ready (reason says why) or asking (`asking` is the job)."""

    printer: str
    state: str = "unknown"
    reason: str = ""
    near_end: bool = False
    drawer_open: bool | None = None
    waiting: int = 0
    asking: UUID | None = None
    acknowledgement: str = ""

    @property
    def is_ready(self) -> bool:
        """Said before payment, not after it."""
        return self.state in ("ready", "printing")
