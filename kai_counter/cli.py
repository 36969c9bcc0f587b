"""The command line. Every command says `--help`; a failure is one line with what to do, and its exit code means
something. Nothing heavy is imported before a command needs it: `kai-counter --help` is for people in a hurry.
"""

from __future__ import annotations

import importlib
import logging
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from kai_counter import config
from kai_counter.errors import Refused, Unavailable

EXIT_BUG, EXIT_USAGE, EXIT_UNAVAILABLE, EXIT_REFUSED = 1, 2, 3, 4
EXIT_CODES = (
    "Exit codes: 0 done; 1 our bug (the log has it); 2 wrong usage or configuration; "
    "3 database, printer or network out of reach (try again); 4 refused by a rule."
)
OWNER_VARIABLE = "KAI_COUNTER_OWNER_URL"

# What an operator is told; the window has its own sentences for clerks (ui/words.py).
REFUSALS = {
    "bad_request": "this is not a valid {field}",
    "nipp_taken": "this NIPP is taken, also by a retired member; choose another",
    "member_unknown": "no active member has this NIPP; `kai-counter staff list` shows them",
    "station_unknown": "no such station: {stations}; `kai-counter timetable import` brings stations",
    "password_weak": "the password needs at least {least} characters",
    "database_not_migrated": "the database is empty; run `kai-counter migrate` first",
}


class Commands(TyperGroup):
    """Turns the three kinds of failure into one line and an exit code; the rest is our bug (see `main`)."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except config.Misconfigured as error:
            _fail(str(error), EXIT_USAGE)
        except Refused as refused:
            facts = {name: ", ".join(v) if isinstance(v, list) else v for name, v in refused.facts.items()}
            known = REFUSALS.get(refused.code)
            _fail(known.format_map(facts) if known else f"refused: {refused.code} {facts or ''}", EXIT_REFUSED)
        except Unavailable as error:
            _fail(f"{error}. Try again, or see `kai-counter doctor`.", EXIT_UNAVAILABLE)


def _fail(sentence: str, code: int) -> NoReturn:
    typer.echo(f"kai-counter: {sentence}", err=True)
    raise typer.Exit(code)


def _commands(help_: str) -> typer.Typer:
    return typer.Typer(
        cls=Commands, help=help_, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip


app = _commands("KAI Counter: trains, seats, passengers, cash, and a QR ticket out of the printer.")
app.info.no_args_is_help = True
database = _commands("The PostgreSQL inside this machine.")
staff = _commands("Staff members, as the database's owner (the window's administrators need no command line).")
counter = _commands("Counters: the machines that may sell.")
timetable = _commands("The timetable and its travel dates.")
printer = _commands("The ticket printer.")
for name, group in (("database", database), ("staff", staff), ("counter", counter),
                    ("timetable", timetable), ("printer", printer)):  # fmt: skip
    app.add_typer(group, name=name)

OwnerUrl = Annotated[
    str, typer.Option("--owner-url", envvar=OWNER_VARIABLE, help="The owner's login on a central server.")
]
Password = Annotated[
    str,
    typer.Option("--password", envvar="KAI_COUNTER_PASSWORD", help="First password; asked for, if not given.",
                 prompt=True, hide_input=True, confirmation_prompt=True),
]  # fmt: skip


def _home() -> config.Home:
    """This process's home, with its log open."""
    from kai_counter.ops.logs import open_log

    home = config.home()
    open_log(home)
    return home


def _owner(url: str) -> str:
    """The owner's URL: as given, or the embedded server's (started if need be)."""
    if url:
        return url
    home = _home()
    if config.load_settings(home).database_url:
        raise config.Misconfigured(
            f"This counter uses a central database: name its owner's login with --owner-url or {OWNER_VARIABLE}."
        )
    from kai_counter.db.server import EmbeddedServer

    return EmbeddedServer(home).start()


def _progress() -> Callable[[str, int, int], None]:
    """Progress on the terminal: a line a step, so that it reads well in a log too."""
    words = {
        "server": "starting the database", "migrate": "making the tables", "sample": "loading the sample network",
        "read": "  reading the timetable", "write": "  writing stations, trains and fares",
        "open": "  opening the travel dates", "sell": "  selling some seats, as on a real day",
        "dates": "opening today's travel dates", "staff": "making the demonstration staff",
        "counter": "registering this machine as a counter",
    }  # fmt: skip
    said: set[str] = set()

    def say(step: str, done: int, total: int) -> None:
        if step in words and step not in said:
            said.add(step)
            typer.echo(words[step] + " …", err=True)

    return say


def _prepare(home: config.Home) -> config.Settings:
    from kai_counter.ops.prepare import prepare
    from kai_counter.services import timetable as service

    return prepare(home, _progress(), service)


