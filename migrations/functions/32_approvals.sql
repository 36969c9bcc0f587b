-- A second person signs one act with their own login: single use, two minutes, never one's own request.
--
-- Two ways to the same row of `approvals`. At the clerk's own window a supervisor types NIPP and password: the program
-- signs in as them over a connection of its own, calls `approve`, signs out. Or the clerk asks, and a supervisor answers
-- from another counter (32_signatures_asked.sql).

-- What can be signed. Others' verbs add theirs here.
CREATE OR REPLACE FUNCTION internal.approval_kinds()
RETURNS text[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT '{journey_overlap,reprint,refund,undo,exchange,correction,identity,cash_out,cash_variance,payment,payment_came,price,disruption,reseat,payout,safe}'::text[]
$$;

-- Stations one stop away from this one on any route, itself left out.
CREATE OR REPLACE FUNCTION internal.neighbours_of(p_station_id uuid)
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT o.station_code), '{}')
  FROM route_stations a
  CROSS JOIN LATERAL (
    (SELECT b.station_id FROM route_stations b WHERE b.route_id = a.route_id AND b.is_stop AND b.station_order > a.station_order ORDER BY b.station_order LIMIT 1)
    UNION ALL
    (SELECT b.station_id FROM route_stations b WHERE b.route_id = a.route_id AND b.is_stop AND b.station_order < a.station_order ORDER BY b.station_order DESC LIMIT 1)) n
  JOIN stations o ON o.id = n.station_id
  WHERE a.station_id = p_station_id AND a.is_stop AND n.station_id <> p_station_id
$$;

-- Whether this member may sign what is asked at a counter: a supervisor of its station, or (p_wide) of the one next door.
CREATE OR REPLACE FUNCTION internal.may_sign(p_user_id uuid, p_counter_id uuid, p_wide boolean)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT internal.oversees(p_user_id, p_counter_id) OR p_wide AND EXISTS (
    SELECT FROM users u, counters c WHERE u.id = p_user_id AND c.id = p_counter_id AND u.is_active AND 'supervisor' = ANY (u.roles)
      AND u.station_scope && internal.neighbours_of(c.station_id))
$$;

-- Write a signature down; the same id with other contents is refused.
CREATE OR REPLACE FUNCTION internal.write_approval(
  p_id uuid, p_kind text, p_subject_id uuid, p_amount numeric, p_reason text, p_code text, p_asker uuid, p_signer uuid,
  p_counter_id uuid, p_request_id uuid)
