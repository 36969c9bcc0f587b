"""A card terminal on a cable (the frame is in `ecr_frame`): one request at a time, and never a guess.

What decides is whether the terminal took the request. Before a sale it is greeted (echo): no answer there, and
nothing was asked, so Unavailable. A NAK means "not taken", the same frame goes again. But a sale that got no ACK
may be under way with its ACK lost, so it is never sent twice: the answer is `unknown` and `query` finds out. The
same holds for a link that breaks, an answer that does not come in time, or one that stays garbled after three NAKs.

An answer that lies in the wire before our request was taken belongs to somebody else's sale and is thrown away, as
is one that is, byte for byte, the answer seen last (its ACK was lost and the terminal repeats it).
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass

from kai_counter.devices.payments import ecr_frame as wire
from kai_counter.devices.payments.ecr_frame import ACK, ANSWER, NAK, Garbled
from kai_counter.devices.transport import Dial, LinkLost, SerialTransport, Transport, dial_tcp
from kai_counter.errors import Unavailable
from kai_counter.values.money import Rupiah
from kai_counter.values.payment import BatchTotals, CardAnswer, mask_pan

BAUD = 9600
APPROVED = "00"
CANCELLED = ("P3",)
# The line to the bank broke or was silent: the terminal may not know itself yet.
UNSURE = {"TO": "slow", "CE": "no_line"}
NOT_FOUND = "25"
DEBIT_ISSUERS = ("00", "08")  # (unverified) the bank's own debit card; anything else is called a credit card


@dataclass(frozen=True)
class Timing:
    """Seconds: to open the port, for ACK, for the customer and the bank, for a query."""

    connect: float = 3.0
    ack: float = 2.0
    sale: float = 120.0
    query: float = 15.0
    resends: int = 3


class _Lost(Exception):
    """The request may have been taken; `reason` is a word of CardAnswer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EcrTerminal:
    """`address`: a serial device with `@baud` when it is not 9600, or `host:port`. Opened for each exchange, so a
    cable that was out is found again."""

    is_manual = False

    def __init__(self, address: str, *, timing: Timing | None = None, dial: Dial | None = None) -> None:
        self._dial = dial or _dial(address)
        self._timing = timing or Timing()
        self._one_at_a_time = threading.Lock()
        self._seen = b""

    # -- what can be asked --------------------------------------------------------------------------------------

    def sale(self, reference: str, amount: int) -> CardAnswer:
        """Charge a card; see `Terminal.sale`."""
        if not 0 < Rupiah(amount) <= wire.LARGEST:
            raise ValueError(f"a terminal cannot charge {amount}")
        frame = wire.request(wire.SALE, amount, reference)
        return self._card(frame, reference, amount, self._timing.sale)

    def query(self, reference: str) -> CardAnswer:
        """What became of a reference; the same as often as one likes."""
        try:
            found = self._exchange(wire.request(wire.QUERY, 0, reference), wire.QUERY, self._timing.query)
        except _Lost as lost:
            raise Unavailable("terminal", lost.reason) from None
        if found["code"] == NOT_FOUND:
            return CardAnswer("declined", reference, Rupiah(0), NOT_FOUND, reason="not_found")
        try:
            return _answer(found, reference, wire.rupiah(found["amount"]))
        except Garbled:
            return CardAnswer("unknown", reference, Rupiah(0), reason="garbled")

    def void(self, reference: str, amount: int, trace: str = "") -> CardAnswer:
        """Reverse a sale of this batch by its trace number."""
        return self._card(wire.request(wire.VOID, amount, reference, trace), reference, amount, self._timing.sale)

    def totals(self) -> BatchTotals:
        return self._batch(wire.TOTALS)

    def settle(self) -> BatchTotals:
        return self._batch(wire.SETTLE)

    def close(self) -> None:
        """Nothing is kept open."""

    def _card(self, frame: bytes, reference: str, amount: int, patience: float) -> CardAnswer:
        try:
            found = self._exchange(frame, frame[4:6].decode(), patience)
            if wire.rupiah(found["amount"]) != amount:
                return CardAnswer("unknown", reference, Rupiah(amount), reason="amount")
        except _Lost as lost:
            return CardAnswer("unknown", reference, Rupiah(amount), reason=lost.reason)
        except Garbled:
            return CardAnswer("unknown", reference, Rupiah(amount), reason="garbled")
        return _answer(found, reference, amount)

    def _batch(self, kind: str) -> BatchTotals:
        """Counts and sums: sales in the amount, refunds in the other amount, how many in the RRN field (unverified:
        terminals that tell no totals leave the station to type them)."""
        try:
            found = self._exchange(wire.request(kind), kind, self._timing.sale)
            if found["code"] != APPROVED or not re.fullmatch(r"[0-9]{12}", found["rrn"]):
                raise Unavailable("terminal", f"totals refused: {found['code']}")
            sales, refunds = int(found["rrn"][:6]), int(found["rrn"][6:])
            return BatchTotals(
                found["batch"], sales, Rupiah(wire.rupiah(found["amount"])), refunds,
                Rupiah(wire.rupiah(found["other_amount"])), found["terminal"], kind == wire.SETTLE,
            )  # fmt: skip
        except _Lost as lost:
            raise Unavailable("terminal", lost.reason) from None
        except Garbled as garbled:
            raise Unavailable("terminal", str(garbled)) from garbled

    # -- the wire -----------------------------------------------------------------------------------------------

    def _exchange(self, frame: bytes, kind: str, patience: float) -> dict[str, str]:
        """Greet, ask, wait. Raises Unavailable (never taken) or _Lost (perhaps taken)."""
        with self._one_at_a_time:
            try:
                link = self._dial(self._timing.connect)
            except Unavailable as error:
                raise Unavailable("terminal", error.hint) from error
            talk = _Talk(link, self._timing, self._seen)
            try:
                talk.greet()
                talk.ask(frame)
                found = talk.hear(kind, patience)
                self._seen = talk.seen
                return found
            finally:
                link.close()


