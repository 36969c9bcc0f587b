-- seat_claims.legs counts stops (1-based, [from_order, to_order)); the inventory mask counts legs from bit 0.
-- Seats are taken, kept and given back here, and nowhere else (DESIGN.md §3).
--
-- Order of locks, the same in every verb: own booking (or bookings, by id) -> counter -> seats by
-- (schedule, seat). Expired bookings of others are locked with SKIP LOCKED, so nobody waits for one.
-- `seat_inventory.occupied_legs` bit i is the leg from stop i + 1 to i + 2; a claim's `legs` counts stops from 1,
-- [from_order, to_order).

-- What is to be known of one journey before a seat of it is held: times, stations, limits, when its sale ends.
-- Refuses schedule_unknown, legs_out_of_range, schedule_cancelled, not_on_sale_yet, sale_closed.
-- within
CREATE OR REPLACE FUNCTION internal.journey_on_sale(p_schedule_id uuid, p_from_order int, p_to_order int)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_trip record;
  v_rules jsonb;
  v_now timestamptz := clock_timestamp();
  v_departs timestamptz;
  v_closes timestamptz;
  v_opens timestamptz;
BEGIN
  SELECT s.id, s.number, s.train_id, s.route_id, s.status, s.sales_state, s.leg_count, s.departure_date, s.delay_minutes, s.last_order,
         t.train_number, t.train_name,
         o.id AS origin_id, o.station_code AS origin_code, o.station_name AS origin_name,
         o.number AS origin_number, o.timezone AS origin_timezone,
         d.id AS destination_id, d.station_code AS destination_code, d.station_name AS destination_name,
         d.number AS destination_number, d.timezone AS destination_timezone,
         s.departs_at + make_interval(mins => a.departure_offset) AS departs_at,
         s.departs_at + make_interval(mins => b.arrival_offset) AS arrives_at
  INTO v_trip
  FROM schedules s
  JOIN trains t ON t.id = s.train_id
  LEFT JOIN route_stations a ON a.route_id = s.route_id AND a.station_order = p_from_order AND a.is_stop
  LEFT JOIN stations o ON o.id = a.station_id
  LEFT JOIN route_stations b ON b.route_id = s.route_id AND b.station_order = p_to_order AND b.is_stop
  LEFT JOIN stations d ON d.id = b.station_id
  WHERE s.id = p_schedule_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('schedule_unknown');
  END IF;
  IF p_from_order IS NULL OR p_to_order IS NULL OR p_from_order < 1 OR p_to_order <= p_from_order
     OR p_to_order > v_trip.leg_count + 1 OR v_trip.origin_id IS NULL OR v_trip.destination_id IS NULL THEN
    PERFORM internal.refuse('legs_out_of_range', jsonb_build_object('leg_count', v_trip.leg_count));
  END IF;
  IF v_trip.status NOT IN ('scheduled', 'delayed') OR p_to_order > v_trip.last_order THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('status', v_trip.status));
  END IF;

  v_rules := internal.rules_named(
    '{gate_closes_minutes,walking_minutes,go_show_window_minutes,booking_window_days,go_show_hours,passengers_per_booking,hold_seconds,hold_minimum_seconds,hold_near_departure_share}',
    v_trip.origin_code, v_trip.train_number);
  v_departs := v_trip.departs_at + make_interval(mins => coalesce(v_trip.delay_minutes, 0));
  v_closes := v_departs - make_interval(mins => (v_rules ->> 'gate_closes_minutes')::int + (v_rules ->> 'walking_minutes')::int);
  IF v_now >= v_closes OR v_trip.sales_state = 'closed' THEN
    PERFORM internal.refuse('sale_closed', jsonb_build_object('closed_at', least(v_closes, v_now)));
  END IF;
  IF v_trip.sales_state = 'go_show' THEN
    v_opens := v_departs - make_interval(mins => (v_rules ->> 'go_show_window_minutes')::int);
  ELSIF v_now < (v_trip.departure_date - (v_rules ->> 'booking_window_days')::int)::timestamp AT TIME ZONE 'UTC' THEN
    -- Indonesia's midnight comes hours before UTC's: only for what lies before that is the first station's zone asked.
    SELECT (v_trip.departure_date - (v_rules ->> 'booking_window_days')::int)::timestamp AT TIME ZONE f.timezone INTO v_opens
    FROM routes r JOIN stations f ON f.id = r.origin_station_id WHERE r.id = v_trip.route_id;
  END IF;
  IF v_now < v_opens THEN
    PERFORM internal.refuse('not_on_sale_yet', jsonb_build_object('opens_at', v_opens));
  END IF;
  RETURN jsonb_build_object(
    'schedule', jsonb_build_object(
      'schedule_id', v_trip.id, 'number', v_trip.number, 'train_number', v_trip.train_number,
      'train_name', v_trip.train_name, 'service_date', v_trip.departure_date,
      'departs_at', v_trip.departs_at, 'arrives_at', v_trip.arrives_at,
      'origin_code', v_trip.origin_code, 'origin_name', v_trip.origin_name, 'origin_number', v_trip.origin_number,
      'origin_timezone', v_trip.origin_timezone,
      'destination_code', v_trip.destination_code, 'destination_name', v_trip.destination_name,
      'destination_number', v_trip.destination_number, 'destination_timezone', v_trip.destination_timezone),
    'train_id', v_trip.train_id, 'origin_id', v_trip.origin_id, 'destination_id', v_trip.destination_id,
    'closes_at', v_closes, 'rules', v_rules,
    'go_show', v_now >= v_departs - make_interval(hours => (v_rules ->> 'go_show_hours')::int));