@app.callback()
def main_options(
    version: Annotated[bool, typer.Option("--version", help="Say the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"KAI Counter {installed('kai-counter')}")
        raise typer.Exit


@app.command()
def run() -> None:
    """Open the window; the first start makes the database and loads the sample network.

    Without a display it sells two tickets in the same window offscreen and leaves what came out in demo-output.
    """
    from kai_counter.ops.doctor import display

    found = display()
    if found.ok is False:
        typer.echo(f"No window can open here: {found.said}. Showing a sale without one instead.", err=True)
        demo(Path("demo-output"))
        return
    home = _home()
    from kai_counter import app as window

    raise typer.Exit(window.run_window(home))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where pictures, bytes and summary.json go.")] = Path("demo-output"),
) -> None:
    """Sell two tickets through every screen by real key events, without a display."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    home = _home()
    _prepare(home)
    from kai_counter import app as window

    raise typer.Exit(window.run_demo(home, out))


@app.command()
def migrate(owner_url: OwnerUrl = "") -> None:
    """Bring the database up to this program: tables, functions, rights."""
    if owner_url:
        from kai_counter.db.migrate import migrate as bring_up

        bring_up(owner_url)
    else:
        _owner("")
        from kai_counter.db.server import EmbeddedServer
        from kai_counter.ops.prepare import migrate_if_changed

        migrate_if_changed(EmbeddedServer(config.home()), _progress(), always=True)
    typer.echo("the database is up to date")


@app.command()
def doctor() -> None:
    """Check everything a sale needs: a line each, and what to do. Exit code 3 if something is missing."""
    from kai_counter.ops.doctor import report

    if not report(_home(), typer.echo):
        raise typer.Exit(EXIT_UNAVAILABLE)


@app.command()
def bench(
    what: Annotated[str, typer.Argument(help="'scale': with millions of seats; else the usual figures.")] = "",
    json: Annotated[Path | None, typer.Option(help="Write the figures into this file as well.")] = None,
) -> None:
    """Measure: sales a second, search, seat map, window."""
    if what not in ("", "scale"):
        raise typer.BadParameter("only 'scale' or nothing")
    home = _home()
    try:
        measure = importlib.import_module("kai_counter.bench")
    except ModuleNotFoundError as error:
        if error.name != "kai_counter.bench":
            raise
        _fail("this installation has no benchmarks; run from a checkout", EXIT_USAGE)
    raise typer.Exit(measure.run(home, json, scale=what == "scale"))


@database.command("start")
def database_start() -> None:
    """Start it, making it first if need be; it keeps running when the window closes."""
    from kai_counter.db.server import EmbeddedServer, address

    typer.echo(address(EmbeddedServer(_home()).start()))


@database.command("stop")
def database_stop() -> None:
    """Stop it; whoever is connected loses the connection."""
    from kai_counter.db.server import EmbeddedServer

    typer.echo("stopped" if EmbeddedServer(_home()).stop() else "was not running")


@database.command("status")
def database_status() -> None:
    """Say whether it runs, where its data, programs and logs are. Exit code 3 if it does not run."""
    from kai_counter.db.server import EmbeddedServer

    status = EmbeddedServer(_home()).status()
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

    url = EmbeddedServer(_home()).url()
    typer.echo(url if owner else address(url))


@database.command("psql", context_settings={"ignore_unknown_options": True})
def database_psql(
    arguments: Annotated[list[str] | None, typer.Argument(help="For psql, after --.")] = None,
) -> None:
    """Open psql as the owner on the embedded server: kai-counter database psql -- -c 'SELECT 1'"""
    import subprocess

    from kai_counter.db.server import EmbeddedServer

    server = EmbeddedServer(_home())
    url = server.start()
    # The password goes by environment: an argument is readable by everybody on this machine.
    environment = {**os.environ, "PGPASSWORD": server.password()}
    login = config.with_login(url, "postgres")
    command = [server.place.program("psql"), "-d", login, *(arguments or [])]
    done = subprocess.run(command, env=environment, check=False)
    raise typer.Exit(done.returncode)


@staff.command("add")
def staff_add(
    nipp: Annotated[str, typer.Argument(help="5 to 8 digits.")],
    full_name: Annotated[str, typer.Argument(help="As on the ticket.")],
    role: Annotated[list[str], typer.Option(help="clerk, supervisor, gate, admin, auditor, operator; may repeat.")],
    password: Password,
    station: Annotated[list[str] | None, typer.Option(help="Station code; may repeat. None means all.")] = None,
    owner_url: OwnerUrl = "",
) -> None:
    """Add a member and their login; they change the first password when they sign in."""
    from kai_counter.ops import office

    with office.as_owner(_owner(owner_url)) as connection:
        office.add_member(connection, office.Member(nipp, full_name, tuple(role), tuple(station or ())), password)
    typer.echo(f"{nipp} {full_name} may sign in")


@staff.command("list")
def staff_list(owner_url: OwnerUrl = "") -> None:
    """List every member, retired ones too."""
    from kai_counter.ops import office

    with office.as_owner(_owner(owner_url)) as connection:
        for member in office.members(connection):
            notes = ("" if member.is_active else "  retired") + ("  demonstration" if member.is_demo else "")
            where = ",".join(member.stations) or "all stations"
            typer.echo(f"{member.nipp:8}  {member.full_name:30}  {','.join(member.roles)}  {where}{notes}")


@staff.command("retire")
def staff_retire(nipp: str, owner_url: OwnerUrl = "") -> None:
    """End a member's login, sessions and connections at once."""
    from kai_counter.ops import office

    office.retire(_owner(owner_url), nipp)
    typer.echo(f"{nipp} is retired")


@staff.command("password")
def staff_password(nipp: str, password: Password, owner_url: OwnerUrl = "") -> None:
    """Give a member a first password again."""
    from kai_counter.ops import office

    with office.as_owner(_owner(owner_url)) as connection:
        office.set_password(connection, nipp, password)
    typer.echo(f"{nipp} has a new first password")


@counter.command("list")
def counter_list(owner_url: OwnerUrl = "") -> None:
    """List the registered machines."""
    from kai_counter.ops import office

    with office.as_owner(_owner(owner_url)) as connection:
        for row in office.counters(connection):
            typer.echo(f"{row.code:8}  {row.station_code:5}  {row.name}" + ("" if row.is_active else "  revoked"))


@counter.command("register")
def counter_register(
    code: Annotated[str, typer.Argument(help="Station and number, like GMR-02.")],
    name: Annotated[str, typer.Option(help="As the window shows it.")] = "",
    home: Annotated[
        Path | None, typer.Option(help="Set up another counter's home on this machine for it, ready to run.")
    ] = None,
    owner_url: OwnerUrl = "",
) -> None:
    """Register a machine; its old secret, if it had one, is worth nothing from now on.

    Two counters on one machine: kai-counter counter register GMR-02 --home ~/loket-2, then
    KAI_COUNTER_HOME=~/loket-2 kai-counter run. For another machine the secret is shown once, for its `adopt`.
    """
    from kai_counter.db.server import address
    from kai_counter.ops import office
    from kai_counter.ops.prepare import counter_name

    url = _owner(owner_url)
    with office.as_owner(url) as connection:
        secret = office.register_counter(connection, code, code.partition("-")[0], name or counter_name(code))
        if home is not None:
            there = config.home_at(home.expanduser())
            config.save_settings(there, replace(
                config.Settings(), database_url=address(url), counter_code=code, counter_secret=secret
            ))  # fmt: skip
    if home is not None:
        typer.echo(f"{code} is ready: KAI_COUNTER_HOME={home} kai-counter run")
    else:
        typer.echo(f"{code} is registered; on its machine: kai-counter counter adopt {code}")
        typer.echo(f"its secret, shown this once: {secret}")


@counter.command("adopt")
def counter_adopt(
    code: Annotated[str, typer.Argument(help="The code under which this machine was registered.")],
    database_url: Annotated[str, typer.Option(help="The central database, if not configured yet.")] = "",
    secret: Annotated[
        str,
        typer.Option(envvar="KAI_COUNTER_SECRET", prompt=True, hide_input=True, help="Asked for, if not given."),
    ] = "",
) -> None:
    """Make this machine the counter that was registered elsewhere."""
    home = _home()
    settings = config.load_settings(home)
    if database_url:
        config.check_database_url(database_url)
    changed = replace(settings, counter_code=code, counter_secret=secret.strip(),
                      database_url=database_url or settings.database_url, transient=frozenset())  # fmt: skip
    config.save_settings(home, changed)
    typer.echo(f"this machine is {code}")


@timetable.command("import")
def timetable_import(
    folder: Annotated[Path, typer.Argument(help="stations.csv, trains.csv, stop_times.csv, …", exists=True)],
    owner_url: OwnerUrl = "",
) -> None:
    """Read, clean and write a timetable folder; every rejected or corrected row is reported."""
    from kai_counter.services import timetable as service

    report = service.import_folder(_owner(owner_url), folder)
    for finding in report.findings:
        typer.echo(str(finding))
    typer.echo(f"{report.stations} stations, {report.trains} trains, {len(report.findings)} findings")


@timetable.command("open")
def timetable_open(
    days: Annotated[int | None, typer.Option(help="How many days from today; else the booking window.")] = None,
    owner_url: OwnerUrl = "",
) -> None:
    """Open the coming travel dates and end what time ended; run it daily."""
    from kai_counter.services import timetable as service

    url = _owner(owner_url)
    service.expire_past(url)
    typer.echo(str(service.open_until(url, days)))


@printer.command("simulate")
def printer_simulate(
    port: Annotated[int, typer.Option(help="TCP port; 0 lets the system choose.")] = 9100,
    out: Annotated[Path, typer.Option(help="Where each paper goes as PNG.")] = Path("printer-output"),
    width: Annotated[int, typer.Option(help="Paper width in mm: 80 or 58.")] = 80,
) -> None:
    """Be a real TCP printer that draws what it receives, until Ctrl+C."""
    simulator = importlib.import_module("kai_counter.devices.simulator")
    simulator.simulate(port=port, out=out, width=width)


@printer.command("test")
def printer_test() -> None:
    """Print a test ticket on the configured printer."""
    printers = importlib.import_module("kai_counter.devices.printer")
    typer.echo(printers.print_test(config.load_settings(_home()).printer))


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


if __name__ == "__main__":
    main()
