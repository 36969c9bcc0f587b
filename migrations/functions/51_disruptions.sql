-- A dated train that runs late, not at all, or only part of its way. One supervisor's word is the overrule for all its
-- tickets: what comes back is prepared at once, a ticket at a time, and paid out at any station while it holds.
--
-- Order of locks: schedule -> bookings (by id) -> seats, as everywhere; nobody who holds a booking asks for a schedule.
-- A sale of the same instant either has its bookings first, and is a sale of a train that does not run (its tickets are
-- prepared like all others), or finds them let go.

-- A train of one's own stations, locked. Refuses schedule_unknown, not_in_scope.
CREATE OR REPLACE FUNCTION internal.own_train(p_schedule_id uuid, p_user_id uuid)
RETURNS schedules LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_train schedules%ROWTYPE;
BEGIN
  SELECT * INTO v_train FROM schedules WHERE id = p_schedule_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('schedule_unknown');
  ELSIF NOT EXISTS (SELECT FROM users u WHERE u.id = p_user_id AND (u.station_scope = '{}' OR EXISTS (
          SELECT FROM route_stations r JOIN stations o ON o.id = r.station_id
          WHERE r.route_id = v_train.route_id AND r.is_stop AND o.station_code = ANY (u.station_scope)))) THEN
    PERFORM internal.refuse('not_in_scope');
  END IF;
  RETURN v_train;
END $$;

-- The tickets that a train leaves without what was promised: all of them, or those that go beyond its new last stop.
-- Whoever was carried there already has nothing to claim; whoever boarded a train that then stopped has.
CREATE OR REPLACE FUNCTION internal.affected_tickets(p_schedule_id uuid, p_kind text, p_last_order int)
RETURNS TABLE (booking_id uuid, passenger_id uuid, ticket_id uuid, amount numeric) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT b.id, p.id, t.id, p.ticket_price
  FROM bookings b JOIN passengers p ON p.booking_id = b.id
  JOIN tickets t ON t.booking_id = b.id AND t.passenger_id = p.id AND t.ticket_status IN ('active', 'used', 'expired')
  WHERE b.schedule_id = p_schedule_id AND b.status IN ('confirmed', 'completed')
    AND (p_kind = 'cancel' OR p_kind = 'cut' AND b.to_order > p_last_order OR p_kind = 'delay' AND t.ticket_status = 'active')
$$;

-- Prepare what comes back, for all at once; what an earlier word about this train prepared follows the newer one, and
-- what was paid out already stays as it was. Who lost their seat (54_reseat.sql) still has none on a late or shortened
-- train. Returns bookings, tickets and money.
CREATE OR REPLACE FUNCTION internal.prepare_offers(p_disruption disruptions, OUT bookings bigint, OUT tickets bigint, OUT amount numeric)
RETURNS record LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE disruption_offers o SET state = 'withdrawn' FROM disruptions d
  WHERE d.id = o.disruption_id AND d.schedule_id = p_disruption.schedule_id AND o.state = 'prepared'
    AND (d.kind <> 'reseat' OR p_disruption.kind = 'cancel');
  IF p_disruption.until IS NOT NULL THEN
    INSERT INTO disruption_offers (id, disruption_id, booking_id, passenger_id, ticket_id, amount, state)
    SELECT internal.uuid7(), p_disruption.id, a.booking_id, a.passenger_id, a.ticket_id, a.amount, 'prepared'
    FROM internal.affected_tickets(p_disruption.schedule_id, p_disruption.kind, p_disruption.last_order) a
    ON CONFLICT (ticket_id) DO UPDATE SET disruption_id = excluded.disruption_id, amount = excluded.amount, state = 'prepared'
    WHERE disruption_offers.state = 'withdrawn';
  END IF;
  SELECT count(DISTINCT o.booking_id), count(*), coalesce(sum(o.amount), 0) INTO bookings, tickets, amount
  FROM disruption_offers o WHERE o.disruption_id = p_disruption.id AND o.state = 'prepared';
