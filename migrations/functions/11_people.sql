-- Staff: a member is a row of `users` and a PostgreSQL login role. The rows belong to the owner of the
-- tables; the roles are made by three functions that belong to the one role with CREATEROLE.

-- owner: people
-- grant: owner
CREATE OR REPLACE FUNCTION internal.login_make(p_nipp text, p_roles text[], p_verifier text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_role text;
BEGIN
  IF p_nipp !~ '^[0-9]{5,8}$' THEN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = 'bad_request', DETAIL = '{"field": "nipp"}';
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{{staff}}' || p_nipp) THEN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = 'nipp_taken', DETAIL = '{}';
  END IF;
  EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOCREATEDB NOCREATEROLE PASSWORD %L', '{{staff}}' || p_nipp, p_verifier);
  EXECUTE format('ALTER ROLE %I INHERIT', '{{staff}}' || p_nipp);
  FOREACH v_role IN ARRAY p_roles LOOP
    EXECUTE format('GRANT %I TO %I', '{{kai}}' || v_role, '{{staff}}' || p_nipp);
  END LOOP;
END $$;

-- owner: people
-- grant: owner
CREATE OR REPLACE FUNCTION internal.login_password(p_nipp text, p_verifier text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF p_nipp !~ '^[0-9]{4,12}$' THEN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = 'bad_request', DETAIL = '{"field": "nipp"}';
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', '{{staff}}' || p_nipp, p_verifier);
END $$;

-- NOLOGIN first, then the running backends. A client that reconnects in between may slip in, so the caller
-- sends the verb a second time after the commit (seen in 5 of 8 rounds); its session is dead either way.
-- owner: people
-- grant: owner
CREATE OR REPLACE FUNCTION internal.login_end(p_nipp text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_role text := '{{staff}}' || p_nipp;
  v_group text;
BEGIN
  IF p_nipp !~ '^[0-9]{4,12}$' OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v_role) THEN
    RETURN 0;
  END IF;
  IF (SELECT rolcanlogin FROM pg_roles WHERE rolname = v_role) THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN', v_role);
  END IF;
  FOR v_group IN SELECT DISTINCT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                 JOIN pg_roles r ON r.oid = m.member
                 WHERE r.rolname = v_role AND g.rolname = ANY (ARRAY['{{kai}}clerk', '{{kai}}supervisor',
                   '{{kai}}gate', '{{kai}}admin', '{{kai}}auditor', '{{kai}}operator']::name[]) LOOP
    EXECUTE format('REVOKE %I FROM %I', v_group, v_role);
  END LOOP;
  RETURN (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = v_role);
END $$;

-- The form of a SCRAM verifier is checked before any statement sees it: a failing CHECK would write the
-- whole row, verifier included, to the server's log.
CREATE OR REPLACE FUNCTION internal.asked_verifier(p_verifier text)
RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF p_verifier IS NULL OR char_length(p_verifier) > 300
     OR p_verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/]{8,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
    PERFORM internal.refuse('bad_request', jsonb_build_object('field', 'verifier'));
  END IF;
  RETURN p_verifier;
END $$;

-- The code of the counter whose certificate this connection showed: NULL on this machine itself (a socket,
-- loopback), where the counter's secret speaks; empty for a machine elsewhere that showed none, which is nobody.
-- A certificate says CN=<code> and nothing more, so that no other field can look like one. Whether it is a
-- genuine one was settled by TLS before the password was asked for.
-- owner: people
-- grant: owner
CREATE OR REPLACE FUNCTION internal.machine()
RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_name text;
BEGIN
  SELECT client_dn INTO STRICT v_name FROM pg_stat_ssl WHERE pid = pg_backend_pid();
  IF v_name IS NOT NULL THEN
    RETURN coalesce(substring(v_name FROM '^/CN=([A-Z0-9]{2,5}-[0-9]{2,3})$'), '');
  ELSIF inet_client_addr() IS NULL OR inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1' THEN
    RETURN NULL;
  END IF;
  RETURN '';
END $$;

-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION kai.sign_in(
  p_session_id uuid, p_token text, p_counter_code text, p_counter_secret text, p_program text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_user users%ROWTYPE;
  v_counter record;
  v_shift record;
  v_rules jsonb;
  v_hash bytea;
  v_machine text;
BEGIN
  PERFORM internal.asked(p_session_id IS NOT NULL, 'session_id');
  PERFORM internal.asked(char_length(p_token) BETWEEN 32 AND 200, 'token');
  SELECT * INTO v_user FROM users
  WHERE starts_with(session_user, '{{staff}}') AND nipp = substr(session_user, length('{{staff}}') + 1);
  IF NOT FOUND OR NOT v_user.is_active THEN
    PERFORM internal.refuse('member_retired');
  END IF;
  -- The second factor is the machine: its certificate, or the secret where there is none. Once a sign-in; from
  -- here on the session names the counter.
  v_machine := internal.machine();
  SELECT c.id, c.code, c.name, c.is_active, s.id AS station_id, s.station_code, s.station_name, s.city, s.timezone
  INTO v_counter
  FROM counters c JOIN stations s ON s.id = c.station_id
  WHERE c.code = left(p_counter_code, 40)
    AND CASE WHEN v_machine IS NULL THEN c.secret_hash = sha256(convert_to(left(p_counter_secret, 500), 'UTF8'))
             ELSE c.code = v_machine END;
  IF NOT FOUND THEN
    PERFORM internal.refuse('counter_unknown');
  ELSIF NOT v_counter.is_active THEN
    PERFORM internal.refuse('counter_revoked');
  ELSIF cardinality(v_user.station_scope) > 0 AND v_counter.station_code <> ALL (v_user.station_scope) THEN
    PERFORM internal.refuse('station_not_in_scope', jsonb_build_object('station', v_counter.station_name));
  END IF;

  v_hash := sha256(convert_to(p_token, 'UTF8'));
  v_rules := internal.rules(v_counter.station_code);
  SELECT id, state, float_amount, opened_at INTO v_shift
  FROM shifts WHERE counter_id = v_counter.id AND user_id = v_user.id AND state <> 'closed';
  INSERT INTO user_sessions (id, user_id, session_token, token_hash, ip_address, user_agent, expires_at,
                             counter_id, shift_id)
  VALUES (p_session_id, v_user.id, encode(v_hash, 'hex'), v_hash, host(inet_client_addr()), left(p_program, 200),
          clock_timestamp() + make_interval(hours => (v_rules ->> 'session_hours')::int), v_counter.id, v_shift.id)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    UPDATE users SET last_login = clock_timestamp() WHERE id = v_user.id;
  ELSIF NOT EXISTS (SELECT FROM user_sessions WHERE id = p_session_id AND token_hash = v_hash AND is_active
                      AND user_id = v_user.id AND counter_id = v_counter.id) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN jsonb_build_object(
    'session_id', p_session_id,
    'user', jsonb_build_object('id', v_user.id, 'nipp', v_user.nipp, 'full_name', v_user.full_name,
                               'roles', to_jsonb(v_user.roles)),
    'counter', jsonb_build_object('id', v_counter.id, 'code', v_counter.code, 'name', v_counter.name,
      'station_id', v_counter.station_id, 'station_code', v_counter.station_code,
      'station_name', v_counter.station_name, 'city', v_counter.city, 'timezone', v_counter.timezone),
    'shift', CASE WHEN v_shift.id IS NOT NULL THEN to_jsonb(v_shift) END,
    'must_change_password', v_user.must_change_password AND NOT v_user.is_demo,
    'idle_lock_seconds', v_rules -> 'idle_lock_seconds',
    'now', clock_timestamp(),
    'rules', v_rules);
END $$;

-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION kai.sign_out(p_token text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- Without the session check: signing out twice, or after the session ended, is no mistake.
  UPDATE user_sessions s SET is_active = false, last_activity = clock_timestamp()
  FROM users u
  WHERE s.token_hash = sha256(convert_to(left(p_token, 500), 'UTF8')) AND s.is_active
    AND u.id = s.user_id AND '{{staff}}' || u.nipp = session_user;
  RETURN jsonb_build_object('signed_out', true);
END $$;

-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION kai.touch_session(p_token text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin', 'auditor', 'operator');
  UPDATE user_sessions SET last_activity = clock_timestamp() WHERE id = v_me.session_id;
  IF 'supervisor' = ANY (v_me.roles) THEN
    PERFORM internal.watch_drawers(v_me.user_id);
    PERFORM internal.ring_next_door(v_me.user_id);
  END IF;
  RETURN jsonb_build_object('now', clock_timestamp(),
    'unread', (SELECT count(*) FROM notifications WHERE user_id = v_me.user_id AND NOT is_read));
END $$;

-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION kai.change_password(p_token text, p_verifier text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin', 'auditor', 'operator');
  PERFORM internal.asked_verifier(p_verifier);
  UPDATE users SET password_hash = p_verifier, must_change_password = false WHERE id = v_me.user_id;
  -- Whoever knew the old password is out: the other sessions end with it.
  UPDATE user_sessions SET is_active = false WHERE user_id = v_me.user_id AND is_active AND id <> v_me.session_id;
  PERFORM internal.login_password(v_me.nipp, p_verifier);
  RETURN jsonb_build_object('changed', true);
END $$;

-- grant: admin
CREATE OR REPLACE FUNCTION kai.create_staff(
  p_token text, p_user_id uuid, p_nipp text, p_full_name text, p_roles text[], p_stations text[], p_verifier text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_old record;
  v_name text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked(p_user_id IS NOT NULL, 'user_id');
  PERFORM internal.asked(p_nipp ~ '^[0-9]{5,8}$', 'nipp');
  v_name := internal.asked_text(p_full_name, 'full_name', 100);
  PERFORM internal.asked(cardinality(p_roles) BETWEEN 1 AND 6 AND array_position(p_roles, NULL) IS NULL
    AND p_roles <@ ARRAY['clerk', 'supervisor', 'gate', 'admin', 'auditor', 'operator'], 'roles');
  PERFORM internal.asked(cardinality(p_stations) <= 1000, 'stations');
  PERFORM internal.asked(NOT EXISTS (SELECT FROM unnest(p_stations) s
    WHERE NOT EXISTS (SELECT FROM stations WHERE station_code = s)), 'stations');
  PERFORM internal.asked_verifier(p_verifier);

  SELECT id, nipp, full_name, roles, station_scope INTO v_old FROM users WHERE id = p_user_id;
  IF FOUND THEN
    IF (v_old.nipp, v_old.full_name, v_old.roles, v_old.station_scope) IS DISTINCT FROM
       (p_nipp, v_name, p_roles, p_stations) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('id', p_user_id, 'nipp', p_nipp);
  END IF;
  IF EXISTS (SELECT FROM users WHERE nipp = p_nipp) THEN
    PERFORM internal.refuse('nipp_taken');
  END IF;
  INSERT INTO users (id, nipp, password_hash, full_name, roles, station_scope)
  VALUES (p_user_id, p_nipp, p_verifier, v_name, p_roles, p_stations);
  INSERT INTO user_profiles (id, user_id) VALUES (internal.uuid7(), p_user_id);
  PERFORM internal.login_make(p_nipp, p_roles, p_verifier);
  RETURN jsonb_build_object('id', p_user_id, 'nipp', p_nipp);
END $$;

-- Sent twice it ends what slipped in between NOLOGIN and the commit; so services send it twice.
-- grant: admin
CREATE OR REPLACE FUNCTION kai.retire_staff(p_token text, p_user_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_nipp text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked_text(p_reason, 'reason', 200);
  IF p_user_id = v_me.user_id THEN
    PERFORM internal.refuse('not_allowed', jsonb_build_object('why', 'own'));
  END IF;
  SELECT nipp INTO v_nipp FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('member_unknown');
  END IF;
  UPDATE users SET is_active = false, retired_at = clock_timestamp() WHERE id = p_user_id AND is_active;
  UPDATE user_sessions SET is_active = false WHERE user_id = p_user_id AND is_active;
  RETURN jsonb_build_object('retired', true, 'ended', internal.login_end(v_nipp));
END $$;

-- grant: admin
CREATE OR REPLACE FUNCTION kai.reset_password(p_token text, p_user_id uuid, p_verifier text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_nipp text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked_verifier(p_verifier);
  UPDATE users SET password_hash = p_verifier, must_change_password = true
  WHERE id = p_user_id AND is_active RETURNING nipp INTO v_nipp;
  IF NOT FOUND THEN
    PERFORM internal.refuse('member_unknown');
  END IF;
  UPDATE user_sessions SET is_active = false WHERE user_id = p_user_id AND is_active AND id <> v_me.session_id;
  PERFORM internal.login_password(v_nipp, p_verifier);
  RETURN jsonb_build_object('reset', true);
END $$;
