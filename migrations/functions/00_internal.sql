-- What every verb leans on: refusing, ids, sessions, rules, and the triggers. No staff member may call these.
--
-- How a function file is read by `kai-counter migrate`:
--   * each statement is one CREATE OR REPLACE FUNCTION, one function a name (no overloads); {{kai}} and {{staff}}
--     stand for the role prefixes of the database;
--   * comment lines directly above it say who may call it ("-- grant: clerk, supervisor") and who owns it
--     ("-- owner: people" or "-- owner: audit"; without the line, the owner of the tables). "-- inlined" marks the
--     one kind that sets no search_path: a single expression in SQL, called from functions that do; any SET would
--     keep the planner from putting the expression in the call's place. "-- within" marks a function of hold and sell
--     that sets none either: nobody but verbs and their triggers calls it, their path stands, and setting it again in
--     thirty calls took a fiftieth of a sale.
--   * "-- since: 18" above a second text of the same function: from that server on this one is installed.

-- Say no. `p_code` is a word of the program's list, `p_facts` what a sentence about it needs.
CREATE OR REPLACE FUNCTION internal.refuse(p_code text, p_facts jsonb DEFAULT '{}'::jsonb)
RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = p_code, DETAIL = coalesce(p_facts, '{}'::jsonb)::text;
END $$;

-- A time-ordered UUID (version 7, RFC 9562) for rows that are born here; PostgreSQL 15 has none of its own.
-- As a function of its own it took 28 us, fourteen times a sale; in the caller's statement it takes 3.
-- inlined
CREATE OR REPLACE FUNCTION internal.uuid7()
RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid()) PLACING
                    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid
$$;

-- inlined
-- since: 18
CREATE OR REPLACE FUNCTION internal.uuid7()
RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT uuidv7()
$$;

-- A number as papers carry it: six digits, and more once there are more (lpad alone would cut the millionth receipt
-- to the number of the hundred-thousandth).
-- inlined
CREATE OR REPLACE FUNCTION internal.numbered(p_number bigint)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lpad(p_number::text, greatest(6, length(p_number::text)), '0')
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
-- is worth nothing without the password. Names the session to the audit triggers for the rest of the transaction.
CREATE OR REPLACE FUNCTION internal.session(
    p_token text, VARIADIC p_roles text[],
    OUT session_id uuid, OUT user_id uuid, OUT nipp text, OUT counter_id uuid, OUT station_id uuid,
    OUT shift_id uuid, OUT roles text[]
)
RETURNS record LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_counter_is_active boolean;
    v_address text;
    v_agent text;
BEGIN
    SELECT s.id, u.id, u.nipp, s.counter_id, c.station_id, s.shift_id, u.roles, c.is_active, s.ip_address, s.user_agent
      INTO session_id, user_id, nipp, counter_id, station_id, shift_id, roles, v_counter_is_active, v_address, v_agent
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
    -- An assignment, since PERFORM would start the executor for it.
    v_agent := set_config('kai.session', session_id::text, true) || set_config('kai.actor', jsonb_build_object(
        'login', session_user, 'user_id', user_id, 'counter_id', counter_id, 'shift_id', shift_id,
        'ip_address', v_address, 'user_agent', v_agent)::text, true);
END $$;

-- The NIPP of the login, NULL for the owners. As text: compared as the `name` that session_user is, it would bring
-- another collation along and no index on nipp would serve (a look-up took 270 µs instead of 10).
-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION internal.my_nipp()
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN starts_with(session_user::text, '{{staff}}')
                THEN substr(session_user::text, length('{{staff}}') + 1) COLLATE "default" END
$$;

-- The stations whose bookings and money the login may read; NULL means all, an empty list none.
-- grant: supervisor, auditor, admin, operator
CREATE OR REPLACE FUNCTION internal.readable_stations()
RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN cardinality(u.station_scope) = 0 THEN NULL ELSE u.station_scope END
      FROM users u WHERE u.nipp = internal.my_nipp() AND u.is_active
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

-- A member is retired, never deleted: the trail and every paper of theirs name them.
CREATE OR REPLACE FUNCTION internal.keep_members()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'members are retired, not deleted' USING ERRCODE = 'insufficient_privilege';
END $$;

-- What the trail never holds: secrets, and columns that move with every call and say nothing.
-- inlined
CREATE OR REPLACE FUNCTION internal.left_out()
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '{password_hash,token_hash,secret_hash,server_key,session_token,request_hash,confirm_hash,updated_at,last_activity,receipt_sequence}'::text[]
$$;