END $$;

-- The answer of both verbs, read back.
CREATE OR REPLACE FUNCTION internal.disruption_card(p_disruption disruptions)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_sums record;
BEGIN
  SELECT count(DISTINCT booking_id) AS bookings, count(*) AS tickets, coalesce(sum(amount), 0) AS amount INTO v_sums
  FROM disruption_offers WHERE disruption_id = p_disruption.id AND state <> 'withdrawn';
  RETURN jsonb_build_object('disruption_id', p_disruption.id, 'schedule_id', p_disruption.schedule_id, 'kind', p_disruption.kind,
    'minutes', p_disruption.minutes, 'last_order', p_disruption.last_order, 'reason', p_disruption.reason,
    'overrule_code', p_disruption.overrule_code, 'until', p_disruption.until, 'bookings', v_sums.bookings,
    'tickets', v_sums.tickets, 'amount', v_sums.amount, 'holds', p_disruption.holds_ended, 'now', clock_timestamp());
END $$;

-- Tell everybody who sells or lets in at a stop of this train.
CREATE OR REPLACE FUNCTION internal.tell_of_train(p_disruption disruptions, p_title text, p_bookings bigint)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
  SELECT internal.uuid7(), u.id, 'schedule', p_title, t.train_number,
         jsonb_build_object('schedule_id', s.id, 'train', t.train_name || ' (' || t.train_number || ')', 'day', s.departure_date,
           'minutes', p_disruption.minutes, 'reason', p_disruption.reason, 'bookings', p_bookings,
           'station', (SELECT o.station_name FROM route_stations r JOIN stations o ON o.id = r.station_id
                       WHERE r.route_id = s.route_id AND r.station_order = p_disruption.last_order)), clock_timestamp()
  FROM schedules s JOIN trains t ON t.id = s.train_id
  JOIN users u ON u.is_active AND u.roles && '{clerk,supervisor,gate}'
    AND (u.station_scope = '{}' OR EXISTS (SELECT FROM route_stations r JOIN stations o ON o.id = r.station_id
         WHERE r.route_id = s.route_id AND r.is_stop AND o.station_code = ANY (u.station_scope)))
  WHERE s.id = p_disruption.schedule_id;
END $$;

