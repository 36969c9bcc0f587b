-- The gate. Whether a ticket may board is one pure function of the program (values/judgement.py), the same with a
-- network and without; what the database enforces is here: void, superseded, used once. Every look is written down.
--
-- Order of locks: ticket -> scan. `release_no_shows` follows 20_hold.sql: bookings by id -> claims -> seats.

-- Results that let somebody in, as in values/judgement.py.
CREATE OR REPLACE FUNCTION internal.gate_admits(p_code text)
RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_code IN ('ok', 'ok_unlisted', 'check_identity', 'assistance', 'ends_early')
$$;

-- Tickets as a gate carries them. No identity number, no contact; the name masked, and as the hash in the code.
CREATE OR REPLACE FUNCTION internal.gate_tickets(p_tickets uuid[])
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_years int := (internal.rule('identity_compared_from_years') #>> '{}')::int;
  v_rows jsonb;
BEGIN
  SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'ticket_id', t.id, 'number', t.code_number, 'ticket_number', t.ticket_number, 'issue', t.issue_number,
      'status', CASE b.status WHEN 'cancelled' THEN 'cancelled' ELSE t.ticket_status END, 'void_reason', t.void_reason,
      'is_paid', CASE WHEN b.status NOT IN ('confirmed', 'completed') THEN b.status = 'cancelled' END,
      'schedule', s.number, 'from', b.from_order, 'to', b.to_order,
      'car', e.car_number, 'coach', e.coach_label, 'seat', e.seat_number,
      'name', internal.masked_name(p.passenger_name),
      'name_hash', encode(substr(sha256(int8send(t.code_number) || convert_to(lower(regexp_replace(btrim(
                     normalize(p.passenger_name, NFKC)), '\s+', ' ', 'g')), 'UTF8')), 1, 4), 'hex'),
      'type', p.passenger_type, 'reduction', p.reduction, 'assistance', p.special_requirements -> 'assistance',
      'identity', p.passenger_type IN ('adult', 'senior')
                  AND (p.passenger_dob IS NULL OR extract(year FROM age(s.departure_date, p.passenger_dob)) >= v_years),
      'boarded_at', t.check_in_time, 'boarded_gate', g.gate, 'boarded_scan', g.id,
      'reissued_at', j.created_at, 'reissued_by', j.code)))
  INTO v_rows
  FROM tickets t
  JOIN bookings b ON b.id = t.booking_id
  JOIN schedules s ON s.id = b.schedule_id
  JOIN passengers p ON p.id = t.passenger_id
  LEFT JOIN seats e ON e.id = p.seat_id
  LEFT JOIN LATERAL (
    SELECT g.id, g.gate FROM gate_scans g
    WHERE t.ticket_status = 'used' AND g.ticket_id = t.id AND g.boards
    ORDER BY g.recorded_at DESC LIMIT 1) g ON true
  LEFT JOIN LATERAL (
    SELECT j.created_at, c.code FROM print_jobs j JOIN counters c ON c.id = j.counter_id
    WHERE t.issue_number > 1 AND j.ticket_id = t.id AND j.issue_number = t.issue_number
    ORDER BY j.created_at DESC LIMIT 1) j ON true
  WHERE t.id = ANY (p_tickets);
  RETURN coalesce(v_rows, '[]');
END $$;

-- Dated trains with their stops.
CREATE OR REPLACE FUNCTION internal.gate_trains(p_schedules uuid[])
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN coalesce((
    SELECT jsonb_agg(jsonb_build_object(
        'schedule_id', s.id, 'number', s.number, 'train_number', t.train_number, 'train_name', t.train_name,
        'service_date', s.departure_date, 'status', s.status, 'delay_minutes', coalesce(s.delay_minutes, 0),
        'last_order', s.last_order, 'stops', (SELECT jsonb_agg(jsonb_build_object(
                      'order', r.station_order, 'number', o.number, 'code', o.station_code, 'name', o.station_name,
                      'timezone', o.timezone, 'arrives_at', s.departs_at + make_interval(mins => r.arrival_offset),
                      'departs_at', s.departs_at + make_interval(mins => r.departure_offset)) ORDER BY r.station_order)
                  FROM route_stations r JOIN stations o ON o.id = r.station_id
                  WHERE r.route_id = s.route_id AND r.is_stop)) ORDER BY s.departs_at, s.id)
    FROM schedules s JOIN trains t ON t.id = s.train_id WHERE s.id = ANY (p_schedules)), '[]');
