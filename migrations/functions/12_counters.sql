-- Counters (machines that may sell) and the keys with which they sign tickets.

-- grant: admin
CREATE OR REPLACE FUNCTION kai.register_counter(
  p_token text, p_counter_id uuid, p_code text, p_station_code text, p_name text, p_secret_hash bytea)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_old record;
  v_station uuid;
  v_name text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked(p_counter_id IS NOT NULL, 'counter_id');
  PERFORM internal.asked(p_code ~ '^[A-Z0-9]{2,5}-[0-9]{2,3}$', 'code');
  PERFORM internal.asked(octet_length(p_secret_hash) = 32, 'secret_hash');
  v_name := internal.asked_text(p_name, 'name', 80);
  SELECT id INTO v_station FROM stations WHERE station_code = p_station_code AND is_active;
  IF NOT FOUND THEN
    PERFORM internal.refuse('station_unknown');
  END IF;
  INSERT INTO counters (id, code, station_id, name, secret_hash)
  VALUES (p_counter_id, p_code, v_station, v_name, p_secret_hash) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT id, code, station_id, secret_hash INTO v_old FROM counters WHERE id = p_counter_id;
    IF NOT FOUND THEN
      PERFORM internal.refuse('counter_code_taken');
    ELSIF (v_old.code, v_old.station_id, v_old.secret_hash) IS DISTINCT FROM (p_code, v_station, p_secret_hash) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  END IF;
  RETURN jsonb_build_object('id', p_counter_id, 'code', p_code);
END $$;

-- grant: admin
CREATE OR REPLACE FUNCTION kai.revoke_counter(p_token text, p_counter_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_reason text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  UPDATE counters SET is_active = false, revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE id = p_counter_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('counter_unknown');
  END IF;
  -- A stolen machine is one revoked key and no session, not a re-issue of everything.
  UPDATE counter_keys SET revoked_at = clock_timestamp(), revoke_reason = v_reason
  WHERE counter_id = p_counter_id AND revoked_at IS NULL;
  UPDATE user_sessions SET is_active = false WHERE counter_id = p_counter_id AND is_active;
  RETURN jsonb_build_object('revoked', true);
END $$;

-- The key is the machine's: it is registered for the counter of the session, whoever signed in there.
-- grant: clerk, supervisor, gate, admin
CREATE OR REPLACE FUNCTION kai.register_key(p_token text, p_key_id uuid, p_public_key bytea)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_key counter_keys%ROWTYPE;
  v_days int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin');
  PERFORM internal.asked(p_key_id IS NOT NULL, 'key_id');
  PERFORM internal.asked(octet_length(p_public_key) = 32, 'public_key');
  SELECT * INTO v_key FROM counter_keys WHERE id = p_key_id OR public_key = p_public_key ORDER BY id = p_key_id DESC LIMIT 1;
  IF NOT FOUND THEN
    -- Longer than the sale window, so that every ticket sold under it still travels under it.
    v_days := coalesce((internal.rules('*') ->> 'counter_key_days')::int, 400);
    INSERT INTO counter_keys (id, counter_id, public_key, valid_until)
    VALUES (p_key_id, v_me.counter_id, p_public_key, clock_timestamp() + make_interval(days => v_days))
    RETURNING * INTO v_key;
  ELSIF v_key.counter_id <> v_me.counter_id OR v_key.public_key <> p_public_key THEN
    PERFORM internal.refuse('id_reused');
  ELSIF v_key.revoked_at IS NOT NULL THEN
    PERFORM internal.refuse('key_revoked');
  END IF;
  RETURN jsonb_build_object('key_no', v_key.key_no, 'valid_from', v_key.valid_from, 'valid_until', v_key.valid_until);
END $$;

-- grant: admin
CREATE OR REPLACE FUNCTION kai.revoke_key(p_token text, p_key_no int, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_reason text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  UPDATE counter_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()), revoke_reason = coalesce(revoke_reason, v_reason)
  WHERE key_no = p_key_no;
  IF NOT FOUND THEN
    PERFORM internal.refuse('key_unknown');
  END IF;
  RETURN jsonb_build_object('revoked', true);
END $$;
