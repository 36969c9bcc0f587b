"""The payment devices a counter was told to have, from plain settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from kai_counter.devices.payments import Gateway, Terminal

NO_MONEY = ("127.0.0.1", "localhost", "api.sandbox.midtrans.com")


def gateway(url: str, key: str, acquirer: str = "gopay", *, training: bool = False) -> Gateway | None:
    """The QRIS gateway, or None at a counter without one. Raises ValueError: an address or a key that is none, or
    in a training room one that takes money."""
    if not url:
        return None
    if training and urlsplit(url).hostname not in NO_MONEY:
        raise ValueError(f"a training room takes no real money, so not by {url}; use its sandbox")
    from kai_counter.devices.payments.midtrans import Midtrans

    return Midtrans(key, url=url, acquirer=acquirer)


def terminal(kind: str, address: str = "", *, training: bool = False) -> Terminal | None:
    """The card terminal: `serial` (a cable), `manual` (typed slips), or None at a counter that takes no cards.
    Raises ValueError in a training room for one that charges cards: only one of software has such an address."""
    if kind == "none":
        return None
    if training and kind == "serial" and not address.startswith(("127.0.0.1:", "localhost:")):
        raise ValueError(f"a training room charges no card, so not with the terminal at {address}")
    if kind == "serial":
        from kai_counter.devices.payments.ecr import EcrTerminal

        return EcrTerminal(address)
    from kai_counter.devices.payments.manual import ManualTerminal

    return ManualTerminal()
