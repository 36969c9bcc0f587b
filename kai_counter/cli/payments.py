"""QRIS gateway and card terminal: which one this counter uses, and ones that only exist as programs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kai_counter import config
from kai_counter.cli.base import EXIT_REFUSED, OwnerUrl, commands, fail, home, owner, typed_line
from kai_counter.errors import Unavailable

gateway = commands("The QRIS gateway.")
terminal = commands("The card terminal.")
SIMULATED = "http://127.0.0.1:8090"
Address = Annotated[
    str, typer.Option("--url", help=f"Where the simulated gateway listens; this home's own, else {SIMULATED}.")
]


@gateway.command("use")
def gateway_use(
    url: Annotated[str, typer.Argument(help="https://api.midtrans.com, its sandbox, the simulator; 'none'.")],
    acquirer: Annotated[str, typer.Option(help="Who makes the codes: gopay or 'airpay shopee'.")] = "gopay",
    key: Annotated[
        str, typer.Option(envvar="KAI_COUNTER_GATEWAY_KEY", help="Server key; asked for, if not given.")
    ] = "",
) -> None:
    """Let this counter take QRIS through Midtrans; the key goes into a file only its owner may read."""
    from kai_counter.devices.payments import chosen
    from kai_counter.devices.payments.gateway_simulator import SERVER_KEY

    here = home()
    if url == "none":
        settings = replace(config.load_settings(here), gateway=config.Gateway(), gateway_key="")
    else:
        if url.startswith("http://") and not key:
            key = SERVER_KEY
        key = key or typer.prompt("Server key", hide_input=True)
        try:
            chosen.gateway(url, key, acquirer, training=config.load_settings(here).training)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        settings = replace(config.load_settings(here), gateway=config.Gateway(url, acquirer), gateway_key=key)
    config.save_settings(here, settings)
    typer.echo(f"QRIS: {url}")


@gateway.command("trust")
def gateway_trust(
    key: Annotated[
        str, typer.Option(envvar="KAI_COUNTER_GATEWAY_KEY", help="Server key; asked for, if not given.")
    ] = "",
    owner_url: OwnerUrl = "",
) -> None:
    """Tell the database the gateway's server key: it believes a QRIS payment only with a signature made with it."""
    from kai_counter.ops import office

    with office.as_owner(owner(owner_url)) as connection:
        office.set_gateway_key(connection, key or typer.prompt("Server key", hide_input=True))
    typer.echo("the database knows the gateway's answers now")


@gateway.command("simulate")
def gateway_simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 lets the system choose.")] = 8090,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    auto_pay: Annotated[
        float | None, typer.Option(min=0, help="Pay each order by itself after so many seconds.")
    ] = None,
    chaos: Annotated[float, typer.Option(min=0, max=1, help="How likely an answer goes wrong: 0 to 1.")] = 0.0,
    notify: Annotated[str, typer.Option(help="An address that hears of every change, twice.")] = "",
) -> None:
    """Be a QRIS gateway (Midtrans' API over HTTP) until Ctrl+C or "quit".

    It obeys lines typed here: pay ORDER, decline ORDER, expire ORDER, fail VERB FAULT [TIMES], quit.
    ORDER may be its end alone.
    """
    from kai_counter.devices.payments.gateway_simulator import GatewaySimulator

    shop = GatewaySimulator(auto_pay=auto_pay, chaos=chaos, notify=notify, say=typer.echo)
    try:
        typer.echo(f"listening http://{host}:{shop.serve(host, port)}")
        while (line := typed_line()) and line.strip() != "quit":
            _obey(shop, line.split())
    except OSError as error:
        raise Unavailable("gateway", f"cannot listen on {host}:{port}; name another --port") from error
    except KeyboardInterrupt:
        typer.echo("switched off")
    finally:
        shop.close()


def _obey(shop: object, words: list[str]) -> None:
    from kai_counter.devices.payments.gateway_simulator import GatewaySimulator

    assert isinstance(shop, GatewaySimulator)
    match words:
        case ["pay" | "decline" | "expire" as act, end]:
            order = next((name for name in reversed(list(shop.orders)) if name.endswith(end)), end)
            if not getattr(shop, act)(order):
                typer.echo(f"not possible: {act} {end}")
        case ["fail", verb, kind, *times]:
            try:
                shop.fail(verb, kind, int(times[0]) if times else 1)
            except ValueError as error:
                typer.echo(str(error))
        case []:
            pass
        case _:
            typer.echo("say pay, decline or expire ORDER, fail VERB FAULT [TIMES], or quit")


@gateway.command("orders")
def gateway_orders(url: Address = "") -> None:
    """What the simulated gateway was asked for."""
    orders = json.loads(_hand(url, "orders"))
    if not orders:
        typer.echo("nothing was asked for yet", err=True)
    for order in orders:
        typer.echo(f"{order['order_id']}  {order['gross_amount']:>14}  {order['transaction_status']}")


