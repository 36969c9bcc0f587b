"""The server inside: start, stop, status, url, psql."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from kai_counter import config
from kai_counter.cli.base import EXIT_UNAVAILABLE, commands, home

database = commands("The PostgreSQL inside this machine.")


@database.command("start")
def database_start() -> None:
    """Start it, making it first if need be; it keeps running when the window closes."""
    from kai_counter.db.server import EmbeddedServer, address

    typer.echo(address(EmbeddedServer(home()).start()))


@database.command("stop")
def database_stop() -> None:
    """Stop it; whoever is connected loses the connection."""
    from kai_counter.db.server import EmbeddedServer

    typer.echo("stopped" if EmbeddedServer(home()).stop() else "was not running")


@database.command("status")
def database_status() -> None:
    """Say whether it runs, where its data, programs and logs are. Exit code 3 if it does not run."""
    from kai_counter.db.server import EmbeddedServer

    status = EmbeddedServer(home()).status()
    typer.echo(f"running, process {status.pid}, port {status.port}" if status.running else "not running")
    typer.echo(f"data      {status.cluster}")
    typer.echo(f"logs      {status.logs}")
    typer.echo(f"programs  {status.programs}")
    if status.note:
        typer.echo(status.note)
    if not status.running:
        raise typer.Exit(EXIT_UNAVAILABLE)


@database.command("url")
def database_url(
    owner: Annotated[bool, typer.Option(help="With the owner's login and password: keep it to yourself.")] = False,
) -> None:
    """Say the address; a second counter puts it in KAI_COUNTER_DATABASE_URL."""
    from kai_counter.db.server import EmbeddedServer, address

    url = EmbeddedServer(home()).url()
    typer.echo(url if owner else address(url))


@database.command("psql", context_settings={"ignore_unknown_options": True})
def database_psql(
    arguments: Annotated[list[str] | None, typer.Argument(help="For psql, after --.")] = None,
) -> None:
    """Open psql as the owner on the embedded server: kai-counter database psql -- -c 'SELECT 1'"""
    import subprocess

    from kai_counter.db.server import EmbeddedServer

    server = EmbeddedServer(home())
    url = server.start()
    # The password goes by environment: an argument is readable by everybody on this machine.
    environment = {**os.environ, "PGPASSWORD": server.password()}
    login = config.with_login(url, "postgres")
    command = [server.place.program("psql"), "-d", login, *(arguments or [])]
    done = subprocess.run(command, env=environment, check=False)
    raise typer.Exit(done.returncode)