END $$;

-- Seconds a hold may live from now: ten minutes, near the end a share of the time left, never under two.
-- within
CREATE OR REPLACE FUNCTION internal.hold_seconds(p_rules jsonb, p_closes_at timestamptz)
RETURNS int LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN greatest((p_rules ->> 'hold_minimum_seconds')::numeric, least((p_rules ->> 'hold_seconds')::numeric,
    floor(extract(epoch FROM p_closes_at - clock_timestamp()) * (p_rules ->> 'hold_near_departure_share')::numeric)));
END $$;

-- Seven characters without look-alikes (0 O 1 I L), read from strong random bytes. The last one is a letter,
-- so that no booking number can be taken for 'T' and the digits of a ticket.
-- within
CREATE OR REPLACE FUNCTION internal.booking_number()
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_signs constant text := 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  v_bytes bytea := uuid_send(gen_random_uuid());
BEGIN  -- bytes 6 and 8 carry the UUID's version and variant
  RETURN substr(v_signs, 1 + get_byte(v_bytes, 0) % 31, 1) || substr(v_signs, 1 + get_byte(v_bytes, 1) % 31, 1)
      || substr(v_signs, 1 + get_byte(v_bytes, 2) % 31, 1) || substr(v_signs, 1 + get_byte(v_bytes, 3) % 31, 1)
      || substr(v_signs, 1 + get_byte(v_bytes, 4) % 31, 1) || substr(v_signs, 1 + get_byte(v_bytes, 5) % 31, 1)
      || substr(v_signs, 1 + get_byte(v_bytes, 9) % 23, 1);
END $$;

-- The answer of `hold`, from the booking alone: a retry a minute later says the same.
-- within
CREATE OR REPLACE FUNCTION internal.hold_card(p_booking bookings)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_seats jsonb := '[]';
  v_line jsonb;
BEGIN
  FOR v_n IN 0 .. jsonb_array_length(p_booking.price_lines) - 1 LOOP
    v_line := p_booking.price_lines -> v_n;
    IF v_line ->> 'kind' = 'fare' THEN
      v_seats := v_seats || (v_line - '{amount,kind,passenger}'::text[] || jsonb_build_object('fare', v_line -> 'amount'));
    END IF;
  END LOOP;
  RETURN jsonb_build_object(
    'sale_id', p_booking.sale_id, 'booking_id', p_booking.id, 'booking_number', p_booking.booking_number,
    'revision', p_booking.revision, 'expires_at', p_booking.expires_at, 'now', clock_timestamp(),
    'hold_seconds', round(extract(epoch FROM p_booking.expires_at - p_booking.held_at))::int,
    'closes_at', p_booking.booking_details -> 'closes_at', 'schedule', p_booking.booking_details -> 'schedule',
    'from_order', p_booking.from_order, 'to_order', p_booking.to_order,
    'seats', v_seats, 'price_lines', p_booking.price_lines);