class _Talk:
    """One opened link."""

    def __init__(self, link: Transport, timing: Timing, seen: bytes) -> None:
        self.link, self.timing, self.seen = link, timing, seen
        self.reader = wire.Reader()

    def greet(self) -> None:
        """Nothing charges here: whatever goes wrong is Unavailable."""
        try:
            self._send(wire.request(wire.ECHO))
            taken = self._taken(wire.request(wire.ECHO))
            if not taken:
                raise Unavailable("terminal", "no answer")
            self.hear(wire.ECHO, self.timing.ack)
        except (_Lost, LinkLost) as error:
            raise Unavailable("terminal", str(error)) from None

    def ask(self, frame: bytes) -> None:
        try:
            self._send(frame)
            taken = self._taken(frame)
        except LinkLost as error:
            raise _Lost("link_lost") from error
        if taken is None:
            raise _Lost("no_ack")
        if not taken:
            raise Unavailable("terminal", "the request was refused three times")

    def hear(self, kind: str, patience: float) -> dict[str, str]:
        """The answer to a request that was taken."""
        until, bad = time.monotonic() + patience, 0
        while (left := until - time.monotonic()) > 0:
            try:
                said = self._next(left)
                if isinstance(said, bytes):
                    found = wire.unpack(ANSWER, said)
                    self._ack()
                    if found["type"] == kind and (said != self.seen or kind not in (wire.SALE, wire.VOID)):
                        self.seen = said
                        return found
            except Garbled as error:
                bad += 1
                if bad > self.timing.resends:
                    raise _Lost("garbled") from error
                self._nak()
            except LinkLost as error:
                raise _Lost("link_lost") from error
        raise _Lost("slow")

    def _ack(self) -> None:
        """What was read counts, also when the link broke behind it."""
        try:
            self.link.send(bytes([ACK]), 1.0)
        except LinkLost:
            pass

    def _nak(self) -> None:
        try:
            self.link.send(bytes([NAK]), 1.0)
        except LinkLost as error:
            raise _Lost("link_lost") from error

    def _taken(self, frame: bytes) -> bool | None:
        """ACK: True. NAK, three times over: False. Silence: None."""
        until, naks = time.monotonic() + self.timing.ack, 0
        while (left := until - time.monotonic()) > 0:
            try:
                said = self._next(left)
            except Garbled:
                continue  # an old answer; whoever sent it asks again
            if said == ACK:
                return True
            if said == NAK:
                naks += 1
                if naks > self.timing.resends:
                    return False
                self._send(frame)
                until = time.monotonic() + self.timing.ack
            elif isinstance(said, bytes):
                self._ack()  # it answers a sale of before; that one's query will tell it
        return None

    def _next(self, timeout: float) -> int | bytes | None:
        said = self.reader.next()
        if said is None:
            self.reader.feed(self.link.receive(min(timeout, 0.5)))
            said = self.reader.next()
        return said

    def _send(self, frame: bytes) -> None:
        sent, until = 0, time.monotonic() + self.timing.ack
        while sent < len(frame):
            if time.monotonic() > until:
                raise LinkLost("the terminal takes nothing")
            sent += self.link.send(frame[sent:], 0.5)


def _answer(found: dict[str, str], reference: str, amount: int) -> CardAnswer:
    code = found["code"]
    reason = UNSURE.get(code, "")
    state = "approved" if code == APPROVED else "cancelled" if code in CANCELLED else "declined"
    if reason or not re.fullmatch(r"[0-9A-Za-z]{2}", code):
        state, reason = "unknown", reason or "garbled"
    if state == "approved" and not found["approval"]:
        state, reason = "unknown", "garbled"
    card = ("debit_card" if found["issuer"] in DEBIT_ISSUERS else "credit_card") if found["issuer"] else ""
    return CardAnswer(
        state, reference, Rupiah(amount), code, found["approval"], found["rrn"], found["invoice"],
        mask_pan(found["pan"]), found["batch"], found["terminal"], found["merchant"], card, reason=reason,
    )  # fmt: skip


def _dial(address: str) -> Dial:
    if re.fullmatch(r"[A-Za-z0-9.-]+:[0-9]+", address):
        return dial_tcp(address)
    device, _, baud = address.partition("@")
    return lambda timeout: SerialTransport(device, int(baud or BAUD))
