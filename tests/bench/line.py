"""A TCP line in front of PostgreSQL that can be long, and that counts how often somebody waited at its far end."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from typing import Any


class Line:
    """Forwards to `port` on this machine, each piece `seconds` of a round trip late (half of it each way).

    `turns` counts answers that arrived at a client who had spoken: a verb that asks once is one turn, however many
    messages it puts into it. What a client sends without waiting is none until its answer is there.
    """

    def __init__(self, port: int, seconds: float = 0.0) -> None:
        self.target, self.one_way = port, seconds / 2
        self.turns = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: Any) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target), 2)
                for link in (near, far):
                    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                asked = threading.Event()
                self._carry(near, far, asked, True)
                self._carry(far, near, asked, False)

    def _carry(self, source: socket.socket, sink: socket.socket, asked: threading.Event, is_client: bool) -> None:
        """Reading and sending are threads of their own: a second piece must not wait for the first's delay."""
        pieces: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()

        def read() -> None:
            data = b"-"
            while data:
                try:
                    data = source.recv(65536)
                except OSError:
                    data = b""
                if data and is_client:
                    asked.set()
                pieces.put((time.monotonic() + self.one_way, data))

        def send() -> None:
            with contextlib.suppress(OSError):
                while True:
                    due, data = pieces.get()
                    time.sleep(max(0.0, due - time.monotonic()))
                    if not data:
                        sink.shutdown(socket.SHUT_WR)
                        return
                    if not is_client and asked.is_set():
                        asked.clear()
                        self.turns += 1
                    sink.sendall(data)

        for work in (read, send):
            threading.Thread(target=work, daemon=True).start()
