-- A coach that is not there: its travellers sit elsewhere on the same train, parties together where there is room, with
-- the next issue of their tickets. Seen as a plan first; done it is exactly that plan, or nothing.

-- Who sits in this coach of a dated train and where each could sit: party by party, the largest first, each in the
-- coach with the fewest seats to spare that still takes all of it, in its own class before any other. Infants have none.
CREATE OR REPLACE FUNCTION internal.reseat_plan(p_schedule_id uuid, p_car int)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_party record;
  v_place record;
  v_moves jsonb := '[]';
  v_taken jsonb := '{}';  -- seat -> legs given away by this plan
BEGIN
  FOR v_party IN
    SELECT b.id, b.booking_number, b.from_order, b.to_order, (array_agg(i.class_id))[1] AS class_id,
           (((1::bigint << (b.to_order - b.from_order)) - 1) << (b.from_order - 1)) AS mask, count(*)::int AS size,
           jsonb_agg(jsonb_build_object('passenger_id', p.id, 'name', internal.masked_name(p.passenger_name), 'old_seat', s.id,
             'old', s.coach_label || ' / ' || s.seat_number) ORDER BY s.hold_order) AS people
    FROM seat_claims c JOIN bookings b ON b.id = c.booking_id JOIN passengers p ON p.id = c.passenger_id JOIN seats s ON s.id = c.seat_id
    JOIN seat_inventory i ON i.schedule_id = c.schedule_id AND i.seat_id = c.seat_id
    JOIN tickets t ON t.booking_id = b.id AND t.passenger_id = p.id AND t.ticket_status IN ('active', 'used')
    WHERE c.schedule_id = p_schedule_id AND c.active AND c.state = 'sold' AND s.car_number = p_car
    GROUP BY b.id ORDER BY count(*) DESC, b.id
  LOOP
    SELECT f.seats, f.car_number INTO v_place FROM (
      SELECT i.car_number, i.class_id, count(*) AS room,
             array_agg(jsonb_build_object('seat_id', s.id, 'name', s.coach_label || ' / ' || s.seat_number) ORDER BY s.hold_order) AS seats
      FROM seat_inventory i JOIN seats s ON s.id = i.seat_id
      WHERE i.schedule_id = p_schedule_id AND i.car_number <> p_car AND NOT i.blocked AND NOT s.is_blocked
        AND (i.occupied_legs | coalesce((v_taken ->> i.seat_id::text)::bigint, 0)) & v_party.mask = 0
      GROUP BY 1, 2) f
    WHERE f.room >= v_party.size
    ORDER BY f.class_id <> v_party.class_id, f.room, f.car_number LIMIT 1;
    FOR v_n IN 0 .. v_party.size - 1 LOOP
      v_moves := v_moves || jsonb_build_array((v_party.people -> v_n) || jsonb_build_object('booking_id', v_party.id,
        'booking_number', v_party.booking_number, 'new_seat', v_place.seats[v_n + 1] -> 'seat_id', 'new', v_place.seats[v_n + 1] -> 'name'));
      IF v_place.seats IS NOT NULL THEN
        v_taken := v_taken || jsonb_build_object(v_place.seats[v_n + 1] ->> 'seat_id',
          coalesce((v_taken ->> (v_place.seats[v_n + 1] ->> 'seat_id'))::bigint, 0) | v_party.mask);
      END IF;
    END LOOP;
  END LOOP;
  RETURN v_moves;
END $$;

