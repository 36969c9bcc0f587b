"""The scanner: the sheet that sets it up, and the serial ports of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kai_counter.cli.base import commands
from kai_counter.errors import disk_kept

scanner = commands("The ticket scanner.")


@scanner.command("sheet")
def scanner_sheet(
    out: Annotated[Path, typer.Option(help="Where the PDF goes.")] = Path("scanner-setup.pdf"),
) -> None:
    """Write the A4 sheet that sets a scanner up (STX before, Enter after) and has a code to try it."""
    from kai_counter.paper.scanner_sheet import scanner_sheet_pdf

    with disk_kept():
        out.write_bytes(scanner_sheet_pdf())
    typer.echo(str(out))


@scanner.command("ports")
def scanner_ports() -> None:
    """List the serial ports, with the address to keep for each."""
    from kai_counter.devices.serial_scanner import ports

    for port in ports():
        typer.echo(f"{port.address:32}  {port.device:16}  {port.words}")
