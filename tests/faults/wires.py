"""A TCP line that a test can hold or cut at a chosen word: what the far end never got, or never could answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable


class Wire:
    """Forwards to `port` on this machine. One rule at a time; `reached` is set when it has taken effect.

    `hold_before(text)`: what a client sends from the piece with `text` on never arrives. `hold_answer(text)`: it
    arrives, and nothing comes back. `pass_only(count)`: so many bytes go through, then silence.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.reached = threading.Event()
        self._lock = threading.Lock()
        self._rule: tuple[str, bytes] | None = None
        self._left: int | None = None
        self._links: set[socket.socket] = set()
        self._is_away = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True, name="wire").start()

    def hold_before(self, text: str) -> None:
        self._set(("before", text.encode()), None)

    def hold_answer(self, text: str) -> None:
        self._set(("answer", text.encode()), None)

    def pass_only(self, count: int) -> None:
        self._set(None, count)

    def free(self) -> None:
        """No rule any more; lines that were held are dead and are cut."""
        self._set(None, None)
        self.cut()

    def cut(self) -> None:
        with self._lock:
            links, self._links = self._links, set()
        for link in links:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            link.close()

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _set(self, rule: tuple[str, bytes] | None, left: int | None) -> None:
        with self._lock:
            self._rule, self._left = rule, left
            self.reached.clear()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 2)
            except OSError:
                near.close()
                continue
            for link in (near, far):
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._links |= {near, far}
            silent = threading.Event()  # nothing goes back to this client any more
            self._pump(near, far, lambda data, s=silent: self._forward(data, s))  # type: ignore[misc]
            self._pump(far, near, lambda data, s=silent: self._back(data, s))  # type: ignore[misc]

    def _pump(self, source: socket.socket, sink: socket.socket, through: Callable[[bytes], bytes]) -> None:
        def run() -> None:
            with contextlib.suppress(OSError):
                while data := source.recv(65536):
                    if data := through(data):
                        sink.sendall(data)
            for link in (source, sink):
                with contextlib.suppress(OSError):
                    link.shutdown(socket.SHUT_RDWR)
                link.close()

        threading.Thread(target=run, daemon=True, name="wire-pump").start()

    def _forward(self, data: bytes, silent: threading.Event) -> bytes:
        with self._lock:
            if self._left is not None:
                data = data[: self._left]
                self._left -= len(data)
                if not self._left:
                    self.reached.set()
                return data
            if self._rule is not None and self._rule[1] in data:
                kind, text = self._rule
                if kind == "answer":
                    self._rule = ("silent", text)
                    silent.set()
                    return data
                if kind == "before":
                    self.reached.set()
                    return b""
        return data

    def _back(self, data: bytes, silent: threading.Event) -> bytes:
        if silent.is_set():
            self.reached.set()
            return b""
        return data
