"""The command line. Every command says `--help`; a failure is one line with what to do, and its exit code means
something. Nothing heavy is imported before a command needs it: `kai-counter --help` is for people in a hurry.
"""

from __future__ import annotations

import importlib
import logging
import os
import secrets
import sys
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer

from kai_counter import config
from kai_counter import training as training_room
from kai_counter.cli.base import EXIT_UNAVAILABLE, EXIT_USAGE, OwnerUrl, commands, fail, home, owner, progress
from kai_counter.cli.database import database
from kai_counter.cli.payments import gateway, terminal
from kai_counter.cli.people import counter, staff
from kai_counter.cli.printing import printer
from kai_counter.cli.promotions import promotion
from kai_counter.cli.scanning import scanner
from kai_counter.cli.trains import timetable

app = commands("KAI Counter: trains, seats, passengers, cash, and a QR ticket out of the printer.")
for name, group in (("database", database), ("staff", staff), ("counter", counter),
                    ("timetable", timetable), ("printer", printer), ("scanner", scanner), ("promotion", promotion),
                    ("gateway", gateway), ("terminal", terminal)):  # fmt: skip
    app.add_typer(group, name=name)


def _prepare(here: config.Home) -> config.Settings:
    from kai_counter.ops.prepare import prepare
    from kai_counter.services import timetable as service

    return prepare(here, progress(), service)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as installed

        typer.echo(f"KAI Counter {installed('kai-counter')}")
        raise typer.Exit


def _enter_training(wanted: bool) -> None:
    if wanted:
        try:
            training_room.enter()
        except config.Misconfigured as error:  # options are read before `Commands` takes faults
            fail(str(error), EXIT_USAGE)


Training = Annotated[
    bool, typer.Option("--training", help="In a training room: nothing is real there.", callback=_enter_training)
]


@app.callback()
def main_options(
    version: Annotated[  # eager: no command is missing then
        bool, typer.Option("--version", help="Say the version and stop.", is_eager=True, callback=_say_version)
    ] = False,
    training: Training = False,
) -> None:
    pass


@app.command()
def run(training: Training = False) -> None:
    """Open the window; the first start makes the database and loads the sample network.

    Without a display it sells two tickets in the same window offscreen and leaves what came out in demo-output.
    With --training nothing is real, and every page and paper says so.
    """
    from kai_counter.ops.doctor import display

    found = display()
    if found.ok is False:
        typer.echo(f"No window can open here: {found.said}. Showing a sale without one instead.", err=True)
        demo(Path("demo-output"))
        return
    here = home()
    from kai_counter import app as window

    raise typer.Exit(window.run_window(here))


@app.command()
def gate(training: Training = False) -> None:
    """Open this machine's gate on the whole screen: gate staff sign in, tickets are scanned, nothing is sold."""
    from kai_counter.ops.doctor import display

    found = display()
    if found.ok is False:
        fail(f"no window can open here: {found.said}", EXIT_UNAVAILABLE)
    here = home()
    from kai_counter import app as window

    raise typer.Exit(window.run_window(here, gate_only=True))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where pictures, bytes and summary.json go.")] = Path("demo-output"),
    training: Training = False,
) -> None:
    """Sell two tickets through every screen by real key events, without a display."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    here = home()
    _prepare(here)
    from kai_counter import app as window

    raise typer.Exit(window.run_demo(here, out))


@app.command()
def migrate(
    owner_url: OwnerUrl = "",
    role_prefix: Annotated[
        str | None, typer.Option(help="A new database's: kai_ if not given; another beside it needs its own.")
    ] = None,
    staff_prefix: Annotated[str | None, typer.Option(help="The same for the logins of staff: staff_.")] = None,
    migrate_password: Annotated[
        str | None, typer.Option(envvar="KAI_COUNTER_MIGRATE_PASSWORD", help="Lets the migrating login sign in.")
    ] = None,
) -> None:
    """Bring the database up to this program: tables, functions, rights.

    On a central server the first time as its superuser, later as <prefix>migrate. `kai-counter --training migrate`
    lays out a training room there, and touches no live database.
    """
    training = training_room.is_entered()
    if owner_url:
        from kai_counter.db.migrate import advice
        from kai_counter.db.migrate import migrate as bring_up

        try:
            bring_up(owner_url, prefix=role_prefix, staff_prefix=staff_prefix, migrate_password=migrate_password,
                     training=training)  # fmt: skip
        except ValueError as error:  # the prefixes' form
            raise typer.BadParameter(str(error)) from error
        for sentence in advice(owner_url):
            typer.echo(f"to change in postgresql.conf: {sentence}", err=True)
    else:
        owner("")
        from kai_counter.db.server import EmbeddedServer
        from kai_counter.ops.prepare import migrate_if_changed

        migrate_if_changed(EmbeddedServer(config.home()), progress(), always=True, training=training)
    typer.echo("the database is up to date")


@app.command()
def doctor() -> None:
    """Check everything a sale needs: a line each, and what to do. Exit code 3 if something is missing."""
    from kai_counter.ops.doctor import report

    if not report(home(), typer.echo):
        raise typer.Exit(EXIT_UNAVAILABLE)


@app.command()
def bench(
    what: Annotated[
        str, typer.Argument(help="'scale': with millions of seats; 'gate': scans; else the usual figures.")
    ] = "",
    json: Annotated[Path | None, typer.Option(help="Write the figures into this file as well.")] = None,
) -> None:
    """Measure: sales a second, search, seat map, window."""
    if what not in ("", "scale", "gate"):
        raise typer.BadParameter("only 'scale', 'gate' or nothing")
    checkout = Path(__file__).resolve().parents[2]  # the measurements lie beside the tests, not in the wheel
    if not (checkout / "tests" / "bench" / "suite.py").is_file():
        fail("this installation has no benchmarks; run from a checkout", EXIT_USAGE)
    sys.path.insert(0, str(checkout))
    measure = importlib.import_module("tests.bench")
    raise typer.Exit(measure.run(json, what))


def _our_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One line with an incident number; the log has the rest. Python then ends with code 1."""
    incident = secrets.token_hex(3).upper()
    logging.getLogger("kai_counter").critical("incident %s", incident, exc_info=(kind, error, trace))
    sentence = f"this is our bug (incident {incident}, {kind.__name__}); please report it with the log"
    typer.echo(f"kai-counter: {sentence}", err=True)
    if os.environ.get("KAI_COUNTER_DEBUG"):
        sys.__excepthook__(kind, error, trace)


def main() -> None:
    """The installed command."""
    sys.excepthook = _our_bug
    typer.main.get_command(app)(prog_name="kai-counter")
