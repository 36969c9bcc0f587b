"""The QRIS driver against a gateway over real HTTP, and against things that are no gateway at all."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from kai_counter.devices.payments import Gateway
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.midtrans import Midtrans, signature
from kai_counter.errors import Unavailable
from kai_counter.values.qris import parse


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(clock: Clock) -> Iterator[GatewaySimulator]:
    simulator = GatewaySimulator(clock=clock)
    simulator.port = simulator.serve()  # type: ignore[attr-defined]
    yield simulator
    simulator.close()


@pytest.fixture
def gateway(shop: GatewaySimulator) -> Gateway:
    return driver(shop.port)  # type: ignore[attr-defined]


def driver(port: int, answer: float = 1.0, key: str = SERVER_KEY) -> Midtrans:
    return Midtrans(key, url=f"http://127.0.0.1:{port}", connect=1.0, answer=answer)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=15)


def test_a_code_is_asked_for_shown_and_paid(gateway: Gateway, shop: GatewaySimulator) -> None:
    asked = gateway.charge("KAI-1", 150_000, soon())
    assert asked.state == "pending" and asked.charge is not None
    assert parse(asked.charge.qr_text).amount == 150_000
    assert timedelta(minutes=14) < asked.charge.expires_at - datetime.now(UTC) < timedelta(minutes=16)
    assert gateway.status("KAI-1").state == "pending"
    assert shop.pay("KAI-1")
    paid = gateway.status("KAI-1")
    assert paid.is_paid and paid.amount == 150_000 and paid.evidence["issuer"] == "gopay"
    assert not shop.pay("KAI-1")  # a phone that pays twice pays once


def test_an_order_nobody_made(gateway: Gateway) -> None:
    answer = gateway.status("KAI-none")
    assert (answer.state, answer.reason) == ("declined", "not_found")


def test_late_money_is_seen(gateway: Gateway, shop: GatewaySimulator, clock: Clock) -> None:
    gateway.charge("KAI-1", 150_000, soon())
    clock.now += 16 * 60
    assert gateway.status("KAI-1").state == "expired"
    assert shop.pay("KAI-1")
    assert gateway.status("KAI-1").is_paid


def test_a_code_is_taken_back_or_it_was_too_late(gateway: Gateway, shop: GatewaySimulator) -> None:
    gateway.charge("KAI-1", 150_000, soon())
    assert gateway.cancel("KAI-1").state == "cancelled"
    assert not shop.pay("KAI-1")
    gateway.charge("KAI-2", 150_000, soon())
    shop.pay("KAI-2")
    assert gateway.cancel("KAI-2").is_paid


def test_money_goes_back_once_for_each_key(gateway: Gateway, shop: GatewaySimulator) -> None:
    gateway.charge("KAI-1", 150_000, soon())
    assert gateway.refund("KAI-1", 150_000, "R1").state == "declined"  # nothing was paid
    shop.pay("KAI-1")
    assert gateway.refund("KAI-1", 50_000, "R1").state == "done"
    assert gateway.refund("KAI-1", 50_000, "R1").state == "done"
    assert gateway.status("KAI-1").refunded == 50_000
    assert gateway.refund("KAI-1", 100_001, "R2").state == "declined"
    shop.fail("refund", "drop")
    assert gateway.refund("KAI-1", 100_000, "R3").state == "unknown"
    assert gateway.refund("KAI-1", 100_000, "R3").state == "done"
    answer = gateway.status("KAI-1")
    assert answer.is_paid and answer.refunded == 150_000 == shop.orders["KAI-1"].refunded


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("lost", "link_lost"), ("drop", "link_lost"), ("hang", "link_lost"), ("error", "server_error"),
     ("error_after", "server_error"), ("malformed", "malformed"), ("amount", "amount")],
)  # fmt: skip
def test_a_charge_without_a_good_answer_is_unknown_and_retry_is_right(
    gateway: Gateway, shop: GatewaySimulator, fault: str, reason: str
) -> None:
    shop.fail("charge", fault, seconds=30)
    first = gateway.charge("KAI-1", 150_000, soon())
    assert first.state == "unknown" and first.charge is None
    assert first.reason in (reason, "timeout")
    again = gateway.charge("KAI-1", 150_000, soon())
    assert again.state == "pending" and again.charge is not None and parse(again.charge.qr_text).amount == 150_000
    shop.pay("KAI-1")
    assert gateway.charge("KAI-1", 150_000, soon()).is_paid  # asked once more it says what is true


@pytest.mark.parametrize("fault", ["lost", "drop", "error", "malformed", "signature"])
def test_a_paid_order_is_never_believed_on_a_bad_answer(
    gateway: Gateway, shop: GatewaySimulator, fault: str
) -> None:
    gateway.charge("KAI-1", 150_000, soon())
    shop.pay("KAI-1")
    shop.fail("status", fault)
    assert gateway.status("KAI-1").state == "unknown"
    assert gateway.status("KAI-1").is_paid


def test_another_sum_under_the_same_order_is_refused(gateway: Gateway, shop: GatewaySimulator) -> None:
    gateway.charge("KAI-1", 150_000, soon())
    answer = gateway.charge("KAI-1", 160_000, soon())
    assert (answer.state, answer.reason) == ("declined", "amount")
    assert shop.orders["KAI-1"].amount == 150_000


def test_declined(gateway: Gateway, shop: GatewaySimulator) -> None:
    shop.fail("charge", "decline")
    assert gateway.charge("KAI-1", 150_000, soon()).state == "declined"
    gateway.charge("KAI-2", 150_000, soon())
    shop.decline("KAI-2")
    assert gateway.status("KAI-2").state == "declined"


def test_a_cancel_that_got_no_answer_asks_what_is_true(gateway: Gateway, shop: GatewaySimulator) -> None:
    gateway.charge("KAI-1", 150_000, soon())
    shop.fail("cancel", "drop")
    assert gateway.cancel("KAI-1").state == "cancelled"
    gateway.charge("KAI-2", 150_000, soon())
    shop.fail("cancel", "lost")
    assert gateway.cancel("KAI-2").state == "pending"


def test_nobody_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable) as lost:
        driver(port).charge("KAI-1", 150_000, soon())
    assert lost.value.what == "gateway"


def test_a_refused_key_is_unavailable_and_not_told(
    shop: GatewaySimulator, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Mid-server-very-secret"
    wrong = driver(shop.port, key=secret)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable) as refused:
        wrong.charge("KAI-1", 150_000, soon())
    assert shop.orders == {}
    for said in (str(refused.value), repr(refused.value), repr(wrong), caplog.text):
        assert secret not in said


@pytest.mark.parametrize("url", ["http://api.midtrans.com", "http://10.0.0.7:8080", "ftp://x", ""])
def test_the_key_never_travels_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError):
        Midtrans("key", url=url)


@pytest.mark.parametrize("key", ["", "two\r\nlines", "clé"])
def test_a_key_that_is_none(key: str) -> None:
    with pytest.raises(ValueError):
        Midtrans(key)


@contextmanager
def something_else(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says whatever it likes to whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    link, _ = server.accept()
                except OSError:
                    return
                with link:
                    try:
                        link.recv(65_536)
                        talk(link)
                    except OSError:
                        pass

        worker = threading.Thread(target=serve, daemon=True)
        worker.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            server.shutdown(socket.SHUT_RDWR)
            worker.join(5)


def _drip(link: socket.socket) -> None:
    link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        link.sendall(b" ")
        time.sleep(0.02)


def _http(body: bytes, head: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


LIES: dict[str, Callable[[socket.socket], None]] = {
    "silence": lambda link: None,
    "noise": lambda link: link.sendall(b"\x00\xff" * 500),
    "a dripping answer": _drip,
    "a huge answer": lambda link: link.sendall(_http(b"[" * 400_000)),
    "deep nesting": lambda link: link.sendall(_http(b"[" * 100_000)),
    "a list": lambda link: link.sendall(_http(b"[]")),
    "no code": lambda link: link.sendall(_http(b'{"transaction_status": "settlement"}')),
    "another order": lambda link: link.sendall(_http(_paid("KAI-2"))),
    "no signature": lambda link: link.sendall(_http(_paid("KAI-1", signed=False))),
    "half a rupiah": lambda link: link.sendall(_http(_paid("KAI-1", amount="150000.50"))),
    "dollars": lambda link: link.sendall(_http(_paid("KAI-1", currency="USD"))),
    "a redirect": lambda link: link.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n"),
    "a number for a key": lambda link: link.sendall(_http(_paid("KAI-1", signature_key=7))),
}


def _paid(order: str, *, signed: bool = True, amount: str = "150000.00", **more: object) -> bytes:
    found = {"status_code": "200", "order_id": order, "gross_amount": amount, "transaction_status": "settlement",
             "currency": "IDR"}  # fmt: skip
    if signed:
        found["signature_key"] = signature(order, "200", amount, SERVER_KEY)
    return json.dumps(found | more).encode()


@pytest.mark.parametrize("lie", LIES)
def test_lies_are_unknown(lie: str) -> None:
    with something_else(LIES[lie]) as port:
        answer = driver(port, answer=0.4).status("KAI-1")
    assert (answer.state, answer.charge) == ("unknown", None)


def test_the_same_words_said_rightly_are_believed() -> None:
    with something_else(lambda link: link.sendall(_http(_paid("KAI-1")))) as port:
        assert driver(port).status("KAI-1").is_paid


def test_fraud_under_question_is_not_paid() -> None:
    with something_else(lambda link: link.sendall(_http(_paid("KAI-1", fraud_status="challenge")))) as port:
        assert driver(port).status("KAI-1").state == "pending"


def test_notifications_come_twice_and_are_checked(clock: Clock) -> None:
    heard: list[bytes] = []
    twice = threading.Event()

    def listen(link: socket.socket) -> None:
        link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        heard.append(b"")
        if len(heard) == 2:
            twice.set()

    with something_else(listen) as port:
        simulator = GatewaySimulator(clock=clock, notify=f"http://127.0.0.1:{port}/")
        gateway = driver(simulator.serve())
        gateway.charge("KAI-1", 150_000, soon())
        simulator.pay("KAI-1")
        assert twice.wait(5)
        simulator.close()
    body = _paid("KAI-1")
    assert gateway.notification(body).is_paid and gateway.notification(body).is_paid
    for bad in (_paid("KAI-1", signed=False), body.replace(b"150000.00", b"100000.00"), b"", b"{}"):
        assert gateway.notification(bad).state == "unknown"


def test_every_order_ends_right_however_badly_the_gateway_behaves() -> None:
    simulator = GatewaySimulator(chaos=0.45, seed=7)
    gateway = driver(simulator.serve(), answer=5.0)
    shown: dict[str, str] = {}
    try:
        for number in range(60):
            order = f"KAI-{number}"
            for _ in range(60):
                answer = gateway.charge(order, 100_000 + number, soon())
                if answer.charge:
                    shown[order] = answer.charge.qr_text
                    break
            assert shown[order] == simulator.orders[order].qr_text  # what the customer sees is what counts
            if number % 2:
                simulator.pay(order)
            ends = [gateway.status(order).state for _ in range(40)]
            wanted = "confirmed" if number % 2 else "pending"
            assert set(ends) <= {wanted, "unknown"} and wanted in ends
    finally:
        simulator.close()


def test_the_hand_of_the_trainer(shop: GatewaySimulator, gateway: Gateway) -> None:
    def hand(method: str, path: str, body: object = None) -> bytes:
        url = f"http://127.0.0.1:{shop.port}/simulator/{path}"  # type: ignore[attr-defined]
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=5) as answer:
            return bytes(answer.read())

    gateway.charge("KAI-1", 150_000, soon())
    hand("POST", "orders/KAI-1/pay", {})
    gateway.refund("KAI-1", 20_000, "R1")
    assert [order["transaction_status"] for order in json.loads(hand("GET", "orders"))] == ["partial_refund"]
    lines = hand("GET", "settlement.csv").decode().splitlines()
    assert [line.split(",")[3] for line in lines] == ["amount", "150000", "-20000"]
    hand("POST", "faults", {"verb": "status", "fault": "error"})
    assert gateway.status("KAI-1").state == "unknown"
    with pytest.raises(urllib.error.HTTPError):
        hand("POST", "orders/KAI-1/pay", {})


def test_an_order_that_pays_itself(clock: Clock) -> None:
    simulator = GatewaySimulator(clock=clock, auto_pay=5.0)
    gateway = driver(simulator.serve())
    gateway.charge("KAI-1", 150_000, soon())
    assert gateway.status("KAI-1").state == "pending"
    clock.now += 6
    assert gateway.status("KAI-1").is_paid
    simulator.close()
