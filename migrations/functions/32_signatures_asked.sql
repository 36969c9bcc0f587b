-- Signatures asked for across the station: `ask_signature` rings the supervisors on duty, and one of them answers from
-- another counter (`answer_signature`). A supervisor signs for the counters of their stations, and for those next door
-- once nobody answered for a while.

-- What is written now and what is to be written: the signer sees both, else they would sign they know not what.
CREATE OR REPLACE FUNCTION internal.correction_told(p_correction corrections)
RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('old_name', p_correction.old_name, 'new_name', p_correction.new_name,
    'old_number', p_correction.old_number, 'new_number', p_correction.new_number)
$$;

-- What a signature is about, so that a supervisor elsewhere knows what is signed; it names a person only where the name
-- itself is what is signed.
CREATE OR REPLACE FUNCTION internal.subject_facts(p_subject_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_booking bookings%ROWTYPE;
  v_correction corrections%ROWTYPE;
BEGIN
  SELECT * INTO v_correction FROM corrections WHERE id = p_subject_id;
  SELECT b.* INTO v_booking FROM bookings b WHERE b.id = coalesce(
    (SELECT id FROM bookings WHERE id = p_subject_id),
    (SELECT booking_id FROM tickets WHERE id = p_subject_id),
    (SELECT booking_id FROM passengers WHERE id IN (p_subject_id, v_correction.passenger_id)),
    (SELECT booking_id FROM refund_offers WHERE id = p_subject_id),
    (SELECT booking_id FROM payment_attempts WHERE id = p_subject_id),
    (SELECT id FROM bookings WHERE sale_id = p_subject_id ORDER BY id LIMIT 1));
  IF v_booking.id IS NULL THEN
    RETURN '{}';
  END IF;
  RETURN jsonb_build_object('booking_number', v_booking.booking_number, 'schedule', v_booking.booking_details -> 'schedule',
    'change', CASE WHEN v_correction.id IS NOT NULL THEN internal.correction_told(v_correction) END);
END $$;

CREATE OR REPLACE FUNCTION internal.request_card(p_request approval_requests)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('request_id', p_request.id, 'kind', p_request.kind, 'amount', p_request.amount, 'reason', p_request.reason,
    'overrule_code', p_request.overrule_code, 'about', internal.subject_facts(p_request.subject_id),
    'state', CASE WHEN p_request.state = 'open' AND p_request.open_until <= clock_timestamp() THEN 'expired' ELSE p_request.state END,
    'asked_at', p_request.created_at, 'open_until', p_request.open_until, 'asked_by', u.full_name, 'asked_by_nipp', u.nipp,
    'counter_code', c.code, 'station_code', s.station_code, 'station_name', s.station_name,
    'approval_id', p_request.approval_id, 'valid_until', (SELECT valid_until FROM approvals WHERE id = p_request.approval_id),
    'answered_by', (SELECT full_name FROM users WHERE id = p_request.answered_by), 'answered_at', p_request.answered_at,
    'answer_note', p_request.answer_note, 'now', clock_timestamp())
  FROM users u, counters c JOIN stations s ON s.id = c.station_id
  WHERE u.id = p_request.requested_by AND c.id = p_request.counter_id
$$;

-- Supervisors with a live session who may sign for a counter, whoever asks left out.
CREATE OR REPLACE FUNCTION internal.on_duty_for(p_counter_id uuid, p_asker uuid)
RETURNS SETOF uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.id FROM users u
  WHERE u.is_active AND 'supervisor' = ANY (u.roles) AND u.id <> p_asker AND internal.oversees(u.id, p_counter_id)
    AND EXISTS (SELECT FROM user_sessions s WHERE s.user_id = u.id AND s.is_active AND s.expires_at > now())
$$;

-- Ask for a signature: every supervisor on duty of this station is rung at once.
-- grant: clerk, supervisor, gate
CREATE OR REPLACE FUNCTION kai.ask_signature(
  p_token text, p_request_id uuid, p_kind text, p_subject_id uuid, p_amount numeric, p_reason text, p_overrule_code text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_text text;
  v_code text;
  v_request approval_requests%ROWTYPE;
  v_rung int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate');
  PERFORM internal.asked(p_request_id IS NOT NULL, 'request_id');
  PERFORM internal.asked(p_subject_id IS NOT NULL, 'subject_id');
  PERFORM internal.asked(p_kind = ANY (internal.approval_kinds()), 'kind');
  IF p_amount IS NOT NULL THEN
    PERFORM internal.asked_rupiah(p_amount, 'amount');
  END IF;
  v_text := internal.asked_text(p_reason, 'reason', 200);
  v_code := internal.asked_overrule(p_overrule_code);
  -- One open request an act: asking again for it takes the older one back.
  UPDATE approval_requests SET state = 'withdrawn', answered_at = clock_timestamp()
  WHERE requested_by = v_me.user_id AND state = 'open' AND open_until > now() AND kind = p_kind AND subject_id = p_subject_id AND id <> p_request_id;
  INSERT INTO approval_requests (id, kind, subject_id, amount, reason, overrule_code, requested_by, counter_id, open_until, wider_at)
  VALUES (p_request_id, p_kind, p_subject_id, p_amount, v_text, v_code, v_me.user_id, v_me.counter_id,
          clock_timestamp() + make_interval(mins => (internal.rule('signature_open_minutes') #>> '{}')::int),
          clock_timestamp() + make_interval(secs => (internal.rule('signature_wider_seconds') #>> '{}')::int))
  ON CONFLICT (id) DO NOTHING RETURNING * INTO v_request;
  IF FOUND THEN
    INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
    SELECT internal.uuid7(), d, 'booking', 'signature_asked', c.code,
           jsonb_build_object('request_id', p_request_id, 'counter', c.code, 'kind', p_kind, 'amount', p_amount), clock_timestamp()
    FROM internal.on_duty_for(v_me.counter_id, v_me.user_id) d, counters c WHERE c.id = v_me.counter_id;
  ELSE
    SELECT * INTO v_request FROM approval_requests WHERE id = p_request_id;
    IF (v_request.kind, v_request.subject_id, v_request.amount, v_request.reason, v_request.overrule_code, v_request.requested_by, v_request.counter_id)
       IS DISTINCT FROM (p_kind, p_subject_id, p_amount, v_text, v_code, v_me.user_id, v_me.counter_id) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  END IF;
  SELECT count(*) INTO v_rung FROM internal.on_duty_for(v_me.counter_id, v_me.user_id);
  RETURN internal.request_card(v_request) || jsonb_build_object('rung', v_rung);
END $$;

-- How one's own request stands.
-- grant: clerk, supervisor, gate
CREATE OR REPLACE FUNCTION kai.signature_state(p_token text, p_request_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_request approval_requests%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate');
  SELECT * INTO v_request FROM approval_requests WHERE id = p_request_id AND requested_by = v_me.user_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('request_unknown');
  END IF;
  RETURN internal.request_card(v_request);
END $$;

-- Take one's own request back (the customer left, or a supervisor came to the window).
-- grant: clerk, supervisor, gate
CREATE OR REPLACE FUNCTION kai.withdraw_signature(p_token text, p_request_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_request approval_requests%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate');
  UPDATE approval_requests SET state = 'withdrawn', answered_at = clock_timestamp()
  WHERE id = p_request_id AND requested_by = v_me.user_id AND state = 'open';
  SELECT * INTO v_request FROM approval_requests WHERE id = p_request_id AND requested_by = v_me.user_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('request_unknown');
  END IF;
  RETURN internal.request_card(v_request);
END $$;

-- What waits for this supervisor's signature, the oldest first; then what was answered lately.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.signatures_asked(p_token text, p_limit int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_open jsonb;
  v_answered jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_limit BETWEEN 1 AND 200, 'limit');
  SELECT jsonb_agg(internal.request_card(r) ORDER BY r.created_at) INTO v_open
  FROM (SELECT q.* FROM approval_requests q
        WHERE q.state = 'open' AND q.open_until > now() AND q.requested_by <> v_me.user_id
          AND internal.may_sign(v_me.user_id, q.counter_id, q.wider_at <= clock_timestamp())
        ORDER BY q.created_at LIMIT p_limit) r;
  SELECT jsonb_agg(internal.request_card(r) ORDER BY r.answered_at DESC) INTO v_answered
  FROM (SELECT q.* FROM approval_requests q
        WHERE q.state <> 'open' AND q.answered_by = v_me.user_id AND q.answered_at > now() - interval '1 day'
        ORDER BY q.answered_at DESC LIMIT p_limit) r;
  RETURN jsonb_build_object('open', coalesce(v_open, '[]'), 'answered', coalesce(v_answered, '[]'), 'now', clock_timestamp());
END $$;

-- Sign or decline from another counter. p_approval_id is the signature's id; p_note says why it was declined.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.answer_signature(p_token text, p_request_id uuid, p_approval_id uuid, p_signs boolean, p_note text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_request approval_requests%ROWTYPE;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_signs IS NOT NULL, 'signs');
  IF btrim(coalesce(p_note, '')) <> '' THEN
    v_note := internal.asked_text(p_note, 'note', 200);
  END IF;
  SELECT * INTO v_request FROM approval_requests WHERE id = p_request_id FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT internal.may_sign(v_me.user_id, v_request.counter_id, v_request.wider_at <= clock_timestamp()) THEN
    PERFORM internal.refuse('request_unknown');
  ELSIF v_request.requested_by = v_me.user_id THEN
    PERFORM internal.refuse('own_request');
  ELSIF v_request.state <> 'open' THEN
    IF v_request.answered_by IS DISTINCT FROM v_me.user_id OR p_signs <> (v_request.state = 'signed')
       OR p_signs AND v_request.approval_id <> p_approval_id THEN
      PERFORM internal.refuse('request_answered', jsonb_build_object('state', v_request.state));
    END IF;
    RETURN internal.request_card(v_request);
  ELSIF v_request.open_until <= clock_timestamp() THEN
    PERFORM internal.refuse('request_expired');
  END IF;
  IF p_signs THEN
    PERFORM internal.write_approval(p_approval_id, v_request.kind, v_request.subject_id, v_request.amount, v_request.reason,
      v_request.overrule_code, v_request.requested_by, v_me.user_id, v_me.counter_id, p_request_id);
  END IF;
  UPDATE approval_requests SET state = CASE WHEN p_signs THEN 'signed' ELSE 'declined' END, approval_id = CASE WHEN p_signs THEN p_approval_id END,
    answered_by = v_me.user_id, answered_at = clock_timestamp(), answer_note = v_note
  WHERE id = p_request_id RETURNING * INTO v_request;
  RETURN internal.request_card(v_request);
END $$;

-- Signatures nobody gave for a while ring at the stations next door: looked at by their supervisors' own pulse.
CREATE OR REPLACE FUNCTION internal.ring_next_door(p_user_id uuid)
RETURNS void LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
  SELECT internal.uuid7(), p_user_id, 'booking', 'signature_asked', c.code,
         jsonb_build_object('request_id', q.id, 'counter', c.code, 'kind', q.kind, 'amount', q.amount), clock_timestamp()
  FROM approval_requests q JOIN counters c ON c.id = q.counter_id
  WHERE q.state = 'open' AND q.open_until > now() AND q.wider_at <= clock_timestamp() AND q.requested_by <> p_user_id
    AND internal.may_sign(p_user_id, q.counter_id, true)
    AND NOT EXISTS (SELECT FROM notifications n WHERE n.user_id = p_user_id AND n.sent_at >= q.created_at AND n.title = 'signature_asked' AND n.metadata ->> 'request_id' = q.id::text OFFSET 0)
$$;
