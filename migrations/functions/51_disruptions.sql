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
  JOIN tickets t ON t.passenger_id = p.id AND t.ticket_status IN ('active', 'used', 'expired')
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
      'status', s.status, 'delay_minutes', coalesce(s.delay_minutes, 0), 'reason', s.delay_reason, 'last_order', s.last_order,
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
      AND s.departs_at BETWEEN clock_timestamp() - interval '4 days' AND clock_timestamp() + make_interval(hours => p_hours)
      AND (s.departs_at + make_interval(mins => r.departure_offset + coalesce(s.delay_minutes, 0)) > clock_timestamp() - interval '12 hours'
           OR a.prepared > 0)
    ORDER BY 2 LIMIT 300) x;
  SELECT coalesce(sum(internal.drawer_of(h.id)), 0), count(*) INTO v_cash, v_drawers
  FROM shifts h JOIN counters c ON c.id = h.counter_id
  WHERE c.station_id = v_me.station_id AND h.state IN ('open', 'paused') AND h.user_id <> v_me.user_id;
  RETURN jsonb_build_object('trains', coalesce(v_trains, '[]'), 'cash', v_cash, 'drawers', v_drawers, 'now', clock_timestamp());
END $$;

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
    FROM passengers p JOIN tickets t ON t.passenger_id = p.id LEFT JOIN seats e ON e.id = p.seat_id
    LEFT JOIN disruption_offers o ON o.ticket_id = t.id AND o.state <> 'withdrawn'
    WHERE p.booking_id = b.id AND (t.ticket_status <> 'cancelled' OR o.state = 'settled')) k
  WHERE b.schedule_id = p_schedule_id AND b.confirmed_at IS NOT NULL AND k.people IS NOT NULL
    AND (p_last_order IS NULL OR b.to_order > p_last_order);
  RETURN jsonb_build_object('bookings', coalesce(v_rows, '[]'), 'status', v_train.status, 'last_order', v_train.last_order,
    'delay_minutes', v_train.delay_minutes, 'reason', v_train.delay_reason);
END $$;

-- What may be done with a ticket that was scanned; no name whole, no document. `no` says why nothing may.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.disrupted_ticket(p_token text, p_number bigint)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_ticket tickets%ROWTYPE;
  v_booking bookings%ROWTYPE;
  v_passenger passengers%ROWTYPE;
  v_offer disruption_offers%ROWTYPE;
  v_said disruptions%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_ticket FROM tickets WHERE code_number = p_number;
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_booking FROM bookings WHERE id = v_ticket.booking_id;
  SELECT * INTO v_passenger FROM passengers WHERE id = v_ticket.passenger_id;
  SELECT * INTO v_offer FROM disruption_offers WHERE ticket_id = v_ticket.id AND state <> 'withdrawn';
  SELECT * INTO v_said FROM disruptions WHERE id = v_offer.disruption_id;
  RETURN jsonb_build_object('ticket_id', v_ticket.id, 'number', p_number, 'ticket_number', v_ticket.ticket_number,
    'booking_id', v_booking.id, 'booking_number', v_booking.booking_number, 'name', internal.masked_name(v_passenger.passenger_name),
    'type', v_passenger.passenger_type, 'passenger_id', v_passenger.id,
    'class_code', (SELECT l ->> 'class_code' FROM jsonb_array_elements(v_booking.price_lines) l WHERE l ->> 'kind' = 'fare' LIMIT 1), 'schedule', v_booking.booking_details -> 'schedule', 'amount', v_offer.amount,
    'paid_by', (SELECT jsonb_agg(DISTINCT payment_method) FROM payments WHERE booking_id = v_booking.id),
    'kind', v_said.kind, 'reason', v_said.reason, 'until', v_said.until, 'boarded', v_ticket.ticket_status = 'used',
    'no', internal.why_not_settled(v_offer, v_said, v_booking, v_ticket), 'now', clock_timestamp());
END $$;

