# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Every verb × every role × hostile arguments, generated from the catalogue.

`VERBS` says who may call each. A verb without a line here fails, and so does a line without a verb: nobody
adds a door without saying who it is for and having it rattled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hostile import NIPPS, state
from till import Train, check_promises

from kai_counter.values.ids import new_id

SELLERS, ALL = {"clerk", "supervisor"}, set(NIPPS)
VERBS: dict[str, set[str]] = {
    "sign_in": ALL, "sign_out": ALL, "touch_session": ALL, "change_password": ALL,
    "create_staff": {"admin"}, "retire_staff": {"admin"}, "reset_password": {"admin"},
    "register_counter": {"admin"}, "revoke_counter": {"admin"}, "revoke_key": {"admin"},
    "register_key": SELLERS | {"gate", "admin"},
    "open_shift": SELLERS, "close_shift": SELLERS, "pause_shift": SELLERS, "resume_shift": SELLERS,
    "begin_close": SELLERS, "shift_report": SELLERS, "cash_move": SELLERS, "drawer_opened": SELLERS,
    "force_close": {"supervisor"}, "verify_shift": {"supervisor"}, "list_shifts": {"supervisor"},
    "hold": SELLERS, "extend": SELLERS, "release": SELLERS, "quote": SELLERS, "sell": SELLERS,
    "begin_attempt": SELLERS, "mark_pending": SELLERS, "settle_attempt": SELLERS, "allow_other_way": SELLERS,
    "give_up_attempt": SELLERS, "begin_reversal": SELLERS, "settle_reversal": SELLERS, "list_unsettled": SELLERS,
    "set_gateway_key": {"admin"},
    "sale_status": SELLERS, "recent_sales": SELLERS, "find_booking": SELLERS, "identify": SELLERS, "reprint": SELLERS,
    "print_receipt": SELLERS, "save_papers": SELLERS, "count_report": SELLERS,
    "station_day": {"supervisor", "auditor"}, "match_day": {"supervisor"}, "settle_difference": {"supervisor"},
    "bank_deposit": {"supervisor"}, "hand_over_safe": {"supervisor"}, "import_settlement": {"supervisor"},
    "record_batch": SELLERS, "month_report": {"supervisor", "auditor"},
    "report_print": SELLERS | {"gate", "admin"}, "approve": {"supervisor"},
    "ask_signature": SELLERS | {"gate"}, "signature_state": SELLERS | {"gate"}, "withdraw_signature": SELLERS | {"gate"},
    "signature_missed": SELLERS | {"gate"}, "signatures_asked": {"supervisor"}, "answer_signature": {"supervisor"},
    "signed_pairs": {"supervisor", "auditor"},
    "refund_quote": SELLERS, "withdraw_offer": SELLERS, "refund": SELLERS, "list_payouts": SELLERS,
    "settle_payout": {"supervisor"}, "fix_payout": SELLERS, "begin_payout": SELLERS, "told_payout": SELLERS,
    "exchange_quote": SELLERS, "exchange": SELLERS, "change_seats": SELLERS, "correct_passenger": SELLERS,
    "exchange_under_way": SELLERS, "offer_correction": SELLERS,
    "search_bookings": SELLERS, "seen_booking": SELLERS, "identify_overruled": SELLERS, "booking_timeline": SELLERS,
    "report_outage": SELLERS | {"gate", "admin", "operator"}, "report_error": ALL,
    "set_rule": {"admin"}, "set_fare": {"admin"},
    "open_dates": {"operator", "admin"}, "expire_past": SELLERS | {"operator", "admin"},
    "gate_list": {"gate", "supervisor"}, "scan": {"gate", "supervisor"}, "annul_scan": {"gate", "supervisor"},
    "manifest": {"gate", "supervisor"}, "override_scan": {"supervisor"}, "settle_conflict": {"supervisor"},
    "apply_promotion": SELLERS, "set_promotion": {"admin"}, "end_promotion": {"admin"},
    "tell_staff": {"admin"}, "mark_read": ALL,
    "set_sales_state": {"supervisor", "admin"}, "delay_train": {"supervisor"}, "cancel_train": {"supervisor"}, "disruptions": {"supervisor"}, "affected": {"supervisor"},
    "next_train": SELLERS, "plan_reseat": {"supervisor"}, "reseat": {"supervisor"}, "incomplete": SELLERS, "disrupted_ticket": SELLERS, "settle_disrupted": SELLERS,
    "release_no_shows": {"supervisor"}, "hand_over_train": {"gate", "supervisor"}, "gate_conflicts": {"supervisor", "auditor"},
}  # fmt: skip