@gateway.command("pay")
def gateway_pay(
    order: Annotated[str, typer.Argument(help="Order id; 'last' for the newest that waits.")] = "last",
    url: Address = "",
) -> None:
    """Be the customer's phone: pay an order at the simulated gateway, also after its expiry."""
    _act(url, order, "pay")


@gateway.command("decline")
def gateway_decline(
    order: Annotated[str, typer.Argument(help="Order id; 'last' for the newest that waits.")] = "last",
    url: Address = "",
) -> None:
    """Be a phone without money: decline an order at the simulated gateway."""
    _act(url, order, "decline")


@gateway.command("settlement")
def gateway_settlement(url: Address = "") -> None:
    """The settlement file (CSV) the simulated gateway's bank would send."""
    sys.stdout.write(_hand(url, "settlement.csv").decode())


def _act(url: str, order: str, act: str) -> None:
    if order == "last":
        waiting = [found for found in json.loads(_hand(url, "orders"))
                   if found["transaction_status"] in ("pending", "expire")]  # fmt: skip
        if not waiting:
            fail("no order waits for money", EXIT_REFUSED)
        order = str(waiting[-1]["order_id"])
    if not _hand(url, f"orders/{order}/{act}", b"{}"):
        fail(f"{order}: no such order, or it is too late to {act} it", EXIT_REFUSED)
    typer.echo(f"{act} {order}")


def _hand(url: str, what: str, body: bytes | None = None) -> bytes:
    """The simulator's answer; nothing where it says no. Homes side by side have one each: ours is meant."""
    import urllib.error
    import urllib.request

    from kai_counter.ops.demo_devices import gateway_of

    here = home()
    known = url or gateway_of(here) or config.load_settings(here).gateway.url
    url = known if known.startswith("http://") or url else SIMULATED
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(f"{url}/simulator/{what}", body, timeout=5) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        error.close()
        return b""
    except (OSError, ValueError) as error:
        raise Unavailable("gateway", f"{url}; start `kai-counter gateway simulate` first") from error


@terminal.command("use")
def terminal_use(
    what: Annotated[str, typer.Argument(help="A device (/dev/ttyUSB0, COM3), HOST:PORT, 'manual' or 'none'.")],
) -> None:
    """Which card terminal this counter has: one on a cable, one whose slip is typed, or none."""
    from kai_counter.devices.payments import chosen

    here = home()
    settings = config.load_settings(here)
    kind, address = (what, "") if what in ("manual", "none") else ("serial", what)
    try:
        chosen.terminal(kind, address, training=settings.training)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    config.save_settings(here, replace(settings, terminal=config.Terminal(kind, address)))
    typer.echo(f"card terminal: {what}")


@terminal.command("test")
def terminal_test() -> None:
    """Ask the configured terminal for its totals: nothing is charged. Exit code 3 if it does not answer."""
    from kai_counter.devices.payments import chosen

    settings = config.load_settings(home())
    found = chosen.terminal(settings.terminal.kind, settings.terminal.address)
    if found is None or found.is_manual:
        typer.echo("no terminal with a cable is configured; see `kai-counter terminal use`")
        return
    told = found.totals()
    typer.echo(f"terminal {told.terminal_id}, batch {told.batch}: {told.sales} sales, {told.sales_amount}")


@terminal.command("simulate")
def terminal_simulate(
    device: Annotated[Path, typer.Option(help="The name the simulated serial line gets.")] = Path("edc-simulator"),
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Be a terminal on TCP instead.")] = None,
) -> None:
    """Be a card terminal (BCA-style ECR frame) on a serial line until Ctrl+C or "quit".

    It obeys lines typed here: fail FAULT [SECONDS] (decline, cancel, slow, silent, nak, bad_lrc, lost, hang, …),
    pull (the cable), plug, quit.
    """
    from kai_counter.devices.payments.terminal_simulator import TerminalSimulator

    machine = TerminalSimulator(say=typer.echo)
    try:
        on_tcp = port is not None
        where = f"127.0.0.1:{machine.serve(port=port or 0)}" if on_tcp else machine.serve_pty(device.absolute())
        typer.echo(f"listening {where}")
        while (line := typed_line()) and line.strip() != "quit":
            match line.split():
                case ["fail", kind, *seconds]:
                    try:
                        machine.fail(kind, float(seconds[0]) if seconds else 3.0)
                    except ValueError as error:
                        typer.echo(str(error))
                case ["pull"]:
                    machine.pull_cable()
                case ["plug"] if port is None:
                    typer.echo(f"listening {machine.serve_pty(device.absolute())}")
                case []:
                    pass
                case _:
                    typer.echo("say fail FAULT [SECONDS], pull, plug or quit")
    except (OSError, ImportError) as error:
        raise Unavailable("terminal", f"cannot listen: {error}; on Windows use --port") from error
    except KeyboardInterrupt:
        typer.echo("switched off")
    finally:
        machine.close()
        if port is None:
            device.absolute().unlink(missing_ok=True)