-- The code of the refusal that stands against settling this ticket; NULL where nothing does.
CREATE OR REPLACE FUNCTION internal.why_not_settled(p_offer disruption_offers, p_said disruptions, p_booking bookings, p_ticket tickets)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN p_offer.state = 'settled' OR p_ticket.ticket_status = 'cancelled' THEN 'already_refunded'
    WHEN p_offer.id IS NULL THEN 'not_disrupted'
    WHEN p_said.until <= clock_timestamp() THEN 'refund_too_late'
    WHEN p_said.kind = 'delay' AND p_ticket.ticket_status = 'used' THEN 'already_boarded'
    WHEN p_said.kind = 'delay' AND (p_booking.booking_details #>> '{schedule,departs_at}')::timestamptz
           + make_interval(mins => (SELECT delay_minutes FROM schedules WHERE id = p_booking.schedule_id)) <= clock_timestamp() THEN 'refund_too_late' END
$$;

-- Whose papers these are and which word about their train they stand on. Each is the newest of its ticket, read whole: a
-- number alone is no claim. Refuses paper_not_valid and what stands against settling.
CREATE OR REPLACE FUNCTION internal.claimed(p_booking bookings, p_papers jsonb, OUT people uuid[], OUT said uuid)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_found record;
BEGIN
  SELECT array_agg(t.passenger_id) AS people, count(*) AS papers, min(internal.why_not_settled(o, d, p_booking, t)) AS no,
         (array_agg(d.id))[1] AS said, max(d.until) AS until, (array_agg(t.ticket_number) FILTER (WHERE t.qr_code IS DISTINCT FROM p.paper))[1] AS wrong
  INTO v_found
  FROM jsonb_to_recordset(p_papers) p(number numeric, paper text)
  JOIN tickets t ON t.code_number = p.number AND t.booking_id = p_booking.id
  LEFT JOIN disruption_offers o ON o.ticket_id = t.id AND o.state <> 'withdrawn'
  LEFT JOIN disruptions d ON d.id = o.disruption_id;
  IF v_found.papers <> jsonb_array_length(p_papers) OR v_found.wrong IS NOT NULL THEN
    PERFORM internal.refuse('paper_not_valid', jsonb_build_object('ticket', v_found.wrong));
  ELSIF v_found.no IS NOT NULL THEN
    PERFORM internal.refuse(v_found.no, jsonb_build_object('until', v_found.until, 'seq', 1));
  END IF;
  people := v_found.people;
  said := v_found.said;
END $$;

-- Papers of one booking on the desk, scanned: their money back under the word of whoever cancelled or delayed the
-- train. No document and no further signature: the paper is the claim, and it is void from here on. At any station.
-- p_papers: [{"number": …, "paper": "what the scanner read"}].
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.settle_disrupted(p_token text, p_offer_id uuid, p_papers jsonb, p_money jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_money jsonb;
  v_hash bytea;
  v_booking bookings%ROWTYPE;
  v_said disruptions%ROWTYPE;
  v_offer refund_offers%ROWTYPE;
  v_found record;
  v_schedules uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_offer_id IS NOT NULL, 'offer_id');
  PERFORM internal.asked_list(p_papers, 'papers', 20);
  PERFORM internal.asked(jsonb_array_length(jsonb_path_query_array(p_papers,
    '$[*] ? (@.number.type() == "number" && @.paper.type() == "string")')) = jsonb_array_length(p_papers), 'papers');
  v_money := internal.asked_money(p_money);
  v_hash := sha256(convert_to(p_papers::text, 'UTF8'));
  SELECT b.* INTO v_booking FROM bookings b
  WHERE b.id = (SELECT t.booking_id FROM tickets t WHERE t.code_number = (p_papers #>> '{0,number}')::numeric) FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  IF FOUND THEN
    IF v_offer.request_hash <> v_hash OR v_offer.user_id <> v_me.user_id OR v_offer.counter_id <> v_me.counter_id
       OR v_offer.confirm_hash IS DISTINCT FROM sha256(convert_to(v_money::text, 'UTF8')) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.offer_card(v_offer);
  END IF;
  SELECT * INTO v_found FROM internal.claimed(v_booking, p_papers);
  SELECT * INTO v_said FROM disruptions WHERE id = v_found.said;
  v_offer := internal.propose(p_offer_id, v_booking, v_found.people, CASE v_said.kind WHEN 'delay' THEN 'delay' ELSE 'railway' END, v_said.until,
    v_said.overrule_code, v_said.reason, v_hash, internal.after_sale_rules(v_booking), v_me.user_id, v_me.counter_id, v_me.roles);
  UPDATE refund_offers SET needs_approval = false WHERE id = p_offer_id RETURNING * INTO v_offer;  -- signed for all, by who said it
  v_schedules := internal.give_up(v_offer, v_booking, v_money, sha256(convert_to(v_money::text, 'UTF8')), NULL, v_me.user_id, v_me.counter_id);
  UPDATE disruption_offers SET state = 'settled', offer_id = p_offer_id, settled_at = clock_timestamp(), settled_by = v_me.user_id, counter_id = v_me.counter_id,
    how = coalesce((SELECT r.refund_method FROM refunds r WHERE r.offer_id = p_offer_id AND r.refund_amount > 0 ORDER BY r.refund_amount DESC LIMIT 1), v_money ->> 'method')
  WHERE ticket_id IN (SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(v_offer.lines) l) AND state = 'prepared';
  SET CONSTRAINTS ALL IMMEDIATE;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  RETURN internal.offer_card(v_offer) || jsonb_build_object('schedules', to_jsonb(v_schedules));
END $$;

-- The same papers for seats on another train, held before at this counter: nothing to pay and nothing lost, whatever that
-- train costs; the new tickets are worth what the old ones were. p_seats: {"<passenger>": "<seat of the new hold>"}.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.next_train(p_token text, p_offer_id uuid, p_papers jsonb, p_new_booking_id uuid, p_seats jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_hash bytea;
  v_sale sales%ROWTYPE;
  v_old bookings%ROWTYPE;
  v_new bookings%ROWTYPE;
  v_said disruptions%ROWTYPE;
  v_offer refund_offers%ROWTYPE;
  v_found record;
  v_moves jsonb;
  v_price jsonb;
  v_code text;
  v_receipt bigint;
  v_shift uuid;
  v_now timestamptz;
  v_maps uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_offer_id IS NOT NULL, 'offer_id');
  PERFORM internal.asked_list(p_papers, 'papers', 20);
  PERFORM internal.asked(jsonb_array_length(jsonb_path_query_array(p_papers,
    '$[*] ? (@.number.type() == "number" && @.paper.type() == "string")')) = jsonb_array_length(p_papers), 'papers');
  PERFORM internal.asked(jsonb_typeof(p_seats) = 'object' AND octet_length(p_seats::text) < 5000, 'seats');
  v_hash := sha256(convert_to(concat_ws('|', p_papers::text, p_new_booking_id, p_seats::text), 'UTF8'));
  SELECT s.* INTO v_sale FROM sales s JOIN bookings b ON b.sale_id = s.id WHERE b.id = p_new_booking_id FOR NO KEY UPDATE OF s;
  PERFORM FROM bookings b WHERE b.id = p_new_booking_id
    OR b.id = (SELECT t.booking_id FROM tickets t WHERE t.code_number = (p_papers #>> '{0,number}')::numeric) ORDER BY b.id FOR NO KEY UPDATE;
  SELECT b.* INTO v_old FROM bookings b JOIN tickets t ON t.booking_id = b.id WHERE t.code_number = (p_papers #>> '{0,number}')::numeric;
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  IF FOUND THEN
    IF v_offer.request_hash <> v_hash OR v_offer.user_id <> v_me.user_id OR v_offer.counter_id <> v_me.counter_id THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.sale_card(v_sale.id);
  END IF;
  SELECT * INTO v_found FROM internal.claimed(v_old, p_papers);
  SELECT * INTO v_said FROM disruptions WHERE id = v_found.said;
  v_new := internal.held_for_exchange(p_new_booking_id, v_me.user_id, v_me.counter_id, v_me.roles);
  v_offer := internal.propose(p_offer_id, v_old, v_found.people, 'exchange', least(v_said.until, v_new.expires_at),
    coalesce(v_said.overrule_code, 'DISRUPTION'), v_said.reason, v_hash, internal.after_sale_rules(v_old), v_me.user_id, v_me.counter_id, v_me.roles);
  v_moves := internal.moves_of(v_old.id, v_found.people, p_seats);
  UPDATE refund_offers SET needs_approval = false, cash_allowed = false, fee = 0, amount = paid,
    exchange = jsonb_build_object('new_booking_id', p_new_booking_id, 'moves', v_moves, 'is_free', true, 'new_value', v_offer.paid, 'fee', 0, 'to_pay', 0)
  WHERE id = p_offer_id RETURNING * INTO v_offer;
  v_price := internal.worth_as_before(v_old, v_new, internal.moving(v_moves), v_moves);
  v_maps := internal.give_up(v_offer, v_old, '{"method": "exchange"}', v_hash, NULL, v_me.user_id, v_me.counter_id);
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
  UPDATE counters SET receipt_sequence = receipt_sequence + 1 WHERE id = v_me.counter_id RETURNING code, receipt_sequence INTO v_code, v_receipt;
  v_now := clock_timestamp();
  UPDATE sales SET state = 'sold', sale_number = v_code || '-' || to_char(v_now AT TIME ZONE 'Asia/Jakarta', 'YYMMDD') || '-' || v_receipt,
    receipt_number = v_code || '/' || internal.numbered(v_receipt), total = v_offer.paid, tendered = v_offer.paid, change_given = 0,
    sold_at = v_now, shift_id = v_shift, request_hash = v_hash, paid_by = 'exchange'
  WHERE id = v_sale.id RETURNING * INTO v_sale;
  PERFORM internal.write_booking(v_sale, v_new, jsonb_build_object('passengers', internal.moving(v_moves), 'contact', jsonb_build_object(
      'name', v_old.contact_name, 'phone', v_old.contact_phone, 'email', v_old.contact_email)), v_price, internal.uuid7(), 0, v_me.user_id,
    internal.carried_parts(p_offer_id));
  UPDATE bookings SET exchanged_from = v_old.id WHERE id = v_new.id;
  UPDATE disruption_offers SET state = 'settled', offer_id = p_offer_id, settled_at = v_now, settled_by = v_me.user_id, counter_id = v_me.counter_id, how = 'next_train'
  WHERE ticket_id IN (SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(v_offer.lines) l) AND state = 'prepared';
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN internal.sale_card(v_sale.id) || jsonb_build_object('schedules', to_jsonb(v_maps || v_new.schedule_id));
END $$;

-- The price of a new booking that keeps the worth of each old ticket: what the train costs more the railway takes off,
-- what it costs less is not lost.
CREATE OR REPLACE FUNCTION internal.worth_as_before(p_old bookings, p_new bookings, p_people jsonb, p_moves jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_new);
  v_priced jsonb;
  v_answer jsonb;
BEGIN
  v_priced := internal.priced(p_new.price_lines, p_people, internal.travel_day(p_new.booking_details), v_rules);
  IF (v_priced ->> 'seats_left_over')::int > 0 THEN
    PERFORM internal.refuse('seats_differ');
  END IF;
  WITH worth AS (
    SELECT (m ->> 'seq')::int AS seq, o.ticket_price AS price, m ->> 'type' AS type,
           greatest(coalesce((v_priced #>> ARRAY['people', m ->> 'seq', 'fare'])::numeric, 0), o.ticket_price) AS fare
    FROM jsonb_array_elements(p_people) m
    JOIN jsonb_to_recordset(p_moves) v(old uuid, passenger_id uuid) ON v.passenger_id = (m ->> 'passenger_id')::uuid
    JOIN passengers o ON o.id = v.old
  )
  SELECT jsonb_build_object(
    'lines', (SELECT jsonb_agg(x.line ORDER BY x.seq, x.part) FROM (
        SELECT w.seq, 1 AS part, l || jsonb_build_object('amount', w.fare) AS line
        FROM jsonb_array_elements(v_priced -> 'lines') l JOIN worth w ON w.seq = (l ->> 'passenger')::int WHERE l ->> 'kind' = 'fare'
        UNION ALL SELECT w.seq, 2, jsonb_build_object('kind', 'reduction', 'passenger', w.seq, 'reduction', 'railway', 'amount', w.price - w.fare)
        FROM worth w WHERE w.fare > w.price
        UNION ALL SELECT w.seq, 3, jsonb_build_object('kind', 'infant', 'passenger', w.seq, 'amount', 0) FROM worth w WHERE w.type = 'infant') x),
    'total', sum(fare), 'discount', sum(fare - price), 'final', sum(price),
    'people', jsonb_object_agg(seq, jsonb_build_object('fare', fare, 'taken_off', fare - price)),
    'not_after', (p_new.booking_details #>> '{schedule,arrives_at}')::timestamptz + make_interval(mins => (v_rules ->> 'ticket_not_after_minutes')::int))
  INTO v_answer FROM worth;
  RETURN v_answer;
END $$;
