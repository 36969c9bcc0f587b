"""The ticket printer: one that only exists as a program, and a test ticket on a real one."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kai_counter import config
from kai_counter.cli.base import EXIT_UNAVAILABLE, commands, fail, home, typed_line
from kai_counter.errors import Unavailable

TEST_SECONDS = 30

printer = commands("The ticket printer.")


@printer.command("simulate")
def printer_simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 lets the system choose.")] = 9100,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    out: Annotated[Path, typer.Option(help="Where each paper goes as PNG.")] = Path("printer-output"),
    width: Annotated[int, typer.Option(help="Paper width in mm: 80 or 58.")] = 80,
    roll_mm: Annotated[float | None, typer.Option(min=0, help="Paper on the roll; endless if not given.")] = None,
    speed: Annotated[float | None, typer.Option(min=0, help="mm a second; at once if not given.")] = None,
    cut_after: Annotated[int | None, typer.Option(min=0, help="Cut the link after so many bytes.")] = None,
    cover_open: Annotated[bool, typer.Option(help="Begin with the cover open.")] = False,
    clone: Annotated[str, typer.Option(help="A cheap clone: no_process_id or silent.")] = "",
) -> None:
    """Be a real TCP printer that draws what it receives, until Ctrl+C or "quit".

    It obeys lines typed here: open, close (the cover), roll MM, jam, free (the knife), cut [BYTES], quit.
    """
    from kai_counter.devices.simulate import simulate
    from kai_counter.devices.simulator import CLONES

    if width not in config.PRINTER_WIDTHS:
        raise typer.BadParameter("must be 80 or 58", param_hint="--width")
    if clone not in CLONES:
        raise typer.BadParameter(f"must be one of {', '.join(filter(None, CLONES))}", param_hint="--clone")
    out.mkdir(parents=True, exist_ok=True)
    try:
        simulate(
            host=host,
            port=port,
            out=out,
            width=width,
            roll_mm=roll_mm,
            speed=speed,
            cut_after=cut_after,
            cover_open=cover_open,
            clone=clone,
            say=typer.echo,
            commands=typed_line,
        )
    except Unavailable as error:
        raise Unavailable("printer", f"cannot listen on {host}:{port}; name another --port") from error
    except KeyboardInterrupt:
        typer.echo("switched off")


@printer.command("test")
def printer_test(
    address: Annotated[
        str, typer.Option(help="HOST:PORT or a device file; the configured printer if not given.")
    ] = "",
    width: Annotated[int, typer.Option(help="Paper width in mm: 80 or 58; as configured if not given.")] = 0,
    patience: Annotated[int, typer.Option(help="Seconds to wait for paper, cover or cable.")] = TEST_SECONDS,
) -> None:
    """Print a test ticket and say what became of it. Exit code 3 if it is not out."""
    from kai_counter.devices.journal import Journal, PrintJob
    from kai_counter.devices.printer import Printer, PrinterSettings, PrinterStatus
    from kai_counter.paper import test_data
    from kai_counter.values.ids import new_id

    settings = config.load_settings(home())
    wanted = settings.printer
    if width not in (0, *config.PRINTER_WIDTHS):
        raise typer.BadParameter("must be 80 or 58", param_hint="--width")
    if address:
        wanted = config.Printer("serial" if address.startswith("/dev/") else "tcp", address, wanted.width)
    if width:
        wanted = replace(wanted, width=width)
    if wanted.kind == "virtual":
        typer.echo("the configured printer is the virtual one: its window shows the test ticket")
        return
    data = test_data(settings.counter_code, wanted.address, datetime.now().astimezone(), width=wanted.width)
    job = PrintJob(new_id(), "test", data)
    ended = threading.Event()
    said: list[str] = []

    def watch(change: PrintJob | PrinterStatus) -> None:
        reason = f" ({change.reason})" if change.reason else ""
        if isinstance(change, PrintJob):
            said.append(change.state + reason)
            if change.is_finished or change.state in ("suspect", "unconfirmed"):
                ended.set()
        elif change.state == "not_ready":
            said.append(change.state + reason)

    # A journal of its own: the window's printer must not find this job again tomorrow.
    with tempfile.TemporaryDirectory() as folder:
        device = Printer(PrinterSettings(wanted.kind, wanted.address), Journal(Path(folder)), watch)
        try:
            device.submit(job)
            ended.wait(patience)
        finally:
            device.close()
    outcome = said[-1] if said else "nothing happened"
    if not outcome.startswith("confirmed"):
        fail(f"{wanted.address}: {outcome}; check paper, cover and cable, then try again", EXIT_UNAVAILABLE)
    typer.echo(f"{wanted.address}: printed")
