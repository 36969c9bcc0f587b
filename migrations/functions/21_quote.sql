-- The only place a price is computed. The fare lines were frozen by `hold`; who travels decides what is
-- taken off. Every line says why, so that the screen can explain it.

-- Lines (fare, reduction below zero, infant), totals, and what each passenger pays. p_day is the day of travel.
-- Refuses passenger_incomplete, seat_not_in_hold, reduction_not_allowed.
-- within
CREATE OR REPLACE FUNCTION internal.priced(p_lines jsonb, p_passengers jsonb, p_day date, p_rules jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_row record;
  v_rule jsonb;
  v_percent numeric;
  v_off numeric;
  v_lines jsonb := '[]';
  v_people jsonb := '{}';
  v_total numeric := 0;
  v_discount numeric := 0;
  v_left_over int := 0;
  v_seen uuid[] := '{}';
  v_seatless int;
  v_elsewhere int;
  v_not_entitled jsonb;
BEGIN
  -- A loop: the same as one statement with a CTE a step took twice as long for the one or two travellers there are.
  FOR v_row IN
    SELECT p.seq, p.type, p.reduction, p.seat_id, s.line, (s.line ->> 'amount')::numeric AS fare
    FROM (SELECT p.seq, p.type, nullif(p.reduction, '') AS reduction, p.seat_id,
                 CASE WHEN p.type <> 'infant' THEN p.seat_id END AS sits_on
          FROM jsonb_to_recordset(p_passengers) p(seq int, type text, reduction text, seat_id uuid)) p
    FULL JOIN (SELECT l.n, l.line, (l.line ->> 'seat_id')::uuid AS seat_id
               FROM jsonb_array_elements(p_lines) WITH ORDINALITY l(line, n) WHERE l.line ->> 'kind' = 'fare') s
      ON s.seat_id = p.sits_on
    ORDER BY coalesce(p.seq, 0), s.n
  LOOP
    IF v_row.line IS NULL THEN
      IF v_row.seq IS NULL OR v_row.type IS NULL OR v_row.type <> 'infant' AND v_row.seat_id IS NULL THEN
        v_seatless := coalesce(v_seatless, v_row.seq, 0);
      ELSIF v_row.type <> 'infant' THEN
        v_elsewhere := coalesce(v_elsewhere, v_row.seq);
      ELSE
        v_lines := v_lines || jsonb_build_object('kind', 'infant', 'passenger', v_row.seq, 'amount', 0);
      END IF;
      CONTINUE;
    END IF;
    v_total := v_total + v_row.fare;
    v_lines := v_lines || (v_row.line || jsonb_build_object('passenger', coalesce(v_row.seq, 0)));
    IF v_row.seq IS NULL THEN
      IF v_row.type IS NULL THEN
        v_left_over := v_left_over + 1;
      ELSE
        v_seatless := coalesce(v_seatless, 0);
      END IF;
      CONTINUE;
    ELSIF v_row.seat_id = ANY (v_seen) THEN
      v_elsewhere := coalesce(v_elsewhere, v_row.seq);
    END IF;
    v_seen := v_seen || v_row.seat_id;
    v_off := 0;
    IF v_row.reduction IS NOT NULL THEN
      v_rule := p_rules -> 'reductions' -> v_row.reduction;
      v_percent := CASE
        WHEN v_rule ? 'classes' AND NOT v_rule -> 'classes' ? (v_row.line ->> 'class_code') THEN NULL
        ELSE coalesce((v_rule ->> (v_row.line ->> 'class_code'))::numeric,
                      CASE WHEN extract(isodow FROM p_day) IN (2, 3, 4) THEN (v_rule ->> 'percent_tue_thu')::numeric END,
                      (v_rule ->> 'percent')::numeric) END;
      IF v_percent IS NULL THEN
        v_not_entitled := coalesce(v_not_entitled, jsonb_build_object('seq', v_row.seq, 'reduction', v_row.reduction));
      ELSE
        -- The discount is rounded down, so that a fare stays a multiple of the rounding.
        v_off := floor(v_row.fare * v_percent / 100 / (p_rules ->> 'price_rounding')::numeric)
                 * (p_rules ->> 'price_rounding')::numeric;
        v_lines := v_lines || jsonb_build_object('kind', 'reduction', 'passenger', v_row.seq, 'reduction', v_row.reduction,
                                                 'percent', v_percent, 'amount', -v_off);
        v_discount := v_discount + v_off;
      END IF;
    END IF;
    v_people := v_people || jsonb_build_object(v_row.seq, jsonb_build_object('fare', v_row.fare, 'taken_off', v_off));
  END LOOP;
  IF v_seatless IS NOT NULL THEN
    PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', nullif(v_seatless, 0), 'field', 'seat_id'));
  ELSIF v_elsewhere IS NOT NULL THEN
    PERFORM internal.refuse('seat_not_in_hold', jsonb_build_object('seq', v_elsewhere));
  ELSIF v_not_entitled IS NOT NULL THEN
    PERFORM internal.refuse('reduction_not_allowed', v_not_entitled);
  END IF;
  RETURN jsonb_build_object('lines', v_lines, 'total', v_total, 'discount', v_discount, 'final', v_total - v_discount,
                            'people', v_people, 'seats_left_over', v_left_over);
END $$;

-- The day of travel: the calendar day at the station where this journey begins.
-- within
CREATE OR REPLACE FUNCTION internal.travel_day(p_details jsonb)
RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN ((p_details #>> '{schedule,departs_at}')::timestamptz AT TIME ZONE (p_details #>> '{schedule,origin_timezone}'))::date;
END $$;

-- An array of at most so many objects; anything else would be an error with a row of ours in its detail.
-- True rather than nothing, as with the other questions of a sale: an assignment starts no executor, PERFORM does.
-- within
CREATE OR REPLACE FUNCTION internal.asked_list(p_list jsonb, p_field text, p_most int)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF p_list IS NULL OR jsonb_typeof(p_list) <> 'array' OR octet_length(p_list::text) > 100000
     OR jsonb_array_length(p_list) = 0
     OR jsonb_path_exists(p_list, 'strict $[*] ? (@.type() <> "object")') THEN
    PERFORM internal.refuse('bad_request', jsonb_build_object('field', p_field));
  ELSIF jsonb_array_length(p_list) > p_most THEN
    PERFORM internal.refuse(CASE p_field WHEN 'passengers' THEN 'too_many_passengers' ELSE 'bad_request' END,
                            jsonb_build_object('field', p_field, 'limit', p_most));
  END IF;
  RETURN true;
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
