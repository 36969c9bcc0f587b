-- What a gate carries, so that it can judge without the network: trains, tickets, keys, and what makes the list wrong.

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
