# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Any order of sales, refunds, exchanges, delays and scans: no more goes back than was paid, no seat twice."""

from __future__ import annotations

from typing import Any

from desk import (
    BANK,
    CASH,
    booking_of,
    cancel,
    exchange_quote,
    held,
    late_by,
    pay_out,
    people_of,
    quote,
    refund,
    see_document,
    signed,
    swap,
)
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from paying import paid_by_qris, set_gateway_key
from seams import drawer, kept_by_the_railway, one, printed, promoted
from till import Till, Train, check_promises, person, refused, trains

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id


def machine_of(owner: Any, till: Till, supervisor: Database, admin: Database, rails: list[Train]) -> type[RuleBasedStateMachine]:
    class AnyPath(RuleBasedStateMachine):
        """The model: who travels by which booking, and what the drawer holds."""

        def __init__(self) -> None:
            super().__init__()
            owner.execute(
                "TRUNCATE seat_claims, print_jobs, tickets, payments, payment_attempts, passengers, bookings, sales, disruptions CASCADE"
            )
            owner.execute("UPDATE seat_inventory SET occupied_legs = 0 WHERE occupied_legs <> 0")
            owner.execute("UPDATE counters SET receipt_sequence = 0, refund_sequence = 0")
            owner.execute("UPDATE schedules SET status = 'scheduled', delay_minutes = 0, last_order = NULL WHERE status <> 'scheduled' OR delay_minutes > 0")
            self.cash = 500_000
            self.alive: dict[str, tuple[int, list[str], list[dict[str, Any]]]] = {}  # booking: train, travellers, papers
            self.gone: list[dict[str, Any]] = []
            self.dead: set[int] = set()
            self.seats = {n: iter(rail.seats) for n, rail in enumerate(rails)}

        def running(self, n: int) -> int | None:
            return n if n not in self.dead else None

        def sold_as(self, n: int, sale: dict[str, Any]) -> None:
            self.alive[booking_of(sale)] = (n, people_of(sale), printed(till, sale))

        def picked(self, data: st.DataObject) -> str | None:
            return data.draw(st.sampled_from(sorted(self.alive))) if self.alive else None

        def left(self, booking: str, who: list[str]) -> None:
            n, people, papers = self.alive.pop(booking)
            pairs = list(zip(people, papers, strict=True))
            self.gone += [paper for one_, paper in pairs if one_ in who]
            stay = [(one_, paper) for one_, paper in pairs if one_ not in who]
            if stay:
                self.alive[booking] = n, [one_ for one_, _ in stay], [paper for _, paper in stay]

        def paid_out(self, done: dict[str, Any]) -> None:
            self.cash -= sum(m["amount"] for m in done["money"] if m["method"] == "cash")

        @rule(n=st.integers(0, 1), size=st.integers(1, 2), share=st.integers(0, 4), promotion=st.booleans())
        def sell(self, n: int, size: int, share: int, promotion: bool) -> None:
            if self.running(n) is None:
                return
            till.sale_id = new_id()
            hold = till.hold(rails[n], [next(self.seats[n]) for _ in range(size)])
            people = [person(k, seat["seat_id"], identity_number=f"3273{new_id().int % 10**12:012}") for k, seat in enumerate(hold["seats"], 1)]
            asked = promoted(admin, till, hold, people, "HUT") if promotion else till.asked(hold, people)
            total = asked["expected_total"]
            part = total * share // 4
            if part:
                attempt = paid_by_qris(till, part)
                sale = till.sell(asked, method="parts", attempts=[str(attempt)], tendered=total - part)
            else:
                sale = till.sell(asked)
            self.cash += total - part
            self.sold_as(n, sale)

        @rule(data=st.data(), most=st.integers(1, 2), how=st.sampled_from(["refund", "overrule", "own_mistake"]), money=st.sampled_from([CASH, BANK]))
        def give_back(self, data: st.DataObject, most: int, how: str, money: dict[str, Any]) -> None:
            booking = self.picked(data)
            if booking is None:
                return
            _, people, papers = self.alive[booking]
            who = people[:most]
            see_document(owner, till.database, booking)
            is_exchange = one(owner, "SELECT exchanged_from IS NOT NULL FROM bookings WHERE id = %s", booking)
            wish: dict[str, Any] = {"overrule": {"overrule_code": "DISRUPTION"}, "own_mistake": {"why": how, "papers": [p["paper"] for p in papers]}}.get(how, {})
            try:
                offer = quote(till.database, booking, who, **wish)
            except Refused as refusal:
                assert (refusal.code, how, is_exchange) == ("undo_exchange", "own_mistake", True)
                return
            if money == CASH and not offer["cash_allowed"]:
                money = BANK
            approval = signed(supervisor, offer, kind="undo" if how == "own_mistake" else "refund") if offer["needs_approval"] else None
            done = refund(till.database, offer, approval, money)
            assert refund(till.database, offer, approval, money)["amount"] == done["amount"]
            self.paid_out(done)
            self.left(booking, who)

        @rule(data=st.data(), n=st.integers(0, 1), late=st.booleans())
        def exchange(self, data: st.DataObject, n: int, late: bool) -> None:
            booking = self.picked(data)
            if booking is None or self.running(n) is None:
                return
            old, people, _ = self.alive[booking]
            if late and self.running(old) is not None:
                late_by(owner, rails[old], 90)
            sale = {"bookings": [{"booking_id": booking}]}
            see_document(owner, till.database, booking)
            new = held(till, rails[n], [next(self.seats[n])])
            offer = exchange_quote(till, sale, people[:1], new)
            done = swap(till, offer)
            assert swap(till, offer)["sale_id"] == done["sale_id"]
            self.cash += offer["exchange"]["to_pay"]
            self.left(booking, people[:1])
            self.sold_as(n, done)

        @rule(n=st.integers(0, 1))
        def train_cancelled(self, n: int) -> None:
            if self.running(n) is None or len(self.alive) < 2:
                return
            cancel(supervisor, rails[n])
            self.dead.add(n)

        @rule(data=st.data(), money=st.sampled_from(["cash", "transfer"]))
        def paper_paid(self, data: st.DataObject, money: str) -> None:
            booking = self.picked(data)
            if booking is None:
                return
            n, people, papers = self.alive[booking]
            try:
                done = pay_out(till, papers[:1], money)
            except Refused as refusal:
                assert refusal.code == "not_disrupted" and n not in self.dead
                return
            self.paid_out(done)
            self.left(booking, people[:1])

        @rule(data=st.data())
        def old_paper(self, data: st.DataObject) -> None:
            """What was given up brings nothing a second time."""
            if self.gone:
                with refused("already_refunded"):
                    pay_out(till, [data.draw(st.sampled_from(self.gone))])

        @invariant()
        def promises(self) -> None:
            check_promises(owner)
            assert drawer(owner) == self.cash
            assert kept_by_the_railway(owner) >= 0
            chains = one(owner, """
                WITH RECURSIVE root AS (
                  SELECT id, id AS first FROM bookings WHERE exchanged_from IS NULL
                  UNION ALL SELECT b.id, r.first FROM bookings b JOIN root r ON r.id = b.exchanged_from)
                SELECT count(*) FROM (
                  SELECT r.first, coalesce(sum((SELECT sum(amount) FROM payments p WHERE p.booking_id = r.id AND p.payment_method <> 'exchange')), 0)
                       - coalesce(sum((SELECT sum(refund_amount) FROM refunds f WHERE f.booking_id = r.id AND f.refund_method <> 'exchange')), 0) AS kept
                  FROM root r GROUP BY 1) x WHERE kept < 0""")
            assert chains == 0

    return AnyPath


def test_any_path_gives_back_no_more_than_was_paid(till: Till, supervisor: Database, admin: Database, owner: Any) -> None:
    set_gateway_key(admin)
    owner.execute("UPDATE rules SET value = '10' WHERE name = 'passengers_per_booking'")
    machine = machine_of(owner, till, supervisor, admin, trains(owner)[:2])
    run_state_machine_as_test(machine, settings=settings(
        max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), database=None,
    ))  # fmt: skip
