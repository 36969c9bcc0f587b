"""The payment devices a counter was told to have, from plain settings."""

from __future__ import annotations

from kai_counter.devices.payments import Gateway, Terminal


def gateway(url: str, key: str, acquirer: str = "gopay") -> Gateway | None:
    """The QRIS gateway, or None at a counter without one. Raises ValueError: an address or a key that is none."""
    if not url:
        return None
    from kai_counter.devices.payments.midtrans import Midtrans

    return Midtrans(key, url=url, acquirer=acquirer)


def terminal(kind: str, address: str = "") -> Terminal | None:
    """The card terminal: `serial` (a cable), `manual` (typed slips), or None at a counter that takes no cards."""
    if kind == "none":
        return None
    if kind == "serial":
        from kai_counter.devices.payments.ecr import EcrTerminal

        return EcrTerminal(address)
    from kai_counter.devices.payments.manual import ManualTerminal

    return ManualTerminal()