-- Write what a statement changed into the trail: one call a statement, over the changed rows (as fast as row by row
-- for one row, and 1.3 times faster for four). An update keeps only the columns that changed. Who, where and in which
-- shift: from the login, the session that internal.session() named if it is the login's own, and the row itself.
-- Left out: secrets; columns that move with every call and say nothing. An identity number keeps its first six digits.
-- owner: audit
CREATE OR REPLACE FUNCTION internal.audit()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_login text := session_user;
    v_user uuid;
    v_counter uuid;
    v_shift uuid;
    v_address text;
    v_agent text;
BEGIN
    IF starts_with(v_login, '{{staff}}') THEN
        SELECT u.id, s.counter_id, s.shift_id, s.ip_address, s.user_agent
          INTO v_user, v_counter, v_shift, v_address, v_agent
          FROM users u
          LEFT JOIN user_sessions s
            ON s.id = nullif(current_setting('kai.session', true), '')::uuid AND s.user_id = u.id
         WHERE u.nipp = substr(v_login, length('{{staff}}') + 1);
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_logs (id, user_id, entity_type, entity_id, action, new_values, ip_address, user_agent,
                                counter_id, shift_id, "session_user", txid)
        SELECT internal.uuid7(), v_user, TG_TABLE_NAME, x.id, 'create',
               CASE WHEN x.new ? 'identity_number'
                    THEN x.new || jsonb_build_object('identity_number', left(x.new->>'identity_number', 6) || '…')
                    ELSE x.new END,
               v_address, v_agent, coalesce((x.new->>'counter_id')::uuid, v_counter),
               coalesce((x.new->>'shift_id')::uuid, v_shift), v_login, txid_current()
          FROM (SELECT n.id::text AS id, to_jsonb(n) - internal.left_out() AS new FROM new_rows n OFFSET 0) x;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO audit_logs (id, user_id, entity_type, entity_id, action, old_values, new_values, ip_address,
                                user_agent, counter_id, shift_id, "session_user", txid)
        SELECT internal.uuid7(), v_user, TG_TABLE_NAME, x.id, 'update',
               CASE WHEN d.new ? 'identity_number'
                    THEN d.old || jsonb_build_object('identity_number', left(d.old->>'identity_number', 6) || '…')
                    ELSE d.old END,
               CASE WHEN d.new ? 'identity_number'
                    THEN d.new || jsonb_build_object('identity_number', left(d.new->>'identity_number', 6) || '…')
                    ELSE d.new END,
               v_address, v_agent, coalesce((x.new->>'counter_id')::uuid, v_counter),
               coalesce((x.new->>'shift_id')::uuid, v_shift), v_login, txid_current()
          FROM (SELECT n.id::text AS id, to_jsonb(o) - internal.left_out() AS old, to_jsonb(n) - internal.left_out() AS new
                  FROM old_rows o JOIN new_rows n USING (id) OFFSET 0) x,
               LATERAL (SELECT jsonb_object_agg(b.key, x.old -> b.key) AS old, jsonb_object_agg(b.key, b.value) AS new
                          FROM jsonb_each(x.new) b WHERE b.value IS DISTINCT FROM x.old -> b.key) d
         WHERE d.new IS NOT NULL;
    ELSE
        INSERT INTO audit_logs (id, user_id, entity_type, entity_id, action, old_values, ip_address, user_agent,
                                counter_id, shift_id, "session_user", txid)
        SELECT internal.uuid7(), v_user, TG_TABLE_NAME, x.id, 'delete',
               CASE WHEN x.old ? 'identity_number'
                    THEN x.old || jsonb_build_object('identity_number', left(x.old->>'identity_number', 6) || '…')
                    ELSE x.old END,
               v_address, v_agent, coalesce((x.old->>'counter_id')::uuid, v_counter),
               coalesce((x.old->>'shift_id')::uuid, v_shift), v_login, txid_current()
          FROM (SELECT o.id::text AS id, to_jsonb(o) - internal.left_out() AS old FROM old_rows o OFFSET 0) x;
    END IF;
    RETURN NULL;
END $$;

