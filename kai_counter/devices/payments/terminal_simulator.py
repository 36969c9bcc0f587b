"""A card terminal that exists only as a program, on a real serial line (a pseudo terminal) or TCP.

It keeps a batch, answers echo, sale, void, query, totals and settlement in the frame of `ecr_frame`, and misbehaves
when told to, once for each telling:

`silent` (takes a request without a word), `nak` (refuses one frame), `bad_lrc` (its next answer arrives damaged
once), `garbled` (damaged until nobody asks any more), `lost` (charged, then the cable is out), `cut` (the cable is
out before anything was charged), `slow` (answers after `seconds`), `hang` (charged, never answers), `decline`,
`cancel` (the customer's red key), `timeout` (the bank's line), `amount` (answers over another sum), `twice` (sends
its answer again unasked, as when an ACK was lost).
"""

from __future__ import annotations

import os
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kai_counter.devices.payments import ecr_frame as wire
from kai_counter.devices.payments.ecr_frame import ACK, NAK, Garbled
from kai_counter.devices.simulator_wires import PtyWire, SocketWire, Wire

FAULTS = ("silent", "nak", "bad_lrc", "garbled", "lost", "cut", "slow", "hang", "decline", "cancel", "timeout",
          "amount", "twice")  # fmt: skip
CODES = {"decline": "51", "cancel": "P3", "timeout": "TO"}
CARD, TERMINAL, MERCHANT = "5409120000001234", "SIM00001", "000885000000001"


@dataclass
class Charge:
    reference: str
    amount: int
    code: str
    rrn: str = ""
    approval: str = ""
    invoice: str = ""
    is_void: bool = False


