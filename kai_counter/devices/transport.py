"""Ways to a printer that answer back: TCP 9100, serial, a device file, a socket into this process's simulator."""

from __future__ import annotations

import os
import re
import select
import socket
import time
from collections.abc import Callable
from typing import Protocol

from kai_counter.errors import Unavailable

try:
    from termios import error as _termios_error  # draining a line that is gone; no OSError, and not on Windows

    _TERMINAL_ERRORS: tuple[type[Exception], ...] = (_termios_error,)
except ImportError:
    _TERMINAL_ERRORS = ()

DRAIN_SECONDS = 0.3
DEFAULT_BAUD = 38400


class LinkLost(Unavailable):
    """The other end is gone in the middle of a session. What was sent may still be printed."""

    def __init__(self, hint: str) -> None:
        super().__init__("printer", hint)


class Transport(Protocol):
    """Sending and receiving may raise LinkLost; closing never does."""

    def send(self, data: bytes, timeout: float) -> int:
        """Bytes taken within the time, perhaps none."""
        ...

    def receive(self, timeout: float) -> bytes:
        """What has arrived within the time, perhaps nothing."""
        ...

    def close(self) -> None: ...


Dial = Callable[[float], Transport]


class SocketTransport:
    """A connected stream socket."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        link.setblocking(False)

    def send(self, data: bytes, timeout: float) -> int:
        try:
            if not select.select([], [self._link], [], timeout)[1]:
                return 0
            return self._link.send(data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LinkLost(str(error)) from error

    def receive(self, timeout: float) -> bytes:
        try:
            if not select.select([self._link], [], [], timeout)[0]:
                return b""
            data = self._link.recv(4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LinkLost(str(error)) from error
        if not data:
            raise LinkLost("closed by the printer")
        return data

    def close(self) -> None:
        """Half close, drain, close: closing over unread status bytes resets the link and truncates the job."""
        try:
            self._link.shutdown(socket.SHUT_WR)
            until = time.monotonic() + DRAIN_SECONDS
            while (left := until - time.monotonic()) > 0 and self.receive(left):
                pass
        except (OSError, LinkLost):
            pass
        self._link.close()


class SerialTransport:
    """A serial port, or a pseudo terminal in tests."""

    def __init__(self, device: str, baud: int) -> None:
        import serial

        self._errors: tuple[type[Exception], ...] = (serial.SerialException, OSError, *_TERMINAL_ERRORS)
        try:
            self._port = serial.Serial(device, baud, timeout=0, write_timeout=1)
        except self._errors as error:
            raise Unavailable("printer", str(error)) from error
        self._timed_out = serial.SerialTimeoutException

    def send(self, data: bytes, timeout: float) -> int:
        import contextlib

        try:
            self._port.write_timeout = timeout
            with contextlib.suppress(self._timed_out):
                return int(self._port.write(data[:256]) or 0)
        except self._errors as error:
            raise LinkLost(str(error)) from error
        return 0

    def receive(self, timeout: float) -> bytes:
        try:
            self._port.timeout = timeout
            first = bytes(self._port.read(1))
            return first + bytes(self._port.read(self._port.in_waiting)) if first else b""
        except TypeError as error:  # pyserial reads from None when closed meanwhile
            raise LinkLost(str(error)) from error
        except self._errors as error:
            raise LinkLost(str(error)) from error

    def close(self) -> None:
        try:
            self._port.flush()
            self._port.close()
        except self._errors:
            pass


class DeviceTransport:
    """A printer's own device file, `/dev/usb/lp0`: opened read-write it usually answers back."""

    def __init__(self, device: str) -> None:
        try:
            self._file = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise Unavailable("printer", f"{device}: {error.strerror}") from error

    def send(self, data: bytes, timeout: float) -> int:
        try:
            if not select.select([], [self._file], [], timeout)[1]:
                return 0
            return os.write(self._file, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LinkLost(str(error)) from error

    def receive(self, timeout: float) -> bytes:
        """usblp reports "readable" with nothing to read, so nothing is not the end of the link here."""
        try:
            if not select.select([self._file], [], [], timeout)[0]:
                return b""
            data = os.read(self._file, 4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LinkLost(str(error)) from error
        if not data:
            time.sleep(min(timeout, 0.02))
        return data

    def close(self) -> None:
        os.close(self._file)


def dial_tcp(address: str) -> Dial:
    """`host:port`, port 9100 when left out."""
    host, _, port = address.partition(":")

    def dial(timeout: float) -> Transport:
        try:
            link = socket.create_connection((host, int(port or 9100)), timeout)
        except (OSError, ValueError) as error:
            raise Unavailable("printer", f"{address}: {error}") from error
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return SocketTransport(link)

    return dial


def dial_serial(address: str) -> Dial:
    """A device name, with `@baud` when it is not 38400: `/dev/ttyUSB0@115200`, `COM3`, `/dev/usb/lp0`."""
    device, _, baud = address.partition("@")
    if re.fullmatch(r"/dev/(usb/)?lp\d+", device):
        return lambda timeout: DeviceTransport(device)
    return lambda timeout: SerialTransport(device, int(baud or DEFAULT_BAUD))