END $$;

CREATE OR REPLACE FUNCTION internal.gate_keys(p_key_no int DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN coalesce((
    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'key_no', k.key_no, 'public_key', translate(encode(k.public_key, 'base64'), E'\n', ''), 'valid_from', k.valid_from,
        'valid_until', k.valid_until, 'revoked_at', k.revoked_at)) ORDER BY k.key_no)
    FROM counter_keys k WHERE k.key_no = coalesce(p_key_no, k.key_no)), '[]');
END $$;

-- What makes a gate's list wrong at once: a train late, cancelled or cut, a key withdrawn, a ticket void or printed
-- anew. In the transaction, unlike the news of seats: these are rare, and no verb can forget them. Names the train;
-- empty: the keys.
CREATE OR REPLACE FUNCTION internal.tell_gates()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'schedules' THEN
    PERFORM pg_notify('kai_gate', NEW.id::text);
  ELSIF TG_TABLE_NAME = 'tickets' THEN
    PERFORM pg_notify('kai_gate', schedule_id::text) FROM bookings WHERE id = NEW.booking_id;
  ELSE
    PERFORM pg_notify('kai_gate', '');
  END IF;
  RETURN NULL;
END $$;

-- What a gate carries. Trains that call at the gate's station within the next hours, or of those the ones asked for.
-- p_known names the trains whose tickets the gate has already, as of p_since: of these only what changed is told. A
-- transaction may commit a moment after the time it wrote, so the look back is half a minute longer.
-- grant: gate, supervisor
CREATE OR REPLACE FUNCTION kai.gate_list(p_token text, p_schedules uuid[], p_known uuid[], p_since timestamptz)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_as_of timestamptz := clock_timestamp();
  v_rules jsonb;
  v_station stations%ROWTYPE;
  v_trains uuid[];
  v_tickets uuid[];
  v_last bigint;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'gate', 'supervisor');
  PERFORM internal.asked(coalesce(array_ndims(p_schedules), 1) = 1 AND coalesce(cardinality(p_schedules), 0) <= 500, 'schedules');
  PERFORM internal.asked(coalesce(array_ndims(p_known), 1) = 1 AND coalesce(cardinality(p_known), 0) <= 500, 'known');
  PERFORM internal.asked(p_since IS NULL OR isfinite(p_since), 'since');
  SELECT * INTO v_station FROM stations WHERE id = v_me.station_id;
  v_rules := internal.rules(v_station.station_code);
  SELECT coalesce(max(code_number), 0) INTO v_last FROM tickets;
  SELECT coalesce(array_agg(s.id), '{}') INTO v_trains
  FROM route_stations r
  JOIN schedules s ON s.route_id = r.route_id AND s.departs_at BETWEEN v_as_of - interval '4 days' AND v_as_of + interval '2 days'
  CROSS JOIN LATERAL (SELECT s.departs_at + make_interval(mins => r.departure_offset + coalesce(s.delay_minutes, 0)) AS leaves) x
  WHERE r.station_id = v_me.station_id AND r.is_stop
    AND CASE WHEN p_schedules IS NULL
             THEN x.leaves BETWEEN v_as_of - interval '1 hour' AND v_as_of + make_interval(hours => (v_rules ->> 'gate_list_hours')::int)
             ELSE s.id = ANY (p_schedules) AND x.leaves BETWEEN v_as_of - interval '12 hours' AND v_as_of + interval '36 hours' END;
  SELECT array_agg(t.id) INTO v_tickets
  FROM bookings b JOIN tickets t ON t.booking_id = b.id
  WHERE b.schedule_id = ANY (v_trains)
    AND (p_since IS NULL OR p_known IS NULL OR NOT b.schedule_id = ANY (p_known)
         OR t.updated_at > p_since - interval '30 seconds' OR b.updated_at > p_since - interval '30 seconds');
  RETURN jsonb_build_object(
    'as_of', v_as_of, 'now', clock_timestamp(), 'last_number', v_last, 'since', p_since,
    'place', jsonb_build_object('station_number', v_station.number, 'station_code', v_station.station_code,
                                'station_name', v_station.station_name, 'timezone', v_station.timezone),
    'rules', jsonb_build_object('gate_opens_minutes', v_rules -> 'gate_opens_minutes', 'gate_closes_minutes', v_rules -> 'gate_closes_minutes',
                                'gate_annul_minutes', v_rules -> 'gate_annul_minutes', 'gate_patience_ms', v_rules -> 'gate_patience_ms',
                                'gate_clock_seconds', v_rules -> 'gate_clock_seconds'),
    'keys', internal.gate_keys(), 'trains', internal.gate_trains(v_trains), 'tickets', internal.gate_tickets(v_tickets));
