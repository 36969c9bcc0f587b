"""A second person signs one act with their own login, at the machine where it is wanted."""

from __future__ import annotations

from uuid import UUID

from kai_counter.errors import Refused
from kai_counter.services import staff
from kai_counter.values.requests import SignInRequest


def sign(
    url: str, request: SignInRequest, approval_id: UUID, kind: str, subject_id: UUID, amount: int | None,
    requested_by: UUID, reason: str,
) -> UUID:  # fmt: skip
    """Sign in as the supervisor of `request`, approve, sign out; the id of the approval, good for two minutes.

    `Refused`: sign_in_wrong, not_allowed, own_request, and what signing in refuses with.
    """
    database, card = staff.sign_in(url, request)
    try:
        if "supervisor" not in card.staff.roles:
            raise Refused("not_allowed", roles=["supervisor"])
        database.call(
            "approve", approval_id=approval_id, kind=kind, subject_id=subject_id, amount=amount,
            reason={"requested_by": str(requested_by), "text": reason},
        )  # fmt: skip
    finally:
        staff.sign_out(database)
    return approval_id
