"""The railway's rules as they are known, each with its confidence; later ones are added by the verb set_rule.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VALID_FROM = "2020-01-01 00:00:00+07"
REDUCTIONS = {
    "senior": {"percent": 20, "classes": ["EKS", "BIS", "EKO"]},
    "veteran": {"percent": 30, "percent_tue_thu": 50},
    "tni_polri": {"EKS": 25, "BIS": 50, "EKO": 50},
    "journalist": {"percent": 20},
    "disability": {"percent": 20},
}
# name: (value, confidence): H several sources or data, M one source, L weak, own: ours.
RULES = {
    "booking_window_days": (45, "H"),
    "go_show_window_minutes": (180, "H"),
    "go_show_hours": (2, "H"),
    "gate_opens_minutes": (120, "M"),
    "gate_closes_minutes": (5, "M"),
    "walking_minutes": (5, "M"),
    "sale_warning_minutes": (15, "M"),
    "passengers_per_booking": (4, "M"),
    "hold_seconds": (600, "own"),
    "hold_minimum_seconds": (120, "own"),
    "hold_near_departure_share": (0.333, "own"),
    "infant_under_years": (3, "H"),
    "child_under_years": (12, "H"),
    "senior_from_years": (60, "H"),
    "reductions": (REDUCTIONS, "M"),
    "price_rounding": (100, "own"),
    "sub_class_tiers": ({"weekday": "A", "weekend": "C"}, "H"),
    "availability_low": (49, "H"),
    "idle_lock_seconds": (300, "own"),
    "session_hours": (12, "own"),
    "identity_misses": (3, "own"),
    "identity_lock_minutes": (30, "own"),
    "identity_compared_from_years": (17, "M"),
    "reprint_supervisor_from_issue": (3, "own"),
    "ticket_not_after_minutes": (180, "own"),
    "approval_seconds": (120, "own"),
    "counter_key_days": (400, "own"),
    "printing_from_hours": (168, "H"),
    "refund_fee_percent": (25, "H"),
    "refund_until_minutes": (30, "H"),
    "refund_payout_days": (7, "H"),
    "refund_railway_percent": (100, "H"),
    "refund_railway_hours": (168, "H"),
    "refund_delay_minutes": (60, "M"),
    "reschedule_fee_percent": (25, "H"),
    "reschedule_fee_rounding": (1000, "H"),
    "reschedule_until_minutes": (60, "H"),
    "delay_service_minutes": ({"drink": 60, "light_meal": 180, "heavy_meal": 300}, "M"),
    "correction_until_minutes": (120, "M"),
    "correction_letters": (2, "M"),
    "correction_digits": (1, "M"),
    "own_mistake_minutes": (10, "own"),
}


def upgrade() -> None:
    insert = sa.text(
        "INSERT INTO rules (id, name, value, valid_from, confidence, source)"
        " VALUES (:id, :name, CAST(:value AS jsonb), CAST(:valid_from AS timestamptz), :confidence, :source)"
    )
    op.get_bind().execute(insert, [
        {
            "id": uuid5(NAMESPACE_URL, f"kai-counter/rules/{name}"), "name": name, "value": json.dumps(value),
            "valid_from": VALID_FROM, "confidence": confidence,
            "source": "chosen for this program" if confidence == "own" else "public sources, see README",
        }
        for name, (value, confidence) in RULES.items()
    ])


def downgrade() -> None:
    op.execute("DELETE FROM rules")
