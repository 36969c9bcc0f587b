# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Any order of holding, changing, extending, releasing, running out, selling, giving back, moving and exchanging."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from desk import CASH, quote, refund, see_document
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from paying import begin, settle, slip
from till import Till, Train, check_promises, expire, mask, occupied, trains

from kai_counter.errors import Refused
from kai_counter.values.ids import new_id

SEATS = st.lists(st.integers(0, 4), min_size=1, max_size=3)
JOURNEY = st.tuples(st.integers(1, 4), st.integers(1, 4))


def papers_back(owner: Any, booking: Any) -> list[str]:
    """Every paper of a booking on the desk: what was issued again has its symbol now, and is scanned."""
    owner.execute("UPDATE tickets SET qr_code = 'T1' || ticket_number WHERE booking_id = %s AND issue_number > 1", [booking])
    found = owner.execute("SELECT qr_code FROM tickets WHERE booking_id = %s AND qr_code IS NOT NULL", [booking])
    return [row[0] for row in found.fetchall()]


def machine_of(tills: list[Till], train: Train, owner: Any) -> type[RuleBasedStateMachine]:
    class AnyOrder(RuleBasedStateMachine):
        """The model: which seat's legs each living booking has. One train, five seats, two counters."""

        def __init__(self) -> None:
            super().__init__()
            owner.execute(
                "TRUNCATE seat_claims, print_jobs, tickets, payments, payment_attempts, passengers, bookings, sales CASCADE"
            )
            owner.execute("UPDATE seat_inventory SET occupied_legs = 0 WHERE occupied_legs <> 0")
            owner.execute("UPDATE counters SET receipt_sequence = 0, refund_sequence = 0")
            self.held: dict[
                Any, tuple[int, Any, int, dict[Any, int]]
            ] = {}  # booking: till, sale, revision, seat: mask
            self.stale: set[Any] = set()
            self.slips = itertools.count(1)
            self.sold: dict[Any, tuple[int, dict[Any, tuple[Any, int]]]] = {}  # booking: till, traveller: seat, mask

        def taken(self, but: Any = None) -> dict[Any, int]:
            masks: dict[Any, int] = {}
            living = [legs for booking, (_, _, _, legs) in self.held.items() if booking not in self.stale | {but}]
            sold = [dict(people.values()) for _, people in self.sold.values()]
            for legs in living + sold:
                for seat, bits in legs.items():
                    assert masks.get(seat, 0) & bits == 0
                    masks[seat] = masks.get(seat, 0) | bits
            return masks

        def wish(self, numbers: list[int], journey: tuple[int, int], but: Any) -> tuple[dict[Any, int], str | None]:
            start, end = journey
            if len(set(numbers)) < len(numbers):
                return {}, "seat_repeated"
            if end <= start:
                return {}, "legs_out_of_range"
            legs = {train.seats[n]: mask(start, end) for n in numbers}
            taken = self.taken(but)
            return legs, "seat_taken" if any(taken.get(seat, 0) & bits for seat, bits in legs.items()) else None

        def take(
            self, booking: Any, n: int, sale: Any, revision: int, numbers: list[int], journey: tuple[int, int]
        ) -> None:
            legs, refusal = self.wish(numbers, journey, booking)
            till = tills[n]
            till.sale_id = sale
            try:
                till.hold(train, [train.seats[i] for i in numbers], *journey, booking_id=booking, revision=revision)
            except Refused as refused:
                assert refused.code == refusal
                return
            assert refusal is None
            self.held[booking] = (n, sale, revision, legs)
            self.stale.discard(booking)
            self.swept(legs)

        @rule(n=st.integers(0, 1), numbers=SEATS, journey=JOURNEY)
        def hold(self, n: int, numbers: list[int], journey: tuple[int, int]) -> None:
            self.take(new_id(), n, new_id(), 1, numbers, journey)

        @rule(data=st.data(), numbers=SEATS, journey=JOURNEY)
        def change(self, data: st.DataObject, numbers: list[int], journey: tuple[int, int]) -> None:
            if self.held:
                booking = data.draw(st.sampled_from(sorted(self.held, key=str)))
                n, sale, revision, _ = self.held[booking]
                self.take(booking, n, sale, revision + 1, numbers, journey)

        @rule(data=st.data(), verb=st.sampled_from(["extend", "release", "sell", "expire"]))
        def act(self, data: st.DataObject, verb: str) -> None:
            if not self.held:
                return
            booking = data.draw(st.sampled_from(sorted(self.held, key=str)))
            n, sale, _, legs = self.held[booking]
            till, is_stale = tills[n], booking in self.stale
            till.sale_id = sale
            try:
                if verb == "expire":
                    expire(owner, booking)
                    self.stale.add(booking)
                elif verb == "extend":
                    till.database.call("extend", booking_id=booking)
                    assert not is_stale
                elif verb == "release":
                    assert till.database.call("release", booking_id=booking, reason="any")["released"]
                    del self.held[booking]
                    self.stale.discard(booking)
                else:
                    status = till.database.call("sale_status", sale_id=sale)
                    sale = till.sell(till.asked(status["hold"]))
                    assert not is_stale
                    del self.held[booking]
                    tickets = [(UUID(t["seat"]["seat_id"]), t["passenger"]["passenger_id"]) for t in sale["bookings"][0]["tickets"]]
                    self.sold[booking] = n, {traveller: (seat, legs[seat]) for seat, traveller in tickets}
            except Refused as refused:
                assert refused.code == "hold_expired" and is_stale

        @rule(data=st.data(), most=st.integers(1, 3))
        def give_back(self, data: st.DataObject, most: int) -> None:
            """Some or all of a booking, twice in a row as after a lost answer."""
            if not self.sold:
                return
            booking = data.draw(st.sampled_from(sorted(self.sold, key=str)))
            n, people = self.sold[booking]
            leaving = sorted(people)[:most]
            see_document(owner, tills[n].database, booking)
            offer = quote(tills[n].database, booking, leaving, why="own_mistake", papers=papers_back(owner, booking))
            for _ in range(2):
                refund(tills[n].database, offer, None, CASH)
            for traveller in leaving:
                del people[traveller]
            if not people:
                del self.sold[booking]

        @rule(data=st.data(), number=st.integers(0, 4))
        def move(self, data: st.DataObject, number: int) -> None:
            """Another seat for one traveller, or the refusal that it is taken."""
            if not self.sold:
                return
            booking = data.draw(st.sampled_from(sorted(self.sold, key=str)))
            n, people = self.sold[booking]
            who = data.draw(st.sampled_from(sorted(people)))
            seat, (now, bits) = train.seats[number], people[who]
            taken = self.taken()
            taken[now] = taken.get(now, 0) & ~bits
            is_taken = bool(taken.get(seat, 0) & bits)
            see_document(owner, tills[n].database, booking)
            moved = [{"passenger_id": who, "seat_id": str(seat), "print_job_id": str(new_id())}]
            try:
                tills[n].database.call("change_seats", booking_id=booking, moves=moved)
            except Refused as refused:
                assert refused.code == "seat_taken" and is_taken
                return
            assert not is_taken
            people[who] = (seat, bits)
            self.swept({seat: bits})

        @rule(data=st.data(), number=st.integers(0, 4), journey=JOURNEY, card=st.sampled_from([0, 1, 2]))
        def exchange(self, data: st.DataObject, number: int, journey: tuple[int, int], card: int) -> None:
            """One traveller onto another seat and stretch, held first; paid in cash, half by card, or all of it."""
            if not self.sold or journey[1] <= journey[0]:
                return
            booking = data.draw(st.sampled_from(sorted(self.sold, key=str)))
            n, people = self.sold[booking]
            who, till = data.draw(st.sampled_from(sorted(people))), tills[n]
            new, before = new_id(), set(self.held)
            self.take(new, n, new_id(), 1, [number], journey)
            if set(self.held) == before or new not in self.held:
                return
            see_document(owner, till.database, booking)
            wish = {"reason": "any", "seats": {who: str(train.seats[number])}}
            offer = till.database.call("exchange_quote", exchange_id=new_id(), booking_id=booking, passengers=[who], new_booking_id=new, wish=wish)
            pay = offer["exchange"]["to_pay"]
            charged, listed = pay * card // 2, []
            if charged:
                listed = [str(begin(till, "debit_card", charged))]
                settle(till.database, UUID(listed[0]), "confirmed", slip(next(self.slips), charged))
            asked = {"amount": pay, "tendered": pay - charged, "attempts": listed}
            for _ in range(2):
                told = till.database.call("exchange", exchange_id=offer["offer_id"], payment=asked, approval_id=None)
            legs = self.held.pop(new)[3]
            del people[who]
            if not people:
                del self.sold[booking]
            (ticket,) = told["bookings"][0]["tickets"]
            self.sold[new] = n, {ticket["passenger"]["passenger_id"]: (train.seats[number], legs[train.seats[number]])}

        def swept(self, legs: dict[Any, int]) -> None:
            """Holds that had run out and stood in the way are gone."""
            for other in list(self.stale):
                if any(legs.get(seat, 0) & bits for seat, bits in self.held[other][3].items()):
                    del self.held[other]
                    self.stale.discard(other)

        @rule()
        def sweep(self) -> None:
            tills[0].database.call("expire_past")
            for booking in self.stale:
                del self.held[booking]
            self.stale.clear()

        @invariant()
        def promises(self) -> None:
            check_promises(owner)
            taken = self.taken()
            for seat in train.seats[:5]:
                stale = 0
                for booking in self.stale:
                    stale |= self.held[booking][3].get(seat, 0)
                assert occupied(owner, train, seat) == taken.get(seat, 0) | stale

    return AnyOrder


def test_any_order_keeps_every_promise(till: Till, till2: Till, owner: Any) -> None:
    owner.execute("UPDATE rules SET value = '100000' WHERE name = 'own_mistake_unsigned'")
    machine = machine_of([till, till2], trains(owner)[0], owner)
    run_state_machine_as_test(machine, settings=settings(
        max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None,
    ))  # fmt: skip
