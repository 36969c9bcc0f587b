-- What every verb leans on: refusing, ids, sessions, rules, and the triggers. No staff member may call these.
--
-- How a function file is read by `kai-counter migrate`:
--   * each statement is one CREATE OR REPLACE FUNCTION, one function a name (no overloads); {{kai}} and {{staff}}
--     stand for the role prefixes of the database;
--   * comment lines directly above it say who may call it ("-- grant: clerk, supervisor") and who owns it
--     ("-- owner: people" or "-- owner: audit"; without the line, the owner of the tables).

-- Say no. `p_code` is a word of the program's list, `p_facts` what a sentence about it needs.
CREATE OR REPLACE FUNCTION internal.refuse(p_code text, p_facts jsonb DEFAULT '{}'::jsonb)
RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = p_code, DETAIL = coalesce(p_facts, '{}'::jsonb)::text;
END $$;

-- A time-ordered UUID (version 7, RFC 9562) for rows that are born here; PostgreSQL 15 has none of its own.
CREATE OR REPLACE FUNCTION internal.uuid7()
RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid()) PLACING
                    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid
$$;

-- The login role of a staff member.
CREATE OR REPLACE FUNCTION internal.staff_role(p_nipp text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT '{{staff}}' || p_nipp
$$;

-- The rule's value that holds at a moment: the scope's own (a station code, a train number) before the general one.
CREATE OR REPLACE FUNCTION internal.rule(
    p_name text, p_scope text DEFAULT '*', p_at timestamptz DEFAULT now()
)
RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_value jsonb;
BEGIN
    SELECT r.value INTO v_value
      FROM rules r
     WHERE r.name = p_name AND r.scope IN (p_scope, '*')
       AND r.valid_from <= p_at AND (r.valid_to IS NULL OR r.valid_to > p_at)
     ORDER BY (r.scope = '*'), r.valid_from DESC
     LIMIT 1;
    IF NOT FOUND THEN  -- a hole in the data is our fault, not the clerk's
        RAISE EXCEPTION 'no rule % for % at %', p_name, p_scope, p_at;
    END IF;
    RETURN v_value;
END $$;

-- Who is calling, by the token of their sign-in. The login must be the token's own member, so that a stolen token
-- is worth nothing without the password. Names the session to the audit trigger for the rest of the transaction.
CREATE OR REPLACE FUNCTION internal.session(
    p_token text, VARIADIC p_roles text[],
    OUT session_id uuid, OUT user_id uuid, OUT nipp text, OUT counter_id uuid, OUT station_id uuid,
    OUT shift_id uuid, OUT roles text[]
)
RETURNS record LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_counter_is_active boolean;
BEGIN
    SELECT s.id, u.id, u.nipp, s.counter_id, c.station_id, s.shift_id, u.roles, c.is_active
      INTO session_id, user_id, nipp, counter_id, station_id, shift_id, roles, v_counter_is_active
      FROM user_sessions s
      JOIN users u ON u.id = s.user_id
      LEFT JOIN counters c ON c.id = s.counter_id
     WHERE s.token_hash = sha256(convert_to(p_token, 'UTF8'))
       AND s.is_active AND s.expires_at > clock_timestamp()
       AND u.is_active AND '{{staff}}' || u.nipp = session_user;
    IF NOT FOUND THEN
        PERFORM internal.refuse('session_ended');
    END IF;
    IF NOT v_counter_is_active THEN
        PERFORM internal.refuse('counter_revoked');
    END IF;
    IF cardinality(p_roles) > 0 AND NOT roles && p_roles THEN
        PERFORM internal.refuse('not_allowed', jsonb_build_object('roles', p_roles));
    END IF;
    PERFORM set_config('kai.session', session_id::text, true);
END $$;

-- The stations whose bookings and money the login may read; NULL means all, an empty list none.
-- grant: supervisor, auditor, admin, operator
CREATE OR REPLACE FUNCTION internal.readable_stations()
RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN cardinality(u.station_scope) = 0 THEN NULL ELSE u.station_scope END
      FROM users u WHERE '{{staff}}' || u.nipp = session_user AND u.is_active
    UNION ALL SELECT '{}'::text[]
     LIMIT 1
$$;

-- updated_at moves with every change, whoever makes it.
CREATE OR REPLACE FUNCTION internal.touch()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;

-- The trail is written once. Its owner cannot sign in, and is refused here as well.
-- owner: audit
CREATE OR REPLACE FUNCTION internal.append_only()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
