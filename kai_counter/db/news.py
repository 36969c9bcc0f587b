"""News from the other counters: a thread that listens, and comes back by itself.

News is a hint and may be lost: whoever listens re-reads everything in `on_reset`, which is called after every
gap, and looks again every few seconds anyway.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from kai_counter.db import address

if TYPE_CHECKING:
    from psycopg import Connection

LEAVING = 1.0  # seconds
WAITS = (0.1, 0.2, 0.5, 1.0, 2.0)  # seconds between tries; the last one repeats


class Listener:
    """Listens from `start` to `stop`. The callbacks run in its thread: hand over to your own.

    `on_news(channel, payload)`; `on_reset()` after each connection that was not the first try's.
    `listening` is set while news can arrive.
    """

    def __init__(
        self,
        url: str,
        channels: Iterable[str],
        on_news: Callable[[str, str], None],
        on_reset: Callable[[], None],
        application: str = "kai-counter news",
    ) -> None:
        address.require_trusted(url)
        self.url = url
        self.channels = tuple(channels)
        self.listening = Event()
        self._on_news = on_news
        self._on_reset = on_reset
        self._application = application
        self._stopping = Event()
        self._wake, self._woken = socket.socketpair()
        self._thread = Thread(target=self._run, name="news", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; safe to call twice, and before `start`. One that is still knocking at a cut cable is not
        waited for: a window that signs out does not stand still for it."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._wake.close()  # the other end becomes readable
        if self._thread.ident is None:
            self._woken.close()
        else:
            self._thread.join(LEAVING)

    def _run(self) -> None:
        import psycopg

        tries = 0
        had_gap = False
        while not self._stopping.is_set():
            with contextlib.suppress(psycopg.Error), address.connect(self.url, self._application) as connection:
                self._listen(connection)
                if self._stopping.is_set():
                    break
                if had_gap:
                    self._on_reset()
                tries = 0
                self._hear(connection)
            self.listening.clear()
            had_gap = True
            self._stopping.wait(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1
        self._woken.close()

    def _listen(self, connection: Connection[Any]) -> None:
        from psycopg import sql

        for channel in self.channels:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        self.listening.set()

    def _hear(self, connection: Connection[Any]) -> None:
        """Until stopped, or psycopg.Error when the connection ends."""
        with selectors.DefaultSelector() as selector:
            selector.register(connection.fileno(), selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._stopping.is_set():
                for notify in connection.notifies(timeout=0):
                    self._on_news(notify.channel, notify.payload)
                selector.select()
