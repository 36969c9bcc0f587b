-- A booking found by what its customer knows, and everything that happened to it.

-- Signs that are taken for each other when a code is read from paper or heard: each stands for all of its group. Those a
-- code never has (0 O 1 I L) are read as the nearest one it has.
CREATE OR REPLACE FUNCTION internal.code_variants(p_code text)
RETURNS text[] LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  c_groups CONSTANT text[] := '{2Z,5S,8B,6G,UV,MN,QDO0,JT71IL}';
  v_found text[] := '{""}';
  v_signs text;
  v_sign text;
BEGIN
  FOREACH v_sign IN ARRAY regexp_split_to_array(p_code, '') LOOP
    SELECT string_agg(DISTINCT s, '') INTO v_signs FROM (
      SELECT v_sign AS s UNION SELECT unnest(regexp_split_to_array(g, '')) FROM unnest(c_groups) g WHERE strpos(g, v_sign) > 0) x
    WHERE s !~ '[0O1IL]';
    SELECT array_agg(f || s) INTO v_found FROM unnest(v_found) f, unnest(regexp_split_to_array(coalesce(v_signs, ''), '')) s;
    EXIT WHEN cardinality(v_found) > 20000;
  END LOOP;
  RETURN v_found;
END $$;

-- Bookings by what a customer without a code knows: an identity number, a telephone, or a traveller's whole name and the
-- day of travel. Masked, the nearest journeys first; each look is in the trail. Asked twice by the program, as `identify`
-- is: the first call only writes the look down, so that nobody looks in a transaction that is then rolled back.
-- p_by: {"identity": …} | {"phone": …} | {"name": …, "day": "2026-11-28"}
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.search_bookings(p_token text, p_by jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_identity text;
  v_phone text;
  v_name text;
  v_day date;
  v_ids uuid[];
  v_rows jsonb;
  v_asked text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_facts(p_by, 'by', 1000);
  IF p_by ? 'identity' THEN
    v_identity := upper(regexp_replace(left(p_by ->> 'identity', 60), '[^A-Za-z0-9]', '', 'g'));
    PERFORM internal.asked(char_length(v_identity) BETWEEN 5 AND 20, 'identity');
    SELECT array_agg(DISTINCT p.booking_id) INTO v_ids FROM passengers p WHERE p.identity_number = v_identity;
  ELSIF p_by ? 'phone' THEN
    v_phone := internal.bare_phone(p_by ->> 'phone');
    PERFORM internal.asked(char_length(v_phone) BETWEEN 7 AND 15, 'phone');
    SELECT array_agg(b.id) INTO v_ids FROM bookings b WHERE b.contact_phone IS NOT NULL AND internal.bare_phone(b.contact_phone) = v_phone;
  ELSE
    v_name := lower(regexp_replace(internal.asked_text(p_by ->> 'name', 'name', 100), '\s+', ' ', 'g'));
    PERFORM internal.asked(char_length(v_name) >= 3 AND p_by ->> 'day' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', 'name');
    v_day := (p_by ->> 'day')::date;
    SELECT array_agg(DISTINCT b.id) INTO v_ids FROM schedules s JOIN bookings b ON b.schedule_id = s.id JOIN passengers p ON p.booking_id = b.id
    WHERE s.departs_at BETWEEN v_day - 2 AND v_day + 2 AND s.departure_date BETWEEN v_day - 1 AND v_day AND lower(regexp_replace(btrim(p.passenger_name), '\s+', ' ', 'g')) = v_name
      AND internal.travel_day(b.booking_details) = v_day;
  END IF;
  -- With the token in it nobody finds the number again from its seal.
  v_asked := encode(sha256(convert_to(concat_ws('|', p_token, p_by::text), 'UTF8')), 'hex');
  IF NOT EXISTS (SELECT FROM audit_logs WHERE entity_id = v_me.session_id::text AND entity_type = 'search' AND action = 'view'
      AND new_values ->> 'asked' = v_asked AND txid <> txid_current() AND created_at > clock_timestamp() - interval '1 minute') THEN
    PERFORM internal.record_view('search', v_me.session_id::text, jsonb_build_object('by', (SELECT min(k) FROM jsonb_object_keys(p_by) k),
      'found', coalesce(cardinality(v_ids), 0), 'asked', v_asked));
    RETURN jsonb_build_object('again', true);
  END IF;
  SELECT jsonb_agg(jsonb_build_object('booking_number', x.booking_number, 'status', x.status, 'schedule', x.booking_details -> 'schedule',
           'passenger_count', x.passenger_count, 'names', (SELECT jsonb_agg(internal.masked_name(p.passenger_name) ORDER BY p.seq) FROM passengers p WHERE p.booking_id = x.id))
         ORDER BY x.away) INTO v_rows
  FROM (SELECT b.*, abs(extract(epoch FROM (b.booking_details #>> '{schedule,departs_at}')::timestamptz - clock_timestamp())) AS away
        FROM bookings b WHERE b.id = ANY (v_ids) AND b.confirmed_at IS NOT NULL ORDER BY away LIMIT 20) x;
  RETURN jsonb_build_object('bookings', coalesce(v_rows, '[]'));  -- finding nobody is no refusal: the look stays in the trail
END $$;

-- +62 812-3456 and 0812 3456 are the same telephone. ix_bookings_contact_phone is this very expression.
-- inlined
CREATE OR REPLACE FUNCTION internal.bare_phone(p_phone text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(left(p_phone, 60), '[^0-9]', '', 'g'), '^(62|0)', '')
$$;

-- A supervisor lets a clerk see a booking whose document is lost, for this session; or sees it themselves, saying why.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.identify_overruled(p_token text, p_booking_id uuid, p_reason text, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_reason text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF NOT internal.is_identified(p_booking_id, v_me.session_id) THEN
    IF NOT 'supervisor' = ANY (v_me.roles) AND NOT internal.use_approval(p_approval_id, 'identity', p_booking_id, NULL, v_me.user_id, v_reason) THEN
      PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'identity', 'subject_id', p_booking_id, 'reason', v_reason));
    END IF;
    PERFORM internal.record_view('bookings', p_booking_id::text,
      jsonb_build_object('matched', true, 'overruled', v_reason, 'approval_id', p_approval_id, 'session', v_me.session_id));
    RETURN jsonb_build_object('again', true);
  END IF;
  RETURN internal.found_card(v_booking, true, true, NULL)
    || jsonb_build_object('limits', internal.after_sale_limits(v_booking, v_me.user_id, v_me.counter_id));
END $$;

-- A booking this session has seen the document of, as it is now.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.seen_booking(p_token text, p_booking_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF NOT internal.is_identified(p_booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
  END IF;
  RETURN internal.found_card(v_booking, true, true, NULL)
    || jsonb_build_object('limits', internal.after_sale_limits(v_booking, v_me.user_id, v_me.counter_id));
END $$;

-- Everything that happened to a booking, who did it and where, oldest first. For whoever may see it unmasked.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.booking_timeline(p_token text, p_booking_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_events jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF NOT internal.is_identified(p_booking_id, v_me.session_id)
     AND NOT internal.own_fresh_sale(v_booking, v_me.user_id, v_me.counter_id, (internal.rule('own_mistake_minutes') #>> '{}')::int) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
  END IF;
  SELECT jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'facts', e.facts, 'who', u.full_name, 'counter', c.code) ORDER BY e.at, e.turn) INTO v_events
  FROM (
    SELECT 1 AS turn, coalesce(v_booking.held_at, v_booking.created_at) AS at, 'held' AS kind, v_booking.user_id AS user_id, v_booking.counter_id AS counter_id,
           jsonb_build_object('seats', (SELECT count(*) FROM seat_claims k WHERE k.booking_id = p_booking_id)) AS facts
    UNION ALL
    SELECT 2, s.sold_at, CASE WHEN v_booking.exchanged_from IS NULL THEN 'sold' ELSE 'exchanged_in' END, s.user_id, s.counter_id,
           jsonb_build_object('receipt', s.receipt_number, 'amount', v_booking.final_amount,
             'from', (SELECT booking_number FROM bookings o WHERE o.id = v_booking.exchanged_from)) FROM sales s WHERE s.id = v_booking.sale_id
    UNION ALL
    SELECT 3, y.payment_date, 'paid', s.user_id, y.counter_id, jsonb_build_object('method', y.payment_method, 'amount', y.amount)
    FROM payments y JOIN sales s ON s.id = y.sale_id WHERE y.booking_id = p_booking_id AND y.payment_status IN ('completed', 'refunded')
    UNION ALL
    SELECT 4, j.created_at, 'paper', j.user_id, j.counter_id,
           jsonb_build_object('ticket', t.ticket_number, 'issue', j.issue_number, 'state', j.state, 'reason', j.reason)
    FROM print_jobs j JOIN tickets t ON t.id = j.ticket_id WHERE t.booking_id = p_booking_id
    UNION ALL
    SELECT 5, g.recorded_at, 'scan', g.user_id, g.counter_id, jsonb_build_object('ticket', t.ticket_number, 'result', g.result, 'gate', g.gate)
    FROM gate_scans g JOIN tickets t ON t.id = g.ticket_id WHERE t.booking_id = p_booking_id
    UNION ALL
    SELECT 6, a.created_at, CASE WHEN a.new_values ? 'overruled' THEN 'identity_overruled' WHEN a.new_values ->> 'matched' = 'true' THEN 'identified' ELSE 'identity_missed' END,
           a.user_id, a.counter_id, jsonb_build_object('document', a.new_values -> 'document', 'original', a.new_values -> 'original', 'proxy', a.new_values -> 'proxy', 'reason', a.new_values -> 'overruled')
    FROM audit_logs a WHERE a.entity_id = p_booking_id::text AND a.entity_type = 'bookings' AND a.action = 'view'
    UNION ALL
    SELECT 7, a.created_at, 'corrected', a.user_id, a.counter_id, jsonb_build_object('fields', (SELECT jsonb_agg(k) FROM jsonb_object_keys(a.new_values) k))
    FROM audit_logs a JOIN passengers p ON a.entity_id = p.id::text
    WHERE p.booking_id = p_booking_id AND a.entity_type = 'passengers' AND a.action = 'update' AND a.new_values ?| '{passenger_name,identity_number,seat_id}'
    UNION ALL
    SELECT 8, o.created_at, 'offered', o.user_id, o.counter_id, jsonb_build_object('amount', o.amount, 'rule', o.rule)
    FROM refund_offers o WHERE o.booking_id = p_booking_id AND o.state <> 'confirmed' AND o.rule <> 'exchange'
    UNION ALL
    SELECT 9, a.created_at, 'signed', a.approved_by, a.counter_id, jsonb_build_object('kind', a.kind, 'reason', a.reason, 'overrule_code', a.overrule_code, 'used', a.used_at IS NOT NULL)
    FROM approvals a WHERE a.subject_id = ANY (ARRAY(SELECT p_booking_id UNION SELECT v_booking.sale_id UNION SELECT id FROM tickets WHERE booking_id = p_booking_id
      UNION SELECT id FROM passengers WHERE booking_id = p_booking_id UNION SELECT id FROM refund_offers WHERE booking_id = p_booking_id))
    UNION ALL
    SELECT 10, o.confirmed_at, CASE o.rule WHEN 'exchange' THEN 'exchanged_out' ELSE 'refunded' END, o.user_id, o.counter_id,
           jsonb_build_object('number', o.refund_number, 'amount', o.amount, 'fee', o.fee, 'rule', o.rule, 'reason', o.reason, 'tickets', jsonb_array_length(o.lines))
    FROM refund_offers o WHERE o.booking_id = p_booking_id AND o.state = 'confirmed'
    UNION ALL
    SELECT 11, r.refund_date, 'money_back', coalesce(r.settled_by, r.user_id), r.counter_id,
           jsonb_build_object('reference', r.refund_reference, 'method', r.refund_method, 'amount', r.refund_amount)
    FROM refunds r WHERE r.booking_id = p_booking_id AND r.refund_status = 'completed' AND r.refund_amount > 0 AND r.refund_method <> 'exchange'
  ) e LEFT JOIN users u ON u.id = e.user_id LEFT JOIN counters c ON c.id = e.counter_id
  WHERE e.at IS NOT NULL;
  RETURN jsonb_build_object('events', coalesce(v_events, '[]'), 'money', internal.money_of_booking(v_booking));
END $$;

-- Paid, given back, kept, and what the living tickets are worth.
CREATE OR REPLACE FUNCTION internal.money_of_booking(p_booking bookings)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object(
    'paid', coalesce((SELECT sum(amount) FROM payments WHERE booking_id = p_booking.id AND payment_status IN ('completed', 'refunded')), 0),
    'given_back', coalesce((SELECT sum(refund_amount) FROM refunds WHERE booking_id = p_booking.id), 0),
    'kept', p_booking.fee_amount + coalesce((SELECT sum(processing_fee) FROM refunds WHERE booking_id = p_booking.id), 0),
    'alive', coalesce((SELECT sum(p.ticket_price) FROM passengers p WHERE p.booking_id = p_booking.id
                       AND EXISTS (SELECT FROM tickets t WHERE t.booking_id = p_booking.id AND t.passenger_id = p.id AND t.ticket_status <> 'cancelled')), 0))
$$;