-- The plan for a coach, to be looked at. Whoever finds no seat stays in the plan without one.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.plan_reseat(p_token text, p_schedule_id uuid, p_car int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_train schedules%ROWTYPE;
  v_moves jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_train := internal.own_train(p_schedule_id, v_me.user_id);
  PERFORM internal.asked(EXISTS (SELECT FROM seats WHERE train_id = v_train.train_id AND car_number = p_car), 'car');
  v_moves := internal.reseat_plan(p_schedule_id, p_car);
  RETURN jsonb_build_object('moves', v_moves, 'without', (SELECT count(*) FROM jsonb_array_elements(v_moves) m WHERE m ->> 'new_seat' IS NULL),
    'plan', encode(sha256(convert_to(v_moves::text, 'UTF8')), 'hex'));
END $$;

-- Do what was looked at: p_plan is its seal. A sale of that instant that took one of the seats changes the plan, and then
-- nobody is moved: plan_changed. The coach is closed; who finds no seat keeps their ticket of it and is owed their money
-- or the next train, under the same word and for as long as of a train that does not run.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.reseat(p_token text, p_reseat_id uuid, p_schedule_id uuid, p_car int, p_plan text, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '5s' AS $$
DECLARE
  v_me record;
  v_train schedules%ROWTYPE;
  v_old disruptions%ROWTYPE;
  v_reason text;
  v_moves jsonb;
  v_people uuid[];
  v_holds uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_reseat_id IS NOT NULL, 'reseat_id');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  v_train := internal.own_train(p_schedule_id, v_me.user_id);
  SELECT * INTO v_old FROM disruptions WHERE id = p_reseat_id;
  IF FOUND THEN
    IF (v_old.schedule_id, v_old.kind, v_old.minutes, v_old.user_id) IS DISTINCT FROM (p_schedule_id, 'reseat', p_car, v_me.user_id) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.reseat_card(v_old);
  ELSIF v_train.status NOT IN ('scheduled', 'delayed') THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('status', v_train.status));
  END IF;
  -- Every booking of the train, then all its seats, in the one order: nothing moves while the plan is made again.
  PERFORM FROM bookings b WHERE b.schedule_id = p_schedule_id AND b.status IN ('pending', 'confirmed') ORDER BY b.id FOR NO KEY UPDATE;
  PERFORM FROM seat_inventory i WHERE i.schedule_id = p_schedule_id ORDER BY i.seat_id FOR NO KEY UPDATE;
  v_moves := internal.reseat_plan(p_schedule_id, p_car);
  IF encode(sha256(convert_to(v_moves::text, 'UTF8')), 'hex') IS DISTINCT FROM p_plan THEN
    PERFORM internal.refuse('plan_changed');
  END IF;
  INSERT INTO disruptions (id, schedule_id, kind, minutes, reason, user_id, counter_id, overrule_code, until, holds_ended)
  VALUES (p_reseat_id, p_schedule_id, 'reseat', p_car, v_reason, v_me.user_id, v_me.counter_id, 'DISRUPTION',
          v_train.departs_at + make_interval(hours => (internal.rule('refund_railway_hours',
            (SELECT train_number FROM trains WHERE id = v_train.train_id)) #>> '{}')::int),
          (SELECT count(*) FROM jsonb_array_elements(v_moves) m WHERE m ->> 'new_seat' IS NOT NULL))
  RETURNING * INTO v_old;
  UPDATE seat_inventory i SET blocked = true FROM seats s WHERE s.id = i.seat_id AND i.schedule_id = p_schedule_id AND s.car_number = p_car;
  -- Holds of its seats end, else they would be sold; those whose money is on its way are sold, and stand in the next plan.
  SELECT array_agg(b.id) INTO v_holds FROM bookings b
  WHERE b.schedule_id = p_schedule_id AND b.status = 'pending' AND NOT internal.sale_awaits_money(b.sale_id)
    AND EXISTS (SELECT FROM seat_claims c JOIN seats s ON s.id = c.seat_id WHERE c.booking_id = b.id AND c.active AND s.car_number = p_car);
  UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = 'coach_closed' WHERE id = ANY (v_holds);
  PERFORM internal.free_seats(v_holds, 'released');
  SELECT array_agg((m ->> 'passenger_id')::uuid) INTO v_people FROM jsonb_array_elements(v_moves) m WHERE m ->> 'new_seat' IS NOT NULL;
  IF v_people IS NOT NULL THEN
    PERFORM internal.move_to_seats(p_schedule_id, v_moves, v_people, p_reseat_id, v_me.counter_id, v_me.user_id, v_reason);
  END IF;
  PERFORM internal.offer_the_seatless(v_old, v_moves, v_people);
  INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
  SELECT internal.uuid7(), u.id, 'schedule', 'coach_swapped', t.train_number,
         jsonb_build_object('schedule_id', s.id, 'train', t.train_name || ' (' || t.train_number || ')', 'day', s.departure_date, 'reason', v_reason,
           'bookings', (SELECT count(DISTINCT m ->> 'booking_id') FROM jsonb_array_elements(v_moves) m)), clock_timestamp()
  FROM schedules s JOIN trains t ON t.id = s.train_id JOIN users u ON u.is_active AND u.roles && '{clerk,supervisor,gate}'
  WHERE s.id = p_schedule_id AND (u.station_scope = '{}' OR EXISTS (SELECT FROM route_stations r JOIN stations o ON o.id = r.station_id
    WHERE r.route_id = s.route_id AND r.is_stop AND o.station_code = ANY (u.station_scope)));
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN internal.reseat_card(v_old);
END $$;

-- What comes back to whoever found no seat, an infant with the last of its party; who has one again (a coach looked at
-- twice) is owed nothing for it. What a cancelled or shortened train owes already stands.
CREATE OR REPLACE FUNCTION internal.offer_the_seatless(p_said disruptions, p_moves jsonb, p_moved uuid[])
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE disruption_offers o SET state = 'withdrawn' FROM disruptions d
  WHERE d.id = o.disruption_id AND d.kind = 'reseat' AND d.schedule_id = p_said.schedule_id AND o.state = 'prepared' AND o.passenger_id = ANY (p_moved);
  INSERT INTO disruption_offers (id, disruption_id, booking_id, passenger_id, ticket_id, amount, state)
  SELECT internal.uuid7(), p_said.id, p.booking_id, p.id, t.id, p.ticket_price, 'prepared'
  FROM (SELECT (m ->> 'booking_id')::uuid AS booking_id, array_agg((m ->> 'passenger_id')::uuid) AS people
        FROM jsonb_array_elements(p_moves) m WHERE m ->> 'new_seat' IS NULL GROUP BY 1) x
  JOIN passengers p ON p.booking_id = x.booking_id
  JOIN tickets t ON t.booking_id = p.booking_id AND t.passenger_id = p.id AND t.ticket_status IN ('active', 'used')
  WHERE p.id = ANY (x.people)
     OR p.seat_id IS NULL AND NOT EXISTS (SELECT FROM passengers k JOIN tickets h ON h.booking_id = k.booking_id AND h.passenger_id = k.id AND h.ticket_status IN ('active', 'used')
                                          WHERE k.booking_id = x.booking_id AND k.seat_id IS NOT NULL AND k.id <> ALL (x.people))
  ON CONFLICT (ticket_id) DO UPDATE SET disruption_id = excluded.disruption_id, amount = excluded.amount, state = 'prepared'
  WHERE disruption_offers.state = 'withdrawn'
     OR disruption_offers.state = 'prepared' AND (SELECT d.kind FROM disruptions d WHERE d.id = disruption_offers.disruption_id) IN ('delay', 'reseat');
END $$;

-- The answer, read back.
CREATE OR REPLACE FUNCTION internal.reseat_card(p_said disruptions)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('moved', p_said.holds_ended, 'papers', internal.papers_of_reseat(p_said.id), 'without', count(*),
      'owed', coalesce(sum(amount), 0), 'until', p_said.until)
    FROM disruption_offers WHERE disruption_id = p_said.id AND state <> 'withdrawn');
END $$;

-- The writing of it: claims, masks, passengers' seats, the seats on the price lines, and the next issue of each ticket.
CREATE OR REPLACE FUNCTION internal.move_to_seats(
  p_schedule_id uuid, p_moves jsonb, p_people uuid[], p_reseat_id uuid, p_counter_id uuid, p_user_id uuid, p_reason text)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH moved AS (
    SELECT c.id, c.seat_id AS old_seat, (m ->> 'new_seat')::uuid AS new_seat, n.class_id,
           ((1::bigint << (upper(c.legs) - lower(c.legs))) - 1) << (lower(c.legs) - 1) AS mask
    FROM jsonb_array_elements(p_moves) m JOIN seat_claims c ON c.booking_id = (m ->> 'booking_id')::uuid
      AND c.passenger_id = (m ->> 'passenger_id')::uuid AND c.active AND c.schedule_id = p_schedule_id
    JOIN seat_inventory n ON n.schedule_id = p_schedule_id AND n.seat_id = (m ->> 'new_seat')::uuid
  ), claims AS (
    UPDATE seat_claims c SET seat_id = v.new_seat, class_id = v.class_id FROM moved v WHERE c.id = v.id
  ), masks AS (
    SELECT seat_id, bit_or(off) AS off, bit_or(here) AS here FROM (
      SELECT old_seat AS seat_id, mask AS off, 0::bigint AS here FROM moved UNION ALL SELECT new_seat, 0, mask FROM moved) x GROUP BY 1
  )
  UPDATE seat_inventory i SET occupied_legs = (i.occupied_legs & ~k.off) | k.here FROM masks k WHERE i.schedule_id = p_schedule_id AND i.seat_id = k.seat_id;
  UPDATE passengers p SET seat_id = (m ->> 'new_seat')::uuid FROM jsonb_array_elements(p_moves) m
  WHERE p.id = (m ->> 'passenger_id')::uuid AND m ->> 'new_seat' IS NOT NULL;
  UPDATE bookings b SET price_lines = (
    SELECT jsonb_agg(CASE WHEN s.id IS NULL THEN l.line ELSE l.line || jsonb_build_object('seat_id', s.id, 'car_number', s.car_number,
             'coach_label', s.coach_label, 'seat_number', s.seat_number) END ORDER BY l.n)
    FROM jsonb_array_elements(b.price_lines) WITH ORDINALITY l(line, n)
    LEFT JOIN passengers p ON p.booking_id = b.id AND l.line ->> 'kind' = 'fare' AND p.seq = (l.line ->> 'passenger')::int AND p.id = ANY (p_people)
    LEFT JOIN seats s ON s.id = p.seat_id)
  WHERE b.id IN (SELECT booking_id FROM passengers WHERE id = ANY (p_people));
  UPDATE print_jobs SET state = 'voided', reason = p_reason
  WHERE ticket_id = ANY (internal.tickets_of(p_people)) AND state NOT IN ('confirmed', 'confirmed_by_operator', 'voided');
  WITH issued AS (
    UPDATE tickets SET issue_number = issue_number + 1, qr_code = NULL, counter_key_no = NULL
    WHERE passenger_id = ANY (p_people) AND ticket_status = 'active' RETURNING id, booking_id, issue_number
  )
  INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id, reason, facts)
  SELECT internal.uuid7(), i.id, b.sale_id, b.id, 'ticket', i.issue_number, p_counter_id, p_user_id, p_reason, jsonb_build_object('reseat', p_reseat_id)
  FROM issued i JOIN bookings b ON b.id = i.booking_id;
END $$;

-- The new papers of a re-seating, each as `reprint` answers it.
CREATE OR REPLACE FUNCTION internal.papers_of_reseat(p_reseat_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('print_job_id', j.id, 'ticket_id', j.ticket_id, 'answer', internal.ticket_card(j.ticket_id)) ORDER BY j.id), '[]')
  FROM disruptions d JOIN bookings b ON b.schedule_id = d.schedule_id JOIN print_jobs j ON j.sale_id = b.sale_id AND j.booking_id = b.id
  WHERE d.id = p_reseat_id AND j.facts ->> 'reseat' = p_reseat_id::text
$$;
