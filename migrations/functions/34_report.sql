-- What a counter tells about itself afterwards: times without its database, faults of ours.

-- grant: clerk, supervisor, gate, admin, operator
CREATE OR REPLACE FUNCTION kai.report_outage(
  p_token text, p_id uuid, p_what text, p_began_at timestamptz, p_ended_at timestamptz, p_facts jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin', 'operator');
  PERFORM internal.asked(p_id IS NOT NULL, 'id');
  PERFORM internal.asked(p_began_at > '2020-01-01' AND p_began_at < clock_timestamp() + interval '1 day'
                         AND (p_ended_at IS NULL OR p_ended_at >= p_began_at AND p_ended_at < clock_timestamp() + interval '1 day'), 'began_at');
  INSERT INTO outages (id, counter_id, user_id, what, began_at, ended_at, facts)
  VALUES (p_id, v_me.counter_id, v_me.user_id, internal.asked_text(p_what, 'what', 60), p_began_at, p_ended_at, internal.asked_facts(p_facts, 'facts'))
  ON CONFLICT (id) DO NOTHING;
  -- Sent first when it begins, again when it ends.
  IF NOT FOUND THEN
    UPDATE outages SET ended_at = p_ended_at WHERE id = p_id AND counter_id = v_me.counter_id AND ended_at IS NULL;
  END IF;
  RETURN jsonb_build_object('id', p_id);
END $$;

-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION kai.report_error(
  p_token text, p_incident text, p_verb text, p_sqlstate text, p_message text, p_facts jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_incident text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin', 'auditor', 'operator');
  v_incident := internal.asked_text(p_incident, 'incident', 40);
  PERFORM internal.asked(p_message IS NOT NULL, 'message');
  INSERT INTO error_log (id, incident, counter_id, user_id, verb, sqlstate, message, facts)
  SELECT internal.uuid7(), v_incident, v_me.counter_id, v_me.user_id, left(p_verb, 60), left(p_sqlstate, 5), left(p_message, 4000),
         internal.asked_facts(p_facts, 'facts')
  WHERE NOT EXISTS (SELECT FROM error_log WHERE incident = v_incident AND user_id = v_me.user_id);
  RETURN jsonb_build_object('incident', v_incident);
END $$;