RETURNS approvals LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_old approvals%ROWTYPE;
BEGIN
  PERFORM internal.asked(p_id IS NOT NULL, 'approval_id');
  IF p_asker = p_signer THEN
    PERFORM internal.refuse('own_request');
  END IF;
  INSERT INTO approvals (id, kind, subject_id, amount, reason, requested_by, approved_by, valid_until, overrule_code, request_id, counter_id)
  VALUES (p_id, p_kind, p_subject_id, p_amount, p_reason, p_asker, p_signer,
          clock_timestamp() + make_interval(secs => (internal.rule('approval_seconds') #>> '{}')::int), p_code, p_request_id, p_counter_id)
  ON CONFLICT (id) DO NOTHING;
  SELECT * INTO v_old FROM approvals WHERE id = p_id;
  IF (v_old.kind, v_old.subject_id, v_old.amount, v_old.reason, v_old.overrule_code, v_old.requested_by, v_old.approved_by)
     IS DISTINCT FROM (p_kind, p_subject_id, p_amount, p_reason, p_code, p_asker, p_signer) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN v_old;
END $$;

-- An overrule code of the railway's list, or none.
CREATE OR REPLACE FUNCTION internal.asked_overrule(p_code text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF nullif(p_code, '') IS NOT NULL THEN
    PERFORM internal.asked(internal.rule('overrule_codes') ? left(p_code, 60), 'overrule_code');
  END IF;
  RETURN nullif(p_code, '');
END $$;

-- Sign at the window where it is wanted.
-- p_reason: {"requested_by": <id or NIPP of who asked>, "text": "why", "overrule_code": …, "request_id": …}.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.approve(
  p_token text, p_approval_id uuid, p_kind text, p_subject_id uuid, p_amount numeric, p_reason jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_asker uuid;
  v_text text;
  v_code text;
  v_lock record;
  v_new approvals%ROWTYPE;
  v_request approval_requests%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_subject_id IS NOT NULL, 'subject_id');
  PERFORM internal.asked(p_kind = ANY (internal.approval_kinds()), 'kind');
  IF p_amount IS NOT NULL THEN
    PERFORM internal.asked_rupiah(p_amount, 'amount');
  END IF;
  PERFORM internal.asked_facts(p_reason, 'reason', 2000);
  v_text := internal.asked_text(p_reason ->> 'text', 'reason', 200);
  v_code := internal.asked_overrule(p_reason ->> 'overrule_code');
  SELECT id INTO v_asker FROM users WHERE is_active AND (id = internal.as_uuid(p_reason ->> 'requested_by') OR nipp = p_reason ->> 'requested_by');
  PERFORM internal.asked(FOUND, 'requested_by');
  -- Not at a counter of another station: whoever asks is signed in, and the signer answers for one of those counters.
  IF v_asker <> v_me.user_id AND NOT EXISTS (
    SELECT FROM user_sessions s WHERE s.user_id = v_asker AND s.is_active AND s.expires_at > now()
      AND internal.may_sign(v_me.user_id, s.counter_id, s.counter_id = v_me.counter_id)) THEN
    PERFORM internal.refuse('not_in_scope');
  END IF;
  SELECT * INTO v_lock FROM internal.signature_misses(v_me.counter_id);
  IF v_lock.locked_until IS NOT NULL AND NOT EXISTS (SELECT FROM approvals WHERE id = p_approval_id) THEN
    PERFORM internal.refuse('signing_locked', jsonb_build_object('until', v_lock.locked_until));
  END IF;
  SELECT * INTO v_request FROM approval_requests WHERE id = internal.as_uuid(p_reason ->> 'request_id') AND requested_by = v_asker FOR NO KEY UPDATE;
  IF FOUND THEN
    PERFORM internal.asked((v_request.kind, v_request.subject_id, v_request.amount, v_request.reason, v_request.overrule_code)
      IS NOT DISTINCT FROM (p_kind, p_subject_id, p_amount, v_text, v_code), 'request_id');
    IF v_request.state <> 'open' AND v_request.approval_id IS DISTINCT FROM p_approval_id THEN
      PERFORM internal.refuse('request_answered', jsonb_build_object('state', v_request.state));
    END IF;
  END IF;
  v_new := internal.write_approval(p_approval_id, p_kind, p_subject_id, p_amount, v_text, v_code, v_asker, v_me.user_id,
                                   v_me.counter_id, v_request.id);
  UPDATE approval_requests SET state = 'signed', approval_id = p_approval_id, answered_by = v_me.user_id, answered_at = clock_timestamp()
  WHERE id = v_request.id AND state = 'open';
  RETURN jsonb_build_object('approval_id', p_approval_id, 'valid_until', v_new.valid_until, 'now', clock_timestamp());
END $$;

-- Spend an approval given for exactly this act to exactly this member; false where there is none. The signer must
-- still be a member. With p_reason (an act that states its own) the signature was for that reason; an offer's overrule code
-- (no fee, no cut-off) is the one that was signed.
CREATE OR REPLACE FUNCTION internal.use_approval(
  p_id uuid, p_kind text, p_subject_id uuid, p_amount numeric, p_user_id uuid, p_reason text DEFAULT NULL)
RETURNS boolean LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE approvals SET used_at = clock_timestamp()
  WHERE id = p_id AND kind = p_kind AND subject_id = p_subject_id AND requested_by = p_user_id AND approved_by <> p_user_id
    AND used_at IS NULL AND valid_until > clock_timestamp() AND (p_amount IS NULL OR amount >= p_amount)
    AND (p_reason IS NULL OR reason = p_reason)
    AND NOT EXISTS (SELECT FROM refund_offers o WHERE o.id = p_subject_id AND o.overrule_code IS DISTINCT FROM approvals.overrule_code)
    AND EXISTS (SELECT FROM users u WHERE u.id = approved_by AND u.is_active AND 'supervisor' = ANY (u.roles));
  RETURN FOUND;
END $$;

-- Wrong passwords typed for a signature at a counter within the lock's time. PostgreSQL refuses them itself and tells
-- nobody; the counter's program tells us (`signature_missed`). Under a name of their own in the trail: what happens to
-- the counter's row (a number for each slip, refund and Z) is not to be read for each signature.
CREATE OR REPLACE FUNCTION internal.signature_misses(p_counter_id uuid, OUT misses int, OUT locked_until timestamptz)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_minutes int := (internal.rule('signature_lock_minutes') #>> '{}')::int;
  v_last timestamptz;
BEGIN
  SELECT count(*), max(created_at) INTO misses, v_last FROM audit_logs
  WHERE entity_id = 'signatures/' || p_counter_id AND entity_type = 'counters' AND action = 'view' AND new_values ? 'signature_missed'
    AND created_at > clock_timestamp() - make_interval(mins => v_minutes);
  IF misses >= (internal.rule('signature_misses') #>> '{}')::int THEN
    locked_until := v_last + make_interval(mins => v_minutes);
  END IF;
END $$;

-- A supervisor's password was typed wrongly here: written down, told to the one whose NIPP it was; the third locks
-- signing at this counter for a while (from another counter it goes on).
-- grant: clerk, supervisor, gate
CREATE OR REPLACE FUNCTION kai.signature_missed(p_token text, p_nipp text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_lock record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate');
  PERFORM internal.asked(p_nipp ~ '^[0-9]{1,12}$', 'nipp');
  PERFORM internal.record_view('counters', 'signatures/' || v_me.counter_id, jsonb_build_object('signature_missed', p_nipp));
  INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
  SELECT internal.uuid7(), u.id, 'booking', 'signature_missed', c.code,
         jsonb_build_object('counter_id', c.id, 'counter', c.code, 'user_id', v_me.user_id), clock_timestamp()
  FROM users u, counters c WHERE u.nipp = p_nipp AND u.is_active AND 'supervisor' = ANY (u.roles) AND c.id = v_me.counter_id;
  SELECT * INTO v_lock FROM internal.signature_misses(v_me.counter_id);
  RETURN jsonb_build_object('left', greatest(0, (internal.rule('signature_misses') #>> '{}')::int - v_lock.misses), 'locked_until', v_lock.locked_until);
END $$;

-- Who signed how often for whom, a day and a kind: a pair that signs for each other too often shows here.
-- grant: supervisor, auditor
CREATE OR REPLACE FUNCTION kai.signed_pairs(p_token text, p_from date, p_to date)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_pairs jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor', 'auditor');
  PERFORM internal.asked(p_from >= '2020-01-01' AND p_to >= p_from AND p_to - p_from <= 92, 'from');
  SELECT jsonb_agg(to_jsonb(x) ORDER BY x.day DESC, x.signed DESC, x.asked_by, x.signed_by) INTO v_pairs FROM (
    SELECT d.day, r.full_name AS asked_by, r.nipp AS asked_by_nipp, s.full_name AS signed_by, s.nipp AS signed_by_nipp,
           d.kind, d.overrule_code, d.station_code, count(*) AS signed, count(d.used_at) AS used,
           coalesce(sum(d.amount) FILTER (WHERE d.used_at IS NOT NULL), 0) AS amount
    FROM (SELECT a.*, t.station_code, (a.created_at AT TIME ZONE t.timezone)::date AS day
          FROM approvals a JOIN counters c ON c.id = a.counter_id JOIN stations t ON t.id = c.station_id
          WHERE a.created_at >= p_from - 1 AND a.created_at < p_to + 2
            AND (internal.readable_stations() IS NULL OR t.station_code = ANY (internal.readable_stations()))) d
    JOIN users r ON r.id = d.requested_by JOIN users s ON s.id = d.approved_by
    WHERE d.day BETWEEN p_from AND p_to
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1 DESC LIMIT 500) x;
  RETURN jsonb_build_object('pairs', coalesce(v_pairs, '[]'));
END $$;
