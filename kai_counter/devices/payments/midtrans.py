"""QRIS by Midtrans' Core API, as documented (docs.midtrans.com, "QRIS", "Get Transaction Status", "Code 4xx").

- `POST /v2/charge` `{"payment_type": "qris", "transaction_details": {order_id, gross_amount}, "qris": {acquirer},
  "custom_expiry": {order_time, expiry_duration, unit}}` answers 201 with `qr_string`; 406 when the order id is
  taken.
- `GET /v2/{order}/status`, `POST /v2/{order}/cancel` (412 when it is too late), `POST /v2/{order}/refund`
  `{refund_key, amount, reason}`: the same key is the same refund.
- Basic authorization, the server key as user, no password. `signature_key` is
  SHA512(order_id + status_code + gross_amount + server key): no answer says "paid" here without a right one.
- The word that counts is `status_code` in the body; HTTP's own is 200 for many refusals.
- Times are GMT+7 without a zone; amounts are text with two decimals ("275000.00").
- A pending order's code is not told again (unverified: `qr_string` is taken if it comes). A charge whose answer was
  lost is therefore cancelled and asked again under its id, as the documents allow for pending ones: nobody saw it.

The server key is in no log, no repr and no exception. Redirects are not followed. Plain HTTP is for the simulator
on this machine only.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha512
from typing import Any
from urllib.parse import quote, urlsplit

from kai_counter.errors import Unavailable
from kai_counter.values.money import Rupiah
from kai_counter.values.payment import NOTHING, Evidence, GatewayAnswer, QrisCharge, RefundAnswer
from kai_counter.values.qris import asks_for

PRODUCTION, SANDBOX = "https://api.midtrans.com", "https://api.sandbox.midtrans.com"
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0
LARGEST_BODY = 256 * 1024
GMT7 = timezone(timedelta(hours=7))
HERE = ("127.0.0.1", "localhost", "::1")

STATES = {
    "pending": "pending", "authorize": "pending",
    "settlement": "confirmed", "capture": "confirmed",
    "refund": "confirmed", "partial_refund": "confirmed",
    "chargeback": "confirmed", "partial_chargeback": "confirmed",
    "deny": "declined", "failure": "declined", "cancel": "cancelled", "expire": "expired",
}  # fmt: skip
KEPT = ("order_id", "gross_amount", "signature_key", "transaction_id", "transaction_status", "status_code",
        "status_message", "transaction_time", "settlement_time", "issuer", "acquirer", "transaction_type",
        "reference_id", "fraud_status")  # fmt: skip
_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.0{1,2})?", re.ASCII)
_ORDER = re.compile(r"[A-Za-z0-9._~-]{1,50}")


class _Unsure(Exception):
    """The request left and what came back cannot be trusted; `reason` is a word of GatewayAnswer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Midtrans:
    """One merchant account. Each call is a connection of its own: nothing hangs between customers."""

    def __init__(
        self,
        server_key: str,
        *,
        url: str = PRODUCTION,
        acquirer: str = "gopay",
        connect: float = CONNECT_SECONDS,
        answer: float = ANSWER_SECONDS,
    ) -> None:
        """Raises ValueError for a key that is none, or an address that would send it in the clear."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
            raise ValueError("the gateway's address must be https")
        if not server_key or not server_key.isascii() or not server_key.isprintable():
            raise ValueError("the gateway's server key is missing or unreadable")
        self._parts, self._key, self._acquirer = parts, server_key, acquirer
        self._connect, self._answer = connect, answer

    def __repr__(self) -> str:
        return f"Midtrans({self._parts.hostname})"

    def charge(self, order_id: str, amount: int, expiry: datetime) -> GatewayAnswer:
        """Ask for a code; see `Gateway.charge`."""
        asked = datetime.now(UTC)
        seconds = max(1, int((expiry - asked).total_seconds()))
        request = {
            "payment_type": "qris",
            "transaction_details": {"order_id": order_id, "gross_amount": int(Rupiah(amount))},
            "qris": {"acquirer": self._acquirer},
            "custom_expiry": {
                "order_time": asked.astimezone(GMT7).strftime("%Y-%m-%d %H:%M:%S +0700"),
                "expiry_duration": seconds,
                "unit": "second",
            },
        }
        try:
            found = self._ask("POST", "/v2/charge", request)
            if _code(found) != "406":
                return self._charged(found, order_id, amount, expiry)
            answer = self._renewed(order_id, amount)
            if answer is not None:
                return answer
            return self._charged(self._ask("POST", "/v2/charge", request), order_id, amount, expiry)
        except _Unsure as unsure:
            return GatewayAnswer("unknown", order_id, Rupiah(amount), reason=unsure.reason)

    def status(self, order_id: str) -> GatewayAnswer:
        try:
            return self._told(self._ask("GET", _path(order_id, "status")), order_id)
        except _Unsure as unsure:
            return GatewayAnswer("unknown", order_id, reason=unsure.reason)

    def cancel(self, order_id: str) -> GatewayAnswer:
        """Take the code back. Unless it says so plainly, the truth is asked for: a payment may have won."""
        try:
            found = self._ask("POST", _path(order_id, "cancel"))
        except _Unsure:
            return self._status_after(order_id)
        if _code(found) == "200" and found.get("transaction_status") == "cancel" and _is_order(found, order_id):
            return self._told(found, order_id, signed=False)
        return self._status_after(order_id)

    def refund(self, order_id: str, amount: int, refund_key: str, reason: str = "") -> RefundAnswer:
        request = {"refund_key": refund_key, "amount": int(Rupiah(amount)), "reason": reason[:100]}
        try:
            found = self._ask("POST", _path(order_id, "refund"), request)
        except _Unsure as unsure:
            return RefundAnswer("unknown", order_id, refund_key, Rupiah(amount), unsure.reason)
        evidence = _evidence(found)
        if _code(found) == "200" and _is_order(found, order_id):
            return RefundAnswer("done", order_id, refund_key, Rupiah(amount), evidence=evidence)
        if _code(found).startswith("5") or _code(found) == "200":
            return RefundAnswer("unknown", order_id, refund_key, Rupiah(amount), "server_error", evidence)
        why = {"404": "not_found", "412": "too_late", "414": "no_funds"}.get(_code(found), "refused")
        return RefundAnswer("declined", order_id, refund_key, Rupiah(amount), why, evidence)

    def notification(self, body: bytes) -> GatewayAnswer:
        """What a notification says, if its signature is right; else `unknown`. It may come twice or in any order:
        ask `status` before money is believed."""
        try:
            found = _json(body)
        except _Unsure as unsure:
            return GatewayAnswer("unknown", "", reason=unsure.reason)
        order_id = str(found.get("order_id", ""))
        if not self._is_signed(found):
            return GatewayAnswer("unknown", order_id, reason="signature")
        try:
            return self._told(found, order_id)
        except _Unsure as unsure:
            return GatewayAnswer("unknown", order_id, reason=unsure.reason)

    def close(self) -> None:
        """Nothing is kept open."""

    # -- what an answer says -----------------------------------------------------------------------------------

    def _charged(self, found: dict[str, Any], order_id: str, amount: int, expiry: datetime) -> GatewayAnswer:
        code = _code(found)
        if code.startswith("5"):
            raise _Unsure("server_error")
        if code == "407":
            return GatewayAnswer("expired", order_id, Rupiah(amount), evidence=_evidence(found))
        if not code.startswith("2"):
            return GatewayAnswer("declined", order_id, Rupiah(amount), reason="refused", evidence=_evidence(found))
        if code == "202":
            return GatewayAnswer("declined", order_id, Rupiah(amount), reason="denied", evidence=_evidence(found))
        answer = self._told(found, order_id, signed=False)
        text = found.get("qr_string")
        if answer.state != "pending" or not isinstance(text, str):
            raise _Unsure("malformed")
        if answer.amount != amount or not asks_for(text, amount):
            raise _Unsure("amount")
        until = _time(found.get("expiry_time")) or expiry
        charge = QrisCharge(order_id, Rupiah(amount), text, until, str(found.get("transaction_id", "")))
        return GatewayAnswer("pending", order_id, Rupiah(amount), charge=charge, evidence=answer.evidence)

    def _renewed(self, order_id: str, amount: int) -> GatewayAnswer | None:
        """The order id is taken: what it is, or None when the way is free to ask for a new code under it."""
        answer = self.status(order_id)
        if answer.amount and answer.amount != amount:
            return GatewayAnswer("declined", order_id, answer.amount, reason="amount", evidence=answer.evidence)
        if answer.state == "pending" and answer.charge is None:
            answer = self.cancel(order_id)
        return None if answer.state == "cancelled" else answer

    def _status_after(self, order_id: str) -> GatewayAnswer:
        try:
            return self.status(order_id)
        except Unavailable:
            return GatewayAnswer("unknown", order_id, reason="timeout")

    def _told(self, found: dict[str, Any], order_id: str, *, signed: bool = True) -> GatewayAnswer:
        """A transaction as the gateway describes it. `signed`: "paid" is believed with a right signature only."""
        code = _code(found)
        if code == "404":
            return GatewayAnswer("declined", order_id, reason="not_found", evidence=_evidence(found))
        if code.startswith("5"):
            raise _Unsure("server_error")
        if not _is_order(found, order_id):
            raise _Unsure("malformed")
        state = STATES.get(str(found.get("transaction_status")), "unknown")
        if state == "confirmed" and found.get("fraud_status", "accept") != "accept":
            state = "declined" if found["fraud_status"] == "deny" else "pending"
        if state == "confirmed" and not signed:
            raise _Unsure("signature")
        if ((signed and state == "confirmed") or "signature_key" in found) and not self._is_signed(found):
            raise _Unsure("signature")
        if found.get("currency", "IDR") != "IDR":
            raise _Unsure("amount")
        refunded = _amount(found.get("refund_amount", "0"))
        if found.get("transaction_status") == "refund" and not refunded:
            refunded = _amount(found.get("gross_amount"))
        return GatewayAnswer(
            state, order_id, _amount(found.get("gross_amount")), refunded,
            "unsure" if state == "unknown" else "", self._code_again(found, order_id, state), _evidence(found),
        )  # fmt: skip

    @staticmethod
    def _code_again(found: dict[str, Any], order_id: str, state: str) -> QrisCharge | None:
        text, until = found.get("qr_string"), _time(found.get("expiry_time"))
        amount = _amount(found.get("gross_amount"))
        if state != "pending" or until is None or not isinstance(text, str) or not asks_for(text, amount):
            return None
        return QrisCharge(order_id, amount, text, until, str(found.get("transaction_id", "")))

    def _is_signed(self, found: Mapping[str, Any]) -> bool:
        order_id, code, amount, signed = (
            str(found.get(name, "")) for name in ("order_id", "status_code", "gross_amount", "signature_key")
        )
        right = signature(order_id, code, amount, self._key)
        return hmac.compare_digest(right.encode(), signed.lower().encode())

    # -- the wire ----------------------------------------------------------------------------------------------

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One request, one answer. Raises Unavailable before the request left (or when it was turned away at the
        door: key refused, too many requests), _Unsure after."""
        link = self._dial()
        watch = threading.Timer(self._answer, _cut, (link.sock,))  # also an answer that drips is an answer too late
        watch.daemon = True
        watch.start()
        try:
            link.request(
                method, path, None if body is None else json.dumps(body).encode(),
                {"Accept": "application/json", "Content-Type": "application/json",
                 "Authorization": "Basic " + base64.b64encode(f"{self._key}:".encode()).decode()},
            )  # fmt: skip
            answer = link.getresponse()
            data = answer.read(LARGEST_BODY + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _Unsure("timeout" if isinstance(error, TimeoutError) else "link_lost") from None
        finally:
            watch.cancel()
            link.close()
        if answer.status >= 500:
            raise _Unsure("server_error")
        if len(data) > LARGEST_BODY:
            raise _Unsure("malformed")
        found = _json(data)
        if _code(found) in ("401", "402", "403", "429"):
            raise Unavailable("gateway", f"status {_code(found)}")
        return found

    def _dial(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        link: http.client.HTTPConnection
        if self._parts.scheme == "https":
            context = ssl.create_default_context()
            link = http.client.HTTPSConnection(host, port, timeout=self._connect, context=context)
        else:
            link = http.client.HTTPConnection(host, port, timeout=self._connect)
        try:
            link.connect()
        except (OSError, http.client.HTTPException) as error:
            link.close()
            raise Unavailable("gateway", f"{host}: {type(error).__name__}") from None
        link.sock.settimeout(self._answer)
        return link


def signature(order_id: str, status_code: str, gross_amount: str, server_key: str) -> str:
    return sha512(f"{order_id}{status_code}{gross_amount}{server_key}".encode()).hexdigest()


def _cut(link: socket.socket) -> None:
    try:
        socket.socket.shutdown(link, socket.SHUT_RDWR)  # the plain one: TLS says no goodbye from another thread
    except OSError:
        pass


def _path(order_id: str, verb: str) -> str:
    if not _ORDER.fullmatch(order_id):
        raise ValueError("not an order id")
    return f"/v2/{quote(order_id, safe='')}/{verb}"


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise _Unsure("malformed") from None
    if not isinstance(found, dict) or not re.fullmatch(r"[1-5][0-9]{2}", str(found.get("status_code", ""))):
        raise _Unsure("malformed")
    return found


def _code(found: Mapping[str, Any]) -> str:
    return str(found["status_code"])


def _is_order(found: Mapping[str, Any], order_id: str) -> bool:
    return bool(order_id) and found.get("order_id") == order_id


def _amount(text: object) -> Rupiah:
    """`"275000.00"`; raises _Unsure for half a rupiah or anything else."""
    read = _AMOUNT.fullmatch(str(text)) if isinstance(text, str | int) and not isinstance(text, bool) else None
    if read is None:
        raise _Unsure("amount")
    return Rupiah(int(read[1])) if read[1].strip("0") else NOTHING


def _time(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=GMT7)
    except ValueError:
        return None


def _evidence(found: Mapping[str, Any]) -> Evidence:
    return {name: str(found[name])[:200] for name in KEPT if found.get(name)}
