"""What the owner of a database does to staff and counters, and what a machine does to become one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kai_counter import config
from kai_counter.cli.base import OwnerUrl, Password, commands, owner
from kai_counter.cli.base import home as this_home

staff = commands("Staff members, as the database's owner (the window's administrators need no command line).")
counter = commands("Counters: the machines that may sell.")


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

    with office.as_owner(owner(owner_url)) as connection:
        office.add_member(connection, office.Member(nipp, full_name, tuple(role), tuple(station or ())), password)
    typer.echo(f"{nipp} {full_name} may sign in")


@staff.command("list")
def staff_list(owner_url: OwnerUrl = "") -> None:
    """List every member, retired ones too."""
    from kai_counter.ops import office

    with office.as_owner(owner(owner_url)) as connection:
        for member in office.members(connection):
            notes = ("" if member.is_active else "  retired") + ("  demonstration" if member.is_demo else "")
            where = ",".join(member.stations) or "all stations"
            typer.echo(f"{member.nipp:8}  {member.full_name:30}  {','.join(member.roles)}  {where}{notes}")


@staff.command("retire")
def staff_retire(nipp: str, owner_url: OwnerUrl = "") -> None:
    """End a member's login, sessions and connections at once."""
    from kai_counter.ops import office

    office.retire(owner(owner_url), nipp)
    typer.echo(f"{nipp} is retired")


@staff.command("password")
def staff_password(nipp: str, password: Password, owner_url: OwnerUrl = "") -> None:
    """Give a member a first password again."""
    from kai_counter.ops import office

    with office.as_owner(owner(owner_url)) as connection:
        office.set_password(connection, nipp, password)
    typer.echo(f"{nipp} has a new first password")


@counter.command("list")
def counter_list(owner_url: OwnerUrl = "") -> None:
    """List the registered machines."""
    from kai_counter.ops import office

    with office.as_owner(owner(owner_url)) as connection:
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

    url = owner(owner_url)
    with office.as_owner(url) as connection:
        secret = office.register_counter(connection, code, code.partition("-")[0], name or counter_name(code))
        if home is not None:
            there = config.home_at(home.expanduser())
            kind = connection.execute("SELECT staff_prefix, is_training FROM installation").fetchone()
            assert kind is not None
            config.save_settings(there, config.Settings(
                database_url=address(url), staff_prefix=kind[0], training=kind[1],
                counter_code=code, counter_secret=secret,
            ))  # fmt: skip
    if home is not None:
        typer.echo(f"{code} is ready: KAI_COUNTER_HOME={home} kai-counter run")
    else:
        typer.echo(f"{code} is registered; on its machine: kai-counter counter adopt {code}")
        typer.echo(f"its secret, shown this once: {secret}")


@counter.command("keys")
def counter_keys(owner_url: OwnerUrl = "") -> None:
    """List the keys that sign tickets: number, counter, until when, and whether it was revoked."""
    from kai_counter.ops import office

    with office.as_owner(owner(owner_url)) as connection:
        for key in office.keys(connection):
            revoked = f"  revoked {key.revoked_at:%Y-%m-%d %H:%M}: {key.reason}" if key.revoked_at else ""
            span = f"{key.valid_from:%Y-%m-%d} to {key.valid_until:%Y-%m-%d}"
            typer.echo(f"{key.key_no:5}  {key.counter_code:8}  {span}{revoked}")


@counter.command("revoke-key")
def counter_revoke_key(
    number: Annotated[int, typer.Argument(help="As `counter keys` shows it.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept and audited.")],
    owner_url: OwnerUrl = "",
) -> None:
    """Withdraw a key: every ticket it signed is refused at the gates. Its counter makes a new one by itself."""
    from kai_counter.ops import office

    with office.as_owner(owner(owner_url)) as connection:
        office.revoke_key(connection, number, reason)
    typer.echo(f"key {number} is revoked; gates that are online know it within a minute")


@counter.command("adopt")
def counter_adopt(
    code: Annotated[str, typer.Argument(help="The code under which this machine was registered.")],
    database_url: Annotated[str, typer.Option(help="The central database, if not configured yet.")] = "",
    certificates: Annotated[
        Path | None,
        typer.Option(help="The folder with ca.crt, counter.crt and counter.key: kept here, private.", exists=True),
    ] = None,
    secret: Annotated[
        str, typer.Option(envvar="KAI_COUNTER_SECRET", help="Asked for, if neither it nor a certificate is given.")
    ] = "",
) -> None:
    """Make this machine the counter that was registered elsewhere.

    A central database knows the machine by its certificate: kai-counter counter adopt GMR-01 --certificates GMR-01
    --database-url 'postgresql://db.example.id/kai?sslmode=verify-full'
    """
    here = this_home()
    settings = config.load_settings(here)
    url = database_url or settings.database_url
    if certificates is not None:
        from kai_counter.ops.central import with_certificates

        url = with_certificates(here, url, certificates)
    elif not secret:
        secret = typer.prompt("Secret", hide_input=True)
    if url:
        config.check_database_url(url)
    changed = replace(settings, counter_code=code, counter_secret=secret.strip(), database_url=url,
                      transient=frozenset())  # fmt: skip
    config.save_settings(here, changed)
    typer.echo(f"this machine is {code}")