END $$;

-- End these claims and clear their legs. Their bookings are locked by the caller, so that they stand still; the seats
-- are locked in the one order. Returns the schedules whose maps changed.
CREATE OR REPLACE FUNCTION internal.free_claims(p_claims uuid[], p_state text)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_schedules uuid[];
BEGIN
  WITH gone AS (
    UPDATE seat_claims SET active = false, state = p_state
    WHERE id = ANY (p_claims) AND active
    RETURNING schedule_id, seat_id, ((1::bigint << (upper(legs) - lower(legs))) - 1) << (lower(legs) - 1) AS mask
  ), loose AS (
    SELECT schedule_id, seat_id, bit_or(mask) AS mask FROM gone GROUP BY schedule_id, seat_id
  ), locked AS MATERIALIZED (
    SELECT i.schedule_id, i.seat_id, l.mask FROM loose l JOIN seat_inventory i USING (schedule_id, seat_id)
    ORDER BY i.schedule_id, i.seat_id FOR NO KEY UPDATE OF i
  ), freed AS (
    UPDATE seat_inventory i SET occupied_legs = i.occupied_legs & ~l.mask
    FROM locked l WHERE i.schedule_id = l.schedule_id AND i.seat_id = l.seat_id
    RETURNING i.schedule_id
  )
  SELECT array_agg(DISTINCT schedule_id) INTO v_schedules FROM freed;
  RETURN coalesce(v_schedules, '{}');
END $$;

-- Give up every seat of these bookings.
CREATE OR REPLACE FUNCTION internal.free_seats(p_bookings uuid[], p_state text)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN internal.free_claims(ARRAY(SELECT id FROM seat_claims WHERE booking_id = ANY (p_bookings) AND active), p_state);
END $$;

-- Fare lines of the wanted seats in the order of the train, and what stands against them. Read-only.
-- within
CREATE OR REPLACE FUNCTION internal.wanted_seats(
  p_trip jsonb, p_schedule_id uuid, p_seats uuid[], p_mask bigint, OUT lines jsonb, OUT total numeric, OUT is_occupied boolean)
RETURNS record LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_unknown uuid[];
  v_blocked uuid[];
  v_without_fare text[];
