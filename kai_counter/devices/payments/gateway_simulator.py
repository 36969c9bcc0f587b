"""A QRIS gateway that exists only as a program: Midtrans' Core API over real HTTP, and the customer's phone.

Beside the API, `/simulator/` is the hand of a test or of a trainer:
- `POST /simulator/orders/ORDER/pay` (also late, after the expiry, as a slow bank does), `/decline`, `/expire`;
- `GET /simulator/orders`: what it holds; `GET /simulator/settlement.csv`: the file a bank would send tomorrow;
- `POST /simulator/faults` `{"verb": "charge", "fault": "drop", "times": 1, "seconds": 0.5}`: what goes wrong next.

Faults: `delay` (then right), `hang` (no answer at all), `lost` (closed before anything was done), `drop` (done,
then closed without an answer), `error` (500, not done), `error_after` (500, yet done), `malformed`, `signature`
(wrong), `amount` (a code and an answer over another sum), `decline`. `notify` sends every change twice to an
address. It forgets everything when it ends.
"""

from __future__ import annotations

import base64
import csv
import hmac
import io
import json
import random
import re
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kai_counter.devices.payments.midtrans import GMT7, signature
from kai_counter.values.ids import new_id
from kai_counter.values.payment import SIMULATED_KEY
from kai_counter.values.qris import Merchant, build

SERVER_KEY = SIMULATED_KEY
FAULTS = ("delay", "hang", "lost", "drop", "error", "error_after", "malformed", "signature", "amount", "decline")
CHAOS = ("delay", "lost", "drop", "error", "error_after", "malformed", "signature", "amount")
VERBS = ("charge", "status", "cancel", "refund")
SHOP = Merchant("KERETA API SIMULASI", "BANDUNG", "ID1020000000001", "COM.GO-JEK.WWW", "936009140000000001",
                "G000000001", "40111")  # fmt: skip
CODES = {"pending": "201", "settlement": "200", "deny": "202", "expire": "202", "cancel": "200",
         "refund": "200", "partial_refund": "200"}  # fmt: skip
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_PATH = re.compile(r"/v2/(?P<order>[A-Za-z0-9._~-]{1,50})/(?P<verb>status|cancel|refund)")
_HAND = re.compile(r"/simulator/orders/(?P<order>[A-Za-z0-9._~-]{1,50})/(?P<act>pay|decline|expire)")
Answer = tuple[int, bytes]


@dataclass
class Order:
    """One order id with its last transaction."""

    order_id: str
    amount: int
    qr_text: str
    asked_at: float
    expires_at: float
    transaction_id: str = field(default_factory=lambda: str(new_id()))
    state: str = "pending"
    settled_at: float | None = None
    refunds: dict[str, int] = field(default_factory=dict)
    refunded_at: dict[str, float] = field(default_factory=dict)

    @property
    def refunded(self) -> int:
        return sum(self.refunds.values())


@dataclass
class Fault:
    verb: str
    kind: str
    times: int
    seconds: float