-- The same for the tables of a sale, whose rows change one by one in the rush (row by row it takes two thirds of the
-- time that a set of one row does; for an import's thousands the set is faster). PL/pgSQL keeps a copy of a trigger
-- function for each trigger and starts each of its expressions anew in each transaction: so the copies hold one
-- expression, and one function, warm after the sale's first row, does the work.
-- owner: audit
CREATE OR REPLACE FUNCTION internal.audit_row()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_done boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        v_done := internal.record_change(TG_TABLE_NAME, 'create', NULL, to_jsonb(NEW));
    ELSIF TG_OP = 'UPDATE' THEN
        v_done := internal.record_change(TG_TABLE_NAME, 'update', to_jsonb(OLD), to_jsonb(NEW));
    ELSE
        v_done := internal.record_change(TG_TABLE_NAME, 'delete', to_jsonb(OLD), NULL);
    END IF;
    RETURN NULL;
END $$;

-- Who acts where no verb has said so: the login alone, without counter and shift.
-- owner: audit
-- grant: audit
-- within
CREATE OR REPLACE FUNCTION internal.login_alone()
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('user_id', u.id) FROM users u
             WHERE u.nipp = CASE WHEN starts_with(session_user::text, '{{staff}}')
                                 THEN substr(session_user::text, length('{{staff}}') + 1) END);
END $$;

-- What the trail shows of a row: no secrets, no columns that move with every call, six digits of an identity.
-- inlined
CREATE OR REPLACE FUNCTION internal.told(p_row jsonb)
RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_row ? 'identity_number'
                THEN p_row - internal.left_out() || jsonb_build_object('identity_number', left(p_row->>'identity_number', 6) || '…')
                ELSE p_row - internal.left_out() END
$$;

-- One change into the trail; of an update only the columns that changed, and nothing if none of them is told.
-- Who acts: nobody writes in a table of a sale but a verb, and every verb begins with internal.session(), whose facts
-- stand for the rest of the transaction: looking them up again for each of a sale's eleven rows took a tenth of it.
-- What somebody set by hand is overwritten by that; what names another login is not believed.
-- All is put together in assignments, which are made ready once a transaction; the INSERT is made ready for each row.
-- owner: audit
-- grant: audit
-- within
CREATE OR REPLACE FUNCTION internal.record_change(p_table text, p_action text, p_old jsonb, p_new jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_actor jsonb := nullif(current_setting('kai.actor', true), '')::jsonb;
    v_row jsonb := coalesce(p_new, p_old);
    v_user uuid;
    v_counter uuid;
    v_shift uuid;
    v_old jsonb := p_old;
    v_new jsonb := p_new;
BEGIN
    IF (v_actor ->> 'login') IS DISTINCT FROM session_user::text THEN
        v_actor := internal.login_alone();
    END IF;
    IF p_action = 'update' THEN
        SELECT jsonb_object_agg(n.key, p_old -> n.key), jsonb_object_agg(n.key, n.value) INTO v_old, v_new
          FROM jsonb_each(p_new - internal.left_out()) n
         WHERE n.value IS DISTINCT FROM p_old -> n.key;
        IF v_new IS NULL THEN
            RETURN true;
        END IF;
    END IF;
    v_old := internal.told(v_old);
    v_new := internal.told(v_new);
    v_user := v_actor ->> 'user_id';
    v_counter := coalesce(v_row ->> 'counter_id', v_actor ->> 'counter_id');
    v_shift := coalesce(v_row ->> 'shift_id', v_actor ->> 'shift_id');
    INSERT INTO audit_logs (id, user_id, entity_type, entity_id, action, old_values, new_values, ip_address, user_agent,
                            counter_id, shift_id, "session_user", txid)
    VALUES (internal.uuid7(), v_user, p_table, v_row ->> 'id', p_action, v_old, v_new, v_actor ->> 'ip_address',
            v_actor ->> 'user_agent', v_counter, v_shift, session_user, txid_current());
    RETURN true;
END $$;

-- Say in the trail that personal data was shown. The one way for a verb to write there itself.
-- owner: audit
CREATE OR REPLACE FUNCTION internal.record_view(p_entity_type text, p_entity_id text, p_facts jsonb DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_logs (id, user_id, entity_type, entity_id, action, new_values, ip_address, user_agent,
                            counter_id, shift_id, "session_user", txid)
    SELECT internal.uuid7(), u.id, p_entity_type, p_entity_id, 'view', p_facts, s.ip_address, s.user_agent,
           s.counter_id, s.shift_id, session_user, txid_current()
      FROM (SELECT 1) one
      LEFT JOIN users u ON u.nipp = internal.my_nipp()
      LEFT JOIN user_sessions s
        ON s.id = nullif(current_setting('kai.session', true), '')::uuid AND s.user_id = u.id;
END $$;
