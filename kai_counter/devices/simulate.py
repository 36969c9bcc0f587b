"""The simulated printer as a command: a TCP printer in the foreground, with a hand on its cover and its roll."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from kai_counter.devices.simulator import DOTS_PER_MM, Simulator
from kai_counter.errors import Unavailable


def simulate(
    *,
    host: str = "127.0.0.1",
    port: int = 9100,
    out: Path | None = None,
    roll_mm: float | None = None,
    cut_after: int | None = None,
    cover_open: bool = False,
    speed: float | None = 150.0,
    clone: str = "",
    width: int = 80,
    say: Callable[[str], None] | None = None,
    commands: Callable[[], str] = sys.stdin.readline,
) -> None:
    """Run until end of input or "quit". Raises Unavailable when the port is taken.

    Each line of input is a hand on the printer: `open`, `close`, `roll MM`, `jam`, `free`, `cut [BYTES]`, `quit`.
    """
    speak = say or _to_stdout
    printer = Simulator(
        width=width,
        roll_mm=roll_mm,
        cut_after=cut_after,
        cover_open=cover_open,
        speed=speed,
        clone=clone,
        out=out,
        on_paper=lambda image: speak(f"paper {image.height // DOTS_PER_MM} mm"),
    )
    try:
        bound = printer.serve(host, port)
        speak(f"listening {host}:{bound}")
        while (line := commands()) and line.strip() != "quit":
            _obey(printer, line.split(), speak)
    except OSError as error:
        raise Unavailable("printer", f"{host}:{port}: {error.strerror}") from error
    finally:
        printer.close()


def _obey(printer: Simulator, words: list[str], speak: Callable[[str], None]) -> None:
    try:
        match words:
            case ["open"]:
                printer.open_cover()
            case ["close"]:
                printer.close_cover()
            case ["roll", millimetres]:
                printer.load_roll(float(millimetres))
            case ["jam"]:
                printer.jam()
            case ["free"]:
                printer.jam(False)
            case ["cut", received]:
                printer.cut_link_after(int(received))
            case ["cut"]:
                printer.cut_links()
            case []:
                return
            case _:
                raise ValueError
    except ValueError:
        speak("say open, close, roll MM, jam, free, cut [BYTES] or quit")
        return
    speak(" ".join(words))


def _to_stdout(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