class GatewaySimulator:
    """`serve` answers in threads of its own until `close`. `settled` counts money per order: never above one."""

    def __init__(
        self,
        server_key: str = SERVER_KEY,
        *,
        auto_pay: float | None = None,
        chaos: float = 0.0,
        seed: int = 0,
        notify: str = "",
        say: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`auto_pay`: seconds until an order is paid by itself. `chaos`: how likely an answer goes wrong."""
        self.orders: dict[str, Order] = {}
        self.requests: list[str] = []
        self._key, self._auto_pay, self._notify, self._clock = server_key, auto_pay, notify, clock
        self._chaos, self._dice = chaos, random.Random(seed)
        self._say = say or (lambda _: None)
        self._faults: list[Fault] = []
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._server: ThreadingHTTPServer | None = None

    # -- for whoever holds it -----------------------------------------------------------------------------------

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen and return the port. Raises OSError when it is taken."""
        server = ThreadingHTTPServer((host, port), _handler(self))
        server.daemon_threads = True
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.05,), name="gateway simulator", daemon=True).start()
        return int(server.server_address[1])

    def close(self) -> None:
        self._ending.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def fail(self, verb: str, kind: str, times: int = 1, seconds: float = 0.2) -> None:
        """The next answers to this verb go wrong like this. Raises ValueError for an unknown one."""
        if verb not in VERBS or kind not in FAULTS:
            raise ValueError(f"no fault {kind!r} for {verb!r}")
        with self._lock:
            self._faults.append(Fault(verb, kind, times, seconds))

    def pay(self, order_id: str) -> bool:
        """The customer's phone pays, be it late. False: no such order, or it was paid or taken back."""
        return self._move(order_id, "settlement", ("pending", "expire"))

    def decline(self, order_id: str) -> bool:
        return self._move(order_id, "deny", ("pending",))

    def expire(self, order_id: str) -> bool:
        return self._move(order_id, "expire", ("pending",))

    def settlement(self) -> str:
        """The settlement file: one line for each paid order and each refund, as CSV."""
        out = io.StringIO()
        sheet = csv.writer(out)
        sheet.writerow(["order_id", "transaction_id", "type", "amount", "settled_at"])
        with self._lock:
            for order in self.orders.values():
                if order.settled_at is not None:
                    at = _written(order.settled_at)
                    sheet.writerow([order.order_id, order.transaction_id, "payment", order.amount, at])
                    for key, amount in order.refunds.items():
                        at = _written(order.refunded_at[key])
                        sheet.writerow([order.order_id, order.transaction_id, "refund", -amount, at])
        return out.getvalue()

    # -- the API ------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, headers: Callable[[str], str], body: bytes) -> Answer | None:
        """What goes back; None: the link is closed without a word."""
        if path.startswith("/simulator/"):
            return self._hand(method, path, body)
        verb, order_id = self._meant(method, path)
        if not verb:
            return _said(404, "404", "Not Found")
        if not hmac.compare_digest(headers("Authorization").encode(), self._login()):
            return _said(401, "401", "Access denied due to unauthorized transaction")
        with self._lock:
            self.requests.append(f"{verb} {order_id}".strip())
            fault = self._next_fault(verb)
        return self._with_fault(fault, lambda: self._do(verb, order_id, body, fault))

    def _login(self) -> bytes:
        return b"Basic " + base64.b64encode(f"{self._key}:".encode())

    @staticmethod
    def _meant(method: str, path: str) -> tuple[str, str]:
        if (method, path) == ("POST", "/v2/charge"):
            return "charge", ""
        found = _PATH.fullmatch(path)
        if found is None or (found["verb"] == "status") != (method == "GET"):
            return "", ""
        return found["verb"], found["order"]

    def _with_fault(self, fault: Fault | None, do: Callable[[], Answer]) -> Answer | None:
        kind = fault.kind if fault else ""
        if kind == "delay" and fault:
            self._ending.wait(fault.seconds)
        elif kind == "hang":
            self._ending.wait(fault.seconds if fault and fault.seconds > 1 else 3600)
            return None
        elif kind == "lost":
            return None
        elif kind == "error":
            return _said(500, "500", "Sorry. Internal Server Error.")
        answer = do()
        if kind == "drop":
            return None
        if kind == "error_after":
            return _said(500, "500", "Sorry. Internal Server Error.")
        if kind == "malformed":
            return answer[0], answer[1][: len(answer[1]) // 2]
        return answer

    def _next_fault(self, verb: str) -> Fault | None:
        for fault in self._faults:
            if fault.verb == verb:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        if self._chaos and self._dice.random() < self._chaos:
            return Fault(verb, self._dice.choice(CHAOS), 1, 0.05)
        return None

    def _do(self, verb: str, order_id: str, body: bytes, fault: Fault | None) -> Answer:
        with self._lock:
            if verb == "charge":
                return self._charge(body, fault)
            order = self._aged(order_id)
            if order is None:
                return _said(200, "404", "Transaction doesn't exist.")
            if verb == "status":
                return self._told(order, fault)
            if verb == "cancel":
                if order.state != "pending":
                    return _said(200, "412", "Merchant cannot modify the status of the transaction")
                order.state = "cancel"
                return self._told(order, fault, signed=False)
            return self._refund(order, body, fault)

    def _charge(self, body: bytes, fault: Fault | None) -> Answer:
        try:
            asked = json.loads(body)
            order_id = str(asked["transaction_details"]["order_id"])
            amount = int(asked["transaction_details"]["gross_amount"])
            life = asked.get("custom_expiry") or {"expiry_duration": 15, "unit": "minute"}
            seconds = int(life["expiry_duration"]) * UNITS[life.get("unit", "minute")]
            shown = amount + 1_000 if fault and fault.kind == "amount" else amount
            text = build(SHOP, shown, re.sub(r"[^A-Za-z0-9-]", "", order_id)[-25:])
            if asked["payment_type"] != "qris":
                return _said(200, "402", "Payment channel is not activated")
        except (ValueError, KeyError, TypeError):
            return _said(200, "400", "One or more parameters in the payload is invalid.")
        before = self._aged(order_id)
        if before is not None and before.state != "cancel":
            return _said(200, "406", "The request could not be completed due to a conflict: order_id is taken")
        if fault and fault.kind == "decline":
            return _said(200, "202", "Denied by the acquirer")
        now = self._clock()
        order = self.orders[order_id] = Order(order_id, amount, text, now, now + seconds)
        self._say(f"order {order_id} {amount}")
        return self._told(order, fault, signed=False, qr_string=order.qr_text)

    def _refund(self, order: Order, body: bytes, fault: Fault | None) -> Answer:
        try:
            asked = json.loads(body)
            key, amount = str(asked["refund_key"]), int(asked["amount"])
        except (ValueError, KeyError, TypeError):
            return _said(200, "400", "One or more parameters in the payload is invalid.")
        if order.state not in ("settlement", "refund", "partial_refund"):
            return _said(200, "412", "Merchant cannot modify the status of the transaction")
        if key not in order.refunds:
            if amount <= 0 or order.refunded + amount > order.amount:
                return _said(200, "400", "Refund amount is larger than what is left")
            order.refunds[key], order.refunded_at[key] = amount, self._clock()
            order.state = "refund" if order.refunded == order.amount else "partial_refund"
            self._tell(order)
        return self._told(order, fault, signed=False)

    # -- an order's life ----------------------------------------------------------------------------------------

    def _aged(self, order_id: str) -> Order | None:
        """The order as time has made it: paid by itself, or expired."""
        order = self.orders.get(order_id)
        if order is not None and order.state == "pending":
            now = self._clock()
            if self._auto_pay is not None and now >= order.asked_at + self._auto_pay < order.expires_at:
                order.state, order.settled_at = "settlement", order.asked_at + self._auto_pay
            elif now >= order.expires_at:
                order.state = "expire"
        return order

    def _move(self, order_id: str, state: str, before: tuple[str, ...]) -> bool:
        with self._lock:
            order = self._aged(order_id)
            if order is None or order.state not in before:
                return False
            order.state = state
            if state == "settlement":
                order.settled_at = self._clock()
            self._say(f"{state} {order_id}")
            self._tell(order)
            return True

    def _told(self, order: Order, fault: Fault | None, *, signed: bool = True, **more: str) -> Answer:
        found = self._described(order) | more
        if fault and fault.kind == "amount":
            found["gross_amount"] = f"{order.amount + 1_000}.00"
        if signed:
            key = "another key" if fault and fault.kind == "signature" else self._key
            found["signature_key"] = signature(order.order_id, found["status_code"], found["gross_amount"], key)
        return 200, json.dumps(found).encode()

    def _described(self, order: Order) -> dict[str, Any]:
        found: dict[str, Any] = {
            "status_code": CODES[order.state], "status_message": "simulated", "currency": "IDR",
            "transaction_id": order.transaction_id, "order_id": order.order_id, "merchant_id": "G000000001",
            "gross_amount": f"{order.amount}.00", "payment_type": "qris", "fraud_status": "accept",
            "transaction_time": _written(order.asked_at), "transaction_status": order.state,
            "acquirer": "gopay", "expiry_time": _written(order.expires_at),
        }  # fmt: skip
        if order.settled_at is not None:
            found |= {"settlement_time": _written(order.settled_at), "issuer": "gopay", "transaction_type": "on-us"}
        if order.refunds:
            found["refund_amount"] = f"{order.refunded}.00"
        return found

    def _tell(self, order: Order) -> None:
        """Every change is notified twice, in a thread of its own: what listens must not mind."""
        if self._notify:
            found = self._described(order) | {"status_code": CODES[order.state]}
            found["signature_key"] = signature(
                order.order_id, found["status_code"], found["gross_amount"], self._key
            )
            body = json.dumps(found).encode()
            threading.Thread(target=self._send_twice, args=(body,), daemon=True).start()

    def _send_twice(self, body: bytes) -> None:
        straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(2):
            request = urllib.request.Request(self._notify, body, {"Content-Type": "application/json"})
            try:
                straight.open(request, timeout=5).close()
            except OSError as error:
                self._say(f"nobody listens at {self._notify}: {error}")

    # -- the hand -----------------------------------------------------------------------------------------------

    def _hand(self, method: str, path: str, body: bytes) -> Answer:
        found = _HAND.fullmatch(path)
        if method == "POST" and found:
            done: bool = getattr(self, found["act"])(found["order"])
            return (200, b'{"done": true}') if done else (409, b'{"done": false}')
        if (method, path) == ("POST", "/simulator/faults"):
            try:
                asked = json.loads(body)
                times, seconds = int(asked.get("times", 1)), float(asked.get("seconds", 0.2))
                self.fail(asked["verb"], asked["fault"], times, seconds)
            except (ValueError, KeyError, TypeError) as error:
                return 400, json.dumps({"problem": str(error)}).encode()
            return 200, b'{"done": true}'
        if (method, path) == ("GET", "/simulator/orders"):
            with self._lock:
                held = [self._described(order) for order_id in list(self.orders) if (order := self._aged(order_id))]
            return 200, json.dumps(held).encode()
        if (method, path) == ("GET", "/simulator/settlement.csv"):
            return 200, self.settlement().encode()
        return 404, b"{}"


def _handler(simulator: GatewaySimulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            self._handle()

        def do_POST(self) -> None:
            self._handle()

        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(length, 65_536))
            answer = simulator.answer(
                self.command, self.path, lambda name: self.headers.get(name) or "", body
            )
            self.close_connection = True
            if answer is None:
                return
            try:
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])
            except OSError:
                pass  # the other end did not wait

        def log_message(self, format: str, *args: object) -> None:
            """Said by the simulator itself."""

    return Handler


def _said(status: int, code: str, message: str) -> Answer:
    return status, json.dumps({"status_code": code, "status_message": message, "id": str(new_id())}).encode()


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, GMT7).strftime("%Y-%m-%d %H:%M:%S")