END $$;

-- The answer to a scan, read back from its row. The ticket as it is now: a gate that asks again learns who was first.
CREATE OR REPLACE FUNCTION internal.scan_card(p_scan gate_scans)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN jsonb_build_object(
    'scan_id', p_scan.id, 'result', p_scan.result, 'judgement', p_scan.judgement, 'boards', p_scan.boards,
    'is_conflict', p_scan.conflict IS NOT NULL, 'scanned_at', p_scan.scanned_at, 'recorded_at', p_scan.recorded_at,
    'now', clock_timestamp(),
    'ticket', CASE WHEN p_scan.ticket_id IS NOT NULL THEN internal.gate_tickets(ARRAY[p_scan.ticket_id]) -> 0 END,
    'train', CASE WHEN p_scan.schedule_id IS NOT NULL THEN internal.gate_trains(ARRAY[p_scan.schedule_id]) -> 0 END,
    'key', CASE WHEN p_scan.judgement IN ('unknown_key', 'revoked') AND p_scan.facts ->> 'key_no' ~ '^[0-9]{1,5}$'
                THEN internal.gate_keys((p_scan.facts ->> 'key_no')::int) -> 0 END);
END $$;

-- What the database has against a ticket, whoever thinks otherwise; NULL: nothing. `is_void` says that it may not
-- travel at all (a superseded paper or a foreign station leave the ticket itself good).
CREATE OR REPLACE FUNCTION internal.gate_refusal(
  p_ticket tickets, p_issue_number int, p_station_id uuid, p_scanned_at timestamptz, OUT code text, OUT is_void boolean)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_booking bookings%ROWTYPE;
  v_train schedules%ROWTYPE;
BEGIN
  is_void := true;
  IF p_ticket.id IS NULL THEN
    code := 'unlisted';
    RETURN;
  END IF;
  SELECT * INTO v_booking FROM bookings WHERE id = p_ticket.booking_id;
  SELECT * INTO v_train FROM schedules WHERE id = v_booking.schedule_id;
  code := CASE
    WHEN p_ticket.ticket_status = 'cancelled' OR v_booking.status = 'cancelled' THEN
      CASE WHEN p_ticket.void_reason ILIKE 'refund%' THEN 'refunded' WHEN p_ticket.void_reason ILIKE 'exchan%' THEN 'exchanged' ELSE 'cancelled' END
    WHEN v_booking.status NOT IN ('confirmed', 'completed') THEN 'unpaid'
    WHEN p_ticket.ticket_status = 'expired' AND p_ticket.void_reason = 'no_show' THEN 'no_show'
    -- Time ended the ticket after somebody had boarded with it: the gate only tells us now.
    WHEN p_ticket.ticket_status = 'expired' AND NOT p_scanned_at < v_train.arrives_at + make_interval(mins => coalesce(v_train.delay_minutes, 0)) THEN 'expired'
    WHEN v_train.status = 'cancelled' THEN 'train_cancelled'
    WHEN (SELECT r.station_order FROM route_stations r WHERE r.route_id = v_train.route_id AND r.station_id = p_station_id) >= v_train.last_order
      AND v_train.last_order < v_booking.to_order THEN 'train_cut'
    WHEN p_ticket.ticket_status = 'used' THEN 'already_boarded'
    WHEN p_ticket.void_reason IS NOT NULL THEN 'blocked' END;
  IF code IS NULL THEN
    is_void := false;
    code := CASE
      WHEN p_issue_number < p_ticket.issue_number THEN 'superseded'
      WHEN p_issue_number > p_ticket.issue_number THEN 'newer_paper'
      WHEN NOT EXISTS (SELECT FROM route_stations r WHERE r.route_id = v_train.route_id AND r.station_id = p_station_id AND r.is_stop
                         AND r.station_order >= v_booking.from_order AND r.station_order < v_booking.to_order) THEN 'wrong_station' END;
  END IF;
END $$;

