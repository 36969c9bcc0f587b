# ruff: noqa: E501  (rows and statements stay on the line that says them)
"""One sale as `sell` answers it, for every test of paper."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kai_counter.values.cards_paper import SalePaper, TicketCard, from_sale


class Key:
    key_no = 7
    _private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = _private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


KEY = Key()


def ticket(seq: int, name: str, seat: str | None, **more: Any) -> dict[str, Any]:
    facts = {
        "ticket_id": f"0193590f-0000-7000-8000-00000000000{seq}",
        "ticket_number": f"TK26112400{seq}",
        "code_number": 12344 + seq,
        "issue_number": 1,
        "print_job_id": f"0193590f-0000-7000-9000-00000000000{seq}",
        "passenger": {
            "seq": seq,
            "name": name,
            "type": "adult" if seat else "infant",
            "reduction": None,
            "identity_masked": "3174************",
            "gender": "male",
            "assistance": [],
        },
        "seat": None
        if seat is None
        else {
            "car_number": 5,
            "coach_label": "EKS 5",
            "seat_number": seat,
            "class_code": "EKS",
            "class_name": "Eksekutif",
            "sub_class": "AA",
        },
        "price": 675000 if seat else 0,
        "not_after": "2026-11-24T22:10:00+07:00",
    }
    passenger = more.pop("passenger", {})
    facts["passenger"].update(passenger)  # type: ignore[attr-defined]
    facts.update(more)
    return facts


def sale(*tickets: dict[str, Any]) -> dict[str, Any]:
    tickets = tickets or (
        ticket(1, "Budi Santoso", "10D"),
        ticket(2, "Siti Rahmawati", "10C", passenger={"assistance": ["wheelchair"], "reduction": "disability"}),
        ticket(3, "Adik Santoso", None),
    )
    return {
        "sale_id": "0193590f-0000-7000-a000-000000000001",
        "sale_number": "S-GMR01-000123",
        "receipt_number": "GMR-01/000123",
        "sold_at": "2026-11-23T08:31:00+07:00",
        "total": 1215000,
        "tendered": 1300000,
        "change": 85000,
        "counter_code": "GMR-01",
        "clerk_name": "Rina Wulandari",
        "bookings": [
            {
                "booking_id": "0193590f-0000-7000-b000-000000000001",
                "booking_number": "K7M3Q9P",
                "schedule": {
                    "number": 4711,
                    "train_number": "2",
                    "train_name": "Argo Bromo Anggrek",
                    "service_date": "2026-11-24",
                    "departs_at": "2026-11-24T01:20:00+00:00",
                    "arrives_at": "2026-11-24T09:10:00+00:00",
                    "origin_code": "GMR",
                    "origin_name": "Gambir",
                    "origin_number": 101,
                    "origin_timezone": "Asia/Jakarta",
                    "destination_code": "SBI",
                    "destination_name": "Surabaya Pasarturi",
                    "destination_number": 402,
                    "destination_timezone": "Asia/Jakarta",
                },
                "final_amount": 1215000,
                "lines": [
                    {"kind": "fare", "passenger": 1, "amount": 675000},
                    {"kind": "fare", "passenger": 2, "amount": 675000},
                    {"kind": "reduction", "passenger": 2, "amount": -135000, "reduction": "disability"},
                    {"kind": "infant", "passenger": 3, "amount": 0},
                ],
                "tickets": list(tickets),
            }
        ],
    }


def paper(*tickets: dict[str, Any], **rules: Any) -> SalePaper:
    return from_sale(sale(*tickets), **rules)


def signed(name: str = "Budi Santoso", seat: str | None = "10D", **more: Any) -> TicketCard:
    return paper(ticket(1, name, seat, **more)).tickets[0].signed(KEY)


def report(closed: bool = True, **more: Any) -> dict[str, Any]:
    """A shift as `shift_report` answers it: full when closed, a clerk's X else."""
    answer: dict[str, Any] = {
        "shift_id": "0193590f-0000-7000-b000-000000000001", "kind": "X", "state": "open", "z_number": None,
        "counter_code": "GMR-01", "counter_name": "Loket 1", "station_name": "Gambir", "timezone": "Asia/Jakarta",
        "clerk_name": "Rina Wulandari", "clerk_nipp": "10001", "opened_at": "2026-11-23T05:02:00+07:00",
        "closed_at": None, "made_at": "2026-11-23T13:10:00+07:00", "float": 500000, "is_forced": False,
        "is_full": closed, "closed_by": None, "note": None, "sales": 84, "bookings": 86, "tickets": 151,
        "late_payments": 0, "first_receipt": "GMR-01/000101", "last_receipt": "GMR-01/000184",
        "methods": [{"method": "cash", "count": 60}, {"method": "qris", "count": 26, "amount": 9_450_000}],
        "reductions": [{"reduction": "senior", "count": 7}],
        "movements": [
            {"slip_number": "GMR-01/K000001", "kind": "in", "amount": 200000, "reason": "uang kecil", "reference": None,
             "created_at": "2026-11-23T06:00:00+07:00"},
            {"slip_number": "GMR-01/K000002", "kind": "drop", "amount": 15000000, "reason": "setor",
             "reference": "KTG 0071", "created_at": "2026-11-23T11:00:00+07:00"},
        ],
        "drawer_openings": 62, "refunds": 0, "unanswered": 0,
    }  # fmt: skip
    if closed:
        answer |= {
            "kind": "Z", "state": "closed", "z_number": 12, "closed_at": "2026-11-23T13:05:00+07:00",
            "closed_by": "Rina Wulandari", "sales_amount": 36_825_000, "refund_amount": 0,
            "methods": [{"method": "cash", "count": 60, "amount": 27_375_000}, answer["methods"][1]],
            "reductions": [{"reduction": "senior", "count": 7, "amount": 945_000}],
            "cash": {"float": 500000, "sales": 27_375_000, "tendered": 30_100_000, "change": 2_725_000, "in": 200000,
                     "out": 0, "drop": 15_000_000, "refunds": 0, "expected": 13_075_000},
            "count": {"counted": 13_070_000, "system": 13_075_000, "variance": -5000, "reason": "kembalian lebih",
                      "denominations": {"100000": 130, "20000": 3, "10000": 1}, "approved_by": None, "verified": None,
                      "verified_at": None, "verified_note": None, "verified_by": None},
        }  # fmt: skip
    return answer | more


def slip(kind: str = "drop", **more: Any) -> dict[str, Any]:
    return {
        "movement_id": "0193590f-0000-7000-b100-000000000001", "slip_number": "GMR-01/K000002", "kind": kind,
        "amount": 15_000_000, "reason": "setor", "reference": "KTG 0071", "created_at": "2026-11-23T11:00:00+07:00",
        "counter_code": "GMR-01", "station_name": "Gambir", "timezone": "Asia/Jakarta",
        "clerk_name": "Rina Wulandari", "clerk_nipp": "10001", "approved_by": None,
    } | more  # fmt: skip