-- So many minutes late, or on time again (0). Later than the rule allows, whoever has not boarded may have everything
-- back until it leaves.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.delay_train(p_token text, p_disruption_id uuid, p_schedule_id uuid, p_minutes int, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_train schedules%ROWTYPE;
  v_new disruptions%ROWTYPE;
  v_reason text;
  v_sums record;
  v_number text;
  v_leaves timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_disruption_id IS NOT NULL, 'disruption_id');
  PERFORM internal.asked(p_minutes BETWEEN 0 AND 2880, 'minutes');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  v_train := internal.own_train(p_schedule_id, v_me.user_id);
  SELECT * INTO v_new FROM disruptions WHERE id = p_disruption_id;
  IF FOUND THEN
    IF (v_new.schedule_id, v_new.kind, v_new.minutes, v_new.reason, v_new.user_id) IS DISTINCT FROM (p_schedule_id, 'delay', p_minutes, v_reason, v_me.user_id) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.disruption_card(v_new);
  ELSIF v_train.status NOT IN ('scheduled', 'delayed') THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('status', v_train.status));
  END IF;
  UPDATE schedules SET status = CASE WHEN p_minutes > 0 THEN 'delayed' ELSE 'scheduled' END, delay_minutes = p_minutes,
    delay_reason = CASE WHEN p_minutes > 0 THEN v_reason END WHERE id = p_schedule_id;
  SELECT train_number INTO v_number FROM trains WHERE id = v_train.train_id;
  v_leaves := v_train.arrives_at + make_interval(mins => p_minutes);  -- each passenger's own departure is looked at when it is paid
  INSERT INTO disruptions (id, schedule_id, kind, minutes, last_order, reason, user_id, counter_id, overrule_code, until)
  VALUES (p_disruption_id, p_schedule_id, 'delay', p_minutes, v_train.last_order, v_reason, v_me.user_id, v_me.counter_id, NULL,
          CASE WHEN p_minutes > (internal.rule('refund_delay_minutes', v_number) #>> '{}')::int THEN v_leaves END)
  RETURNING * INTO v_new;
  IF v_train.last_order IS NULL THEN  -- a train that was cut short keeps what was prepared for it
    SELECT * INTO v_sums FROM internal.prepare_offers(v_new);
  END IF;
  PERFORM internal.tell_of_train(v_new, CASE WHEN p_minutes > 0 THEN 'train_delayed' ELSE 'train_on_time' END,
    (SELECT count(*) FROM bookings WHERE schedule_id = p_schedule_id AND status = 'confirmed'));
  RETURN internal.disruption_card(v_new);
END $$;

-- Cancelled, or running only to a stop (p_last_order). Holds end at once, money is no longer asked for, and everything
-- comes back to whoever was to go further. A hold whose money is on its way is left to its payment, which then finds no
-- train and goes back.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.cancel_train(
  p_token text, p_disruption_id uuid, p_schedule_id uuid, p_last_order int, p_reason text, p_overrule_code text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '5s' AS $$
DECLARE
  v_me record;
  v_train schedules%ROWTYPE;
  v_new disruptions%ROWTYPE;
  v_reason text;
  v_code text;
  v_kind text := CASE WHEN p_last_order IS NULL THEN 'cancel' ELSE 'cut' END;
  v_sums record;
  v_number text;
  v_holds uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_disruption_id IS NOT NULL, 'disruption_id');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  v_code := internal.asked_overrule(coalesce(nullif(p_overrule_code, ''), 'DISRUPTION'));
  v_train := internal.own_train(p_schedule_id, v_me.user_id);
  SELECT * INTO v_new FROM disruptions WHERE id = p_disruption_id;
  IF FOUND THEN
    IF (v_new.schedule_id, v_new.kind, v_new.last_order, v_new.reason, v_new.overrule_code, v_new.user_id)
       IS DISTINCT FROM (p_schedule_id, v_kind, p_last_order, v_reason, v_code, v_me.user_id) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.disruption_card(v_new);
  ELSIF v_train.status NOT IN ('scheduled', 'delayed') THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('status', v_train.status));
  END IF;
  PERFORM internal.asked(p_last_order IS NULL OR p_last_order BETWEEN 2 AND least(v_train.leg_count, coalesce(v_train.last_order - 1, v_train.leg_count))
    AND EXISTS (SELECT FROM route_stations r WHERE r.route_id = v_train.route_id AND r.station_order = p_last_order AND r.is_stop), 'last_order');
  UPDATE schedules SET status = CASE v_kind WHEN 'cancel' THEN 'cancelled' ELSE status END, last_order = p_last_order,
    delay_reason = v_reason WHERE id = p_schedule_id;
  SELECT array_agg(x.id) INTO v_holds FROM (
    SELECT b.id FROM bookings b
    WHERE b.schedule_id = p_schedule_id AND b.status = 'pending' AND (p_last_order IS NULL OR b.to_order > p_last_order)
    ORDER BY b.id FOR NO KEY UPDATE OF b) x
  JOIN bookings b ON b.id = x.id WHERE NOT internal.sale_awaits_money(b.sale_id);
  UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = 'train_cancelled' WHERE id = ANY (v_holds);
  PERFORM internal.free_seats(v_holds, 'released');
  SELECT train_number INTO v_number FROM trains WHERE id = v_train.train_id;
  INSERT INTO disruptions (id, schedule_id, kind, minutes, last_order, reason, user_id, counter_id, overrule_code, until, holds_ended)
  VALUES (p_disruption_id, p_schedule_id, v_kind, v_train.delay_minutes, p_last_order, v_reason, v_me.user_id, v_me.counter_id, v_code,
          v_train.departs_at + make_interval(hours => (internal.rule('refund_railway_hours', v_number) #>> '{}')::int), coalesce(cardinality(v_holds), 0))
  RETURNING * INTO v_new;
  SELECT * INTO v_sums FROM internal.prepare_offers(v_new);
  PERFORM internal.tell_of_train(v_new, CASE v_kind WHEN 'cancel' THEN 'train_cancelled' ELSE 'train_cut' END, v_sums.bookings);
  RETURN internal.disruption_card(v_new);
END $$;

-- What each ticket of a disrupted train has become: still to be settled, settled (and how), or given back elsewhere.
CREATE OR REPLACE FUNCTION internal.offer_state(p_offer disruption_offers, p_ticket_status text)
RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN p_offer.state = 'settled' THEN p_offer.how WHEN p_ticket_status = 'cancelled' THEN 'elsewhere' ELSE 'prepared' END
$$;

-- The dated trains that call at this station from half a day ago to p_hours ahead, with what is known and owed of them;
-- and the drawers of the station, except one's own: whoever counts theirs later is told nothing.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.disruptions(p_token text, p_hours int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_trains jsonb;
  v_cash numeric;
  v_drawers bigint;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_hours BETWEEN 1 AND 240, 'hours');
  SELECT jsonb_agg(x.train ORDER BY x.leaves, x.id) INTO v_trains FROM (
    SELECT s.id, s.departs_at + make_interval(mins => r.departure_offset) AS leaves, jsonb_build_object(
      'schedule_id', s.id, 'train_number', t.train_number, 'train_name', t.train_name, 'service_date', s.departure_date,
      'status', s.status, 'delay_minutes', coalesce(s.delay_minutes, 0), 'reason', s.delay_reason, 'last_order', s.last_order, 'sales_state', s.sales_state,
      'sales_reason', (SELECT m.reason FROM sales_changes m WHERE m.schedule_id = s.id ORDER BY m.created_at DESC LIMIT 1),
      'here_order', r.station_order, 'leaves_at', s.departs_at + make_interval(mins => r.departure_offset),
      'origin', o.station_name, 'destination', d.station_name, 'disruption_id', w.id, 'until', w.until,
      'stops', (SELECT jsonb_agg(jsonb_build_object('order', z.station_order, 'code', y.station_code, 'name', y.station_name) ORDER BY z.station_order)
                FROM route_stations z JOIN stations y ON y.id = z.station_id WHERE z.route_id = s.route_id AND z.is_stop),
      'bookings', k.bookings, 'passengers', k.passengers, 'boarded', k.boarded,
      'prepared', coalesce(a.prepared, 0), 'owed', coalesce(a.owed, 0), 'settled', coalesce(a.settled, 0), 'paid', coalesce(a.paid, 0)) AS train
    FROM route_stations r JOIN schedules s ON s.route_id = r.route_id JOIN trains t ON t.id = s.train_id
    JOIN routes q ON q.id = s.route_id JOIN stations o ON o.id = q.origin_station_id JOIN stations d ON d.id = q.destination_station_id
    LEFT JOIN LATERAL (SELECT * FROM disruptions n WHERE n.schedule_id = s.id ORDER BY n.created_at DESC LIMIT 1) w ON true
    CROSS JOIN LATERAL (
      SELECT count(DISTINCT b.id) AS bookings, count(c.id) AS passengers, count(*) FILTER (WHERE c.ticket_status = 'used') AS boarded
      FROM bookings b LEFT JOIN tickets c ON c.booking_id = b.id AND c.ticket_status IN ('active', 'used', 'expired')
      WHERE b.schedule_id = s.id AND b.status IN ('confirmed', 'completed')) k
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE e.state = 'prepared') AS prepared, sum(e.amount) FILTER (WHERE e.state = 'prepared') AS owed,
             count(*) FILTER (WHERE e.state IN ('cash', 'transfer', 'wallet', 'reversal', 'next_train')) AS settled,
             sum(e.amount) FILTER (WHERE e.state = 'cash') AS paid
      FROM (SELECT f.amount, internal.offer_state(f, g.ticket_status) AS state FROM disruptions n JOIN disruption_offers f ON f.disruption_id = n.id
            JOIN tickets g ON g.id = f.ticket_id WHERE n.schedule_id = s.id AND f.state <> 'withdrawn') e) a ON true
    WHERE r.station_id = v_me.station_id AND r.is_stop
      AND s.departs_at BETWEEN now() - interval '4 days' AND now() + make_interval(hours => p_hours)
      AND (s.departs_at + make_interval(mins => r.departure_offset + coalesce(s.delay_minutes, 0)) > clock_timestamp() - interval '12 hours'
           OR a.prepared > 0)
    ORDER BY 2 LIMIT 300) x;
  SELECT coalesce(sum(internal.drawer_of(h.id)), 0), count(*) INTO v_cash, v_drawers
  FROM shifts h JOIN counters c ON c.id = h.counter_id
  WHERE c.station_id = v_me.station_id AND h.state IN ('open', 'paused') AND h.user_id <> v_me.user_id;
  RETURN jsonb_build_object('trains', coalesce(v_trains, '[]'), 'cash', v_cash, 'drawers', v_drawers, 'now', clock_timestamp(),
    'go_show_minutes', internal.rule('go_show_window_minutes', (SELECT station_code FROM stations WHERE id = v_me.station_id)));
END $$;

-- The cash that a drawer should hold by now: what there is to pay back with.
CREATE OR REPLACE FUNCTION internal.drawer_of(p_shift_id uuid)
RETURNS numeric LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT expected FROM internal.shift_cash(p_shift_id)
$$;

-- The bookings of a train, for a look before it is done and for the list to print: those that would be (p_last_order) or
-- are affected. Names masked, no documents, no contact.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.affected(p_token text, p_schedule_id uuid, p_last_order int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_train schedules%ROWTYPE;
  v_rows jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_train := internal.own_train(p_schedule_id, v_me.user_id);
  SELECT jsonb_agg(jsonb_build_object(
      'booking_id', b.id, 'booking_number', b.booking_number, 'counter', c.code, 'origin', b.booking_details #>> '{schedule,origin_code}',
      'destination', b.booking_details #>> '{schedule,destination_code}', 'people', k.people, 'amount', k.amount) ORDER BY k.first_seat, b.booking_number)
  INTO v_rows
  FROM bookings b JOIN counters c ON c.id = b.counter_id
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('name', internal.masked_name(p.passenger_name), 'ticket_number', t.ticket_number,
             'seat', e.coach_label || ' / ' || e.seat_number, 'boarded', t.ticket_status = 'used', 'amount', p.ticket_price,
             'state', CASE WHEN o.id IS NOT NULL THEN internal.offer_state(o, t.ticket_status) END) ORDER BY p.seq) AS people,
           sum(p.ticket_price) AS amount, min(e.car_number * 1000 + e.hold_order) AS first_seat
    FROM passengers p JOIN tickets t ON t.booking_id = b.id AND t.passenger_id = p.id LEFT JOIN seats e ON e.id = p.seat_id
    LEFT JOIN disruption_offers o ON o.ticket_id = t.id AND o.state <> 'withdrawn'
    WHERE p.booking_id = b.id AND (t.ticket_status <> 'cancelled' OR o.state = 'settled')) k
  WHERE b.schedule_id = p_schedule_id AND b.confirmed_at IS NOT NULL AND k.people IS NOT NULL
    AND (p_last_order IS NULL OR b.to_order > p_last_order);
  RETURN jsonb_build_object('bookings', coalesce(v_rows, '[]'), 'status', v_train.status, 'last_order', v_train.last_order,
    'delay_minutes', v_train.delay_minutes, 'reason', v_train.delay_reason);
END $$;
