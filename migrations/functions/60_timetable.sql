-- Opening travel dates, and ending what time ends. Both are safe to run at any hour, twice, and from two places.

-- Every seat of a dated train whose mask is not the union of its active claims. No row: seats and bookings agree.
-- A claim counts stops from 1, the mask legs from 0: [1, 3) is the bits 0 and 1.
CREATE OR REPLACE FUNCTION internal.mask_disagreements()
RETURNS TABLE (schedule_id uuid, seat_id uuid, occupied_legs bigint, claimed_legs bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH claimed AS (
        SELECT c.schedule_id, c.seat_id, bit_or(((1::bigint << (upper(c.legs) - lower(c.legs))) - 1)
                                                << (lower(c.legs) - 1)) AS legs
          FROM seat_claims c WHERE c.active GROUP BY c.schedule_id, c.seat_id
    )
    SELECT i.schedule_id, i.seat_id, i.occupied_legs, coalesce(claimed.legs, 0)
      FROM seat_inventory i
      LEFT JOIN claimed ON claimed.schedule_id = i.schedule_id AND claimed.seat_id = i.seat_id
     WHERE i.occupied_legs <> coalesce(claimed.legs, 0)
$$;

-- The sub-class on sale in each class on weekdays and at the weekend: the tier's (AA, CC …) where it has fares, else
-- the only one there is (subsidised trains have one flat price, sub-class C).
CREATE OR REPLACE FUNCTION internal.open_sub_classes()
RETURNS TABLE (train_id uuid, class_id uuid, weekday_sub_class text, weekend_sub_class text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH tiers AS (SELECT internal.rule('sub_class_tiers') AS tier),
    priced AS (SELECT f.class_id, array_agg(DISTINCT f.sub_class) AS subs FROM fares f
                WHERE f.kind = 'regular' AND f.valid_to IS NULL GROUP BY f.class_id),
    named AS (
        SELECT c.train_id, c.id AS class_id, p.subs, t.tier,
               CASE c.class_type WHEN 'economy' THEN 'C' WHEN 'business' THEN 'B' ELSE 'A' END AS letter
          FROM train_classes c CROSS JOIN tiers t LEFT JOIN priced p ON p.class_id = c.id
         WHERE c.is_available
    )
    SELECT n.train_id, n.class_id,
           CASE WHEN n.letter || (n.tier ->> 'weekday') = ANY (n.subs) THEN n.letter || (n.tier ->> 'weekday')
                ELSE coalesce(n.subs[1], n.letter || (n.tier ->> 'weekday')) END,
           CASE WHEN n.letter || (n.tier ->> 'weekend') = ANY (n.subs) THEN n.letter || (n.tier ->> 'weekend')
                ELSE coalesce(n.subs[1], n.letter || (n.tier ->> 'weekend')) END
      FROM named n
$$;

-- Put the dates from today to `p_until` on sale (without it: to the end of the booking window): for each running train
-- its schedule, its open sub-classes and one inventory row a seat. Dates already open stay as they are.
CREATE OR REPLACE FUNCTION internal.open_dates(p_until date DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
SET work_mem = '64MB'
SET jit = off AS $$
DECLARE
    v_today date := (now() AT TIME ZONE 'Asia/Jakarta')::date;
    v_last date := v_today + (internal.rule('booking_window_days') #>> '{}')::int;
    v_until date := least(coalesce(p_until, v_last), v_last);
    v_opened uuid[];
    v_seats bigint;
BEGIN
    WITH ends AS (
        SELECT rs.route_id, max(rs.station_order) - 1 AS legs, max(rs.arrival_offset) AS minutes
          FROM route_stations rs GROUP BY rs.route_id
    ), made AS (
        INSERT INTO schedules (id, train_id, route_id, departure_date, departure_time, arrival_time, departs_at,
                               arrives_at, leg_count, is_derived)
        SELECT internal.uuid7(), r.train_id, r.id, d.day::date, r.departure_time,
               ((dep.at + make_interval(mins => e.minutes)) AT TIME ZONE de.timezone)::time,
               dep.at, dep.at + make_interval(mins => e.minutes), e.legs, r.is_derived
          FROM generate_series(v_today, v_until, interval '1 day') AS d(day)
          JOIN routes r ON r.is_active AND r.departure_time IS NOT NULL
          JOIN trains t ON t.id = r.train_id AND t.is_active
          JOIN stations og ON og.id = r.origin_station_id
          JOIN stations de ON de.id = r.destination_station_id
          JOIN ends e ON e.route_id = r.id
         CROSS JOIN LATERAL (SELECT (d.day::date + r.departure_time) AT TIME ZONE og.timezone AS at) dep
         WHERE NOT EXISTS (SELECT FROM schedules s WHERE s.train_id = r.train_id AND s.departure_date = d.day::date)
         ORDER BY d.day, dep.at
        ON CONFLICT (train_id, departure_date) DO NOTHING
        RETURNING id
    )
    SELECT coalesce(array_agg(id), '{}') INTO v_opened FROM made;

    INSERT INTO schedule_classes (schedule_id, class_id, sub_class)
    SELECT s.id, o.class_id,
           CASE WHEN extract(isodow FROM s.departure_date) >= 5 THEN o.weekend_sub_class ELSE o.weekday_sub_class END
      FROM schedules s JOIN internal.open_sub_classes() o ON o.train_id = s.train_id
     WHERE s.id = ANY (v_opened);

    INSERT INTO seat_inventory (schedule_id, seat_id, class_id, car_number, blocked)
    SELECT s.id, e.id, e.class_id, e.car_number, e.is_blocked
      FROM (SELECT id, train_id FROM schedules WHERE id = ANY (v_opened) ORDER BY id) s
     CROSS JOIN LATERAL (SELECT * FROM seats WHERE seats.train_id = s.train_id ORDER BY seats.id) e;
    GET DIAGNOSTICS v_seats = ROW_COUNT;

    RETURN jsonb_build_object('schedules', cardinality(v_opened), 'seats', v_seats, 'until', v_until);
END $$;

-- End what time ended: trains that have arrived are completed, their bookings too; tickets nobody used expire; holds
-- that ran out give their seats back (selling does that by itself where somebody wants the seat; this is the broom).
-- A hold whose payment is still under way or unknown keeps its seats until the train has left.
CREATE OR REPLACE FUNCTION internal.expire_past()
RETURNS jsonb LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '5s' AS $$
DECLARE
    v_holds uuid[];
    v_over uuid[];
    v_schedules bigint;
    v_bookings bigint;
    v_tickets bigint;
BEGIN
    SELECT coalesce(array_agg(l.id), '{}') INTO v_holds FROM (
        SELECT b.id FROM bookings b JOIN schedules s ON s.id = b.schedule_id
         WHERE b.id IN (SELECT c.booking_id FROM seat_claims c WHERE c.active AND c.state = 'held')
           AND b.status = 'pending' AND b.expires_at < clock_timestamp()
           AND NOT EXISTS (
               SELECT FROM payment_attempts a
                WHERE a.sale_id = b.sale_id
                  AND (a.state IN ('created', 'pending')
                       OR a.state IN ('confirmed', 'late_paid') AND a.outcome IS NULL AND a.method <> 'cash'
                       OR a.state = 'unknown' AND s.departs_at > clock_timestamp()))
         ORDER BY b.id FOR UPDATE OF b SKIP LOCKED) l;

    PERFORM internal.free_seats(v_holds, 'expired');
    UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = 'expired'
     WHERE id = ANY (v_holds);

    WITH ended AS (
        UPDATE schedules SET status = 'completed', sales_state = 'closed'
         WHERE status IN ('scheduled', 'delayed') AND arrives_at < now()
           AND arrives_at + make_interval(mins => delay_minutes) < clock_timestamp() RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO v_over FROM ended;
    v_schedules := cardinality(v_over);
    -- With them those of the last days: a scan taken back late leaves a ticket that ended. Not those of all years.
    v_over := v_over || ARRAY(SELECT id FROM schedules WHERE departs_at BETWEEN now() - interval '2 days' AND now() AND status = 'completed');
    UPDATE bookings SET status = 'completed' WHERE schedule_id = ANY (v_over) AND status = 'confirmed';
    GET DIAGNOSTICS v_bookings = ROW_COUNT;
    UPDATE tickets t SET ticket_status = 'expired' FROM bookings b
     WHERE b.schedule_id = ANY (v_over) AND b.status = 'completed' AND t.booking_id = b.id AND t.ticket_status = 'active';
    GET DIAGNOSTICS v_tickets = ROW_COUNT;
    UPDATE sales s SET state = 'abandoned'
     WHERE s.state = 'open' AND s.created_at < now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM bookings b WHERE b.sale_id = s.id AND b.status <> 'cancelled');

    RETURN jsonb_build_object('holds', cardinality(v_holds), 'schedules', v_schedules, 'bookings', v_bookings,
                              'tickets', v_tickets);
END $$;

-- grant: operator, admin
CREATE OR REPLACE FUNCTION kai.open_dates(p_token text, p_until date DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM internal.session(p_token, 'operator', 'admin');
    RETURN internal.open_dates(p_until);
END $$;

-- Run daily and when a counter starts: it only does what the clock has already decided, so any seller may call it.
-- grant: clerk, supervisor, operator, admin
CREATE OR REPLACE FUNCTION kai.expire_past(p_token text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM internal.session(p_token, 'clerk', 'supervisor', 'operator', 'admin');
    RETURN internal.expire_past() || jsonb_build_object('opened', internal.open_dates(NULL));
END $$;