-- One look at one code. p_judgement is what the gate's own function says of it with the list it carries; here it is
-- admitted only if nothing stands against it in the database, and then the ticket is used, once. Sent with
-- {"offline": true} it tells what was done without us: the person is aboard, so what we would have refused is listed
-- for a supervisor. Sent twice it changes nothing, but that an answer which came too late to be shown may be followed
-- by what the gate told in its place.
-- grant: gate, supervisor
CREATE OR REPLACE FUNCTION kai.scan(
  p_token text, p_scan_id uuid, p_code_number bigint, p_issue_number int, p_gate text, p_judgement text,
  p_scanned_at timestamptz, p_facts jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_now timestamptz;
  v_at timestamptz;
  v_gate text;
  v_facts jsonb;
  v_offline boolean;
  v_wants boolean;
  v_trusted boolean;
  v_ticket tickets%ROWTYPE;
  v_scan gate_scans%ROWTYPE;
  v_no record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'gate', 'supervisor');
  PERFORM internal.asked(p_scan_id IS NOT NULL, 'scan_id');
  PERFORM internal.asked(p_judgement ~ '^[a-z_]{2,40}$', 'judgement');
  PERFORM internal.asked(p_scanned_at IS NOT NULL, 'scanned_at');
  PERFORM internal.asked(p_issue_number IS NULL OR p_issue_number BETWEEN 1 AND 255, 'issue_number');
  v_gate := internal.asked_text(p_gate, 'gate', 60);
  v_facts := internal.asked_facts(p_facts, 'facts', 4000);
  v_offline := coalesce(v_facts -> 'offline' = 'true', false);
  v_wants := internal.gate_admits(p_judgement);
  PERFORM internal.asked(NOT v_wants OR p_code_number IS NOT NULL, 'code_number');
  -- A code without a good signature names no ticket, whatever it says.
  v_trusted := p_judgement NOT IN ('unreadable', 'unknown_key', 'invalid_signature');
  IF v_trusted AND p_code_number IS NOT NULL THEN
    SELECT * INTO v_ticket FROM tickets WHERE code_number = p_code_number FOR NO KEY UPDATE;
  END IF;
  v_now := clock_timestamp();
  -- A gate's clock may be anything; a late upload is never refused for it.
  v_at := least(greatest(p_scanned_at, v_now - interval '60 days'), v_now);

  SELECT * INTO v_scan FROM gate_scans WHERE id = p_scan_id;
  IF NOT FOUND THEN
    SELECT * INTO v_no FROM internal.gate_refusal(v_ticket, coalesce(p_issue_number, v_ticket.issue_number), v_me.station_id, v_at);
    INSERT INTO gate_scans (id, ticket_id, counter_id, user_id, result, scanned_at, facts, code_number, issue_number, schedule_id,
                            gate, judgement, is_offline, boards, conflict)
    VALUES (p_scan_id, v_ticket.id, v_me.counter_id, v_me.user_id,
            CASE WHEN v_wants THEN coalesce(v_no.code, p_judgement) ELSE p_judgement END, v_at,
            v_facts || CASE WHEN p_scanned_at > v_now + interval '1 minute' AND isfinite(p_scanned_at)
                            THEN jsonb_build_object('said_at', p_scanned_at) ELSE '{}' END,
            p_code_number, p_issue_number, (SELECT schedule_id FROM bookings WHERE id = v_ticket.booking_id),
            v_gate, p_judgement, v_offline,
            v_wants AND (v_no.code IS NULL OR v_offline AND NOT v_no.is_void),
            CASE WHEN v_wants AND v_offline THEN v_no.code END)
    ON CONFLICT (id) DO NOTHING RETURNING * INTO v_scan;
    IF FOUND THEN
      IF v_scan.boards THEN
        UPDATE tickets SET ticket_status = 'used', check_in_time = CASE WHEN v_offline THEN v_at ELSE v_now END, checked_in_by = v_me.nipp
        WHERE id = v_ticket.id;
      END IF;
      RETURN internal.scan_card(v_scan);
    END IF;
    SELECT * INTO v_scan FROM gate_scans WHERE id = p_scan_id;
  END IF;
  IF v_scan.user_id <> v_me.user_id OR v_scan.counter_id <> v_me.counter_id OR v_scan.code_number IS DISTINCT FROM p_code_number
     OR v_scan.result IN ('annulled', 'overridden', 'handed_over') THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  -- Our answer came too late: the gate had let the person in by itself.
  IF v_offline AND v_wants AND NOT v_scan.is_offline AND NOT internal.gate_admits(v_scan.result) THEN
    SELECT * INTO v_no FROM internal.gate_refusal(v_ticket, coalesce(p_issue_number, v_ticket.issue_number), v_me.station_id, v_at);
    UPDATE gate_scans SET is_offline = true, judgement = p_judgement, conflict = coalesce(v_no.code, v_scan.result),
      boards = NOT coalesce(v_no.is_void, false)
    WHERE id = p_scan_id RETURNING * INTO v_scan;
    IF v_scan.boards THEN
      UPDATE tickets SET ticket_status = 'used', check_in_time = v_at, checked_in_by = v_me.nipp WHERE id = v_ticket.id;
    END IF;
  END IF;
  RETURN internal.scan_card(v_scan);
