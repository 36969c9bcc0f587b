"""One conversation with a printer: is it ready, send a job, did it come out (HARDWARE.md, "The session", 1 to 5).

Sent is not printed: `send()` to a dead peer returns no error, so only the printer's own answers count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kai_counter.devices import protocol
from kai_counter.devices.protocol import Answer, AnswerParser, Condition
from kai_counter.devices.transport import LinkLost, Transport

CHUNK = 1024
PARTS = "hqc"


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; the defaults are HARDWARE.md's, tests shorten them."""

    connect: float = 3.0
    answer: float = 1.5
    automatic: float = 2.0
    flushes: int = 6
    probe: float = 2.0
    cleared: float = 2.0
    progress: float = 10.0
    acknowledged: float = 30.0
    retries: tuple[float, ...] = (2.0, 5.0, 10.0)
    idle: float = 5.0
    drawer_patience: float = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reached` is the last part known to be printed; `is_cleared` that nothing more of it can come."""

    reached: str
    reason: str = ""
    is_cleared: bool = False
    is_acknowledged: bool = True


class NotReady(Exception):
    """Nothing was sent; the reason is a code: paper_end, cover_open, cutter, fault, offline, no_answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Session:
    """Drives one connected transport; every method may raise LinkLost. `on_condition` hears every status."""

    def __init__(self, link: Transport, timing: Timing, on_condition: Callable[[Condition], None]) -> None:
        self._link, self._timing, self._on_condition = link, timing, on_condition
        self._parser = AnswerParser()
        self.condition = Condition()
        self.answers_status = False
        self._prefix = b""
        self.reached = ""
        self._in_order = 0

    # -- before ----------------------------------------------------------------------------------------------

    def ask_status(self) -> bool:
        """DLE EOT 1, 2, 4. True when the printer answered at all; the condition is then known."""
        heard, condition = False, self.condition
        for asked, question in protocol.ASK.items():
            self._send(question, self._timing.answer)
            answer = self._await(lambda found: isinstance(found, protocol.RealTime), self._timing.answer)
            if not isinstance(answer, protocol.RealTime):
                break
            heard = True
            condition = condition.after_real_time(asked, answer.byte)
        self._set(condition)  # told once: "offline" alone, a moment before its cause, helps nobody
        self.answers_status = self.answers_status or heard
        return heard

    def clear(self) -> bool:
        """DLE DC4 8. True when the printer says that its buffer is empty."""
        self._send(protocol.CLEAR, self._timing.answer)
        return self._await(lambda found: isinstance(found, protocol.Cleared), self._timing.cleared) is not None

    def begin(self, *, must_answer: bool) -> None:
        """Reset, switch automatic status on. Raises NotReady when it cannot print, or is silent and must not be."""
        for attempt in range(1 + self._timing.flushes):
            self._send(protocol.FLUSH if attempt else protocol.START, self._timing.automatic)
            heard = self._await(lambda found: isinstance(found, protocol.Automatic), self._timing.automatic)
            if heard is not None or (not must_answer and not self.answers_status):
                break
        else:
            raise NotReady("no_answer")
        self.check()

    def check(self) -> None:
        if self.condition.trouble:
            raise NotReady(self.condition.trouble)

    def probe(self) -> str:
        """What this device can acknowledge: process_id, gs_r or none. Once, at set-up: an old one may print it."""
        self._send(protocol.process_id(protocol.PROBE_MARK), self._timing.answer)
        wanted = protocol.Printed(protocol.PROBE_MARK)
        if self._await(lambda found: found == wanted, self._timing.probe) is not None:
            return "process_id"
        self._send(protocol.ASK_IN_ORDER, self._timing.answer)
        if self._await(lambda found: isinstance(found, protocol.InOrder), self._timing.probe) is not None:
            return "gs_r"
        return "none"

    def marks(self, acknowledgement: str, prefix: bytes) -> tuple[bytes, bytes, bytes]:
        """What goes behind header, symbol and cut; the answers to it are counted from now on."""
        self._prefix, self.reached, self._in_order = prefix, "", 0
        if acknowledgement == "process_id":
            one, two, three = (protocol.process_id(prefix + part.encode()) for part in PARTS)
            return one, two, three
        return (protocol.ASK_IN_ORDER,) * 3 if acknowledgement == "gs_r" else (b"", b"", b"")

    # -- the job ---------------------------------------------------------------------------------------------

    def send_job(self, data: bytes) -> Outcome | None:
        """Send it all, watching for trouble. None when all was taken; else how it stopped."""
        sent, last = 0, time.monotonic()
        while sent < len(data):
            taken = self._link.send(data[sent : sent + CHUNK], 0.05)
            sent += taken
            self._hear(0.0)
            if self.condition.trouble:
                return self._stop(self.condition.trouble)
            if taken:
                last = time.monotonic()
            elif time.monotonic() - last > self._timing.progress:
                return self._stop("stalled")
        return None

    def await_printed(self) -> Outcome:
        """Wait for the cut's answer: 30 s at most, asking again after 10 s without progress."""
        end = time.monotonic() + self._timing.acknowledged
        progress = time.monotonic() + self._timing.progress
        while self.reached != "c":
            if self.condition.trouble:
                return self._stop(self.condition.trouble)
            now = time.monotonic()
            if now >= end:
                return self._stop("no_acknowledgement")
            if now >= progress:
                self.ask_status()
                progress = time.monotonic() + self._timing.progress
            before = self.reached
            self._hear(min(end, progress) - time.monotonic())
            if self.reached != before:
                progress = time.monotonic() + self._timing.progress
        return Outcome("c")

    def without_acknowledgement(self) -> Outcome:
        """A device that cannot say what it printed: at least look whether it is in trouble now."""
        if self.answers_status and self.ask_status() and self.condition.trouble:
            return self._stop(self.condition.trouble)
        return Outcome("", is_acknowledged=False)

    def close(self) -> None:
        self._link.close()

    def _stop(self, reason: str) -> Outcome:
        """Empty the buffer, or the rest of this ticket comes out with the next roll; count what was printed."""
        try:
            cleared = self.clear()
        except LinkLost:
            cleared = False
        return Outcome(self.reached, "" if self.reached == "c" else reason, cleared)

    # -- bytes -----------------------------------------------------------------------------------------------

    def _send(self, data: bytes, timeout: float) -> None:
        """All of it, or as much as the printer takes within the time since its last byte."""
        sent, last = 0, time.monotonic()
        while sent < len(data) and time.monotonic() - last <= timeout:
            taken = self._link.send(data[sent : sent + CHUNK], 0.05)
            if taken:
                sent, last = sent + taken, time.monotonic()

    def _await(self, wanted: Callable[[Answer], bool], timeout: float) -> Answer | None:
        """The first answer of the wanted kind; everything else heard meanwhile takes its effect."""
        end = time.monotonic() + timeout
        while True:
            for answer in self._hear(max(0.0, end - time.monotonic())):
                if wanted(answer):
                    return answer
            if time.monotonic() >= end:
                return None

    def _hear(self, timeout: float) -> list[Answer]:
        answers = self._parser.feed(self._link.receive(max(0.0, timeout)))
        for answer in answers:
            match answer:
                case protocol.Automatic(bytes=status):
                    self._set(self.condition.after_automatic(status))
                case protocol.Printed(mark=mark) if mark[:3] == self._prefix:
                    self._reach(mark[3:].decode("ascii", "replace"))
                case protocol.InOrder():
                    self._in_order += 1
                    self._reach(PARTS[min(self._in_order, 3) - 1])
        return answers

    def _reach(self, part: str) -> None:
        if part in PARTS and PARTS.index(part) > PARTS.find(self.reached or "-"):
            self.reached = part

    def _set(self, condition: Condition) -> None:
        if condition != self.condition:
            self.condition = condition
            self._on_condition(condition)