class TerminalSimulator:
    """`charges` is what the bank believes: per reference at most one approved charge, or a test fails."""

    def __init__(self, *, say: Callable[[str], None] | None = None) -> None:
        self.charges: list[Charge] = []
        self.batch = 1
        self.answered = 0  # whole answers put on the wire
        self._say = say or (lambda _: None)
        self._faults: list[tuple[str, float]] = []
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._wires: list[Wire] = []
        self._listener: socket.socket | None = None
        self._number = 0

    # -- for whoever holds it -----------------------------------------------------------------------------------

    def serve_pty(self, link: Path | None = None) -> str:
        """The device to open at the other end; `link`: a name of its own that stays when the cable is put back."""
        import pty
        import tty

        master, slave = pty.openpty()
        tty.setraw(slave)
        device = os.ttyname(slave)
        self._attach(PtyWire(master, slave))
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(device)
        return str(link or device)

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen on TCP; the port that was bound."""
        self._listener = socket.create_server((host, port))
        threading.Thread(target=self._accept, name="terminal simulator", daemon=True).start()
        return int(self._listener.getsockname()[1])

    def fail(self, kind: str, seconds: float = 0.3) -> None:
        """The next request goes wrong like this. Raises ValueError for an unknown fault."""
        if kind not in FAULTS:
            raise ValueError(f"no fault {kind!r}")
        with self._lock:
            self._faults.append((kind, seconds))

    def close(self) -> None:
        self._ending.set()
        if self._listener is not None:
            self._listener.close()
        self.pull_cable()

    def pull_cable(self) -> None:
        with self._lock:
            wires, self._wires = self._wires, []
        for found in wires:
            found.close()

    def approved(self) -> Counter[str]:
        """How often each reference was charged and not reversed."""
        return Counter(charge.reference for charge in self.charges if charge.code == "00" and not charge.is_void)

    # -- its life -----------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        assert self._listener is not None
        while not self._ending.is_set():
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            self._attach(SocketWire(link))

    def _attach(self, found: Wire) -> None:
        with self._lock:
            self._wires.append(found)
        threading.Thread(target=self._listen, args=(found,), name="terminal simulator", daemon=True).start()

    def _listen(self, found: Wire) -> None:
        reader = wire.Reader()
        last: bytes = b""
        while data := found.read():
            reader.feed(data)
            while True:
                try:
                    said = reader.next()
                except Garbled:
                    found.write(bytes([NAK]))
                    continue
                if said is None:
                    break
                if said == NAK and last:
                    found.write(self._damaged(last))
                elif isinstance(said, bytes):
                    last = self._serve(found, said) or last

    def _damaged(self, answer: bytes) -> bytes:
        with self._lock:
            bad = any(kind == "garbled" for kind, _ in self._faults)
        return answer[:-1] + bytes([answer[-1] ^ 0xFF]) if bad else answer

    def _serve(self, found: Wire, data: bytes) -> bytes:
        """Take one request and answer; the frame that was (or would have been) sent."""
        try:
            asked = wire.unpack(wire.REQUEST, data)
        except Garbled:
            found.write(bytes([NAK]))
            return b""
        kind, seconds = self._fault(asked["type"])
        if kind == "nak":
            found.write(bytes([NAK]))
            return b""
        if kind == "cut":
            self.pull_cable()
            return b""
        answer = self._done(asked, kind)
        if kind == "silent":
            return b""
        found.write(bytes([ACK]))
        if kind == "lost":
            self.pull_cable()
            return b""
        if kind == "hang":
            return b""
        if kind == "slow":
            self._ending.wait(seconds)
        if kind in ("bad_lrc", "garbled"):
            found.write(answer[:-1] + bytes([answer[-1] ^ 0xFF]))
        else:
            found.write(answer * 2 if kind == "twice" else answer)
            self.answered += 1
        return answer

    def _fault(self, request: str) -> tuple[str, float]:
        """Echoes are always answered: what goes wrong is the sale, the void, the query."""
        with self._lock:
            if request == wire.ECHO or not self._faults:
                return "", 0.0
            return self._faults[0] if self._faults[0][0] == "garbled" else self._faults.pop(0)

    def _done(self, asked: dict[str, str], fault: str) -> bytes:
        with self._lock:
            match asked["type"]:
                case wire.SALE:
                    return self._answer(asked["type"], self._charged(asked, fault), fault)
                case wire.VOID:
                    return self._answer(asked["type"], self._voided(asked), fault)
                case wire.QUERY:
                    known = [charge for charge in self.charges if charge.reference == asked["reference"]]
                    missing = Charge(asked["reference"], 0, "25")
                    return self._answer(asked["type"], known[-1] if known else missing, fault)
                case wire.TOTALS | wire.SETTLE:
                    return self._batch_told(asked["type"])
        return self._answer(asked["type"], Charge("", 0, "00"), "")

    def _charged(self, asked: dict[str, str], fault: str) -> Charge:
        self._number += 1
        charge = Charge(asked["reference"], wire.rupiah(asked["amount"]), CODES.get(fault, "00"),
                        f"{self._number:012}", f"A{self._number:05}", f"{self._number:06}")  # fmt: skip
        if charge.code != "00":
            charge.approval = ""
        self.charges.append(charge)
        self._say(f"sale {charge.reference} {charge.amount} {charge.code}")
        return charge

    def _voided(self, asked: dict[str, str]) -> Charge:
        amount = wire.rupiah(asked["amount"])
        for charge in self.charges:
            if charge.reference == asked["reference"] and charge.code == "00" and charge.amount == amount:
                charge.is_void = True
                self._say(f"void {charge.reference} {amount}")
                return charge
        return Charge(asked["reference"], amount, "25")

    def _batch_told(self, kind: str) -> bytes:
        sold = [charge for charge in self.charges if charge.code == "00"]
        back = [charge for charge in sold if charge.is_void]
        told = {
            "type": kind, "code": "00", "amount": wire.cents(sum(charge.amount for charge in sold)),
            "other_amount": wire.cents(sum(charge.amount for charge in back)),
            "rrn": f"{len(sold):06}{len(back):06}", "batch": f"{self.batch:06}", "terminal": TERMINAL,
            "merchant": MERCHANT,
        }  # fmt: skip
        if kind == wire.SETTLE:
            self.charges.clear()
            self.batch += 1
            self._say(f"settled batch {told['batch']}")
        return wire.pack(wire.ANSWER, told)

    def _answer(self, kind: str, charge: Charge, fault: str) -> bytes:
        now = datetime.now()
        amount = charge.amount + (1_000 if fault == "amount" else 0)
        found = {
            "type": kind, "amount": wire.cents(amount), "code": charge.code, "rrn": charge.rrn,
            "approval": charge.approval, "invoice": charge.invoice, "batch": f"{self.batch:06}",
            "date": f"{now:%Y%m%d}", "time": f"{now:%H%M%S}", "terminal": TERMINAL, "merchant": MERCHANT,
        }  # fmt: skip
        if charge.rrn:
            found |= {"pan": CARD, "issuer": "01", "holder": "KARTU SIMULASI"}
        return wire.pack(wire.ANSWER, found)
