-- The only place a price is computed. The fare lines were frozen by `hold`; who travels decides what is
-- taken off. Every line says why, so that the screen can explain it.

-- Lines (fare, reduction below zero, infant), totals, and what each passenger pays. p_day is the day of travel.
-- Refuses passenger_incomplete, seat_not_in_hold, reduction_not_allowed.
CREATE OR REPLACE FUNCTION internal.priced(p_lines jsonb, p_passengers jsonb, p_day date, p_rules jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_answer jsonb;
  v_seatless int[];
  v_elsewhere int[];
  v_not_entitled jsonb;
BEGIN
  WITH people AS MATERIALIZED (
    SELECT p.seq, p.type, nullif(p.reduction, '') AS reduction, p.seat_id,
           p_rules -> 'reductions' -> nullif(p.reduction, '') AS rule
    FROM jsonb_to_recordset(p_passengers) p(seq int, type text, reduction text, seat_id uuid)
  ), seats AS (
    SELECT l.n, l.line, (l.line ->> 'seat_id')::uuid AS seat_id, (l.line ->> 'amount')::numeric AS fare,
           l.line ->> 'class_code' AS class_code
    FROM jsonb_array_elements(p_lines) WITH ORDINALITY l(line, n) WHERE l.line ->> 'kind' = 'fare'
  ), paired AS (
    SELECT s.n, s.line, s.fare, s.seat_id, p.seq, p.reduction,
           CASE WHEN p.rule ? 'classes' AND NOT p.rule -> 'classes' ? s.class_code THEN NULL
                ELSE coalesce((p.rule ->> s.class_code)::numeric,
                              CASE WHEN extract(isodow FROM p_day) IN (2, 3, 4) THEN (p.rule ->> 'percent_tue_thu')::numeric END,
                              (p.rule ->> 'percent')::numeric) END AS percent
    FROM seats s LEFT JOIN people p ON p.seat_id = s.seat_id AND p.type <> 'infant'
  ), reckoned AS (
    -- The discount is rounded down, so that a fare stays a multiple of the rounding.
    SELECT *, coalesce(floor(fare * percent / 100 / (p_rules ->> 'price_rounding')::numeric)
                       * (p_rules ->> 'price_rounding')::numeric, 0) AS taken_off FROM paired
  ), lines AS (
    SELECT coalesce(seq, 0) AS seq, n, 1 AS part, line || jsonb_build_object('passenger', coalesce(seq, 0)) AS line FROM reckoned
    UNION ALL
    SELECT seq, n, 2, jsonb_build_object('kind', 'reduction', 'passenger', seq, 'reduction', reduction,
                                         'percent', percent, 'amount', -taken_off)
    FROM reckoned WHERE percent IS NOT NULL
    UNION ALL
    SELECT seq, 99, 3, jsonb_build_object('kind', 'infant', 'passenger', seq, 'amount', 0) FROM people WHERE type = 'infant'
  )
  SELECT
    (SELECT array_agg(seq ORDER BY seq) FROM people WHERE type IS NULL OR (type <> 'infant' AND seat_id IS NULL) OR seq IS NULL),
    (SELECT array_agg(seq ORDER BY seq) FROM (
       SELECT seq, seat_id, row_number() OVER (PARTITION BY seat_id ORDER BY seq) AS nth FROM people WHERE type <> 'infant') p
     WHERE nth > 1 OR NOT EXISTS (SELECT FROM seats s WHERE s.seat_id = p.seat_id)),
    (SELECT jsonb_agg(jsonb_build_object('seq', seq, 'reduction', reduction) ORDER BY seq) FROM reckoned
     WHERE reduction IS NOT NULL AND percent IS NULL),
    jsonb_build_object(
      'lines', (SELECT jsonb_agg(line ORDER BY seq, n, part) FROM lines),
      'total', (SELECT sum(fare) FROM reckoned), 'discount', (SELECT sum(taken_off) FROM reckoned),
      'final', (SELECT sum(fare - taken_off) FROM reckoned),
      'people', (SELECT jsonb_object_agg(seq, jsonb_build_object('fare', fare, 'taken_off', taken_off)) FROM reckoned WHERE seq IS NOT NULL),
      'seats_left_over', (SELECT count(*) FROM reckoned WHERE seq IS NULL))
  INTO v_seatless, v_elsewhere, v_not_entitled, v_answer;
  IF v_seatless IS NOT NULL THEN
    PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', v_seatless[1], 'field', 'seat_id'));
  ELSIF v_elsewhere IS NOT NULL THEN
    PERFORM internal.refuse('seat_not_in_hold', jsonb_build_object('seq', v_elsewhere[1]));
  ELSIF v_not_entitled IS NOT NULL THEN
    PERFORM internal.refuse('reduction_not_allowed', v_not_entitled -> 0);
  END IF;
  RETURN v_answer;
END $$;

-- The day of travel: the calendar day at the station where this journey begins.
CREATE OR REPLACE FUNCTION internal.travel_day(p_details jsonb)
RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN ((p_details #>> '{schedule,departs_at}')::timestamptz AT TIME ZONE (p_details #>> '{schedule,origin_timezone}'))::date;
END $$;

-- An array of at most so many objects; anything else would be an error with a row of ours in its detail.
CREATE OR REPLACE FUNCTION internal.asked_list(p_list jsonb, p_field text, p_most int)
RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF p_list IS NULL OR jsonb_typeof(p_list) <> 'array' OR octet_length(p_list::text) > 100000
     OR jsonb_array_length(p_list) = 0
     OR jsonb_path_exists(p_list, 'strict $[*] ? (@.type() <> "object")') THEN
    PERFORM internal.refuse('bad_request', jsonb_build_object('field', p_field));
  ELSIF jsonb_array_length(p_list) > p_most THEN
    PERFORM internal.refuse(CASE p_field WHEN 'passengers' THEN 'too_many_passengers' ELSE 'bad_request' END,
                            jsonb_build_object('field', p_field, 'limit', p_most));
  END IF;
END $$;

-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.quote(p_token text, p_booking_id uuid, p_passengers jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_rules jsonb;
  v_price jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_list(p_passengers, 'passengers', 20);
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF v_booking.counter_id <> v_me.counter_id
     OR (v_booking.user_id <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles)) THEN
    PERFORM internal.refuse('hold_not_yours');
  END IF;
  v_rules := internal.rules(v_booking.booking_details #>> '{schedule,origin_code}', v_booking.booking_details #>> '{schedule,train_number}');
  v_price := internal.priced(v_booking.price_lines, p_passengers, internal.travel_day(v_booking.booking_details), v_rules);
  IF v_booking.booking_details ? 'promotion' THEN
    v_price := internal.with_promotion(v_price, v_booking.booking_details -> 'promotion', (v_rules ->> 'price_rounding')::numeric);
  END IF;
  RETURN v_price - 'people' - 'seats_left_over' - 'promotion';
END $$;
