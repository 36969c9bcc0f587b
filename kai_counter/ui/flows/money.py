"""What the writer thread does around money: the draft before the call, nobody's name after it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kai_counter.errors import Unavailable
from kai_counter.services import sales, seats
from kai_counter.services.drafts import DraftStore
from kai_counter.values.cards import SaleCard, SaleTruth
from kai_counter.values.draft import SaleDraft
from kai_counter.values.requests import SellRequest

if TYPE_CHECKING:
    from kai_counter.db.database import Database


def extended(database: Database, booking_ids: tuple[UUID, ...], sale_id: UUID) -> SaleTruth:
    """Extend, then the holds with their new ends."""
    for booking_id in booking_ids:
        seats.extend(database, booking_id)
    return sales.sale_status(database, sale_id)


def save_and_sell(
    database: Database, drafts: DraftStore, draft: SaleDraft, request: SellRequest, unsure: bool
) -> SaleCard:
    """What was tendered is on disk before the call leaves; afterwards nobody's name is."""
    drafts.save(draft)
    truth = sales.sale_status(database, request.sale_id) if unsure else None
    card = truth.sale if truth is not None and truth.sale is not None else sales.sell(database, request)
    try:
        drafts.save(draft.without_people())
    except Unavailable:  # sold is sold; the earlier draft leads to the same truth
        pass
    return card
