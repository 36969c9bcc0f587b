-- The gate. Whether a ticket may board is one pure function of the program (values/judgement.py), the same with a
-- network and without; what the database enforces is here: void, superseded, used once. Every look is written down.
-- What a gate carries to judge without the network is 40_gate_list.sql, a train after its gate 40_gate_train.sql.
--
-- Order of locks: ticket -> scan.

-- Results that let somebody in, as in values/judgement.py.
CREATE OR REPLACE FUNCTION internal.gate_admits(p_code text)
RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_code IN ('ok', 'ok_unlisted', 'check_identity', 'assistance', 'ends_early')
$$;

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