EVIL = "'; DROP TABLE bookings; --"
HOSTILE: dict[str, list[Any]] = {
    "text": [None, "", EVIL, "x" * 100_000, "\u202e\u0007\U0001f682", "%", "../../etc/passwd"],
    "uuid": [None, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", EVIL],
    "uuid[]": [None, "{}", "{NULL}", "{{{}}}".format(",".join(["00000000-0000-0000-0000-000000000001"] * 5000)),
               "{{00000000-0000-0000-0000-000000000001},{00000000-0000-0000-0000-000000000002}}", EVIL],
    "text[]": [None, "{}", "{NULL}", f'{{"{EVIL}"}}', "{{a},{b}}", "{{{}}}".format(",".join(["admin"] * 5000))],
    "integer": [None, "-1", "0", "2147483647", "-2147483648", "99999999999", "1.5", EVIL],
    "bigint": [None, "-1", "0", "9223372036854775807", "-9223372036854775808", "1e30", "1.5", EVIL],
    "numeric": [None, "-1", "NaN", "Infinity", "-Infinity", "0.5", "1e100", EVIL],
    "jsonb": [None, "null", "[]", "{}", "[[]]", "[null]", '"text"', "1e300", '[{"a": 1}]', '[{"booking_id": "x", "passengers": 1}]',
              '{"method": "cash", "amount": [], "tendered": {}}', json.dumps([{}] * 3000), '{"a":' * 3000 + "1" + "}" * 3000, EVIL],
    "boolean": [None, "true", "false", EVIL],
    "bytea": [None, "", "\\x00", "\\x" + "00" * 50_000],
    "date": [None, "infinity", "-infinity", "0001-01-01", "294276-12-31", EVIL],
    "timestamp with time zone": [None, "infinity", "-infinity", "0001-01-01", "294276-12-31", EVIL],
}  # fmt: skip
"""By type, as text: the cast to the parameter's type is part of the attack."""

DOMAIN = ("22", "23", "21", "54")
"""Data exceptions, violated constraints, a limit: said by the type or the table, before anything was done."""


def verbs(owner: Any) -> dict[str, list[tuple[str, str]]]:
    rows = owner.execute(
        "SELECT p.proname, a.name, format_type(a.type, NULL) FROM pg_proc p,"
        " unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) WITH ORDINALITY AS a (name, type, n)"
        " WHERE p.pronamespace = 'kai'::regnamespace ORDER BY p.proname, a.n"
    ).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for verb, name, type_name in rows:
        found.setdefault(verb, []).append((name, type_name))
    return found


def harmless(name: str, type_name: str, facts: dict[str, Any]) -> Any:
    """A believable value, so that the hostile one beside it is what decides."""
    return facts.get(name, {
        "text": "x", "uuid": str(new_id()), "uuid[]": f"{{{new_id()}}}", "text[]": "{clerk}", "integer": "1", "bigint": "1", "numeric": "0",
        "jsonb": "{}", "boolean": "true", "bytea": "\\x" + "61" * 32, "date": "2020-01-01", "timestamp with time zone": "2030-01-01",
    }[type_name])  # fmt: skip


def requests(parameters: list[tuple[str, str]], token: str | None, facts: dict[str, Any]) -> Iterator[list[Any]]:
    """One hostile value at a time beside harmless ones, then all hostile at once."""
    good = [token if name == "p_token" else harmless(name, type_name, facts) for name, type_name in parameters]
    for n, (name, type_name) in enumerate(parameters):
        if name != "p_token":
            for value in HOSTILE[type_name]:
                yield [*good[:n], value, *good[n + 1 :]]
    for turn in range(max(len(values) for values in HOSTILE.values())):
        yield [
            token if name == "p_token" else HOSTILE[type_name][turn % len(HOSTILE[type_name])]
            for name, type_name in parameters
        ]


def test_every_verb_has_its_line(owner: Any) -> None:
    assert set(verbs(owner)) == set(VERBS), set(verbs(owner)) ^ set(VERBS)
    kinds = {type_name for parameters in verbs(owner).values() for _, type_name in parameters}
    assert kinds <= set(HOSTILE), kinds - set(HOSTILE)


def test_execute_is_granted_to_these_and_nobody_else(owner: Any) -> None:
    rows = owner.execute(
        "SELECT p.pronamespace::regnamespace::text, p.proname, array_agg(r.rolname ORDER BY r.rolname)"
        " FROM pg_proc p LEFT JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a ON a.grantee <> p.proowner"
        " LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE p.pronamespace IN ('kai'::regnamespace, 'internal'::regnamespace) GROUP BY 1, 2"
    ).fetchall()
    may = {
        name: {str(role).removeprefix("kai_") for role in roles} for schema, name, roles in rows if schema == "kai"
    }
    assert may == VERBS
    open_doors = {
        name: roles
        for schema, name, roles in rows
        if schema == "internal" and set(roles) & {f"kai_{role}" for role in ALL}
    }
    assert set(open_doors) <= {"readable_stations", "my_nipp"}, (
        open_doors
    )  # row security asks these; they tell only about oneself
    public = owner.execute(
        "SELECT count(*) FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE a.grantee = 0 AND p.pronamespace IN ('kai'::regnamespace, 'internal'::regnamespace)"
    ).fetchone()
    assert public == (0,)


def test_every_verb_is_a_definer_that_asks_who_is_there(owner: Any) -> None:
    rows = owner.execute(
        "SELECT proname, prosecdef, prosrc FROM pg_proc WHERE pronamespace = 'kai'::regnamespace"
    ).fetchall()
    for name, is_definer, text in rows:
        assert is_definer, name
        assert "internal.session(" in text or name in ("sign_in", "sign_out"), name


@pytest.mark.parametrize("role", sorted(NIPPS))
def test_verbs_that_are_not_for_this_role(role: str, attacker_of: Any, owner: Any, untouched: None) -> None:
    attacker = attacker_of(role)
    for verb, parameters in verbs(owner).items():
        if role not in VERBS[verb]:
            places = ", ".join(f"%s::{type_name}" for _, type_name in parameters)
            values = [
                attacker.token if name == "p_token" else harmless(name, type_name, {})
                for name, type_name in parameters
            ]
            assert attacker.ends(f"SELECT kai.{verb}({places})", *values) == "42501", verb


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_hostile_arguments(verb: str, attacker_of: Any, owner: Any, held: dict[str, Any], train: Train) -> None:
    """By the most trusted role that has the verb: always KA001 or a data error, never an internal one, and nothing moved.

    Some requests are not hostile after all (an outage is told with any facts); what may move then is not money or seats.
    """
    parameters = verbs(owner)[verb]
    role = next(
        name for name in ("clerk", "supervisor", "admin", "operator", "gate", "auditor") if name in VERBS[verb]
    )
    attacker = attacker_of(role)
    if role in SELLERS:
        attacker.ends("SELECT kai.open_shift(%s, %s, 1)", attacker.token, new_id())
    facts = {"p_booking_id": str(held["booking_id"]), "p_sale_id": str(held["sale_id"]), "p_schedule_id": str(train.schedule_id),
             "p_from_order": "1", "p_to_order": "2", "p_seats": f"{{{train.seats[20]}}}", "p_document": "nik", "p_kind": "regular",
             "p_judgement": "ok", "p_limit": "5"}  # fmt: skip
    places = ", ".join(f"%s::{type_name}" for _, type_name in parameters)
    before = state(owner)
    ended: dict[str, int] = {}
    for values in requests(parameters, attacker.token, facts):
        try:
            with attacker.connection.transaction(
                force_rollback=verb not in ("sell", "hold", "release", "extend", "quote")
            ):
                attacker.connection.execute(f"SELECT kai.{verb}({places})".encode(), values)
            code = "done"
        except psycopg.Error as error:
            code = error.sqlstate or type(error).__name__
            assert code in ("KA001", "42501") or code.startswith(DOMAIN), (
                code,
                str(error)[:300],
                [str(v)[:40] for v in values],
            )
        ended[code] = ended.get(code, 0) + 1
    assert not any(code.startswith("XX") for code in ended)
    after = state(owner)
    moved = {name for name in before if before[name] != after[name]}
    if verb == "hold":  # a hold of one's own with an odd but lawful id is a hold
        moved -= {"masks", "claims", "bookings", "sales"}
    assert not moved, (moved, ended)
    check_promises(owner)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_without_a_session(verb: str, attacker_of: Any, owner: Any, untouched: None) -> None:
    """A password alone opens no verb: no token, a wrong one, or somebody else's."""
    role = next(name for name in NIPPS if name in VERBS[verb])
    attacker = attacker_of(role, signed_in=False)
    parameters = verbs(owner)[verb]
    places = ", ".join(f"%s::{type_name}" for _, type_name in parameters)
    for token in (None, "", "x" * 64):
        values = [token if name == "p_token" else harmless(name, type_name, {}) for name, type_name in parameters]
        ended = attacker.ends(f"SELECT kai.{verb}({places})", *values)
        assert ended == "KA001" or verb == "sign_out", ended
