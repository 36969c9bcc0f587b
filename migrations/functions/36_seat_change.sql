-- Another seat for the same journey, and the next issue of a paper on which something changed.

-- A free change of seats on the same train, in the same class: the old papers are void, the next issues are printed.
-- p_moves: [{"passenger_id", "seat_id", "print_job_id"}].
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.change_seats(p_token text, p_booking_id uuid, p_moves jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_legs int4range;
  v_people uuid[];
  v_seats uuid[];
  v_stale uuid[];
  v_bad record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_list(p_moves, 'moves', 8);
  SELECT array_agg(m.passenger_id), array_agg(m.seat_id) INTO v_people, v_seats FROM jsonb_to_recordset(p_moves) m(passenger_id uuid, seat_id uuid, print_job_id uuid);
  PERFORM internal.asked(array_position(v_people, NULL) IS NULL AND array_position(v_seats, NULL) IS NULL
    AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_moves) m WHERE m ->> 'print_job_id' IS NULL), 'moves');
  PERFORM internal.asked((SELECT count(DISTINCT s) FROM unnest(v_seats) s) = cardinality(v_seats)
    AND (SELECT count(DISTINCT s) FROM unnest(v_people) s) = cardinality(v_people), 'moves');
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF NOT internal.is_identified(p_booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
  ELSIF EXISTS (SELECT FROM print_jobs j JOIN jsonb_to_recordset(p_moves) m(passenger_id uuid, seat_id uuid, print_job_id uuid) ON j.id = m.print_job_id
                JOIN tickets t ON t.id = j.ticket_id AND t.passenger_id = m.passenger_id JOIN passengers p ON p.id = m.passenger_id AND p.seat_id = m.seat_id) THEN
    RETURN internal.new_papers(p_booking_id, p_moves);  -- sent again
  ELSIF v_booking.status <> 'confirmed' THEN
    PERFORM internal.refuse('booking_cancelled', jsonb_build_object('booking_id', p_booking_id));
  END IF;
  PERFORM internal.still_runs(v_booking);
  PERFORM FROM tickets t WHERE t.booking_id = p_booking_id ORDER BY t.id FOR NO KEY UPDATE;
  SELECT p.seq, t.ticket_status INTO v_bad FROM unnest(v_people) w LEFT JOIN passengers p ON p.id = w AND p.booking_id = p_booking_id AND p.seat_id IS NOT NULL
  LEFT JOIN tickets t ON t.passenger_id = p.id AND t.ticket_status = 'active' WHERE t.id IS NULL LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse('ticket_void', jsonb_build_object('seq', v_bad.seq));
  END IF;
  v_legs := int4range(v_booking.from_order, v_booking.to_order);
  v_stale := internal.expire_in_the_way(p_booking_id, v_booking.schedule_id, v_seats, v_legs);
  -- All seats of both sides in the one order, before any of them changes.
  PERFORM FROM seat_inventory i WHERE (i.schedule_id, i.seat_id) IN (
      SELECT v_booking.schedule_id, w FROM unnest(v_seats) w
      UNION SELECT c.schedule_id, c.seat_id FROM seat_claims c WHERE c.booking_id = ANY (p_booking_id || v_stale) AND c.active
        AND (c.booking_id <> p_booking_id OR c.passenger_id = ANY (v_people)))
    ORDER BY i.schedule_id, i.seat_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM jsonb_to_recordset(p_moves) m(passenger_id uuid, seat_id uuid) JOIN passengers p ON p.id = m.passenger_id
             JOIN seat_inventory o ON o.schedule_id = v_booking.schedule_id AND o.seat_id = p.seat_id
             LEFT JOIN seat_inventory n ON n.schedule_id = v_booking.schedule_id AND n.seat_id = m.seat_id WHERE n.class_id IS DISTINCT FROM o.class_id) THEN
    PERFORM internal.refuse('other_class');
  END IF;
  PERFORM internal.free_seats(coalesce(v_stale, '{}'), 'expired');
  PERFORM internal.free_passengers(v_people);
  PERFORM internal.take_seats(p_booking_id, v_booking.schedule_id, v_seats, v_legs, v_me.counter_id, clock_timestamp() + interval '1 minute', '{}');
  UPDATE seat_claims c SET state = 'sold', expires_at = NULL, passenger_id = m.passenger_id
  FROM jsonb_to_recordset(p_moves) m(passenger_id uuid, seat_id uuid) WHERE c.booking_id = p_booking_id AND c.active AND c.state = 'held' AND c.seat_id = m.seat_id;
  UPDATE passengers p SET seat_id = m.seat_id FROM jsonb_to_recordset(p_moves) m(passenger_id uuid, seat_id uuid) WHERE p.id = m.passenger_id;
  UPDATE bookings b SET price_lines = (
    SELECT jsonb_agg(CASE WHEN s.id IS NULL THEN l.line ELSE l.line || jsonb_build_object('seat_id', s.id, 'car_number', s.car_number,
             'coach_label', s.coach_label, 'seat_number', s.seat_number) END ORDER BY l.n)
    FROM jsonb_array_elements(b.price_lines) WITH ORDINALITY l(line, n)
    LEFT JOIN passengers p ON p.booking_id = b.id AND l.line ->> 'kind' = 'fare' AND p.seq = (l.line ->> 'passenger')::int AND p.id = ANY (v_people)
    LEFT JOIN seats s ON s.id = p.seat_id)
  WHERE b.id = p_booking_id;
  PERFORM internal.next_issues(v_people, p_moves, v_booking.sale_id, v_me.counter_id, v_me.user_id, 'seat changed');
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN internal.new_papers(p_booking_id, p_moves) || jsonb_build_object('schedules', jsonb_build_array(v_booking.schedule_id));
END $$;

