"""A counter whose program and database are of different versions says so before anybody is signed in."""

from __future__ import annotations

import pytest
from real_database import PASSWORD, FreshDatabase
from tiny_network import COUNTERS

from kai_counter.db.migrate import head_revision
from kai_counter.db.server import address
from kai_counter.errors import Refused
from kai_counter.services import staff
from kai_counter.values.requests import SignInRequest

REQUEST = SignInRequest("10001", PASSWORD, "GMR-01", COUNTERS["GMR-01"], "KAI Counter 1.0")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "program_outdated"),
        ("UPDATE alembic_version SET version_num = '0001'", "database_outdated"),
        ("DROP FUNCTION kai.gate_list", "database_outdated"),
        ("REVOKE SELECT ON alembic_version FROM kai_clerk", "database_outdated"),
    ],
)
def test_who_is_behind_is_told_and_no_session_is_opened(
    fresh_database: FreshDatabase, change: str, code: str
) -> None:
    with fresh_database.owner() as owner:
        owner.execute(change.encode())
        with pytest.raises(Refused) as refused:
            staff.sign_in(address(fresh_database.owner_url), REQUEST)
        assert refused.value.code == code
        assert refused.value.facts["program"] == head_revision()
        assert owner.execute("SELECT count(*) FROM user_sessions").fetchone() == (0,)


def test_the_same_version_signs_in_and_a_mended_function_fits(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute(
            "CREATE FUNCTION kai.of_tomorrow(p_token text) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'"
        )
    database, card = staff.sign_in(address(fresh_database.owner_url), REQUEST)
    database.close()
    assert card.staff.nipp == "10001"