END $$;

-- Take back one's own scan: the wrong person, the wrong ticket. Within a quarter of an hour, the one that used the
-- ticket, and only while it is the last. Counted from when we heard of it, so that a gate which was offline can.
-- grant: gate, supervisor
CREATE OR REPLACE FUNCTION kai.annul_scan(p_token text, p_annul_id uuid, p_scan_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_scan gate_scans%ROWTYPE;
  v_old gate_scans%ROWTYPE;
  v_reason text;
  v_minutes int := (internal.rule('gate_annul_minutes') #>> '{}')::int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'gate', 'supervisor');
  PERFORM internal.asked(p_annul_id IS NOT NULL AND p_annul_id <> p_scan_id, 'annul_id');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  SELECT * INTO v_scan FROM gate_scans WHERE id = p_scan_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('scan_unknown');
  END IF;
  PERFORM FROM tickets WHERE id = v_scan.ticket_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM gate_scans WHERE id = p_annul_id;
  IF FOUND THEN
    IF v_old.refers_to IS DISTINCT FROM p_scan_id OR v_old.user_id <> v_me.user_id OR v_old.result <> 'annulled' THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.scan_card(v_old);
  ELSIF v_scan.user_id <> v_me.user_id OR v_scan.counter_id IS DISTINCT FROM v_me.counter_id THEN
    PERFORM internal.refuse('not_your_scan');
  ELSIF clock_timestamp() > v_scan.recorded_at + make_interval(mins => v_minutes) THEN
    PERFORM internal.refuse('annul_too_late', jsonb_build_object('minutes', v_minutes));
  ELSIF NOT v_scan.boards OR NOT EXISTS (SELECT FROM tickets WHERE id = v_scan.ticket_id AND ticket_status = 'used')
     OR v_scan.id <> (SELECT g.id FROM gate_scans g WHERE g.ticket_id = v_scan.ticket_id AND g.boards ORDER BY g.recorded_at DESC, g.id DESC LIMIT 1) THEN
    PERFORM internal.refuse('nothing_to_annul');
  END IF;
  INSERT INTO gate_scans (id, ticket_id, counter_id, user_id, result, scanned_at, facts, code_number, issue_number, schedule_id, gate, judgement, refers_to)
  VALUES (p_annul_id, v_scan.ticket_id, v_me.counter_id, v_me.user_id, 'annulled', clock_timestamp(), jsonb_build_object('reason', v_reason),
          v_scan.code_number, v_scan.issue_number, v_scan.schedule_id, v_scan.gate, v_scan.judgement, p_scan_id)
  RETURNING * INTO v_old;
  UPDATE gate_scans SET boards = false WHERE id = p_scan_id;
  UPDATE tickets SET ticket_status = 'active', check_in_time = NULL, checked_in_by = NULL WHERE id = v_scan.ticket_id;
  RETURN internal.scan_card(v_old);
END $$;

-- A supervisor lets somebody in whom the gate refused, with a reason and never on their own scan. What is void stays
-- out: cancelled, refunded, exchanged, unpaid, expired, a train that does not run, a code that nobody signed.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.override_scan(p_token text, p_override_id uuid, p_scan_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_scan gate_scans%ROWTYPE;
  v_old gate_scans%ROWTYPE;
  v_ticket tickets%ROWTYPE;
  v_reason text;
  v_no record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_override_id IS NOT NULL AND p_override_id <> p_scan_id, 'override_id');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  SELECT * INTO v_scan FROM gate_scans WHERE id = p_scan_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('scan_unknown');
  END IF;
  SELECT * INTO v_ticket FROM tickets WHERE id = v_scan.ticket_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM gate_scans WHERE id = p_override_id;
  IF FOUND THEN
    IF v_old.refers_to IS DISTINCT FROM p_scan_id OR v_old.user_id <> v_me.user_id OR v_old.result <> 'overridden' THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.scan_card(v_old);
  ELSIF v_scan.user_id = v_me.user_id THEN
    PERFORM internal.refuse('own_request');
  ELSIF NOT EXISTS (SELECT FROM counters c WHERE c.id = v_scan.counter_id AND c.station_id = v_me.station_id) THEN
    PERFORM internal.refuse('not_allowed');
  ELSIF EXISTS (SELECT FROM gate_scans WHERE refers_to = p_scan_id AND result IN ('annulled', 'overridden'))
     OR v_scan.result NOT IN ('revoked', 'superseded', 'newer_paper', 'blocked', 'wrong_date', 'wrong_train', 'wrong_station',
                              'too_early', 'closed', 'already_boarded', 'unlisted') THEN
    PERFORM internal.refuse('override_not_allowed', jsonb_build_object('result', v_scan.result));
  END IF;
  SELECT * INTO v_no FROM internal.gate_refusal(v_ticket, v_ticket.issue_number, v_me.station_id, v_scan.scanned_at);
  IF coalesce(v_no.is_void, false) AND v_no.code NOT IN ('already_boarded', 'blocked') THEN
    PERFORM internal.refuse('override_not_allowed', jsonb_build_object('result', v_no.code));
  END IF;
  INSERT INTO gate_scans (id, ticket_id, counter_id, user_id, result, scanned_at, facts, code_number, issue_number, schedule_id, gate, judgement, refers_to, boards)
  VALUES (p_override_id, v_scan.ticket_id, v_me.counter_id, v_me.user_id, 'overridden', clock_timestamp(), jsonb_build_object('reason', v_reason),
          v_scan.code_number, v_scan.issue_number, v_scan.schedule_id, v_scan.gate, v_scan.result, p_scan_id, v_ticket.ticket_status = 'active')
  RETURNING * INTO v_old;
  UPDATE tickets SET ticket_status = 'used', check_in_time = clock_timestamp(), checked_in_by = v_me.nipp
  WHERE id = v_ticket.id AND ticket_status = 'active';
  RETURN internal.scan_card(v_old);
END $$;

-- Who was let in without us and should not have been, newest first, each with the scan that was there before.
-- grant: supervisor, auditor
CREATE OR REPLACE FUNCTION kai.gate_conflicts(p_token text, p_limit int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rows jsonb;
BEGIN
  PERFORM internal.session(p_token, 'supervisor', 'auditor');
  PERFORM internal.asked(p_limit BETWEEN 1 AND 500, 'limit');
  SELECT jsonb_agg(x.card ORDER BY x.recorded_at DESC) INTO v_rows FROM (
    SELECT g.recorded_at, jsonb_build_object(
      'scan_id', g.id, 'conflict', g.conflict, 'judgement', g.judgement, 'gate', g.gate, 'counter_code', c.code,
      'member', u.full_name, 'scanned_at', g.scanned_at, 'recorded_at', g.recorded_at, 'code_number', g.code_number,
      'issue_number', g.issue_number, 'ticket', internal.gate_tickets(ARRAY[g.ticket_id]) -> 0,
      'train', CASE WHEN g.schedule_id IS NOT NULL THEN internal.gate_trains(ARRAY[g.schedule_id]) -> 0 END,
      'other', (SELECT jsonb_build_object('scan_id', o.id, 'gate', o.gate, 'scanned_at', o.scanned_at, 'judgement', o.judgement, 'is_offline', o.is_offline)
                FROM gate_scans o WHERE o.ticket_id = g.ticket_id AND o.boards AND o.id <> g.id ORDER BY o.recorded_at DESC LIMIT 1)) AS card
    FROM gate_scans g JOIN counters c ON c.id = g.counter_id JOIN stations s ON s.id = c.station_id JOIN users u ON u.id = g.user_id
    WHERE g.conflict IS NOT NULL AND g.settled_at IS NULL
      AND (internal.readable_stations() IS NULL OR s.station_code = ANY (internal.readable_stations()))
    ORDER BY g.recorded_at DESC LIMIT p_limit) x;
  RETURN jsonb_build_object('conflicts', coalesce(v_rows, '[]'));
END $$;

-- A conflict was looked into. The first note stands.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.settle_conflict(p_token text, p_scan_id uuid, p_note text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_note text;
  v_at timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_note := internal.asked_text(p_note, 'note', 400);
  UPDATE gate_scans g SET settled_at = coalesce(g.settled_at, clock_timestamp()), settled_by = coalesce(g.settled_by, v_me.user_id),
    settled_note = coalesce(g.settled_note, v_note)
  FROM counters c JOIN stations s ON s.id = c.station_id
  WHERE g.id = p_scan_id AND g.conflict IS NOT NULL AND c.id = g.counter_id
    AND (internal.readable_stations() IS NULL OR s.station_code = ANY (internal.readable_stations()))
  RETURNING g.settled_at INTO v_at;
  IF NOT FOUND THEN
    PERFORM internal.refuse('scan_unknown');
  END IF;
  RETURN jsonb_build_object('scan_id', p_scan_id, 'settled_at', v_at);
END $$;

-- A train's hand-over to its crew as it was told, one row of the gate's journal.
CREATE OR REPLACE FUNCTION internal.handover_card(p_scan gate_scans)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_scan.facts || jsonb_build_object('handover_id', p_scan.id, 'at', p_scan.recorded_at, 'gate', p_scan.gate, 'member', u.full_name)
  FROM users u WHERE u.id = p_scan.user_id
$$;

-- Where on the way of this train the station is, its gate having closed there; else refuses.
CREATE OR REPLACE FUNCTION internal.closed_gate(p_schedule_id uuid, p_station_id uuid)
RETURNS int LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_here record;
BEGIN
  SELECT r.station_order, s.status, s.departs_at + make_interval(mins => r.departure_offset + coalesce(s.delay_minutes, 0)
           - (internal.rule('gate_closes_minutes', o.station_code, clock_timestamp()) #>> '{}')::int) AS closes
  INTO v_here
  FROM schedules s JOIN route_stations r ON r.route_id = s.route_id AND r.is_stop JOIN stations o ON o.id = r.station_id
  WHERE s.id = p_schedule_id AND r.station_id = p_station_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('schedule_unknown');
  ELSIF v_here.status NOT IN ('scheduled', 'delayed') THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('status', v_here.status));
  ELSIF clock_timestamp() < v_here.closes THEN
    PERFORM internal.refuse('gate_not_closed', jsonb_build_object('closes_at', v_here.closes));
  END IF;
  RETURN v_here.station_order;
END $$;

-- The gate has closed: whom it counted is handed to the train's crew, by name. Somebody let in afterwards is a second
-- hand-over; the first one stands.
-- grant: gate, supervisor
CREATE OR REPLACE FUNCTION kai.hand_over_train(p_token text, p_handover_id uuid, p_schedule_id uuid, p_gate text, p_given_to text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_order int;
  v_gate text;
  v_given_to text;
  v_row gate_scans%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'gate', 'supervisor');
  PERFORM internal.asked(p_handover_id IS NOT NULL, 'handover_id');
  v_gate := internal.asked_text(p_gate, 'gate', 60);
  v_given_to := internal.asked_text(p_given_to, 'given_to', 80);
  SELECT * INTO v_row FROM gate_scans WHERE id = p_handover_id;
  IF FOUND THEN
    IF v_row.result <> 'handed_over' OR v_row.user_id <> v_me.user_id OR v_row.schedule_id IS DISTINCT FROM p_schedule_id
       OR v_row.facts ->> 'given_to' <> v_given_to THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.handover_card(v_row);
  END IF;
  v_order := internal.closed_gate(p_schedule_id, v_me.station_id);
  INSERT INTO gate_scans (id, counter_id, user_id, result, scanned_at, facts, schedule_id, gate)
  SELECT p_handover_id, v_me.counter_id, v_me.user_id, 'handed_over', clock_timestamp(),
         jsonb_build_object('given_to', v_given_to, 'station_id', v_me.station_id,
           'expected', count(*) FILTER (WHERE b.from_order = v_order),
           'boarded', count(*) FILTER (WHERE b.from_order = v_order AND t.ticket_status = 'used'),
           'aboard', count(*) FILTER (WHERE t.ticket_status = 'used')),
         p_schedule_id, v_gate
  FROM bookings b JOIN tickets t ON t.booking_id = b.id
  WHERE b.schedule_id = p_schedule_id AND b.status IN ('confirmed', 'completed') AND t.ticket_status IN ('active', 'used', 'expired')
    AND b.from_order <= v_order AND b.to_order > v_order
  RETURNING * INTO v_row;
  RETURN internal.handover_card(v_row);
END $$;

-- Everybody who should be on a train: the manifest of the gate and of the train's crew. Names masked, no documents.
-- grant: gate, supervisor
CREATE OR REPLACE FUNCTION kai.manifest(p_token text, p_schedule_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_code text;
  v_tickets uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'gate', 'supervisor');
  SELECT station_code INTO v_code FROM stations WHERE id = v_me.station_id;
  IF NOT EXISTS (SELECT FROM schedules s JOIN route_stations r ON r.route_id = s.route_id
                 WHERE s.id = p_schedule_id AND r.station_id = v_me.station_id AND r.is_stop) THEN
    PERFORM internal.refuse('schedule_unknown');
  END IF;
  SELECT array_agg(t.id) INTO v_tickets FROM bookings b JOIN tickets t ON t.booking_id = b.id
  WHERE b.schedule_id = p_schedule_id AND b.status IN ('confirmed', 'completed')
    AND t.ticket_status IN ('active', 'used', 'expired');
  RETURN jsonb_build_object('now', clock_timestamp(), 'station_code', v_code,
    'gate_closes_minutes', internal.rule('gate_closes_minutes', v_code),
    'train', internal.gate_trains(ARRAY[p_schedule_id]) -> 0, 'tickets', internal.gate_tickets(v_tickets),
    'handed_over', (SELECT internal.handover_card(g) FROM gate_scans g
                    WHERE g.schedule_id = p_schedule_id AND g.result = 'handed_over' AND g.facts ->> 'station_id' = v_me.station_id::text
                    ORDER BY g.recorded_at DESC LIMIT 1));
END $$;

-- After the gate has closed at this station: whoever should have boarded up to here and did not gives the seat back
-- from the next stop on, and the ticket ends. By a supervisor, with a reason. A second call finds nobody.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.release_no_shows(p_token text, p_schedule_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_order int;
  v_reason text;
  v_bookings uuid[];
  v_tickets uuid[];
  v_seats int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  v_order := internal.closed_gate(p_schedule_id, v_me.station_id);
  SELECT array_agg(l.id) INTO v_bookings FROM (
    SELECT b.id FROM bookings b
    WHERE b.schedule_id = p_schedule_id AND b.status = 'confirmed' AND b.from_order <= v_order AND b.to_order > v_order
      AND EXISTS (SELECT FROM tickets t WHERE t.booking_id = b.id AND t.ticket_status = 'active')
    ORDER BY b.id FOR NO KEY UPDATE) l;
  WITH ended AS (
    UPDATE tickets SET ticket_status = 'expired', void_reason = 'no_show'
    WHERE booking_id = ANY (v_bookings) AND ticket_status = 'active' RETURNING id, passenger_id
  ), noted AS (
    INSERT INTO gate_scans (id, ticket_id, counter_id, user_id, result, scanned_at, facts, schedule_id)
    SELECT internal.uuid7(), e.id, v_me.counter_id, v_me.user_id, 'no_show', clock_timestamp(), jsonb_build_object('reason', v_reason), p_schedule_id FROM ended e
  )
  SELECT array_agg(id) INTO v_tickets FROM ended;
  WITH mine AS (
    SELECT c.id, c.seat_id, upper(c.legs) AS goal FROM seat_claims c JOIN tickets t ON t.passenger_id = c.passenger_id
    WHERE t.id = ANY (v_tickets) AND c.active AND c.state = 'sold' AND c.schedule_id = p_schedule_id AND upper(c.legs) > v_order + 1
  ), shorter AS (
    UPDATE seat_claims c SET legs = int4range(lower(c.legs), v_order + 1) FROM mine m WHERE c.id = m.id
  ), locked AS MATERIALIZED (
    SELECT i.seat_id, ((1::bigint << (m.goal - v_order - 1)) - 1) << v_order AS mask
    FROM mine m JOIN seat_inventory i ON i.schedule_id = p_schedule_id AND i.seat_id = m.seat_id
    ORDER BY i.seat_id FOR NO KEY UPDATE OF i
  ), freed AS (
    UPDATE seat_inventory i SET occupied_legs = i.occupied_legs & ~l.mask FROM locked l
    WHERE i.schedule_id = p_schedule_id AND i.seat_id = l.seat_id RETURNING i.seat_id
  )
  SELECT count(*) INTO v_seats FROM freed;
  RETURN jsonb_build_object('tickets', coalesce(cardinality(v_tickets), 0), 'seats', v_seats, 'from_order', v_order + 1);
END $$;
