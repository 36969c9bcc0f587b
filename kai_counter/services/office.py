"""An administrator's work from the window: keys, promotions, staff. Row security and the verbs say who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.db.readers import Reading
from kai_counter.errors import Refused
from kai_counter.values.cards_office import KeyCard, MemberCard, OfficeCard, PromotionRow

ROLES = ("clerk", "supervisor", "gate", "admin", "auditor", "operator")
_KEYS = """
SELECT k.key_no, c.code, k.valid_from, k.valid_until, k.revoked_at, coalesce(k.revoke_reason, '') AS reason
FROM counter_keys k JOIN counters c ON c.id = k.counter_id ORDER BY k.revoked_at IS NOT NULL, k.key_no
"""
_PROMOTIONS = """
SELECT promotion_code, promotion_name, discount_type = 'percentage' AS is_percent,
       discount_value::bigint AS discount, valid_from, valid_to, used_count, usage_limit, is_active
FROM promotions ORDER BY is_active DESC, valid_to DESC, promotion_code
"""
_MEMBERS = """
SELECT id, nipp, full_name, roles, station_scope, is_active, last_login FROM users ORDER BY is_active DESC, nipp
"""


@dataclass(frozen=True, slots=True)
class PromotionRequest:
    code: str
    name: str
    is_percent: bool
    discount: int
    maximum: int | None
    valid_from: date
    valid_to: date
    limit: int | None


def listed(database: Database) -> OfficeCard:
    """All three lists; who is no administrator sees themselves only among the staff."""
    def read(reading: Reading) -> OfficeCard:
        return OfficeCard(
            tuple(KeyCard(*row) for row in reading.rows(_KEYS)),
            tuple(PromotionRow(*row) for row in reading.rows(_PROMOTIONS)),
            tuple(
                MemberCard(
                    row.id, row.nipp, row.full_name, tuple(row.roles), tuple(row.station_scope), row.is_active,
                    row.last_login,
                )
                for row in reading.rows(_MEMBERS)
            ),
        )  # fmt: skip

    return database.read(read)


def revoke_key(database: Database, key_no: int, reason: str) -> None:
    """Its tickets are refused at every gate from now on. The first reason stands. `Refused`: key_unknown."""
    database.call("revoke_key", key_no=key_no, reason=reason)


def set_promotion(database: Database, promotion_id: UUID, request: PromotionRequest) -> str:
    """Announce one; its code. `Refused`: bad_request{field}, promotion_exists."""
    answer = database.call(
        "set_promotion",
        promotion_id=promotion_id,
        code=request.code,
        name=request.name,
        discount_type="percentage" if request.is_percent else "fixed_amount",
        discount_value=request.discount,
        minimum=0,
        maximum=request.maximum,
        valid_from=request.valid_from,
        valid_to=request.valid_to,
        usage_limit=request.limit,
    )
    return str(answer["code"])


def end_promotion(database: Database, code: str) -> None:
    """Nobody gets it from now on. `Refused`: promotion_unknown."""
    database.call("end_promotion", code=code)


def create_member(
    database: Database, user_id: UUID, nipp: str, full_name: str, roles: Sequence[str], stations: Sequence[str],
    password: str,
) -> None:  # fmt: skip
    """They change the first password at the sign-in. `Refused`: nipp_taken, password_weak, bad_request{field}."""
    database.call(
        "create_staff", user_id=user_id, nipp=nipp, full_name=full_name, roles=list(roles), stations=list(stations),
        verifier=_verifier(nipp, password),
    )  # fmt: skip


def retire_member(database: Database, user_id: UUID, reason: str) -> None:
    """Login, sessions and connections end. Sent twice: a client may have slipped in before the first one was kept.
    `Refused`: member_unknown, not_allowed (oneself)."""
    for _ in range(2):
        database.call("retire_staff", user_id=user_id, reason=reason)


def reset_password(database: Database, member: MemberCard, password: str) -> None:
    """A first password again. `Refused`: member_unknown, password_weak."""
    database.call("reset_password", user_id=member.user_id, verifier=_verifier(member.nipp, password))


def _verifier(nipp: str, password: str) -> str:
    """Only this travels."""
    from kai_counter.db.scram import verifier

    if len(password) < 8 or password == nipp:
        raise Refused("password_weak", least=8)
    return verifier(password)
