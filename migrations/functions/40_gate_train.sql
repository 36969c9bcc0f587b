-- A train and its gate: the manifest, and once the gate has closed the hand-over to the crew and who did not come.
--
-- Order of locks of `release_no_shows` follows 20_hold.sql: bookings by id -> claims -> seats.

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
    SELECT c.id, c.seat_id, upper(c.legs) AS goal FROM seat_claims c JOIN tickets t ON t.booking_id = c.booking_id AND t.passenger_id = c.passenger_id
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