BEGIN
  SELECT array_agg(w.seat_id) FILTER (WHERE i.seat_id IS NULL),
         array_agg(w.seat_id) FILTER (WHERE i.blocked OR s.is_blocked),
         array_agg(DISTINCT c.code) FILTER (WHERE i.seat_id IS NOT NULL AND f.amount IS NULL),
         coalesce(bool_or(i.occupied_legs & p_mask <> 0), false),
         sum(f.amount),
         jsonb_agg(jsonb_build_object(
           'kind', 'fare', 'seat_id', w.seat_id, 'car_number', s.car_number,
           'coach_label', s.coach_label, 'seat_number', s.seat_number, 'class_id', i.class_id, 'class_code', c.code,
           'class_name', c.name, 'sub_class', f.sub_class, 'fare_kind', f.kind, 'amount', f.amount)
           ORDER BY s.car_number, s.hold_order, s.seat_number)
  INTO v_unknown, v_blocked, v_without_fare, is_occupied, total, lines
  FROM unnest(p_seats) w(seat_id)
  LEFT JOIN seat_inventory i ON i.schedule_id = p_schedule_id AND i.seat_id = w.seat_id
  LEFT JOIN seats s ON s.id = i.seat_id
  LEFT JOIN train_classes c ON c.id = i.class_id
  LEFT JOIN schedule_classes o ON o.schedule_id = p_schedule_id AND o.class_id = i.class_id
  LEFT JOIN LATERAL (
    -- The latest price of each kind that holds on the service day; of the two the lower one is asked.
    SELECT k.amount, k.kind, k.sub_class FROM (
      SELECT DISTINCT ON (x.kind) x.amount, x.kind, x.sub_class FROM fares x
      WHERE x.train_id = (p_trip ->> 'train_id')::uuid AND x.class_id = i.class_id
        AND x.origin_station_id = (p_trip ->> 'origin_id')::uuid
        AND x.destination_station_id = (p_trip ->> 'destination_id')::uuid
        AND (x.kind = 'regular' AND x.sub_class = o.sub_class OR x.kind = 'go_show' AND (p_trip ->> 'go_show')::boolean)
        AND x.valid_from <= (p_trip #>> '{schedule,service_date}')::date
        AND (x.valid_to IS NULL OR x.valid_to >= (p_trip #>> '{schedule,service_date}')::date)
      ORDER BY x.kind, x.valid_from DESC) k
    ORDER BY k.amount LIMIT 1
  ) f ON true;
  IF v_unknown IS NOT NULL THEN
    PERFORM internal.refuse('seat_unknown', jsonb_build_object('seats', to_jsonb(v_unknown)));
  ELSIF v_blocked IS NOT NULL THEN
    PERFORM internal.refuse('seat_blocked', jsonb_build_object('seats', to_jsonb(v_blocked)));
  ELSIF v_without_fare IS NOT NULL THEN
    PERFORM internal.refuse('no_fare', jsonb_build_object('classes', to_jsonb(v_without_fare)));
  END IF;
END $$;

-- Seats of holds that ran out, standing in the way: their bookings are locked if nobody else has them,
-- cancelled, and their ids returned. A payment under way, unknown, or paid and not yet sold protects its seats.
CREATE OR REPLACE FUNCTION internal.expire_in_the_way(p_own uuid, p_schedule_id uuid, p_seats uuid[], p_legs int4range)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_stale uuid[];
BEGIN
  SELECT array_agg(x.id) INTO v_stale FROM (
    SELECT b.id FROM bookings b
    WHERE b.id IN (SELECT c.booking_id FROM unnest(p_seats) w(seat_id)
                   JOIN seat_claims c ON c.schedule_id = p_schedule_id AND c.seat_id = w.seat_id AND c.legs && p_legs
                   WHERE c.active AND c.state = 'held' AND c.expires_at <= clock_timestamp() AND c.booking_id <> p_own)
      AND b.status = 'pending' AND b.expires_at <= clock_timestamp()
      AND NOT internal.sale_awaits_money(b.sale_id)
    ORDER BY b.id FOR NO KEY UPDATE OF b SKIP LOCKED) x;
  IF v_stale IS NOT NULL THEN
    UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = 'expired'
    WHERE id = ANY (v_stale);
  END IF;
  RETURN v_stale;
END $$;

-- Take all the seats for these legs or refuse with those that were lost. p_leaving are bookings (already
-- locked) whose seats are given up in the same step: expired ones, and the booking's own earlier seats.
-- The union is locked in one statement, in one order: two takers of crossed seats cannot wait in a ring. One seat
-- alone needs no order.
-- within
CREATE OR REPLACE FUNCTION internal.take_seats(
  p_booking_id uuid, p_schedule_id uuid, p_seats uuid[], p_legs int4range, p_counter_id uuid,
  p_expires_at timestamptz, p_leaving uuid[])
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_mask bigint := ((1::bigint << (upper(p_legs) - lower(p_legs))) - 1) << (lower(p_legs) - 1);
  v_taken uuid[];
BEGIN
  IF cardinality(p_leaving) > 0 THEN
    WITH seats_to_lock AS (
      SELECT c.schedule_id, c.seat_id FROM seat_claims c WHERE c.booking_id = ANY (p_leaving) AND c.active
      UNION SELECT p_schedule_id, w FROM unnest(p_seats) w
    ), locked AS (
      SELECT FROM seats_to_lock l JOIN seat_inventory i USING (schedule_id, seat_id)
      ORDER BY i.schedule_id, i.seat_id FOR NO KEY UPDATE OF i
    )
    SELECT NULL INTO v_taken FROM (SELECT count(*) FROM locked) x;
    PERFORM internal.free_seats(ARRAY[p_booking_id], 'released');
    PERFORM internal.free_seats(array_remove(p_leaving, p_booking_id), 'expired');
  END IF;
  IF cardinality(p_seats) > 1 AND cardinality(p_leaving) = 0 THEN
    PERFORM FROM seat_inventory WHERE schedule_id = p_schedule_id AND seat_id = ANY (p_seats) ORDER BY seat_id FOR NO KEY UPDATE;
  END IF;
  WITH taken AS (
    UPDATE seat_inventory i SET occupied_legs = i.occupied_legs | v_mask
    WHERE i.schedule_id = p_schedule_id AND i.seat_id = ANY (p_seats) AND i.occupied_legs & v_mask = 0 AND NOT i.blocked
    RETURNING i.seat_id, i.class_id
  ), claimed AS (
    INSERT INTO seat_claims (id, booking_id, schedule_id, seat_id, class_id, legs, state, active, expires_at, counter_id)
    SELECT internal.uuid7(), p_booking_id, p_schedule_id, seat_id, class_id, p_legs, 'held', true, p_expires_at, p_counter_id
    FROM taken
    RETURNING seat_id
  )
  SELECT array_agg(seat_id) INTO v_taken FROM claimed;
  IF coalesce(cardinality(v_taken), 0) <> cardinality(p_seats) THEN
    -- The exception takes everything back, the seats that were free included.
    PERFORM internal.refuse('seat_taken', jsonb_build_object('seats',
      (SELECT jsonb_agg(w ORDER BY w) FROM unnest(p_seats) w WHERE w <> ALL (coalesce(v_taken, '{}')))));
  END IF;
  RETURN true;
END $$;

-- All the wanted seats or none. The booking goes in first (ON CONFLICT DO NOTHING), then the seats: otherwise
-- a retry of the same id would meet its own seats as `seat_taken`.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.hold(
  p_token text, p_sale_id uuid, p_booking_id uuid, p_revision int, p_schedule_id uuid,
  p_from_order int, p_to_order int, p_seats uuid[])
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan'  -- else each call plans its statements again (measured: a sixth of a sale)
SET enable_seqscan = off  -- a kept plan outlives the small table it was made for
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old bookings%ROWTYPE;
  v_new bookings%ROWTYPE;
  v_trip jsonb;
  v_wanted record;
  v_shift uuid;
  v_hash bytea;
  v_sorted uuid[];
  v_limit int;
  v_now timestamptz;
  v_expires timestamptz;
  v_leaving uuid[] := '{}';
  v_taken boolean;  -- assigned, not performed: that would start the executor
BEGIN
  v_me := internal.session(p_token, 'clerk', 'supervisor');
  IF p_sale_id IS NULL OR p_booking_id IS NULL OR (p_revision >= 0) IS NOT TRUE THEN
    PERFORM internal.asked(false, CASE WHEN p_sale_id IS NULL THEN 'sale_id' WHEN p_booking_id IS NULL THEN 'booking_id' ELSE 'revision' END);
  ELSIF coalesce(cardinality(p_seats), 0) = 0 THEN
    PERFORM internal.refuse('no_seats');
  ELSIF cardinality(p_seats) > 100 OR array_ndims(p_seats) > 1 THEN
    PERFORM internal.refuse('too_many_seats');
  ELSIF array_position(p_seats, NULL) IS NOT NULL THEN
    PERFORM internal.refuse('seat_unknown');
  END IF;
  v_sorted := p_seats;
  IF cardinality(p_seats) > 1 THEN
    v_sorted := ARRAY(SELECT DISTINCT w FROM unnest(p_seats) w ORDER BY w);
    IF cardinality(v_sorted) < cardinality(p_seats) THEN
      PERFORM internal.refuse('seat_repeated');
    END IF;
  END IF;
  v_hash := sha256(convert_to(concat_ws('|', p_sale_id, p_revision, p_schedule_id, p_from_order, p_to_order,
                                        array_to_string(v_sorted, ',')), 'UTF8'));

  LOOP
    SELECT * INTO v_old FROM bookings WHERE id = p_booking_id FOR NO KEY UPDATE;
    IF v_old.id IS NOT NULL THEN
      IF (v_old.counter_id, v_old.user_id) IS DISTINCT FROM (v_me.counter_id, v_me.user_id) THEN
        PERFORM internal.refuse(CASE WHEN v_old.revision = p_revision THEN 'id_reused' ELSE 'hold_not_yours' END);
      ELSIF v_old.sale_id <> p_sale_id OR p_revision < v_old.revision
         OR p_revision = v_old.revision AND v_old.request_hash <> v_hash THEN
        PERFORM internal.refuse('id_reused', jsonb_build_object('revision', v_old.revision));
      ELSIF v_old.status <> 'pending' THEN
        PERFORM internal.refuse('booking_not_pending', jsonb_build_object('status', v_old.status, 'reason', v_old.cancel_reason));
      ELSIF p_revision = v_old.revision THEN
        RETURN internal.hold_card(v_old);
      END IF;
      v_leaving := ARRAY[p_booking_id];
    END IF;

    v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
    v_trip := internal.journey_on_sale(p_schedule_id, p_from_order, p_to_order);
    v_limit := (v_trip #>> '{rules,passengers_per_booking}')::int;
    IF cardinality(p_seats) > v_limit THEN
      PERFORM internal.refuse('too_many_seats', jsonb_build_object('limit', v_limit));
    END IF;
    v_wanted := internal.wanted_seats(v_trip, p_schedule_id, p_seats,
      ((1::bigint << (p_to_order - p_from_order)) - 1) << (p_from_order - 1));
    v_now := clock_timestamp();
    v_expires := v_now + make_interval(secs => internal.hold_seconds(v_trip -> 'rules', (v_trip ->> 'closes_at')::timestamptz));

    IF v_old.id IS NULL THEN
      INSERT INTO sales (id, counter_id, shift_id, user_id) VALUES (p_sale_id, v_me.counter_id, v_shift, v_me.user_id)
      ON CONFLICT (id) DO NOTHING;
      IF NOT FOUND THEN
        IF NOT EXISTS (SELECT FROM sales WHERE id = p_sale_id AND counter_id = v_me.counter_id
                         AND user_id = v_me.user_id AND state = 'open') THEN
          PERFORM internal.refuse('id_reused');
        END IF;
      END IF;
      INSERT INTO bookings (id, booking_number, user_id, schedule_id, status, total_amount, final_amount,
          passenger_count, booking_details, booking_date, sale_id, counter_id, shift_id, origin_station_id,
          destination_station_id, from_order, to_order, expires_at, held_at, revision, request_hash, price_lines)
      VALUES (p_booking_id, internal.booking_number(), v_me.user_id, p_schedule_id, 'pending', v_wanted.total,
          v_wanted.total, cardinality(p_seats),
          jsonb_build_object('schedule', v_trip -> 'schedule', 'closes_at', v_trip -> 'closes_at'), v_now, p_sale_id,
          v_me.counter_id, v_shift, (v_trip ->> 'origin_id')::uuid, (v_trip ->> 'destination_id')::uuid,
          p_from_order, p_to_order, v_expires, v_now, p_revision, v_hash, v_wanted.lines)
      ON CONFLICT DO NOTHING RETURNING * INTO v_new;
      -- Nothing inserted: the same id came first by another connection, or (1 in 10^10) the number exists.
      CONTINUE WHEN v_new.id IS NULL;
    ELSE
      UPDATE bookings SET schedule_id = p_schedule_id, total_amount = v_wanted.total, discount_amount = 0,
          final_amount = v_wanted.total, passenger_count = cardinality(p_seats),
          booking_details = booking_details || jsonb_build_object('schedule', v_trip -> 'schedule', 'closes_at', v_trip -> 'closes_at'),
          shift_id = v_shift, origin_station_id = (v_trip ->> 'origin_id')::uuid,
          destination_station_id = (v_trip ->> 'destination_id')::uuid, from_order = p_from_order,
          to_order = p_to_order, expires_at = v_expires, held_at = v_now, revision = p_revision,
          request_hash = v_hash, price_lines = v_wanted.lines
      WHERE id = p_booking_id RETURNING * INTO v_new;
    END IF;
    EXIT;
  END LOOP;

  IF v_wanted.is_occupied THEN
    v_leaving := v_leaving || internal.expire_in_the_way(
      p_booking_id, p_schedule_id, p_seats, int4range(p_from_order, p_to_order));
  END IF;
  v_taken := internal.take_seats(p_booking_id, p_schedule_id, p_seats, int4range(p_from_order, p_to_order),
                                 v_me.counter_id, v_expires, v_leaving);
  RETURN internal.hold_card(v_new);
END $$;

-- A booking that is this session's to change: same counter, and the same member or a supervisor. Locked.
CREATE OR REPLACE FUNCTION internal.own_booking(p_booking_id uuid, p_user_id uuid, p_counter_id uuid, p_roles text[])
RETURNS bookings LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_booking bookings%ROWTYPE;
BEGIN
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF v_booking.counter_id <> p_counter_id
     OR (v_booking.user_id <> p_user_id AND NOT 'supervisor' = ANY (p_roles)) THEN
    PERFORM internal.refuse('hold_not_yours');
  END IF;
  RETURN v_booking;
END $$;

-- While money changes hands. A hold that has run out is not woken: its seats may be promised already.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.extend(p_token text, p_booking_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_expires timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_booking := internal.own_booking(p_booking_id, v_me.user_id, v_me.counter_id, v_me.roles);
  IF v_booking.status = 'pending' AND v_booking.expires_at <= clock_timestamp()
     OR v_booking.status = 'cancelled' AND v_booking.cancel_reason = 'expired' THEN
    PERFORM internal.refuse('hold_expired');
  ELSIF v_booking.status <> 'pending' THEN
    PERFORM internal.refuse('booking_not_pending', jsonb_build_object('status', v_booking.status, 'reason', v_booking.cancel_reason));
  END IF;
  v_expires := clock_timestamp() + make_interval(secs => internal.hold_seconds(
    internal.rules(v_booking.booking_details #>> '{schedule,origin_code}', v_booking.booking_details #>> '{schedule,train_number}'),
    (v_booking.booking_details ->> 'closes_at')::timestamptz));
  v_expires := greatest(v_booking.expires_at, v_expires);
  UPDATE bookings SET expires_at = v_expires WHERE id = p_booking_id;
  UPDATE seat_claims SET expires_at = v_expires WHERE booking_id = p_booking_id AND active;
  RETURN jsonb_build_object('expires_at', v_expires, 'now', clock_timestamp());
END $$;

-- True when this call gave seats back; a second time, or for a booking nobody made, false.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.release(p_token text, p_booking_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  IF NOT EXISTS (SELECT FROM bookings WHERE id = p_booking_id) THEN
    RETURN jsonb_build_object('released', false);
  END IF;
  v_booking := internal.own_booking(p_booking_id, v_me.user_id, v_me.counter_id, v_me.roles);
  IF v_booking.status = 'cancelled' THEN
    RETURN jsonb_build_object('released', false);
  ELSIF v_booking.status <> 'pending' THEN
    PERFORM internal.refuse('booking_not_pending', jsonb_build_object('status', v_booking.status));
  ELSIF internal.sale_awaits_money(v_booking.sale_id) THEN
    PERFORM internal.refuse('payment_open');
  END IF;
  UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = coalesce(nullif(btrim(left(p_reason, 200)), ''), 'released')
  WHERE id = p_booking_id;
  PERFORM internal.free_seats(ARRAY[p_booking_id], 'released');
  RETURN jsonb_build_object('released', true);
END $$;
