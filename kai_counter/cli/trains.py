"""The timetable and its travel dates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kai_counter.cli.base import OwnerUrl, commands, owner

timetable = commands("The timetable and its travel dates.")


@timetable.command("import")
def timetable_import(
    folder: Annotated[Path, typer.Argument(help="stations.csv, trains.csv, stop_times.csv, …", exists=True)],
    owner_url: OwnerUrl = "",
) -> None:
    """Read, clean and write a timetable folder; every rejected or corrected row is reported."""
    from kai_counter.services import timetable as service

    report = service.import_folder(owner(owner_url), folder)
    for found in report.findings:
        typer.echo(f"{found.action}: {found.file} line {found.line} {found.key}: {found.reason}")
    typer.echo(
        f"{report.stations} stations, {report.trains} trains; "
        f"{report.count('rejected')} rows rejected, {report.count('corrected')} corrected"
    )


@timetable.command("open")
def timetable_open(
    days: Annotated[int | None, typer.Option(min=0, help="Days from today; else the booking window.")] = None,
    owner_url: OwnerUrl = "",
) -> None:
    """Open the coming travel dates and end what time ended; run it daily."""
    from kai_counter.services import timetable as service

    url = owner(owner_url)
    service.expire_past(url)
    opened = service.open_until(url, days)
    typer.echo(f"{opened.schedules} dated trains with {opened.seats} seats opened, on sale until {opened.until}")
