"""The printer's end of a link: a socket, or the master side of a pseudo terminal. For the simulator."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from typing import Protocol


class Wire(Protocol):
    def read(self) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class SocketWire:
    def __init__(self, link: socket.socket) -> None:
        self._link = link

    def read(self) -> bytes:
        try:
            return self._link.recv(4096)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._link.sendall(data)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()


class PtyWire:
    """The master side of a pseudo terminal; the slave stays open, so that a re-opened port finds it."""

    def __init__(self, master: int, slave: int) -> None:
        self._master, self._slave = master, slave
        self._wake_read, self._wake_write = os.pipe()

    def read(self) -> bytes:
        try:
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            data = b"" if self._wake_read in ready else os.read(self._master, 4096)
        except OSError:
            data = b""
        if not data:
            for end in (self._master, self._slave, self._wake_read):
                with contextlib.suppress(OSError):
                    os.close(end)
        return data

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._wake_write)