-- All tickets these travellers ever had. By their bookings: of passengers only those of living tickets are indexed.
CREATE OR REPLACE FUNCTION internal.tickets_of(p_people uuid[])
RETURNS uuid[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT ARRAY(SELECT t.id FROM passengers p JOIN tickets t ON t.booking_id = p.booking_id AND t.passenger_id = p.id WHERE p.id = ANY (p_people))
$$;

-- The next issue of these travellers' tickets: something on the paper changed. The older papers are void.
CREATE OR REPLACE FUNCTION internal.next_issues(p_people uuid[], p_moves jsonb, p_sale_id uuid, p_counter_id uuid, p_user_id uuid, p_reason text)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE tickets SET issue_number = issue_number + 1, qr_code = NULL, counter_key_no = NULL WHERE passenger_id = ANY (p_people) AND ticket_status = 'active';
  UPDATE print_jobs SET state = 'voided', reason = p_reason
  WHERE ticket_id = ANY (internal.tickets_of(p_people)) AND state NOT IN ('confirmed', 'confirmed_by_operator', 'voided');
  INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id, reason)
  SELECT m.print_job_id, t.id, p_sale_id, t.booking_id, 'ticket', t.issue_number, p_counter_id, p_user_id, p_reason
  FROM jsonb_to_recordset(p_moves) m(passenger_id uuid, print_job_id uuid) JOIN tickets t ON t.passenger_id = m.passenger_id AND t.ticket_status = 'active';
END $$;

-- What is to be printed after a change: each ticket as `reprint` answers it, with its print job.
CREATE OR REPLACE FUNCTION internal.new_papers(p_booking_id uuid, p_moves jsonb)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('booking_id', p_booking_id, 'papers', coalesce(jsonb_agg(
    jsonb_build_object('print_job_id', j.id, 'ticket_id', j.ticket_id, 'answer', internal.ticket_card(j.ticket_id)) ORDER BY j.id), '[]'))
  FROM jsonb_to_recordset(p_moves) m(passenger_id uuid, print_job_id uuid) JOIN print_jobs j ON j.id = m.print_job_id
$$;
