"""What every command shares: failures as one line and an exit code, the home, the owner's login, progress."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from kai_counter import config, training
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
    "key_unknown": "no key has this number; `kai-counter counter keys` lists them",
    "station_unknown": "no such station: {stations}; `kai-counter timetable import` brings stations",
    "password_weak": "the password needs at least {least} characters",
    "timetable_unreadable": "{file}, line {line}: {problem}",
    "promotion_exists": "there is a promotion {promotion} already; choose another code",
    "promotion_unknown": "there is no promotion {promotion}; `kai-counter promotion list` shows them",
    "roles_missing": "these roles are missing: {roles}; use a superuser's login once",
    "server_not_verified": "{host} is on the network: add sslmode=verify-full to its address",
    "busy": "somebody else is changing this; try again",
    "database_not_migrated": "the database is empty; run `kai-counter migrate` first",
}


class Commands(TyperGroup):
    """Turns the three kinds of failure into one line and an exit code; the rest is our bug (see `main`)."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except config.Misconfigured as error:
            fail(str(error), EXIT_USAGE)
        except Refused as refused:
            facts = {name: ", ".join(v) if isinstance(v, list) else v for name, v in refused.facts.items()}
            known = REFUSALS.get(refused.code)
            fail(known.format_map(facts) if known else f"refused: {refused.code} {facts or ''}", EXIT_REFUSED)
        except Unavailable as error:
            fail(f"{error}. Try again, or see `kai-counter doctor`.", EXIT_UNAVAILABLE)


def fail(sentence: str, code: int) -> NoReturn:
    typer.echo(f"kai-counter: {sentence}", err=True)
    raise typer.Exit(code)


def commands(help_: str) -> typer.Typer:
    return typer.Typer(
        cls=Commands, help=help_, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip


OwnerUrl = Annotated[
    str, typer.Option("--owner-url", envvar=OWNER_VARIABLE, help="The owner's login on a central server.")
]
Password = Annotated[
    str,
    typer.Option("--password", envvar="KAI_COUNTER_PASSWORD", help="First password; asked for, if not given.",
                 prompt=True, hide_input=True, confirmation_prompt=True),
]  # fmt: skip


def home() -> config.Home:
    """This process's home, with its log open."""
    from kai_counter.ops.logs import open_log

    found = config.home()
    open_log(found)
    return found


def owner(url: str) -> str:
    """The owner's URL: as given, or the embedded server's (started if need be)."""
    if url:
        if training.is_entered():
            _require_training(url)
        return url
    here = home()
    if config.load_settings(here).database_url:
        raise config.Misconfigured(
            f"This counter uses a central database: name its owner's login with --owner-url or {OWNER_VARIABLE}."
        )
    from kai_counter.db.server import EmbeddedServer

    return EmbeddedServer(here).start()


def _require_training(url: str) -> None:
    """Whoever said --training means no live database, whatever address they typed."""
    from kai_counter.db.migrate import is_training_room
    from kai_counter.ops.office import as_owner

    with as_owner(url) as connection:
        if not is_training_room(connection):
            raise config.Misconfigured("This is a live database, and this is a training room; nothing was done.")


def progress() -> Callable[[str, int, int], None]:
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


def typed_line() -> str:
    """The next line; where nobody can type (a service, the background) it waits for the signal that ends it."""
    line = sys.stdin.readline()
    if not line:
        threading.Event().wait()
    return line
