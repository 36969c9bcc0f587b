"""Promotions: announced, ended, counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from kai_counter.cli.base import EXIT_USAGE, OwnerUrl, commands, fail, owner

promotion = commands("Promotion codes. One is never changed: end it and announce another.")


@promotion.command("add")
def promotion_add(
    code: Annotated[str, typer.Argument(help="3 to 20 letters and digits, as the customer says it.")],
    name: Annotated[str, typer.Argument(help="As screen and receipt call it.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day, of sale.")],
    percent: Annotated[int | None, typer.Option(min=1, max=100, help="Off the booking's price …")] = None,
    amount: Annotated[int | None, typer.Option(min=1, help="… or a fixed amount in rupiah.")] = None,
    minimum: Annotated[int, typer.Option(min=0, help="Least price of a booking.")] = 0,
    maximum: Annotated[int | None, typer.Option(min=1, help="Most that comes off.")] = None,
    start: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day; else today.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many bookings may use it; else any.")] = None,
    owner_url: OwnerUrl = "",
) -> None:
    """Announce a promotion: kai-counter promotion add MUDIK10 "Mudik hemat" --percent 10 --until 2026-12-31"""
    from kai_counter.ops import promotions

    if (percent is None) == (amount is None):
        fail("name either --percent or --amount", EXIT_USAGE)
    first = start.date() if start else date.today()
    if until.date() < first:
        raise typer.BadParameter(f"--until is before the first day, {first}")
    typed = promotions.add(
        owner(owner_url), code, name, percent=percent, amount=amount, minimum=minimum, maximum=maximum,
        valid_from=first, valid_to=until.date(), limit=limit,
    )  # fmt: skip
    typer.echo(f"{typed} is valid from {first} to {until.date()}")


@promotion.command("end")
def promotion_end(code: str, owner_url: OwnerUrl = "") -> None:
    """End a promotion now; sales that hold it already keep it."""
    from kai_counter.ops import promotions

    used = promotions.end(owner(owner_url), code)
    typer.echo(f"{code.upper()} has ended; it was used {used} times")


@promotion.command("list")
def promotion_list(owner_url: OwnerUrl = "") -> None:
    """List promotions with how often each was used."""
    from kai_counter.ops import promotions

    rows = promotions.listed(owner(owner_url))
    if not rows:
        typer.echo("no promotion was announced yet", err=True)
    for row in rows:
        used = f"{row.used} of {row.limit}" if row.limit else str(row.used)
        ended = "" if row.is_active else "  ended"
        days = f"{row.valid_from} – {row.valid_to}"
        typer.echo(f"{row.code:20}  {row.discount:12}  {days}  used {used}  {row.name}{ended}")
